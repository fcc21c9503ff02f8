"""The words of a sample page: what a designer clicks on, and what boxes snap to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recognition.matching.placing import PlacedLine
from recognition.matching.table_contract import SheetPage
from recognition.matching.tables.rulings import Ruling, find_rulings
from templates_app.definition.template import Box

_COLONS = ":："
_BRACKETS = ")）"
_MONEY = "¥￥$€£"
_WIDE_GAP = 1.6
"""Heights of a line from which a gap parts two words, printed space or not."""
_TEXT_HEIGHT = 20.0


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of a line without white space; a label's colon or bracket ends one.

    box: template pixels. line: index of its line among the page's lines.
    start, end: the line's characters that it holds.
    """

    text: str
    box: Box
    line: int
    start: int = 0
    end: int = 0


def words_of(lines: Sequence[PlacedLine]) -> tuple[Word, ...]:
    """Every word of a page, line by line."""
    return tuple(
        Word(piece.text, piece.box, index, start, end)
        for index, line in enumerate(lines)
        for start, end in _pieces(line)
        if (piece := line.cut(start, end)).text.strip()
    )


def _pieces(line: PlacedLine) -> Iterator[tuple[int, int]]:
    chars = line.line.chars
    start: int | None = None
    for index, char in enumerate(chars):
        if char.text.isspace():
            if start is not None:
                yield start, index
            start = None
            continue
        if start is not None and _parts(line, start, index):
            yield start, index
            start = index
        elif start is None:
            start = index
    if start is not None:
        yield start, len(chars)


def _parts(line: PlacedLine, start: int, index: int) -> bool:
    """Whether a word ends before the character: after a label, or at a wide gap."""
    chars = line.line.chars
    before = chars[index - 1].text
    if before in _COLONS and not (index - 2 >= start and chars[index - 2].text.isdigit()):
        return True
    if before in _BRACKETS and (chars[index].text in _MONEY or chars[index].text.isdigit()):
        return True
    return line.step(index - 1, index) > _WIDE_GAP * line.height


def rulings_of(page: SheetPage, size: tuple[int, int]) -> tuple[list[Box], list[Box]]:
    """Vertical and horizontal rulings of a whole page as thin boxes, template pixels."""
    heights = sorted(line.height for line in page.lines)
    text_height = heights[len(heights) // 2] if heights else _TEXT_HEIGHT
    found = find_rulings(page, (0.0, 0.0, float(size[0]), float(size[1])), text_height)
    return (
        [(r.position, r.start, r.position, r.end) for r in _whole(found.vertical)],
        [(r.start, r.position, r.end, r.position) for r in _whole(found.horizontal)],
    )


def _whole(rulings: Sequence[Ruling]) -> list[Ruling]:
    return sorted(rulings, key=lambda ruling: (ruling.position, ruling.start))
