from __future__ import annotations

import pytest

from recognition.matching.tables.ink import extent, full_width, glyphs, is_numeric, kind, trimmed
from tests.recognition.matching.sheets import at


def test_wide_gaps_within_a_line_do_not_widen_its_characters() -> None:
    assert full_width(at("合          计", 100, 50)) == pytest.approx(20)
    assert full_width(at("quantity      price", 100, 50)) == pytest.approx(20)


def test_ink_begins_and_ends_with_the_first_and_last_printed_character() -> None:
    line = at("  ab ", 100, 50)
    assert extent(line) == pytest.approx((120, 140))
    assert [glyph.text for glyph in glyphs(line)] == ["a", "b"]


def test_trimming_leaves_nothing_of_white_space() -> None:
    line = trimmed(at("  ab ", 100, 50))
    assert line is not None and line.text == "ab"
    assert trimmed(at("   ", 100, 50)) is None


@pytest.mark.parametrize("text", ["49.11", "-1,234.50", "¥0.49", "13%", "***", "(12)", "１２"])
def test_numbers_percentages_and_stand_ins_are_numeric(text: str) -> None:
    assert is_numeric(text)


@pytest.mark.parametrize("text", ["20g", "免税", "Bolt", "", "A4"])
def test_words_are_not_numeric(text: str) -> None:
    assert not is_numeric(text)


def test_characters_are_told_apart_by_script() -> None:
    assert [kind(char) for char in "免a5.*"] == ["han", "letter", "number", "number", "mark"]
