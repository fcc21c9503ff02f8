"""A run's report in words, and whether they are true."""

from __future__ import annotations

import pytest
from django.utils import translation

from tests.training.test_verdict import found, rows
from training.runs.sentences import reason_sentence
from training.verdict import judge


def said(noted: list[bool | None]) -> str:
    """The sentence on held-out crops; noted: whether each is held out for ever."""
    crops = [
        {**row, "for_ever": for_ever}
        for row, for_ever in zip(rows(mended=len(noted)), noted, strict=True)
    ]
    reason = next(one for one in judge(found(crops), 0.05).reasons if one.code == "held_out")
    return reason_sentence({"code": reason.code, "passed": reason.passed, **reason.figures})


def test_crops_that_are_held_out_for_ever_have_trained_no_model():
    assert "Of 10 crops that no model has trained on" in said([True] * 10)


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("en", "Of 10 crops, 4 held out for ever and 6 kept from this run alone"),
        ("zh-hans", "共 10 张裁图，其中 4 张永久留作评判，6 张仅不参与本次训练"),
    ],
)
def test_crops_that_only_this_run_did_not_see_are_counted_apart(language, counts):
    with translation.override(language):
        assert counts in said([True] * 4 + [False] * 6)


def test_of_older_reports_no_more_is_said_than_is_known():
    sentence = said([None] * 10)
    assert "Of 10 crops that were kept from its training" in sentence
    assert "no model" not in sentence
