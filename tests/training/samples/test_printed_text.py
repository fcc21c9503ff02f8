"""What a person decided is turned back into the characters on paper, where that is certain."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.values.settling import settle
from templates_app.definition.template import ValueSpec
from training.samples.printed_text import (
    MachineReading,
    Obstacle,
    PrintedText,
    printed_text,
    same_value,
)


def read(text: str | None, spec: ValueSpec) -> MachineReading:
    """What the engine makes of a raw reading."""
    settled = settle(text, spec)
    return MachineReading(text, settled.value, settled.repairs)


def printed(decided: str, raw: str | None, spec: ValueSpec) -> PrintedText:
    return printed_text(decided, "", read(raw, spec), spec)


DATE = ValueSpec("date", locale="zh-CN")
GERMAN = ValueSpec("date", locale="de-DE")
AMERICAN = ValueSpec("date", locale="en-US")
AMOUNT = ValueSpec("amount", locale="zh-CN")
EURO = ValueSpec("amount", locale="de-DE")
TEXT = ValueSpec("text")
CODE = ValueSpec("code")


@pytest.mark.parametrize(
    ("spec", "raw", "decided"),
    [
        (DATE, "2024年03月05日", "2024-03-05"),
        (AMOUNT, "¥1,234.50", "1234.50"),
        (CODE, "4400 1234", "44001234"),
        (TEXT, "价税合计（大写）", "价税合计（大写）"),
    ],
)
def test_what_was_confirmed_is_printed_as_it_was_read(spec, raw, decided):
    assert printed(decided, raw, spec) == PrintedText(raw)


@pytest.mark.parametrize(
    ("spec", "raw", "decided", "truth"),
    [
        (DATE, "2024年03月05日", "2024-03-06", "2024年03月06日"),
        (DATE, "2024年3月5日", "2024-11-25", "2024年11月25日"),
        (DATE, "2024年O3月O5日", "2024-03-05", "2024年03月05日"),
        (DATE, "20240305", "2024-08-05", "20240805"),
        (GERMAN, "05.03.2024", "2024-03-06", "06.03.2024"),
        (GERMAN, "5. März 2024", "2024-03-15", "15. März 2024"),
        (AMERICAN, "03/05/24", "2024-03-06", "03/06/24"),
        (ValueSpec("time"), "15:54", "15:59", "15:59"),
        (ValueSpec("datetime", locale="zh-CN"), "2024-03-05 15:54", "2024-03-05T15:59",
         "2024-03-05 15:59"),
        (AMOUNT, "¥1,234.50", "1284.5", "¥1,284.50"),
        (AMOUNT, "¥1,234.50", "12345.60", "¥12,345.60"),
        (AMOUNT, "118.00", "119.00", "119.00"),
        (AMOUNT, "1,2B4.50", "1284.50", "1,284.50"),
        (EURO, "1.234,50 €", "1284.50", "1.284,50 €"),
        (ValueSpec("percent"), "13%", "16", "16%"),
        (ValueSpec("integer"), "12", "13", "13"),
        (CODE, "4400 1234", "44001235", "4400 1235"),
        (CODE, "INV00l", "INV001", "INV001"),
        (CODE, "ＡＢ12", "AB13", "ＡＢ13"),
        (TEXT, "Musterman GmbH", "Mustermann GmbH", "Mustermann GmbH"),
        (ValueSpec("code", unit="kg"), "A12 kg", "A13", "A13 kg"),
    ],
)  # fmt: skip
def test_a_correction_takes_the_shape_of_the_raw_reading(spec, raw, decided, truth):
    assert printed(decided, raw, spec) == PrintedText(truth)


@pytest.mark.parametrize(
    ("spec", "raw", "decided"),
    [
        (DATE, "2024年11月12日", "2024-03-05"),  # March may be 3 or 03
        (GERMAN, "5. März 2024", "2024-05-05"),  # how May is spelled is not known
        (DATE, "March the fifth", "2024-03-05"),
        (AMOUNT, "118.00", "1234.50"),  # grouped or not
        (AMOUNT, "118", "118.50"),
        (AMOUNT, "壹佰元整", "200"),
        (AMOUNT, "-118.00", "118.00"),
        (AMOUNT, "82.015,69", "82015.69"),  # misread signs rather than another country's
        (ValueSpec("date", locale="en-GB"), "12.06/2025", "2025-06-12"),
        (CODE, "4400 1234", "440012345"),
        (ValueSpec("text", choices=("paid", "open")), "pa1d", "open"),
    ],
)
def test_a_correction_whose_print_is_not_certain_is_not_learnt_from(spec, raw, decided):
    assert printed(decided, raw, spec) == PrintedText(None, Obstacle.FORM)


def test_a_reading_that_had_to_be_repaired_is_not_taken_for_print():
    spec = ValueSpec("code", charset="0123456789")
    machine = read("44O01234", spec)
    assert machine.value == "44001234"
    assert machine.repairs
    assert printed_text("44001234", "", machine, spec) == PrintedText("44001234")


@pytest.mark.parametrize(
    ("decided", "reason", "spec", "obstacle"),
    [
        (None, "empty", TEXT, Obstacle.EMPTY),
        (None, "", TEXT, Obstacle.EMPTY),
        (None, "unreadable", TEXT, Obstacle.UNREADABLE),
        (True, "", ValueSpec("checkbox"), Obstacle.MARK),
        ("4006381333931", "", ValueSpec("barcode"), Obstacle.MARK),
        ("one\ntwo", "", TEXT, Obstacle.LINES),
        ("new", "", TEXT, Obstacle.NOWHERE),
    ],
)
def test_what_is_no_line_of_print_says_why(decided, reason, spec, obstacle):
    nothing = MachineReading(None, None)
    assert printed_text(decided, reason, nothing, spec) == PrintedText(None, obstacle)


def test_at_a_place_that_was_drawn_only_what_is_typed_as_printed_counts():
    machine = read("Page 1", TEXT)
    assert printed_text("A-17", "", machine, TEXT, drawn=True) == PrintedText("A-17")
    assert printed_text("2024-03-05", "", machine, DATE, drawn=True).obstacle is Obstacle.FORM


@pytest.mark.parametrize(
    ("one", "other", "spec", "same"),
    [
        ("118.5", "118.50", AMOUNT, True),
        ("118.5", "118.51", AMOUNT, False),
        ("118", None, AMOUNT, False),
        ("07", "7", CODE, False),
        (True, True, ValueSpec("checkbox"), True),
    ],
)
def test_numbers_are_compared_as_numbers(one, other, spec, same: bool):
    assert same_value(one, other, spec) is same


FORMATS = ("%Y年%m月%d日", "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d")


@given(st.sampled_from(FORMATS), st.dates(min_value=datetime.date(1990, 1, 1),
       max_value=datetime.date(2060, 1, 1)), st.dates(min_value=datetime.date(1990, 1, 1),
       max_value=datetime.date(2060, 1, 1)))  # fmt: skip
def test_a_derived_date_is_never_another_print(form, misread, truth):
    spec = ValueSpec("date", locale="de-DE" if form.startswith("%d") else "zh-CN")
    found = printed(truth.isoformat(), misread.strftime(form), spec)
    assert found.text in (None, truth.strftime(form))


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.booleans())
def test_a_derived_amount_is_never_another_print(misread, truth, grouped):
    def form(cents: int) -> str:
        return f"¥{cents / 100:{',' if grouped else ''}.2f}"

    found = printed(f"{truth / 100:.2f}", form(misread), AMOUNT)
    assert found.text in (None, form(truth))


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30),
       st.sampled_from([DATE, AMOUNT, CODE, TEXT, EURO]))  # fmt: skip
def test_any_raw_reading_gives_a_text_or_an_obstacle(raw, spec):
    decided = {"date": "2024-03-05", "amount": "1234.50"}.get(spec.type, "AB12")
    found = printed(decided, raw, spec)
    assert (found.text is None) == (found.obstacle is not None)
