from __future__ import annotations

from dataclasses import replace

import pytest

from recognition.matching.placing import PlacedLine
from recognition.matching.tables.extent import find_end
from recognition.reading import Char
from tests.recognition.matching.sheets import at
from tests.recognition.matching.tables.tables_drawn import ITEMS


def _ends(*patterns: str):
    return replace(ITEMS, ends_at=patterns)


def _doubted(line: PlacedLine, index: int, confidence: float) -> PlacedLine:
    chars = list(line.line.chars)
    chars[index] = Char(chars[index].text, chars[index].position, confidence)
    return replace(line, line=replace(line.line, chars=tuple(chars)))


@pytest.mark.parametrize("text", ["Total", "TOTAL 12.00", "Ｔｏｔａｌ", "Subtotal"])
def test_end_text_is_found_whatever_its_case_and_width(text: str) -> None:
    assert find_end(_ends("total"), [at(text, 100, 300)]) is not None


def test_pattern_bound_to_the_beginning_is_found_at_the_beginning_of_any_line() -> None:
    band = [at("Thank you", 60, 300), at("Subtotal", 420, 300)]
    assert find_end(_ends("^Subtotal"), band) is not None
    assert find_end(_ends("^total"), band) is None


def test_first_end_text_counts() -> None:
    end = find_end(_ends("Total"), [at("Total", 100, 600), at("Total", 100, 300)])
    assert end is not None and 280 < end.y < 300


def test_one_doubted_character_may_be_wrong() -> None:
    read = [at("司", 100, 300), at("计", 200, 300)]
    assert find_end(_ends(r"合\s*计"), read) is None
    assert find_end(_ends(r"合\s*计"), [_doubted(read[0], 0, 0.4), read[1]]) is not None


def test_table_without_end_text_has_no_end() -> None:
    assert find_end(_ends(), [at("Total", 100, 300)]) is None
