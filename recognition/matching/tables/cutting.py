"""Lines cut into the pieces that belong to single columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from recognition.matching.placing import PlacedLine
from recognition.matching.tables.columns import Edge, Layout
from recognition.matching.tables.ink import (
    Glyph,
    extent,
    full_width,
    glyphs,
    is_numeric,
    kind,
    trimmed,
)

_REACH = 1.7
_WIDE_GAP = 1.4
_SURE_SHARE = 0.7
_POINTS = frozenset(".,")
_GROUP = re.compile(r"\d{3}(?!\d)")
_HEAD = re.compile(r"(?<![\d.,])\d{1,3}$")


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A piece of text and its column; None where it stands inside the table but in no column."""

    line: PlacedLine
    column: str | None

    @property
    def y(self) -> float:
        return self.line.middle[1]


def pieces(line: PlacedLine, layout: Layout) -> list[Piece]:
    """Cut a line at the column borders it crosses; what lies outside the table is left out."""
    cuts = _border_cuts(line, layout.edges)
    parts = [part for part in _split(line, cuts) if part is not None]
    parts = [piece for part in parts for piece in _at_wide_gaps(part, layout)]
    placed = []
    for part in parts:
        inside, column = column_of(part, layout)
        if inside:
            placed.append(Piece(part, column))
    return placed


def _split(line: PlacedLine, cuts: Sequence[int]) -> list[PlacedLine | None]:
    ends = [0, *sorted(set(cuts)), len(line.line.chars)]
    return [trimmed(line.cut(a, b)) for a, b in pairwise(ends) if b > a]


def _border_cuts(line: PlacedLine, edges: Sequence[Edge]) -> list[int]:
    printed = glyphs(line)
    if len(printed) < 2:
        return []
    width = full_width(line)
    left, right = printed[0].left + 0.15 * width, printed[-1].right - 0.15 * width
    cuts = []
    for edge in edges:
        if left < edge.x < right:
            cut = _cut_at(line.text, printed, edge, width)
            if cut is not None:
                cuts.append(cut)
    return cuts


def _cut_at(text: str, printed: Sequence[Glyph], edge: Edge, width: float) -> int | None:
    """The character that begins the part right of a border; None where nothing ends there.

    A run set without a gap is cut only where a printed ruling parts it or its script changes:
    numbers overflow their column a little, and a number cut in two is worse than one misplaced.
    """
    best: tuple[float, int] | None = None
    for before, after in pairwise(printed):
        gap = max(0.0, after.left - before.right) / width
        low, high = sorted((before.right, after.left))
        off = max(0.0, low - edge.x, edge.x - high) / width
        if off > _REACH:
            continue
        changes = _changes(before.text, after.text)
        number = kind(before.text) == kind(after.text) == "number" and (
            bool(_POINTS & {before.text, after.text}) or _thousands(text, before.index, after.index)
        )
        if edge.source == "ruling":
            allowed = gap >= 0.2 or changes or (off < 0.6 and not number)
        else:
            allowed = gap >= (0.8 if number else 0.45) or (changes and off < 0.8)
        cost = off - 0.9 * min(gap, 1.5) - (0.35 if changes else 0.0)
        if allowed and (best is None or cost < best[0]):
            best = cost, after.index
    return best[1] if best is not None else None


def _thousands(text: str, before: int, after: int) -> bool:
    """Whether a space groups the digits of one number, as in 12 345,60."""
    return bool(_GROUP.match(text[after:])) and bool(_HEAD.search(text[: before + 1]))


def _changes(before: str, after: str) -> bool:
    """Whether one value may end and another begin between two characters set close."""
    if before in "%％" or after in "¥￥$€£":
        return True
    one, two = kind(before), kind(after)
    return (
        {one, two} in ({"han", "number"}, {"number", "letter"})
        or (one == "number" and after in "-－")
        or (one == "han" and after in "*-")
    )


def _at_wide_gaps(part: PlacedLine, layout: Layout) -> list[PlacedLine]:
    """The part cut at gaps whose two sides belong to different columns."""
    printed = glyphs(part)
    width = full_width(part)
    for before, after in pairwise(printed):
        if after.left - before.right < _WIDE_GAP * width:
            continue
        one, two = (trimmed(p) for p in (part.cut(0, after.index), _rest(part, after.index)))
        if one is None or two is None:
            continue
        if column_of(one, layout) != column_of(two, layout):
            return [*_at_wide_gaps(one, layout), *_at_wide_gaps(two, layout)]
    return [part]


def _rest(line: PlacedLine, start: int) -> PlacedLine:
    return line.cut(start, len(line.line.chars))


def column_of(part: PlacedLine, layout: Layout) -> tuple[bool, str | None]:
    """Whether a piece stands inside the table, and in which column most of it does.

    A number that overflows its column keeps its right edge inside, text its left one.
    """
    left, right = extent(part)
    centre = (left + right) / 2
    margin = 0.5 * part.height
    if not layout.left - margin <= centre <= layout.right + margin:
        return False, None
    spans = layout.spans()
    shares = [(max(0.0, min(right, b) - max(left, a)), name) for name, a, b in spans]
    most, name = max(shares, default=(0.0, None))
    if most < _SURE_SHARE * (right - left) and is_numeric(part.text):
        inset = 0.3 * part.height
        for other, a, b in spans:
            if a <= right - inset <= b and right - inset - a >= 0.25 * (right - left):
                return True, other
    if most > 0:
        return True, name
    edge = spans[0][0] if centre < layout.left else spans[-1][0]
    outside = centre < layout.left or centre > layout.right
    return True, edge if outside else None
