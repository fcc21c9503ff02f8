from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.matching.placing import project
from recognition.matching.registration import register
from tests.recognition.matching.printed import PAGE, anchor, line, moved, registered, template

ANCHORS = [
    anchor("Invoice number", 100, 100),
    anchor("Date of issue", 600, 100),
    anchor("Bill to", 100, 400),
    anchor("Quantity", 500, 600),
    anchor("Grand total", 600, 1200),
    anchor("Payment terms", 100, 1250),
]
KIND = template(ANCHORS)
PRINT = [line(a.text, a.box[0], (a.box[1] + a.box[3]) / 2) for a in ANCHORS]


def similarity(angle: float, scale: float, dx: float, dy: float) -> np.ndarray:
    cos, sin = scale * np.cos(np.deg2rad(angle)), scale * np.sin(np.deg2rad(angle))
    return np.array([[cos, -sin, dx], [sin, cos, dy], [0, 0, 1]])


@given(
    angle=st.floats(-15, 15),
    scale=st.floats(0.4, 2.5),
    dx=st.floats(-300, 300),
    dy=st.floats(-300, 300),
)
def test_any_small_turn_scale_and_shift_is_undone(
    angle: float, scale: float, dx: float, dy: float
) -> None:
    matrix = similarity(angle, scale, dx, dy)
    found = registered(KIND, moved(PRINT, matrix))
    corners = np.array([[0, 0], [PAGE[0], 0], [PAGE[0], PAGE[1]], [0, PAGE[1]]], dtype=float)
    expected = project(matrix, corners)
    assert np.abs(project(found.to_sheet, corners) - expected).max() < 1.5 * scale
    assert found.score == 1.0


def test_anchors_that_are_missing_lower_the_score_and_nothing_else() -> None:
    found = registered(KIND, PRINT[:4])
    assert found.score == pytest.approx(4 / 6)
    assert np.allclose(found.to_sheet, np.eye(3), atol=0.02)


def test_one_wrong_character_in_every_anchor_is_nothing() -> None:
    misread = [
        line(a.text.replace("i", "1", 1), a.box[0], (a.box[1] + a.box[3]) / 2) for a in ANCHORS
    ]
    assert registered(KIND, misread).score == 1.0


def test_a_label_printed_twice_is_told_from_the_right_one_by_its_place() -> None:
    twice = [*PRINT, line("Bill to", 700, 800), line("Grand total", 100, 700)]
    found = registered(KIND, twice)
    assert found.score == 1.0
    assert np.allclose(found.to_sheet, np.eye(3), atol=0.02)


def test_cut_page_edges_leave_the_rest_in_place() -> None:
    cut = moved(PRINT[2:], np.array([[1.0, 0, -90], [0, 1.0, -150], [0, 0, 1]]))
    found = registered(KIND, cut)
    assert np.allclose(found.to_sheet[:2, 2], [-90, -150], atol=0.5)


def test_a_block_that_moved_does_not_pull_the_page() -> None:
    drifted = [*PRINT[:5], line("Payment terms", 100, 1290)]
    found = registered(KIND, drifted)
    assert np.abs(project(found.to_sheet, np.array([[600.0, 100.0]])) - [600, 100]).max() < 4
    shift = found.shift_at(100, 1250, reach=100)
    assert 15 < shift[1] < 45


def test_totals_that_rose_with_a_shorter_table_do_not_shrink_the_page() -> None:
    titles = [("INVOICE", 1000, 120), ("BILL TO", 120, 420)]
    about = [("Invoice number", 420), ("Invoice date", 470), ("Due date", 520)]
    about += [("Your order", 570), ("Our VAT number", 620)]
    totals = [("Subtotal", 1320), ("VAT 20%", 1370), ("Paid before", 1420), ("Total due", 1470)]
    block = [(text, 800, y) for text, y in about + totals]
    kind = template([anchor(text, x, y) for text, x, y in titles + block])
    short = [*titles, *((text, 800, y) for text, y in about)]
    short += [(text, 800, y - 200) for text, y in totals]
    found = registered(kind, [line(*place) for place in short])
    assert np.allclose(project(found.to_sheet, np.array([[120.0, 430.0]])), [[120, 430]], atol=5)


def test_perspective_is_taken_up_where_enough_anchors_show_it() -> None:
    many = [
        anchor(f"Label {chr(65 + i)}{chr(75 + i)}", 80 + 300 * (i % 3), 100 + 400 * (i // 3))
        for i in range(12)
    ]
    lines = [line(a.text, a.box[0], (a.box[1] + a.box[3]) / 2) for a in many]
    bent = np.array([[1.0, 0.02, 10], [0.01, 1.0, 5], [6e-5, 4e-5, 1.0]])
    found = register([*_marks(many)], moved(lines, bent), PAGE)
    assert found is not None and found.kind == "homography"
    corners = np.array([[80.0, 100.0], [900.0, 100.0], [900.0, 1300.0], [80.0, 1300.0]])
    assert np.abs(project(found.to_sheet, corners) - project(bent, corners)).max() < 3


def test_a_page_without_any_anchor_gives_nothing() -> None:
    assert register(_marks(ANCHORS), [line("Lorem ipsum dolor", 50, 50)], PAGE) is None


def _marks(anchors: list[object]) -> tuple[object, ...]:
    from recognition.matching.marks import marks_of

    return marks_of(template(anchors), 1)
