"""Where a horizontal table ends on a page: its end text, its rulings, or its rows running out."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import regex

from recognition.matching.placing import PlacedLine
from recognition.matching.tables.bands import Band, bands
from recognition.matching.tables.columns import Layout
from recognition.matching.tables.cutting import pieces
from recognition.matching.tables.ink import is_numeric
from recognition.matching.tables.rulings import Ruling
from recognition.reading import squeezed
from templates_app.definition.template import Table

_SECONDS_PER_SEARCH = 0.2
_FLAGS = regex.IGNORECASE | regex.MULTILINE
_WRAPPED = 1.75
_DOUBTED = 0.8


@dataclass(frozen=True, slots=True)
class End:
    """y where a table's body ends, template pixels, and what showed it."""

    y: float
    by: str


def find_end(table: Table, lines: Sequence[PlacedLine]) -> End | None:
    """The first line of text that one of ``ends_at`` is found in; None where there is none.

    The patterns are searched in the NFKC text of lines side by side, with and without its white
    space, whatever the case. A match within a longer word (both its sides run on) is none.
    Raises TimeoutError where a pattern takes too long.
    """
    if not table.ends_at:
        return None
    patterns = [
        (pattern, regex.compile(pattern, _FLAGS), _with_one_wrong(pattern))
        for pattern in table.ends_at
    ]
    for band in bands(lines):
        for text, exact, doubtful in patterns:
            if _stands_in(exact, band) or (doubtful and _may_stand_in(doubtful, band)):
                height = min(line.height for line in band.lines)
                return End(band.y - height / 2, f"ends_at {text}")
    return None


def _with_one_wrong(pattern: str) -> regex.Pattern[str] | None:
    try:
        return regex.compile(f"(?:{pattern}){{s<=1}}", _FLAGS)
    except regex.error:
        return None


def _stands_in(pattern: regex.Pattern[str], band: Band) -> bool:
    texts = [unicodedata.normalize("NFKC", line.text) for line in band.lines]
    spaced = "\n".join(texts)
    for match in pattern.finditer(spaced, timeout=_SECONDS_PER_SEARCH):
        if match.end() > match.start() and (
            _breaks(spaced, match.start()) or _breaks(spaced, match.end())
        ):
            return True
    joined, ends, _ = _tight(band)
    for match in pattern.finditer(joined, timeout=_SECONDS_PER_SEARCH):
        if match.end() > match.start() and (match.start() in ends or match.end() in ends):
            return True
    return False


def _may_stand_in(pattern: regex.Pattern[str], band: Band) -> bool:
    """Whether the end text makes up whole lines but for one character read with doubt."""
    joined, ends, confidences = _tight(band)
    for match in pattern.finditer(joined, timeout=_SECONDS_PER_SEARCH):
        whole = match.start() in ends and match.end() in ends
        if whole and match.end() - match.start() >= 2 and sum(match.fuzzy_counts) == 1:
            wrong = match.fuzzy_changes[0]
            if any(confidences[index] < _DOUBTED for index in wrong if index < len(joined)):
                return True
    return False


def _tight(band: Band) -> tuple[str, set[int], list[float]]:
    """The band's NFKC text without white space, where its lines end, the confidences in it."""
    text, ends, confidences = "", {0}, []
    for line in band.lines:
        for char in line.line.chars:
            folded = squeezed(char.text)
            text += folded
            confidences.extend([char.confidence] * len(folded))
        ends.add(len(text))
    return text, ends, confidences


def _breaks(text: str, index: int) -> bool:
    """Whether a word ends or begins at an index."""
    if index in (0, len(text)):
        return True
    return not (text[index - 1].isalnum() and text[index].isalnum())


def ruled_end(layout: Layout, rulings: Sequence[Ruling], top: float, height: float) -> End | None:
    """Where the rulings between the columns end, if most columns are parted by one."""
    inner = [edge.x for edge in layout.edges[1:-1]]
    ends = []
    for x in inner:
        near = [
            r.end
            for r in rulings
            if abs(r.position - x) <= 1.5 * height
            and r.start <= top + 2 * height
            and r.end >= top + height
        ]
        if near:
            ends.append(max(near))
    if not inner or len(ends) < max(1, 0.5 * len(inner)):
        return None
    return End(float(np.median(ends)), "rulings")


@dataclass(frozen=True, slots=True)
class Rowlike:
    """What a band of text must show to be taken for a row of the table.

    fill: how many columns the table's rows usually fill; 0 where no row is known yet.
    """

    table: Table
    layout: Layout
    solid: frozenset[str]
    fill: float = 0.0

    def columns(self, band: Band) -> dict[str, list[str]]:
        """The columns that a band fills, with their texts."""
        filled: dict[str, list[str]] = {}
        for line in band.lines:
            for piece in pieces(line, self.layout):
                if piece.column is not None:
                    filled.setdefault(piece.column, []).append(piece.line.text)
        return filled

    def holds(self, band: Band) -> bool:
        """Whether a band looks like the first line of a row."""
        filled = self.columns(band)
        needed = min(len(self.table.columns), max(2.0, 0.6 * self.fill))
        if len(filled) < needed:
            return False
        key = self.table.row_key
        if key is not None:
            return key in filled and (key not in self.solid or _any_number(filled[key]))
        return not self.solid or any(_any_number(filled.get(name, [])) for name in self.solid)


def _any_number(texts: Sequence[str]) -> bool:
    return any(is_numeric(text) or any(char.isdigit() for char in text) for text in texts)


def usual_fill(rowlike: Rowlike, lines: Sequence[PlacedLine]) -> float:
    """How many columns the rows among some lines usually fill."""
    counts = [len(rowlike.columns(band)) for band in bands(lines) if rowlike.holds(band)]
    return float(np.median(counts)) if counts else 0.0


def grown_end(
    rowlike: Rowlike,
    lines: Sequence[PlacedLine],
    drawn: float,
    height: float,
    reach: float,
) -> End:
    """The drawn end, moved down as long as rows follow each other.

    lines: from the table's top on, without bound below.
    reach: how many usual row pitches a gap between rows may be.
    """
    end = End(drawn, "drawn box")
    pitches: list[float] = []
    last_row: float | None = None
    last_line: float | None = None
    for band in bands(lines):
        row = rowlike.holds(band)
        if band.y > drawn:
            pitch = float(np.median(pitches)) if pitches else 1.5 * height
            gap = band.y - (last_line if last_line is not None else drawn)
            wraps = gap <= _WRAPPED * height and _wraps(rowlike, band)
            follows = row and gap <= max(reach * pitch, 2.5 * height)
            if not (wraps or follows):
                break
            end = End(band.bottom, "rows going on")
        if row:
            if last_row is not None:
                pitches.append(band.y - last_row)
            last_row = band.y
        last_line = band.y
    return end


def _wraps(rowlike: Rowlike, band: Band) -> bool:
    """Whether a band may carry on a cell of words: one column, no number of its own."""
    filled = rowlike.columns(band)
    return len(filled) == 1 and not set(filled) & rowlike.solid


def first_row(rowlike: Rowlike, lines: Sequence[PlacedLine], height: float) -> float | None:
    """The top of the first row on a page that repeats no header; None where there is no row.

    Lines set close above it in one column belong to it: a cell that began a page earlier.
    """
    rows = bands(lines)
    for number, band in enumerate(rows):
        if rowlike.holds(band):
            top, y = band.top, band.y
            for above in reversed(rows[:number]):
                if y - above.y > _WRAPPED * height or not _wraps(rowlike, above):
                    break
                top, y = above.top, above.y
            return top
    return None
