"""Pages made up line by line: text at a place, as a reader would bring it into template space."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from recognition.matching.placing import PlacedLine, box_quad, place
from recognition.matching.table_contract import Row, SheetPage
from recognition.matching.tables.ink import units
from recognition.reading import Char, Line, Page, StraightPage

SIZE = (800, 1000)
"""Width and height of a made-up page, pixels; template space and image are the same."""

FONT = 20.0
"""Width of a full-width character, pixels; half of it for Latin letters and spaces."""


def width_of(text: str, font: float = FONT) -> float:
    """How wide a text prints."""
    return font * sum(units(char) for char in text)


def line_of(text: str, x: float, y: float, font: float = FONT, confidence: float = 0.99) -> Line:
    """A line whose left edge is at x and whose middle is at y, characters set evenly."""
    width = width_of(text, font)
    chars, used = [], 0.0
    for char in text:
        half = font * units(char) / 2
        chars.append(Char(char, (used + half) / width, confidence))
        used += 2 * half
    return Line(box_quad((x, y - font * 0.6, x + width, y + font * 0.6)), tuple(chars))


def at(text: str, x: float, y: float, page: int = 0, font: float = FONT) -> PlacedLine:
    """A placed line with its left edge at x and its middle at y."""
    return place(line_of(text, x, y, font), np.eye(3), page)


def ending(text: str, x: float, y: float, page: int = 0, font: float = FONT) -> PlacedLine:
    """A placed line with its right edge at x: how numbers are set."""
    return at(text, x - width_of(text, font), y, page, font)


def centred(text: str, x: float, y: float, page: int = 0, font: float = FONT) -> PlacedLine:
    """A placed line with its middle at x: how headers are set."""
    return at(text, x - width_of(text, font) / 2, y, page, font)


def sheet(
    lines: Iterable[PlacedLine],
    rulings: Sequence[tuple[float, float, float, float]] = (),
    index: int = 0,
    template_page: int = 1,
    registered: bool = True,
    size: tuple[int, int] = SIZE,
) -> SheetPage:
    """A page that holds these lines; ``rulings`` (x0, y0, x1, y1) are drawn on its image."""
    image = np.full((size[1], size[0], 3), 255, np.uint8)
    for x0, y0, x1, y1 in rulings:
        cv2.line(image, (round(x0), round(y0)), (round(x1), round(y1)), (60, 60, 60), 1)
    page = Page(index + 1, image)
    straight = StraightPage(page, image, np.eye(3))
    placed = tuple(replace(line, page=index) for line in lines)
    return SheetPage(index, template_page, registered, straight, np.eye(3), placed)


def moved(line: PlacedLine, dx: float, dy: float) -> PlacedLine:
    """The same line a little further right and down."""
    quad = line.line.quad + np.array([dx, dy], dtype=np.float32)
    return place(replace(line.line, quad=quad), np.eye(3), line.page)


def texts(row: Row) -> dict[str, str]:
    """The texts of a row's filled cells, several pieces joined by a space."""
    return {
        name: " ".join(piece.text for piece in cell.pieces)
        for name, cell in row.cells.items()
        if cell is not None
    }
