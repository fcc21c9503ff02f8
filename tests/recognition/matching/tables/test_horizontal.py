from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.matching.placing import PlacedLine
from recognition.matching.table_contract import SheetPage, TableMatch
from recognition.matching.tables import read_table
from templates_app.definition.template import Column, ValueSpec
from tests.recognition.matching.sheets import at, centred, ending, moved, sheet, texts
from tests.recognition.matching.tables.tables_drawn import (
    EDGES,
    FIRST_ROW_Y,
    ITEMS,
    PITCH,
    header,
    item,
    without_key,
)

BOLT = {"item": "Bolt M8", "quantity": "4", "price": "0.50", "amount": "2.00"}
NUT = {"item": "Nut M8", "quantity": "10", "price": "0.20", "amount": "2.00"}
ROD = {"item": "Threaded rod", "quantity": "1", "price": "12.00", "amount": "12.00"}


def _rows(match: TableMatch) -> list[dict[str, str]]:
    return [texts(row) for row in match.rows]


def _row(y: float, cells: dict[str, str], edges: tuple[float, ...] = EDGES) -> list[PlacedLine]:
    return item(y, *(cells.get(n, "") for n in ("item", "quantity", "price", "amount")), edges)


def _three_rows() -> list[PlacedLine]:
    lines = header()
    for number, cells in enumerate((BOLT, NUT, ROD)):
        lines += _row(FIRST_ROW_Y + number * PITCH, cells)
    return [*lines, at("Total", 420, 500), ending("16.00", 752, 500)]


def _read(lines: list[PlacedLine], table=ITEMS, **page) -> TableMatch:
    return read_table(table, [sheet(lines, **page)])


def test_rows_are_read_in_order_and_the_total_is_none() -> None:
    match = _read(_three_rows())
    assert _rows(match) == [BOLT, NUT, ROD]
    assert match.unplaced == ()


def test_every_column_is_a_key_of_every_row() -> None:
    row = _read([*header(), *item(FIRST_ROW_Y, "Bolt M8", amount="2.00")]).rows[0]
    assert set(row.cells) == {"item", "quantity", "price", "amount"}
    assert row.cells["quantity"] is None


def test_wrong_character_in_a_header_changes_nothing() -> None:
    lines = [line for line in _three_rows() if line.text != "Description"]
    lines.append(centred("Descr1ption", 180, 220, font=18))
    assert _rows(_read(lines)) == [BOLT, NUT, ROD]


def test_columns_whose_header_is_a_synonym_stand_between_the_ones_found() -> None:
    lines = [line for line in _three_rows() if line.text not in ("Description", "Unit price")]
    lines += [centred("Article", 180, 220, font=18), centred("Each", 490, 220, font=18)]
    assert _rows(_read(lines)) == [BOLT, NUT, ROD]


def test_headers_read_as_one_line_are_cut_by_their_characters() -> None:
    lines = [line for line in _three_rows() if line.text not in ("Quantity", "Unit price")]
    lines.append(at("Quantity   Unit price", 334, 220, font=18))
    assert _rows(_read(lines)) == [BOLT, NUT, ROD]


def test_header_set_wide_and_read_as_single_characters_is_found() -> None:
    table = replace(
        ITEMS,
        columns=(
            Column("item", ValueSpec(), "名称", (40, 420)),
            Column("amount", ValueSpec(type="amount"), "金额", (420, 760)),
        ),
    )
    lines = [at("名", 200, 320), at("称", 290, 320), at("金", 560, 320), at("额", 640, 320)]
    lines += [at("螺栓", 60, 360), ending("2.00", 750, 360), at("Total", 420, 400)]
    match = _read(lines, table)
    assert _rows(match) == [{"item": "螺栓", "amount": "2.00"}]
    assert match.evidence is not None
    assert match.evidence["parts"][0]["headers"] == ["amount", "item"]


