from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.matching.placing import PlacedLine
from recognition.matching.table_contract import TableMatch
from recognition.matching.tables import read_table
from tests.recognition.matching.sheets import at, moved, sheet, texts
from tests.recognition.matching.tables.tables_drawn import PARCEL, pair

FIRST = {"sender": "Acme Ltd", "weight": "2.5", "contents": "Books", "value": "40.00"}
SECOND = {"sender": "Brandau", "weight": "7.0", "contents": "Lamps", "value": "99.00"}
KEYS = {c.name: c.header or "" for c in PARCEL.columns}


def _block(y: float, cells: dict[str, str], pitch: float = 40) -> list[PlacedLine]:
    return [
        line
        for number, (name, key) in enumerate(KEYS.items())
        if name in cells
        for line in pair(y + number * pitch, key, cells[name])
    ]


def _read(lines: list[PlacedLine], table=PARCEL, **page) -> TableMatch:
    return read_table(table, [sheet(lines, **page)])


def _rows(match: TableMatch) -> list[dict[str, str]]:
    return [texts(row) for row in match.rows]


def test_every_block_of_keys_is_a_row() -> None:
    match = _read([*_block(120, FIRST), *_block(300, SECOND)])
    assert _rows(match) == [FIRST, SECOND]
    assert match.unplaced == ()


def test_missing_key_leaves_its_cell_empty_and_the_rest_stands() -> None:
    short = {name: text for name, text in FIRST.items() if name != "weight"}
    match = _read([*_block(120, short), *_block(300, SECOND)])
    assert _rows(match) == [short, SECOND]
    assert match.rows[0].cells["weight"] is None


def test_missing_first_key_still_begins_a_block() -> None:
    short = {name: text for name, text in SECOND.items() if name != "sender"}
    match = _read([*_block(120, FIRST), *_block(300, short)])
    assert _rows(match) == [FIRST, short]


def test_empty_value_loses_no_other() -> None:
    match = _read([*_block(120, {**FIRST, "contents": ""}), *_block(300, SECOND)])
    assert [row.get("contents") for row in _rows(match)] == [None, "Lamps"]
    assert [row["value"] for row in _rows(match)] == ["40.00", "99.00"]


def test_one_more_line_in_a_value_loses_nothing() -> None:
    lines = [*pair(120, "Sender", "Acme Ltd"), at("14 Alder Lane", 210, 146)]
    lines += [*pair(186, "Weight", "2.5"), *pair(226, "Contents", "Books")]
    lines += pair(266, "Declared value", "40.00")
    match = _read([*lines, *_block(360, SECOND)])
    assert _rows(match) == [{**FIRST, "sender": "Acme Ltd 14 Alder Lane"}, SECOND]


def test_value_set_around_the_middle_of_its_key_belongs_to_it() -> None:
    lines = [*pair(120, "Sender", "Acme Ltd"), *pair(200, "Weight", "2.5")]
    lines += [at("Books,", 210, 247), *pair(260, "Contents", ""), at("used", 210, 273)]
    lines += pair(320, "Declared value", "40.00")
    assert _rows(_read(lines)) == [{**FIRST, "contents": "Books, used"}]


def test_wrong_character_in_a_key_is_forgiven() -> None:
    lines = [line for line in _block(120, FIRST) if line.text != "Contents"]
    assert _rows(_read([*lines, at("Contcnts", 50, 200)])) == [FIRST]


def test_key_and_value_read_as_one_line_are_cut() -> None:
    lines = [line for line in _block(120, FIRST) if line.text not in ("Sender", "Acme Ltd")]
    assert _rows(_read([*lines, at("Sender: Acme Ltd", 50, 120)])) == [FIRST]


def test_key_printed_over_two_lines_is_found() -> None:
    lines = [line for line in _block(120, FIRST) if line.text != "Declared value"]
    lines += [at("Declared", 50, 229), at("value", 50, 253)]
    assert _rows(_read(lines)) == [FIRST]


