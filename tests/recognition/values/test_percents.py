"""Percent signs that were read as digits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.values.percents import with_percent_sign
from recognition.values.settling import settle
from templates_app.definition.template import ValueSpec

PERCENT = ValueSpec("percent")
SHARES = st.integers(0, 100) | st.decimals(0, 100, places=2)
TYPES = ("amount", "code", "text")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("1396", "13%"), ("139%", "13%"), ("13.5 96", "13.5%"), ("１３９６", "13%"), ("6 9 %", "6%")],
)
def test_closing_digits_may_be_a_percent_sign(text: str, meant: str) -> None:
    assert with_percent_sign(text) == meant


@pytest.mark.parametrize("text", ["96", "9%", "13%", "5.96", "1369", "13 %", "", "免税"])
def test_other_texts_have_no_such_sign(text: str) -> None:
    assert with_percent_sign(text) is None


@given(share=SHARES, sign=st.sampled_from(["96", "9%"]))
def test_a_share_above_the_whole_is_doubted_where_its_sign_may_be_read_as_digits(
    share: Decimal, sign: str
) -> None:
    settled = settle(f"{share}{sign}", PERCENT)
    above = Decimal(settled.value or "0") > 100
    assert settled.valid is not above
    if above:
        assert settled.reason == (
            f"'{share}{sign}' may be '{share}%', its percent sign read as '{sign}'"
        )


@given(share=SHARES)
def test_a_share_with_its_sign_is_never_doubted(share: Decimal) -> None:
    settled = settle(f"{share}%", PERCENT)
    doubtful = f"{share}%".endswith("9%") and share > 100
    assert settled.valid is not doubtful
    assert settled.value == f"{share}"


@given(number=st.integers(0, 10**9) | st.decimals(0, 10**6, places=2), kind=st.sampled_from(TYPES))
def test_a_plain_number_is_never_taken_for_a_percentage(number: Decimal, kind: str) -> None:
    for text in (f"{number}", f"{number}96"):
        settled = settle(text, ValueSpec(kind))
        assert (settled.value or "").lstrip("0") == text.lstrip("0")
        assert not any("percent" in word for word in (*settled.repairs, settled.reason or ""))


@pytest.mark.parametrize(("text", "value"), [("1396", "13"), ("139%", "13"), ("13%", "13")])
def test_a_pattern_that_only_the_sign_makes_fit_demands_it(text: str, value: str) -> None:
    settled = settle(text, ValueSpec("percent", pattern=r"\d{1,2}%"))
    assert (settled.value, settled.valid) == (value, True)
    assert bool(settled.repairs) is (text != "13%")
    assert settle("1396", ValueSpec("amount", pattern=r"\d{1,2}")).valid is False
