"""Values count as right by the rules that the ground truth was made with."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bench.compare import decimal, iso_date, same


@pytest.mark.parametrize(
    ("kind", "truth", "value"),
    [
        ("date", "2021年12月29日", "2021-12-29"),
        ("date", "05.06.2018", "2018-06-05"),
        ("date", "05-05-18", "2018-05-05"),
        ("date", "03 MAR 2018", "2018-03-03"),
        ("amount", "571,04", "571.04"),
        ("amount", "1.234,50", "1234.50"),
        ("amount", "1,234.50", "1234.5"),
        ("amount", "2.70元", "2.70"),
        ("amount", "7.62KM", "7.62"),
        ("code", "1 2 3 4 5", "12345"),
        ("text", "个人（甲）", "个人(甲)"),
        ("text", "PITTSBURGH, PA", "PITTSBURGH,PA"),
    ],
)
def test_a_value_may_be_written_otherwise_and_still_be_right(
    kind: str, truth: str, value: str
) -> None:
    assert same(kind, truth, value)


@pytest.mark.parametrize(
    ("kind", "truth", "value"),
    [
        ("date", "2021年12月29日", "2021-12-28"),
        ("amount", "49.60", "49.6.0"),
        ("amount", "49.60", "4960"),
        ("text", "天津", "天律"),
        ("code", "012002100311", "12002100311"),
        ("text", "天津", None),
        ("text", None, "天津"),
    ],
)
def test_another_value_is_wrong(kind: str, truth: str | None, value: str | None) -> None:
    assert not same(kind, truth, value)


def test_an_absent_field_is_right_when_it_is_left_empty() -> None:
    assert same("text", None, None)
    assert same("text", None, "")


def test_a_check_box_is_compared_as_marked_or_not() -> None:
    assert same("checkbox", "selected", True)
    assert same("checkbox", "unselected", False)
    assert not same("checkbox", "unselected", True)


def test_case_counts_unless_the_set_folds_it() -> None:
    assert not same("text", "KEDAI", "Kedai")
    assert same("text", "KEDAI", "Kedai", fold_case=True)


def test_text_without_a_number_or_a_date_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        decimal("***")
    with pytest.raises(ValueError, match="no date"):
        iso_date("soon")


def test_a_comma_before_three_digits_groups() -> None:
    assert decimal("1,234") == Decimal(1234)