def test_value_of_a_key_that_the_template_does_not_know_is_listed() -> None:
    lines = [*_block(120, FIRST, pitch=50), *pair(195, "Colour", "red")]
    match = _read(lines)
    assert _rows(match) == [FIRST]
    assert sorted(line.text for line in match.unplaced) == ["Colour", "red"]


def test_text_below_the_last_block_is_not_taken_for_its_value() -> None:
    match = _read([*_block(120, FIRST), at("Handed over on 4 May", 210, 420)])
    assert _rows(match) == [FIRST]


def test_end_text_ends_the_table() -> None:
    table = replace(PARCEL, ends_at=("Signature",))
    lines = [*_block(120, FIRST), at("Signature", 50, 300), *_block(340, SECOND)]
    assert _rows(_read(lines, table)) == [FIRST]


def test_blocks_go_on_over_the_next_page() -> None:
    table = replace(PARCEL, continues=True)
    pages = [
        sheet(_block(120, FIRST)),
        sheet(_block(60, SECOND), index=1, registered=False),
    ]
    match = read_table(table, pages)
    assert [(texts(row), row.page) for row in match.rows] == [(FIRST, 0), (SECOND, 1)]


def test_page_without_any_key_is_warned_of() -> None:
    match = _read([at("Something else", 50, 120)])
    assert match.rows == ()
    assert len(match.warnings) == 1


RIGHT = replace(PARCEL, records="right")


def _columns(*records: dict[str, str], step: float = 110) -> list[PlacedLine]:
    lines = []
    for number, (name, key) in enumerate(KEYS.items()):
        y = 120 + 40 * number
        lines.append(at(key, 50, y))
        lines += [at(r[name], 210 + step * n, y) for n, r in enumerate(records) if r[name]]
    return lines


def test_every_further_column_is_a_row() -> None:
    assert _rows(_read(_columns(FIRST, SECOND), RIGHT)) == [FIRST, SECOND]


def test_value_columns_beyond_the_drawn_box_are_rows_too() -> None:
    match = _read(_columns(FIRST, SECOND, FIRST, SECOND, step=120), RIGHT)
    assert _rows(match) == [FIRST, SECOND, FIRST, SECOND]


def test_empty_value_in_a_column_shifts_no_other() -> None:
    match = _read(_columns({**FIRST, "weight": ""}, SECOND), RIGHT)
    assert _rows(match) == [{n: t for n, t in FIRST.items() if n != "weight"}, SECOND]


def test_values_of_one_key_read_as_one_line_are_cut_at_wide_gaps() -> None:
    lines = [line for line in _columns(FIRST, SECOND) if line.text not in ("2.5", "7.0")]
    lines.append(at("2.5        7.0", 210, 160))
    assert _rows(_read(lines, RIGHT)) == [FIRST, SECOND]


def test_rulings_part_value_columns_set_close() -> None:
    lines = _columns(FIRST, SECOND, step=84)
    rulings = [(x, 100, x, 260) for x in (200, 292, 380)]
    assert _rows(_read(lines, RIGHT, rulings=rulings)) == [FIRST, SECOND]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=18, max_size=18))
def test_two_pixels_of_jitter_leave_the_rows_equal(shifts: list[tuple[float, float]]) -> None:
    lines = [*_block(120, FIRST, 52), at("used", 210, 250), *_block(340, SECOND, 52)]
    jittered = [moved(line, *shift) for line, shift in zip(lines, shifts, strict=False)]
    assert _rows(_read(jittered)) == _rows(_read(lines))


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_of_the_lines_means_nothing(chance: random.Random) -> None:
    lines = [*_block(120, FIRST), *_block(300, SECOND)]
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert _rows(_read(shuffled)) == [FIRST, SECOND]


def test_regions_of_a_row_say_where_its_empty_values_are() -> None:
    row = _read(_block(120, {**FIRST, "contents": ""})).rows[0]
    x0, y0, x1, y1 = row.regions["contents"]
    assert 190 <= x0 < 210 and x1 >= 500 and y0 < 200 < y1