def test_header_wrapped_over_two_lines_is_found_and_is_no_row() -> None:
    lines = [line for line in _three_rows() if line.text != "Unit price"]
    lines += [centred("Unit", 490, 208, font=16), centred("price", 490, 228, font=16)]
    assert _rows(_read(lines)) == [BOLT, NUT, ROD]


def test_table_further_down_and_to_the_right_is_read() -> None:
    lines = [moved(line, 25, 160) for line in _three_rows()]
    assert _rows(_read(lines)) == [BOLT, NUT, ROD]


def test_columns_of_other_widths_are_followed() -> None:
    edges = (40.0, 380.0, 480.0, 600.0, 760.0)
    lines = header(edges=edges)
    for number, cells in enumerate((BOLT, NUT, ROD)):
        lines += _row(FIRST_ROW_Y + number * PITCH, cells, edges)
    lines.append(at("Total", 420, 500))
    assert _rows(_read(lines)) == [BOLT, NUT, ROD]


def test_rulings_decide_where_a_column_ends() -> None:
    lines = [*header(), *item(FIRST_ROW_Y, "", "4", "0.50", "2.00")]
    lines += [at("Hexagon head bolt", 48, FIRST_ROW_Y), at("Total", 420, 500)]
    lines.append(at("12", 285, FIRST_ROW_Y + PITCH))
    lines += item(FIRST_ROW_Y + PITCH, "Nut M8", "", "0.20", "2.40")
    rulings = [(x, 200, x, 480) for x in (40, 270, 420, 560, 760)]
    match = _read(lines, rulings=rulings)
    assert [row.get("quantity") for row in _rows(match)] == ["4", "12"]


def test_value_and_its_neighbour_read_as_one_line_are_cut_at_the_border() -> None:
    lines = [*header(), at("Bolt M8", 48, FIRST_ROW_Y), ending("4", 412, FIRST_ROW_Y)]
    lines += [ending("0.50", 552, FIRST_ROW_Y), at("Total", 420, 500)]
    lines = [line for line in lines if line.text not in ("0.50", "4")]
    lines += [at("4         0.50", 402, FIRST_ROW_Y), ending("2.00", 752, FIRST_ROW_Y)]
    assert _rows(_read(lines)) == [BOLT]


def test_number_that_overflows_its_column_is_not_cut() -> None:
    wide = {**BOLT, "price": "1234567.00000"}
    lines = [*header(), *_row(FIRST_ROW_Y, {**BOLT, "price": ""}), at("Total", 420, 500)]
    lines = [line for line in lines if line.text != "4"]
    lines += [ending("1234567.00000", 552, FIRST_ROW_Y), ending("4", 400, FIRST_ROW_Y)]
    assert _rows(_read(lines)) == [wide]


def test_longer_value_than_on_the_sample_is_kept_whole() -> None:
    long = "Bolt M8 galvanised, with washer"
    lines = [*header(), at(long, 48, FIRST_ROW_Y, font=17), at("Total", 420, 500)]
    lines += item(FIRST_ROW_Y, "", "4", "0.50", "2.00")
    assert _rows(_read(lines))[0]["item"] == long


def test_wrapped_description_carries_its_row_on() -> None:
    lines = [*header(), *_row(260, BOLT), at("galvanised", 48, 286), at("500 h tested", 48, 312)]
    lines += [*_row(350, NUT), at("Total", 420, 420)]
    match = _read(lines)
    assert _rows(match) == [{**BOLT, "item": "Bolt M8 galvanised 500 h tested"}, NUT]


def test_description_wrapped_around_the_middle_of_its_row_belongs_to_it() -> None:
    lines = header()
    for y, cells in ((286, BOLT), (364, NUT)):
        lines += [at("First line", 48, y - 26), *_row(y, cells), at("third line", 48, y + 26)]
    lines.append(at("Total", 420, 450))
    assert [row["item"] for row in _rows(_read(lines))] == [
        "First line Bolt M8 third line",
        "First line Nut M8 third line",
    ]


