"""Reviewers at one queue at the same moment, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.services.installation import Installation
from tests.services.servers import postgresql_server

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("services")]

PROGRAM = "tests.services.review_doubts"


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An installation with sixty doubts; nothing of it runs."""
    with ExitStack() as servers:
        variables = {"STENCIL_AUDIT_SHARE": "0"}
        if request.param == "postgresql":
            url = servers.enter_context(postgresql_server(tmp_path))
            variables["STENCIL_DATABASE_URL"] = url
        home = tmp_path / "home"
        home.mkdir()
        made = Installation(home, **variables)
        made.run("manage.py", "migrate", "--verbosity", "0")
        made.run("-m", PROGRAM, "fill", "20")
        yield made


def test_four_reviewers_at_once_never_get_the_same_doubt(installation: Installation) -> None:
    people = [f"reviewer-{number}" for number in range(4)]
    said = at_once(installation, [["claim", name] for name in people])
    given = Counter(int(pk) for line in said for pk in line.split())
    assert len(given) == 60
    assert set(given.values()) == {1}


def test_a_decision_that_arrives_twice_at_once_counts_once(installation: Installation) -> None:
    token = str(uuid.uuid4())
    said = at_once(installation, [["decide", "reviewer-0", token]] * 2)
    assert said == ["True", "True"]
    assert installation.ask("SELECT count(*) FROM recognition_decision") == [(1,)]
    assert installation.ask("SELECT count(*) FROM review_step") == [(1,)]


def at_once(installation: Installation, calls: Sequence[Sequence[str]]) -> list[str]:
    """Run programs that begin at the same moment; the last line of each."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", PROGRAM, *call],
            cwd=ROOT,
            env=installation.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for call in calls
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("begin\n")
        process.stdin.flush()
    said = [process.communicate()[0].strip() for process in running]
    assert [process.returncode for process in running] == [0] * len(running)
    return said
