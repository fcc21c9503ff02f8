"""Column types, and record values converted to them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.column_types import ColumnType, ValueProblem, converted, parse_type


@pytest.mark.parametrize(
    "text", ["text", "text(40)", "integer", "decimal", "decimal(18,2)", "date", "uuid", "boolean"]
)
def test_a_type_is_written_as_it_was_read(text: str) -> None:
    assert str(parse_type(text)) == text


@pytest.mark.parametrize("text", ["varchar", "text(0)", "decimal(2,3)", "date(3)", "", "text(1,2)"])
def test_an_unknown_type_is_refused_with_those_that_are_known(text: str) -> None:
    with pytest.raises(ValueError, match=r"decimal\(18,2\)"):
        parse_type(text)


@pytest.mark.parametrize(
    ("value", "kind", "wanted"),
    [
        ("118.00", "decimal(18,2)", Decimal("118.00")),
        ("-0.10", "decimal(18,2)", Decimal("-0.10")),
        ("17", "integer", 17),
        ("2021-12-29", "date", date(2021, 12, 29)),
        ("15:54", "time", time(15, 54)),
        ("2019-05-26T15:54", "datetime", datetime(2019, 5, 26, 15, 54)),
        (True, "boolean", True),
        (True, "text", "true"),
        ("118.00", "text", "118.00"),
        (None, "decimal(18,2)", None),
    ],
)
def test_a_value_becomes_what_its_column_holds(
    value: str | bool | None, kind: str, wanted: object
) -> None:
    assert converted(value, parse_type(kind)) == wanted


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**13), max_value=10**13
    )
)
def test_an_amount_is_never_rounded(amount: Decimal) -> None:
    kept = converted(format(amount, "f"), parse_type("decimal(18,4)"))
    assert kept == amount


@pytest.mark.parametrize(
    ("value", "kind", "code"),
    [
        ("118.005", "decimal(18,2)", "too_long"),
        ("12345.00", "decimal(6,2)", "too_long"),
        ("abcdef", "text(5)", "too_long"),
        ("1.5", "integer", "wrong_type"),
        ("9223372036854775808", "integer", "wrong_type"),
        ("NaN", "decimal", "wrong_type"),
        ("soon", "date", "wrong_type"),
        ("yes", "boolean", "wrong_type"),
    ],
)
def test_what_does_not_fit_is_a_problem_and_never_cut(value: str, kind: str, code: str) -> None:
    with pytest.raises(ValueProblem) as problem:
        converted(value, parse_type(kind))
    assert problem.value.code == code


def test_trailing_zeros_do_not_make_an_amount_too_long() -> None:
    assert converted("100.0000", parse_type("decimal(5,2)")) == 100


def test_a_wider_column_holds_what_a_narrower_one_does() -> None:
    assert ColumnType("text").holds(ColumnType("text", length=9))
    assert not ColumnType("text", length=8).holds(ColumnType("text", length=9))
    assert parse_type("decimal(18,2)").holds(parse_type("decimal(10,2)"))
    assert not parse_type("decimal(18,2)").holds(parse_type("decimal(18,4)"))
    assert not ColumnType("date").holds(ColumnType("datetime"))
