"""The form of a person's value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.decided_values import decided_value
from templates_app.definition.template import ValueSpec, ValueType


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("text", "  Alder Lane ", "Alder Lane"),
        ("text", "", None),
        ("text", None, None),
        ("amount", "-1234.50", "-1234.50"),
        ("amount", "１２.５", "12.5"),
        ("integer", "12", "12"),
        ("percent", "13", "13"),
        ("date", "2021-12-29", "2021-12-29"),
        ("date", "20211229", "2021-12-29"),
        ("time", "15:54", "15:54"),
        ("datetime", "2019-05-26 15:54", "2019-05-26T15:54"),
        ("code", "91 12\u30000118", "91120118"),
        ("checkbox", True, True),
        ("signature", False, False),
    ],
)
def test_a_value_is_stored_in_its_normal_form(
    kind: ValueType, value: object, stored: object
) -> None:
    assert decided_value(value, ValueSpec(kind)) == stored


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("amount", "1,234.50"),
        ("amount", "¥12"),
        ("amount", 12),
        ("integer", "1.5"),
        ("date", "29.12.2021"),
        ("date", "2021-02-30"),
        ("time", "25:00"),
        ("checkbox", "yes"),
        ("text", "bell\x07"),
        ("text", ["a"]),
        ("text", "x" * 10_001),
    ],
)
def test_another_form_is_refused_with_how_to_write_it(kind: ValueType, value: object) -> None:
    with pytest.raises(ValueError, match=r"Write|Send|longer|control"):
        decided_value(value, ValueSpec(kind))


@given(st.text(), st.sampled_from(["amount", "integer", "date", "time", "datetime", "code"]))
def test_what_is_stored_is_stored_the_same_again(text: str, kind: ValueType) -> None:
    try:
        stored = decided_value(text, ValueSpec(kind))
    except ValueError:
        return
    assert decided_value(stored, ValueSpec(kind)) == stored
