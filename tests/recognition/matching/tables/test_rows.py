from __future__ import annotations

from recognition.matching.tables.cutting import Piece
from recognition.matching.tables.rows import group_rows, solid_columns
from tests.recognition.matching.sheets import at, ending
from tests.recognition.matching.tables.tables_drawn import ITEMS, without_key


def _words(text: str, y: float) -> Piece:
    return Piece(at(text, 48, y), "item")


def _number(text: str, y: float, column: str = "amount") -> Piece:
    return Piece(ending(text, 750, y), column)


def test_typed_columns_and_columns_of_numbers_do_not_wrap() -> None:
    pieces = [_words("12", 100), _words("13", 130), _words("14", 160)]
    assert "item" in solid_columns(ITEMS, pieces)
    assert "item" not in solid_columns(ITEMS, [_words("Bolt 12", 100)])
    assert "amount" in solid_columns(ITEMS, [])


def test_second_line_of_a_key_of_numbers_is_a_record() -> None:
    grouping = group_rows(ITEMS, [_number("1.00", 100), _number("2.00", 128)], [])
    assert [record.y for record in grouping.records] == [100, 128]


def test_remark_in_the_key_column_is_no_record() -> None:
    placed = [_words("Bolt", 100), _number("1.00", 100), _number("gross", 128)]
    grouping = group_rows(ITEMS, placed, [])
    assert len(grouping.records) == 1
    assert [p.line.text for p in grouping.records[0].cells["amount"]] == ["1.00", "gross"]


def test_stray_pieces_are_left() -> None:
    stray = Piece(at("between", 400, 100), None)
    grouping = group_rows(ITEMS, [_number("1.00", 100), stray], [])
    assert grouping.left == (stray,)


def test_what_told_the_rows_apart_is_stated() -> None:
    placed = [_words("Bolt", 100), _number("1.00", 100)]
    assert group_rows(ITEMS, placed, []).by == "row key"
    assert group_rows(without_key(), placed, []).by == "other columns"
    assert group_rows(without_key(), [_words("Bolt", 100)], []).by == "gaps"


def test_table_without_text_has_no_record() -> None:
    assert group_rows(ITEMS, [], []).records == ()