def test_two_wrapped_lines_around_a_key_between_them_belong_to_it() -> None:
    lines = header()
    for y, cells in ((280, BOLT), (350, NUT)):
        lines += [at("Upper", 48, y - 13), at("lower", 48, y + 13)]
        lines += _row(y, {**cells, "item": ""})
    lines.append(at("Total", 420, 450))
    assert [row["item"] for row in _rows(_read(lines))] == ["Upper lower", "Upper lower"]


def test_blank_key_cell_does_not_merge_rows() -> None:
    lines = [*header(), *_row(260, BOLT), *_row(300, {**NUT, "amount": ""}), *_row(340, ROD)]
    lines.append(at("Total", 420, 500))
    match = _read(lines)
    blank = {name: text for name, text in NUT.items() if name != "amount"}
    assert _rows(match) == [BOLT, blank, ROD]


def test_blank_key_cell_between_rulings_is_a_row_of_its_own() -> None:
    lines = [*header(), *_row(260, BOLT), at("Free of charge", 48, 300), *_row(340, ROD)]
    lines.append(at("Total", 420, 500))
    rulings = [(40, y, 760, y) for y in (240, 280, 320, 360)]
    match = _read(lines, rulings=rulings)
    assert _rows(match) == [BOLT, {"item": "Free of charge"}, ROD]


def test_row_with_an_amount_of_its_own_is_a_row() -> None:
    lines = [*header(), *_row(260, BOLT), at("Discount", 48, 300), ending("-0.20", 752, 300)]
    lines.append(at("Total", 420, 500))
    assert _rows(_read(lines)) == [BOLT, {"item": "Discount", "amount": "-0.20"}]


def test_gap_between_rows_truncates_nothing() -> None:
    lines = [*header(), *_row(260, BOLT), *_row(440, ROD), at("Total", 420, 500)]
    assert _rows(_read(lines)) == [BOLT, ROD]


def test_row_taller_than_the_hint_is_warned_of_and_kept() -> None:
    table = replace(ITEMS, max_row_height=40)
    lines = [*header(), *_row(260, BOLT), at("galvanised", 48, 286), at("Total", 420, 420)]
    match = _read(lines, table)
    assert _rows(match)[0]["item"] == "Bolt M8 galvanised"
    assert [page for page, _ in match.warnings] == [0]


def test_longer_table_than_drawn_is_read_to_its_end_text() -> None:
    lines = header()
    for number in range(15):
        lines += _row(260 + 40 * number, {**BOLT, "amount": f"{number}.00"})
    lines.append(at("Total", 420, 880))
    assert [row["amount"] for row in _rows(_read(lines))] == [f"{n}.00" for n in range(15)]


def test_longer_table_than_drawn_is_read_while_its_rows_follow_each_other() -> None:
    lines = header()
    for number in range(12):
        lines += _row(260 + 40 * number, {**BOLT, "amount": f"{number}.00"})
    lines += [at("Payable within 30 days", 48, 780), ending("99.00", 752, 820)]
    match = _read(lines, replace(ITEMS, ends_at=()))
    assert [row["amount"] for row in _rows(match)] == [f"{n}.00" for n in range(12)]


def test_end_text_printed_as_single_characters_ends_the_table() -> None:
    table = replace(ITEMS, ends_at=(r"合\s*计",))
    lines = [*header(), *_row(260, BOLT), at("合", 100, 440), at("计", 220, 441)]
    lines.append(ending("¥2.00", 752, 445))
    assert _rows(_read(lines, table)) == [BOLT]


def test_end_text_within_a_longer_word_ends_nothing() -> None:
    table = replace(ITEMS, ends_at=("合计",))
    lines = [*header(), *_row(260, {**BOLT, "item": "组合计算尺"}), *_row(300, NUT)]
    lines.append(at("合计", 100, 440))
    assert len(_read(lines, table).rows) == 2


def test_shorter_table_than_drawn_takes_nothing_from_below_its_rulings() -> None:
    table = replace(ITEMS, ends_at=())
    lines = [*header(), *_row(260, BOLT), at("Paid on 4 May", 48, 420), ending("2.00", 752, 420)]
    rulings = [(x, 200, x, 300) for x in EDGES] + [(40, 300, 760, 300)]
    assert _rows(_read(lines, table, rulings=rulings)) == [BOLT]


