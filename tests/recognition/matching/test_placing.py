"""Lines in template space have the place and the size that they have on the page."""

from __future__ import annotations

import numpy as np
import pytest

from recognition.matching.placing import place
from recognition.matching.runs import runs_of
from recognition.reading import Char, Line
from tests.recognition.matching.printed import anchor, field, found, line, template

HALF = np.diag([0.5, 0.5, 1.0])


def vertical(text: str, x: float, top: float, size: float = 20.0, up: bool = False) -> Line:
    """A line that runs down the page, or up, with its middle at x: each character a square."""
    left, right, bottom = x - size / 2, x + size / 2, top + size * len(text)
    corners = (
        [[left, bottom], [left, top], [right, top], [right, bottom]]
        if up
        else [[right, top], [right, bottom], [left, bottom], [left, top]]
    )
    chars = tuple(Char(c, (i + 0.5) / len(text), 0.99) for i, c in enumerate(text))
    return Line(np.array(corners, dtype=np.float32), chars)


@pytest.mark.parametrize("up", [False, True])
def test_a_vertical_line_has_the_box_that_its_print_fills(up: bool) -> None:
    placed = place(vertical("购买方信息", 100, 200, up=up), HALF, 0)
    assert placed.box == pytest.approx((45, 100, 55, 150))
    assert placed.height == pytest.approx(10)
    assert placed.middle == pytest.approx((50, 125))
    assert placed.centres == pytest.approx([50] * 5)


@pytest.mark.parametrize(("up", "box"), [(False, (90, 240, 110, 280)), (True, (90, 220, 110, 260))])
def test_part_of_a_vertical_line_is_cut_along_the_page(
    up: bool, box: tuple[float, float, float, float]
) -> None:
    part = place(vertical("ABCDE", 100, 200, up=up), np.eye(3), 0).cut(2, 4)
    assert part.text == "CD"
    assert part.box == pytest.approx(box)
    assert part.line.quad.min(axis=0) == pytest.approx(box[:2])
    assert part.line.quad.max(axis=0) == pytest.approx(box[2:])
    assert part.cut(1, 2).box[3] - part.cut(1, 2).box[1] == pytest.approx(20)


@pytest.mark.parametrize("up", [False, True])
def test_nothing_of_a_vertical_line_has_no_length(up: bool) -> None:
    nothing = place(vertical("ABCDE", 100, 200, up=up), np.eye(3), 0).cut(5, 5)
    assert nothing.text == ""
    assert nothing.box[3] - nothing.box[1] == 0


def test_a_vertical_line_is_cut_into_runs_at_its_wide_gaps() -> None:
    chars = [Char(c, p, 0.99) for c, p in zip("ABCD", (0.05, 0.15, 0.85, 0.95), strict=True)]
    one = Line(vertical("ABCDEFGHIJ", 100, 200).quad, tuple(chars))
    assert [run.piece.text for run in runs_of([place(one, np.eye(3), 0)], ())] == ["AB", "CD"]


def test_a_line_across_the_page_keeps_its_own_height_where_it_is_skewed() -> None:
    turn = np.deg2rad(8)
    matrix = np.array(
        [[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]]
    )
    placed = place(line("Total 118.00", 100, 300), matrix, 0)
    assert placed.vertical is None
    assert placed.height == pytest.approx(20, abs=0.01)


ANCHORS = [
    anchor("Invoice number", 100, 100),
    anchor("Date of issue", 600, 100),
    anchor("Bill to", 100, 400),
    anchor("Payment terms", 100, 1250),
]
STATIC = [line(a.text, a.box[0], (a.box[1] + a.box[3]) / 2) for a in ANCHORS]


def test_a_vertical_value_is_found_in_its_region_and_not_beside_it() -> None:
    kind = template(
        ANCHORS, [field("form", (880, 500, 920, 720)), field("other", (800, 560, 895, 640))]
    )
    match = found(kind, [*STATIC, vertical("FORM4711", 900, 520, up=True)])
    assert match["form"].text == "FORM4711"
    assert match["other"].text == ""
