"""Reviewers at one queue at the same moment, each in a process of its own."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable

import pytest

from tests.services.installation import Installation

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("services")]

PROGRAM = "tests.services.review_doubts"


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(
    request: pytest.FixtureRequest, new_installation: Callable[..., Installation]
) -> Installation:
    """An installation with sixty doubts; nothing of it runs."""
    made = new_installation(request.param, STENCIL_AUDIT_SHARE="0")
    made.run("-m", PROGRAM, "fill", "20")
    return made


def test_four_reviewers_at_once_never_get_the_same_doubt(installation: Installation) -> None:
    people = [f"reviewer-{number}" for number in range(4)]
    said = installation.run("-m", PROGRAM, "claim", *people)
    given = Counter(int(pk) for pk in said.split())
    assert len(given) == 60
    assert set(given.values()) == {1}


def test_a_decision_that_arrives_twice_at_once_counts_once(installation: Installation) -> None:
    token = str(uuid.uuid4())
    said = installation.run("-m", PROGRAM, "decide", token, token)
    assert said.split() == ["True", "True"]
    assert installation.ask("SELECT count(*) FROM recognition_decision") == [(1,)]
    assert installation.ask("SELECT count(*) FROM review_step") == [(1,)]


def test_no_decision_of_a_killed_process_is_lost_or_kept_by_halves(
    installation: Installation,
) -> None:
    said = installation.run("-m", PROGRAM, "killed", "3", "1", "4", "1", "5")
    kept = [int(pk) for pk in said.split()]
    assert len(kept) >= 3 + 1 + 4 + 1 + 5
    decided = {pk for (pk,) in installation.ask("SELECT doubt_id FROM review_step")}
    assert set(kept) <= decided
    assert len(decided) < 60
    # whatever was in the making when the process ended is there whole, or not at all
    halves = [
        "SELECT count(*) FROM review_step",
        "SELECT count(*) FROM review_step WHERE decision_id IS NOT NULL",
        "SELECT count(*) FROM recognition_decision",
        "SELECT count(*) FROM samples_sample WHERE decision_id IS NOT NULL",
        "SELECT count(*) FROM review_doubt WHERE state = 'settled' AND decision_id IS NOT NULL",
        "SELECT count(*) FROM recognition_fieldvalue WHERE source = 'person'",
        "SELECT sum(record_version - 1) FROM recognition_record",
    ]
    assert {int(installation.ask(query)[0][0]) for query in halves} == {len(decided)}
