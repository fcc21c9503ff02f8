"""How a reading differs from what was confirmed."""

from __future__ import annotations

from typing import Any

from recognition.designing.golden import differences, values_of

EXPECTED = {
    "matched": True,
    "fields": {"total": "118.00", "date": "2025-05-26"},
    "tables": {
        "items": [{"name": "Linen", "amount": "100.00"}, {"name": "Box", "amount": "18.00"}]
    },
}


def read(**changes: Any) -> dict[str, Any]:
    return {**EXPECTED, **changes}


def said(before: Any, after: Any) -> list[tuple[str, str]]:
    return [(one.place, one.verdict) for one in differences(EXPECTED, before, after)]


def test_an_equal_reading_differs_in_nothing() -> None:
    assert said(EXPECTED, EXPECTED) == []
    assert said(None, EXPECTED) == []


def test_what_was_right_and_is_wrong_has_regressed() -> None:
    worse = read(fields={"total": "113.00", "date": "2025-05-26"})
    assert said(EXPECTED, worse) == [("total", "regressed")]
    assert said(None, worse) == [("total", "regressed")]
    assert said(worse, worse) == [("total", "wrong")]
    assert said(worse, EXPECTED) == [("total", "fixed")]


def test_a_missing_row_and_its_cells_are_named() -> None:
    shorter = read(tables={"items": [{"name": "Lines", "amount": "100.00"}]})
    assert said(EXPECTED, shorter) == [("items", "regressed"), ("items[1].name", "regressed")]


def test_what_the_template_no_longer_asks_for_is_no_regression() -> None:
    fewer = read(fields={"total": "118.00"}, tables={})
    assert said(EXPECTED, fewer) == [("date", "dropped"), ("items", "dropped")]


def test_a_document_that_is_no_longer_recognised_has_regressed_as_a_whole() -> None:
    lost = {"matched": False, "fields": {}, "tables": {}}
    assert said(EXPECTED, lost) == [("", "regressed")]
    assert said(lost, lost) == [("", "wrong")]
    assert said(lost, EXPECTED)[0] == ("", "fixed")


def test_a_record_is_stripped_to_its_values() -> None:
    record = {
        "template": {"name": "bill"},
        "fields": {"total": {"value": "118.00", "confidence": 0.99}},
        "tables": {"items": [{"amount": {"value": "1"}}]},
    }
    assert values_of(record) == {
        "matched": True,
        "fields": {"total": "118.00"},
        "tables": {"items": [{"amount": "1"}]},
    }
