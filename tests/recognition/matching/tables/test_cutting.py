from __future__ import annotations

from dataclasses import replace

from recognition.matching.placing import PlacedLine
from recognition.matching.tables.columns import Layout, expected_layout
from recognition.matching.tables.cutting import pieces
from tests.recognition.matching.sheets import at, ending
from tests.recognition.matching.tables.tables_drawn import ITEMS

SOFT = expected_layout(ITEMS, None)
RULED = Layout(tuple(replace(edge, source="ruling") for edge in SOFT.edges))


def _cut(line: PlacedLine, layout: Layout = SOFT) -> list[tuple[str, str | None]]:
    return [(piece.line.text, piece.column) for piece in pieces(line, layout)]


def test_line_over_two_columns_is_cut_at_the_space_by_the_border() -> None:
    line = at("Bolt blue 4", 222, 260)
    assert _cut(line) == [("Bolt blue", "item"), ("4", "quantity")]


def test_run_set_close_is_cut_where_its_script_changes() -> None:
    assert _cut(ending("105.00免税", 460, 260)) == [("105.00", "quantity"), ("免税", "price")]


def test_numbers_set_close_are_cut_at_a_ruling_only() -> None:
    line = at("39.82  5.18", 350, 260)
    assert _cut(line, RULED) == [("39.82", "quantity"), ("5.18", "price")]
    assert len(_cut(at("12 345 678", 380, 260))) == 1


def test_number_goes_where_its_right_edge_is() -> None:
    assert _cut(ending("1234567890.12", 500, 260)) == [("1234567890.12", "price")]


def test_words_go_where_most_of_them_is() -> None:
    assert _cut(at("GalvanisedSteelWasher", 120, 260)) == [("GalvanisedSteelWasher", "item")]


def test_text_beside_the_table_is_no_part_of_it() -> None:
    assert _cut(at("x", 10, 260)) == []


def test_wide_gap_parts_values_though_the_border_is_elsewhere() -> None:
    assert _cut(at("Bolt            4", 180, 260)) == [("Bolt", "item"), ("4", "quantity")]


def test_pieces_keep_their_place_on_the_page() -> None:
    first, second = pieces(at("Bolt blue 4", 222, 260), SOFT)
    assert first.line.box[2] <= second.line.box[0]
    assert first.line.line.quad[1, 0] <= second.line.line.quad[0, 0]


def test_number_is_not_cut_at_its_point_nor_between_its_thousands() -> None:
    assert len(_cut(ending("105.00]", 470, 260))) == 1
    assert len(_cut(ending("12 345.60", 470, 260))) == 1


def test_two_numbers_a_space_apart_are_cut_at_the_border() -> None:
    assert _cut(at("50.18 13%", 362, 260)) == [("50.18", "quantity"), ("13%", "price")]