def test_text_that_belongs_to_no_row_is_listed() -> None:
    lines = [*_three_rows(), at("Goods remain ours until paid", 48, 440)]
    match = _read(lines)
    assert [line.text for line in match.unplaced] == ["Goods remain ours until paid"]
    assert _rows(match) == [BOLT, NUT, ROD]


def test_text_between_drawn_columns_is_listed() -> None:
    first, _, price, amount = ITEMS.columns
    table = replace(ITEMS, columns=(first, price, amount))
    match = _read(_three_rows(), table)
    assert sorted(line.text for line in match.unplaced) == ["1", "10", "4"]


def test_piece_of_a_ruling_read_as_text_is_no_text() -> None:
    speck = at("|", 417, 300, font=8)
    match = _read([*_three_rows(), speck], rulings=[(x, 200, x, 480) for x in (420, 560)])
    assert _rows(match) == [BOLT, NUT, ROD]
    assert match.unplaced == ()


def test_table_without_a_header_is_read_by_its_drawn_columns() -> None:
    table = replace(ITEMS, header_height=0, box=(40, 240, 760, 480))
    lines = [line for line in _three_rows() if line.middle[1] > 240]
    assert _rows(_read(lines, table)) == [BOLT, NUT, ROD]


def test_missing_header_is_warned_of_and_the_drawn_columns_serve() -> None:
    lines = [line for line in _three_rows() if line.middle[1] > 240]
    match = _read(lines)
    assert _rows(match) == [BOLT, NUT, ROD]
    assert len(match.warnings) == 1


def test_without_a_row_key_numbers_tell_the_rows_apart() -> None:
    lines = [*header(), *_row(260, BOLT), at("galvanised", 48, 286), *_row(326, NUT)]
    lines.append(at("Total", 420, 400))
    assert _rows(_read(lines, without_key())) == [{**BOLT, "item": "Bolt M8 galvanised"}, NUT]


def test_without_a_row_key_rulings_tell_the_rows_apart() -> None:
    words = tuple(replace(column, spec=ValueSpec()) for column in ITEMS.columns)
    table = replace(without_key(), columns=words)
    lines = [*header(), at("Bolt", 48, 254), at("galvanised", 48, 280), at("blue", 330, 280)]
    lines += [at("Nut", 48, 314), at("red", 330, 314), at("Total", 420, 400)]
    match = _read(lines, table, rulings=[(40, y, 760, y) for y in (238, 296, 340)])
    assert _rows(match) == [
        {"item": "Bolt galvanised", "quantity": "blue"},
        {"item": "Nut", "quantity": "red"},
    ]


def test_list_of_one_column_has_a_row_for_every_line() -> None:
    table = replace(
        ITEMS,
        columns=(Column("name", ValueSpec(), "Members", (40, 400)),),
        row_key=None,
        ends_at=(),
    )
    lines = [at("Members", 48, 220), *(at(n, 48, 260 + 34 * i) for i, n in enumerate("ABC"))]
    assert [row["name"] for row in _rows(_read(lines, table))] == ["A", "B", "C"]


def test_key_of_words_may_wrap() -> None:
    table = replace(ITEMS, row_key="item")
    lines = [*header(), *_row(260, BOLT), at("galvanised", 48, 286), *_row(326, NUT)]
    lines.append(at("Total", 420, 400))
    assert _rows(_read(lines, table)) == [{**BOLT, "item": "Bolt M8 galvanised"}, NUT]


def test_repeated_header_further_down_begins_another_instance() -> None:
    lines = [*header(), *_row(260, BOLT), *header(400), *_row(440, NUT), at("Total", 420, 500)]
    match = _read(lines)
    assert [(texts(row), row.instance) for row in match.rows] == [(BOLT, 1), (NUT, 2)]


CONTINUES = replace(ITEMS, continues=True)


