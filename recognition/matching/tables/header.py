"""Finding a horizontal table's header on a page, and with it where its columns really stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recognition.matching.labels import fold, same_label
from recognition.matching.placing import PlacedLine
from recognition.matching.tables.bands import Band, Place, bands, places
from recognition.matching.tables.ink import extent, is_numeric
from templates_app.definition.template import Column, Table

_SHARE_OF_A_REPEAT = 0.75
_SHARE_ON_A_FURTHER_PAGE = 0.6


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A printed column header: its ink from left to right, template pixels."""

    left: float
    right: float
    errors: int

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """A header row as printed: cells by column name, top and bottom in template pixels."""

    cells: Mapping[str, HeaderCell]
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class _Candidate:
    band: int
    cells: dict[str, Place]
    score: float


def drawn_columns(table: Table) -> list[tuple[Column, tuple[float, float]]]:
    """The columns with their drawn ranges, from left to right."""
    ranged = [(column, column.range) for column in table.columns if column.range is not None]
    return sorted(ranged, key=lambda pair: pair[1][0] + pair[1][1])


def find_headers(table: Table, lines: Sequence[PlacedLine], fewest: int = 0) -> list[Header]:
    """The table's header rows on a page, top to bottom; more than one where it is repeated.

    fewest: how many column headers must be found, where it is known from an earlier page; 0
        for a registered page, where a place near the drawn header counts as evidence too.
    """
    named = [(column, span) for column, span in drawn_columns(table) if column.header]
    if not named or table.header_height == 0:
        return []
    rows = bands(lines)
    found = [
        candidate
        for number, band in enumerate(rows)
        if (candidate := _match(named, number, band, table)) is not None
    ]
    if not found:
        return []
    best = max(found, key=lambda c: (c.score, -_distance(table, rows[c.band])))
    if not _enough(len(best.cells), len(named), fewest, table, rows[best.band]):
        return []
    needed = max(min(2, len(named)), _SHARE_OF_A_REPEAT * len(best.cells))
    repeats = [c for c in found if len(c.cells) >= needed and (c is best or _whole(named, c, rows))]
    return [_header(table, named, candidate, rows) for candidate in repeats]


def _enough(found: int, named: int, fewest: int, table: Table, band: Band) -> bool:
    if fewest:
        return found >= max(min(2, named), _SHARE_ON_A_FURTHER_PAGE * fewest)
    near = _distance(table, band) <= 2 * (table.header_height or 40.0)
    return found >= 2 or (found == 1 and (near or named == 1))


def _distance(table: Table, band: Band) -> float:
    return abs(band.y - (table.box[1] + (table.header_height or 0.0) / 2))


def _whole(
    named: list[tuple[Column, tuple[float, float]]],
    candidate: _Candidate,
    rows: list[Band],
) -> bool:
    """Whether a band is nothing but headers: a sentence that names some of them is not one."""
    text = fold("".join(line.text for line in rows[candidate.band].lines))
    length = sum(place.end - place.start for place in candidate.cells.values())
    return length >= 0.4 * len(text) and len(candidate.cells) >= min(2, len(named))


def _match(
    named: list[tuple[Column, tuple[float, float]]],
    number: int,
    band: Band,
    table: Table,
) -> _Candidate | None:
    """The best choice of header places in one band, in the order of the columns."""
    width = max(table.box[2] - table.box[0], 1.0)
    best: list[tuple[float, int, dict[str, Place]]] = [(0.0, 0, {})]
    for column, (left, right) in named:
        grown = list(best)
        for place in places(column.header or "", band.lines):
            off = max(0.0, left - place.centre, place.centre - right) / width
            worth = 1.0 - 0.25 * place.errors - min(0.6, 2 * off)
            before = [entry for entry in best if entry[1] <= place.start]
            if before and worth > 0.2:
                score, _, cells = max(before, key=lambda entry: entry[0])
                grown.append((score + worth, place.end, {**cells, column.name: place}))
        best = grown
    score, _, cells = max(best, key=lambda entry: entry[0])
    return _Candidate(number, cells, score) if cells else None


def _header(
    table: Table,
    named: list[tuple[Column, tuple[float, float]]],
    candidate: _Candidate,
    rows: list[Band],
) -> Header:
    cells = {
        name: HeaderCell(place.left, place.right, place.errors)
        for name, place in candidate.cells.items()
    }
    top = min(place.top for place in candidate.cells.values())
    bottom = max(place.bottom for place in candidate.cells.values())
    height = bottom - top
    around = [
        line
        for band in rows[max(0, candidate.band - 2) : candidate.band + 3]
        for line in band.lines
        if abs(band.y - (top + bottom) / 2) <= 2.2 * height
    ]
    for column, _ in named:
        if column.name not in cells:
            wrapped = _wrapped(column.header or "", around, cells)
            if wrapped is not None:
                cells[column.name], lines = wrapped
                top = min(top, *(line.box[1] for line in lines))
                bottom = max(bottom, *(line.box[3] for line in lines))
    bottom = max(bottom, _second_line(table, rows, candidate.band, top, bottom))
    return Header(cells, top, bottom)


def _wrapped(
    label: str, lines: Sequence[PlacedLine], taken: Mapping[str, HeaderCell]
) -> tuple[HeaderCell, list[PlacedLine]] | None:
    """A header printed over two or three short lines, one under the other."""
    free = []
    for line in lines:
        left, right = extent(line)
        if fold(line.text) and not any(c.left < right and left < c.right for c in taken.values()):
            free.append((line, left, right))
    for first, left, right in free:
        column = [line for line, x0, x1 in free if x0 < right and left < x1]
        column.sort(key=lambda line: line.middle[1])
        for start in range(len(column)):
            for end in range(start + 2, min(start + 4, len(column) + 1)):
                part = column[start:end]
                if first in part and same_label(label, "".join(line.text for line in part)):
                    ends = [extent(line) for line in part]
                    cell = HeaderCell(min(e[0] for e in ends), max(e[1] for e in ends), 0)
                    return cell, part
    return None


def _second_line(table: Table, rows: list[Band], number: int, top: float, bottom: float) -> float:
    """The bottom of a header whose drawn height holds further lines without any number."""
    reach = top + (table.header_height or 0.0)
    for band in rows[number + 1 :]:
        if band.y > reach or (band.bottom - bottom) > 2.5 * (bottom - top):
            break
        if any(is_numeric(line.text) for line in band.lines) or band.bottom > reach + 2:
            break
        bottom = band.bottom
    return bottom
