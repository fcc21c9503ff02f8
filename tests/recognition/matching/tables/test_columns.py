from __future__ import annotations

import pytest

from recognition.matching.tables.columns import expected_layout, refined
from recognition.matching.tables.header import find_headers
from recognition.matching.tables.rulings import Ruling
from tests.recognition.matching.sheets import at, moved
from tests.recognition.matching.tables.tables_drawn import EDGES, ITEMS, header, item


def _ruling(x: float) -> Ruling:
    return Ruling(x, 200, 480)


def test_drawn_ranges_are_the_columns_where_no_header_is_found() -> None:
    assert [edge.x for edge in expected_layout(ITEMS, None).edges] == list(EDGES)


def test_moved_header_moves_every_column() -> None:
    (found,) = find_headers(ITEMS, [moved(line, 30, 0) for line in header()])
    xs = [edge.x for edge in expected_layout(ITEMS, found).edges]
    assert xs == pytest.approx([x + 30 for x in EDGES], abs=1)


def test_headers_set_flush_inside_their_columns_move_nothing() -> None:
    labels = ("Description", "Quantity", "Unit price", "Amount")
    lines = [at(text, EDGES[n] + 5, 220, font=16) for n, text in enumerate(labels)]
    (found,) = find_headers(ITEMS, lines)
    assert [edge.x for edge in expected_layout(ITEMS, found).edges] == list(EDGES)


def test_borders_move_onto_rulings_in_order() -> None:
    rulings = [_ruling(x) for x in (44, 290, 431, 700)]
    layout = refined(expected_layout(ITEMS, None), rulings, [], 240, 480)
    assert [(edge.x, edge.source) for edge in layout.edges[:3]] == [
        (44, "ruling"),
        (290, "ruling"),
        (431, "ruling"),
    ]
    assert layout.edges[3].source == "drawn"


def test_ruling_of_the_header_alone_is_no_border() -> None:
    layout = refined(expected_layout(ITEMS, None), [Ruling(290, 200, 240)], [], 240, 480)
    assert layout.edges[1].x == EDGES[1]


def test_border_through_words_moves_into_white_space() -> None:
    lines = [at("Hexagon bolt with a nut", 48, y, font=26) for y in (260, 300)]
    lines += item(260, "", "4", "0.50", "2.00")
    edge = refined(expected_layout(ITEMS, None), [], lines, 240, 480).edges[1]
    assert edge.source == "space"
    assert 347 <= edge.x <= 400


def test_columns_narrowed_on_one_side_follow_their_headers() -> None:
    edges = (40.0, 260.0, 420.0, 560.0, 760.0)
    (found,) = find_headers(ITEMS, header(edges=edges))
    xs = [edge.x for edge in expected_layout(ITEMS, found).edges]
    assert xs[1] == pytest.approx(260, abs=35)
    assert xs[2:4] == pytest.approx([420, 560], abs=25)