def _second(lines: list[PlacedLine]) -> SheetPage:
    return sheet(lines, index=1, registered=False)


def test_table_goes_on_below_a_footer_on_the_next_page_with_its_header_repeated() -> None:
    first = sheet([*header(), *_row(260, BOLT), at("Page 1 of 2", 350, 960)])
    second = _second([*header(80), *_row(120, NUT), *_row(160, ROD), at("Total", 420, 220)])
    match = read_table(CONTINUES, [first, second])
    assert [(texts(row), row.page) for row in match.rows] == [(BOLT, 0), (NUT, 1), (ROD, 1)]
    assert match.unplaced == ()


def test_table_goes_on_over_a_page_without_header() -> None:
    first = sheet([*header(), *_row(260, BOLT), at("Page 1 of 2", 350, 960)])
    second = _second(
        [at("Acme Ltd, London", 48, 40), *_row(120, NUT), *_row(160, ROD), at("Total", 420, 220)]
    )
    match = read_table(CONTINUES, [first, second])
    assert [texts(row) for row in match.rows] == [BOLT, NUT, ROD]


def test_table_that_ended_does_not_go_on() -> None:
    first = sheet([*header(), *_row(260, BOLT), at("Total", 420, 400)])
    second = _second(_row(120, NUT))
    assert len(read_table(CONTINUES, [first, second]).rows) == 1


def test_table_that_does_not_go_on_leaves_following_pages_alone() -> None:
    first = sheet([*header(), *_row(260, BOLT)])
    second = _second([*header(80), *_row(120, NUT)])
    assert len(read_table(ITEMS, [first, second]).rows) == 1


def test_page_that_repeats_the_table_is_read_too() -> None:
    first = sheet([*header(), *_row(260, BOLT), at("Total", 420, 400)])
    second = sheet([*header(), *_row(260, NUT), at("Total", 420, 400)], index=1)
    assert [texts(row) for row in read_table(ITEMS, [first, second]).rows] == [BOLT, NUT]


def test_document_without_the_page_gives_a_warning_and_no_row() -> None:
    match = read_table(replace(ITEMS, page=2), [sheet(_three_rows())])
    assert match.rows == ()
    assert len(match.warnings) == 1


def test_cropped_edge_of_the_page_loses_no_row() -> None:
    lines = [line for line in _three_rows() if line.text not in ("Description", "Amount")]
    assert _rows(_read(lines)) == [BOLT, NUT, ROD]


def test_tilted_registration_loses_no_row() -> None:
    lines = [moved(line, 0, -0.02 * (line.middle[0] - 400)) for line in _three_rows()]
    for n, line in enumerate(lines):
        quad = line.line.quad.copy()
        quad[:, 1] -= 0.02 * (quad[:, 0] - line.middle[0])
        lines[n] = replace(line, line=replace(line.line, quad=quad))
    assert _rows(_read(lines)) == [BOLT, NUT, ROD]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=30, max_size=30))
def test_two_pixels_of_jitter_leave_the_rows_equal(shifts: list[tuple[float, float]]) -> None:
    wrapped = at("galvanised", 48, FIRST_ROW_Y + 2 * PITCH + 27)
    lines = [*_three_rows(), wrapped]
    steady = _rows(_read(lines))
    jittered = [moved(line, *shift) for line, shift in zip(lines, shifts, strict=False)]
    assert _rows(_read(jittered)) == steady


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_of_the_lines_means_nothing(chance: random.Random) -> None:
    lines = [*_three_rows(), at("galvanised", 48, FIRST_ROW_Y + 27)]
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert _rows(_read(shuffled)) == _rows(_read(lines))


def test_regions_of_a_row_say_where_its_empty_cells_are() -> None:
    row = _read([*header(), *item(260, "Bolt M8", "", "0.50", "2.00")]).rows[0]
    x0, y0, x1, y1 = row.regions["quantity"]
    assert 300 < x0 < 330 and 410 < x1 < 430 and y0 < 260 < y1
