"""Why a value is what it is, in words."""

from __future__ import annotations

from typing import Any

import pytest

from frontend.trace import shown, trace


def _titles(**evidence: Any) -> list[str]:
    reading = {"value": "7", "text": "7", "source": "ocr", "evidence": evidence}
    return [step.title for step in trace(reading)]


def test_a_value_without_evidence_has_no_steps() -> None:
    assert _titles() == []
    assert trace({"value": None, "text": None}) == []


def test_the_transform_says_how_many_marks_are_in_place() -> None:
    transform = {"kind": "affine", "marks": 10, "of": 11, "score": 0.9, "residual": 1.8}
    assert _titles(transform=transform) == ["10 of 11 printed marks of the template are in place"]


def test_a_value_found_by_its_label_names_it() -> None:
    assert _titles(found_by={"label": "Total", "box": [], "errors": 0}) == [
        "Found by its label “Total”"
    ]


def test_a_value_found_by_its_region_says_when_its_label_is_missing() -> None:
    reading = {
        "value": "7",
        "text": "7",
        "evidence": {"found_by": {"region": [], "label_missing": True}},
    }
    assert trace(reading)[0].detail == "its label was not found"


def test_the_words_stand_with_their_confidence() -> None:
    step = trace(
        {
            "value": "7",
            "text": "7",
            "evidence": {"reader": "R 1", "words": [{"text": "7", "confidence": 0.9}]},
        }
    )[0]
    assert step.title == "Words read by R 1"
    assert step.items == (("7", 0.9),)


def test_several_readings_are_listed_and_a_single_one_is_not() -> None:
    one = {"text": "7", "value": "7", "confidence": 0.9, "by": "lines"}
    other = {"text": "1", "value": "1", "confidence": 0.4, "by": "constrained"}
    assert _titles(readings=[one]) == []
    steps = trace({"value": "7", "text": "7", "evidence": {"readings": [one, other]}})
    assert [text for text, _ in steps[0].items] == [
        "7 (page)",
        "1 (only what the pattern allows)",
    ]


def test_normalisation_shows_text_and_value() -> None:
    steps = trace({"value": "2021-12-29", "text": "29 Dec 2021", "evidence": {}})
    assert [(step.title, step.detail) for step in steps] == [
        ("Normalised", "29 Dec 2021 → 2021-12-29")
    ]


def test_a_decision_names_the_person_and_the_machines_reading() -> None:
    evidence = {
        "decided": {"by": "ann", "at": "2026-11-21T09:00:00+00:00"},
        "machine": {"value": "71"},
    }
    step = trace({"value": "7", "text": "7", "evidence": evidence})[-1]
    assert step.title == "Decided by ann"
    assert step.items == (("the machine read “71”", None),)


@pytest.mark.parametrize(
    ("value", "text"), [(True, "yes"), (False, "no"), (None, ""), ("1.50", "1.50")]
)
def test_values_are_written_for_people(value: object, text: str) -> None:
    assert shown(value) == text


def test_a_cell_names_its_table_counted_from_one_as_the_evidence_does() -> None:
    assert _titles(found_by={"table_instance": 1}) == ["Cell of table 1 on the page"]
