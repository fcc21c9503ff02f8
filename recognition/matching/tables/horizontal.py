"""Horizontal tables: a header row, records one under the other, over any number of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recognition.matching.labels import fold
from recognition.matching.placing import PlacedLine, project
from recognition.matching.table_contract import Cell, Row, SheetPage, TableMatch
from recognition.matching.tables.bands import width_within
from recognition.matching.tables.columns import Layout, expected_layout, refined
from recognition.matching.tables.cutting import Piece, pieces
from recognition.matching.tables.extent import (
    End,
    Rowlike,
    find_end,
    first_row,
    grown_end,
    ruled_end,
    usual_fill,
)
from recognition.matching.tables.header import Header, find_headers
from recognition.matching.tables.ink import line_height
from recognition.matching.tables.rows import Grouping, Record, group_rows, solid_columns
from recognition.matching.tables.rulings import Rulings, find_rulings
from templates_app.definition.template import Box, Table

_UPRIGHT_SPECKS = frozenset("|丨｜lI!")
_LEVEL_SPECKS = frozenset("-一—_ー~")
_FIRST_PAGE_REACH = 1.8
_LATER_PAGE_REACH = 12.0


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What earlier pages taught of the table."""

    layout: Layout | None = None
    headers: int = 0
    fill: float = 0.0
    ended: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """One printed table on one page.

    top, limit: y between which its body lies at most, template pixels.
    """

    page: SheetPage
    instance: int
    header: Header | None
    top: float
    limit: float
    fresh: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    stretch: _Stretch
    layout: Layout
    grouping: Grouping
    end: End
    fill: float


def read_horizontal(table: Table, pages: Sequence[SheetPage]) -> TableMatch:
    """Read a horizontal table from all pages of a document.

    The first registered page of the table's own number is where it starts; further pages are
    read where the table goes on or where the document repeats the page.
    """
    known = _Known()
    outcomes: list[_Outcome] = []
    warnings: list[tuple[int | None, str]] = []
    for page in pages:
        fresh = page.registered and page.template_page == table.page
        if not fresh and not (outcomes and table.continues):
            continue
        for stretch in _stretches(table, page, fresh, known):
            outcome = _read(table, stretch, known)
            if outcome is None:
                continue
            outcomes.append(outcome)
            found = stretch.header
            known = _Known(
                outcome.layout,
                max(known.headers, len(found.cells) if found else 0),
                outcome.fill or known.fill,
                outcome.end.by.startswith("ends_at"),
            )
            if fresh and found is None and table.header_height != 0:
                warnings.append((page.index, _no_header(table)))
    if not outcomes:
        warnings.append((None, f"Table {table.name}: none of the pages holds it."))
    return _match(table, outcomes, warnings)


def _no_header(table: Table) -> str:
    return (
        f"Table {table.name}: its header was not found, so the drawn columns were used. "
        "Compare the columns' header texts with the page."
    )


def _stretches(table: Table, page: SheetPage, fresh: bool, known: _Known) -> list[_Stretch]:
    headers = find_headers(table, page.lines, 0 if fresh else max(known.headers, 1))
    stretches = []
    for number, header in enumerate(headers):
        limit = headers[number + 1].top if number + 1 < len(headers) else np.inf
        stretches.append(_Stretch(page, number + 1, header, header.bottom, limit, fresh))
    if not stretches and fresh:
        top = table.box[1] + (table.header_height or 0.0)
        stretches.append(_Stretch(page, 1, None, top, np.inf, fresh))
    elif not stretches and not known.ended:
        stretches.append(_Stretch(page, 1, None, -np.inf, np.inf, fresh))
    return stretches


def _read(table: Table, stretch: _Stretch, known: _Known) -> _Outcome | None:
    """Read one printed table; None where a page that might go on with it holds no row."""
    layout = expected_layout(table, stretch.header)
    if stretch.header is None and known.layout is not None:
        layout = known.layout
    lines = _below(stretch, layout)
    height = line_height(lines)
    rowlike = Rowlike(table, layout, _solid(table, lines, layout), known.fill)
    top = stretch.top
    if not np.isfinite(top):
        first = first_row(rowlike, lines, height)
        if first is None:
            return None
        top = first - 0.1 * height
        lines = [line for line in lines if line.middle[1] > top]
    end = find_end(table, lines)
    if end is not None:
        lines = [line for line in lines if line.middle[1] < end.y]
    rulings = _rulings(stretch.page, layout, top, end.y if end is not None else np.inf, height)
    lines = [line for line in lines if not _is_speck(line, rulings)]
    last = max((line.box[3] for line in lines), default=top + height)
    guess = min(last, _drawn_end(table, stretch, top)) if end is None else last
    layout = refined(
        layout,
        rulings.vertical,
        [line for line in lines if line.middle[1] < guess],
        top,
        max(guess, top + height),
    )
    rowlike = replace(rowlike, layout=layout)
    if end is None:
        end = _open_end(table, stretch, rowlike, rulings, lines, top, height)
        lines = [line for line in lines if line.middle[1] < end.y]
    fill = usual_fill(rowlike, lines)
    placed = [piece for line in lines for piece in pieces(line, layout)]
    walls = _walls(rulings, layout, lines)
    return _Outcome(stretch, layout, group_rows(table, placed, walls), end, fill)


def _below(stretch: _Stretch, layout: Layout) -> list[PlacedLine]:
    """The lines of the page that may belong to the body."""
    return [
        line
        for line in stretch.page.lines
        if line.text.strip()
        and stretch.top < line.middle[1] < stretch.limit
        and width_within(line, layout.left - line.height, layout.right + line.height) > 0
    ]


def _solid(table: Table, lines: Sequence[PlacedLine], layout: Layout) -> frozenset[str]:
    return solid_columns(table, [piece for line in lines for piece in pieces(line, layout)])


def _rulings(page: SheetPage, layout: Layout, top: float, bottom: float, height: float) -> Rulings:
    """Rulings from the table's top to its bottom, at most to the foot of the page."""
    tall, wide = page.straight.image.shape[:2]
    corners = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], dtype=np.float64)
    foot = float(project(np.linalg.inv(page.to_sheet), corners)[:, 1].max())
    margin = 0.05 * (layout.right - layout.left)
    area = (layout.left - margin, top - height, layout.right + margin, min(foot, bottom + height))
    return find_rulings(page, area, height)


def _is_speck(line: PlacedLine, rulings: Rulings) -> bool:
    """Whether a line is a piece of a ruling that was read as text."""
    text = fold(line.text)
    x, y = line.middle
    width = line.box[2] - line.box[0]
    if text and set(text) <= _UPRIGHT_SPECKS and width < 0.6 * line.height:
        return any(
            abs(r.position - x) <= 3 and r.covers(line.box[1], line.box[3]) > 0.8
            for r in rulings.vertical
        )
    if text and set(text) <= _LEVEL_SPECKS:
        return any(
            abs(r.position - y) <= 3 and r.covers(line.box[0], line.box[2]) > 0.8
            for r in rulings.horizontal
        )
    return False


def _drawn_end(table: Table, stretch: _Stretch, top: float) -> float:
    """Where the body ends if it is as tall as it was drawn; no say on a page it goes on over."""
    if not stretch.fresh:
        return np.inf
    body = table.box[3] - table.box[1] - (table.header_height or 0.0)
    return max(table.box[3], top + body) if stretch.instance == 1 else top + body


def _open_end(
    table: Table,
    stretch: _Stretch,
    rowlike: Rowlike,
    rulings: Rulings,
    lines: Sequence[PlacedLine],
    top: float,
    height: float,
) -> End:
    """The end of a table that no end text closes on this page."""
    ruled = ruled_end(rowlike.layout, rulings.vertical, top, height)
    if ruled is not None:
        return ruled
    if not stretch.fresh:
        return grown_end(rowlike, lines, top, height, _LATER_PAGE_REACH)
    drawn = _drawn_end(table, stretch, top)
    inside = [line for line in lines if line.middle[1] < drawn]
    rowlike = replace(rowlike, fill=usual_fill(rowlike, inside))
    return grown_end(rowlike, lines, drawn, height, _FIRST_PAGE_REACH)


def _walls(rulings: Rulings, layout: Layout, lines: Sequence[PlacedLine]) -> list[float]:
    """y of the rulings over the table's whole width that run through no text."""
    full = [r.position for r in rulings.horizontal if r.covers(layout.left, layout.right) >= 0.8]
    return [
        y for y in full if not any(abs(line.middle[1] - y) < 0.25 * line.height for line in lines)
    ]


def _match(
    table: Table, outcomes: Sequence[_Outcome], warnings: list[tuple[int | None, str]]
) -> TableMatch:
    rows: list[Row] = []
    unplaced: list[PlacedLine] = []
    evidence = []
    for outcome in outcomes:
        page = outcome.stretch.page.index
        for record in outcome.grouping.records:
            rows.append(_row(table, record, outcome))
            tallest = table.max_row_height
            if tallest is not None and record.bottom - record.top > 1.05 * tallest:
                warnings.append(
                    (
                        page,
                        f"Table {table.name}: row {len(rows)} is taller than max_row_height.",
                    )
                )
        unplaced.extend(piece.line for piece in outcome.grouping.left)
        evidence.append(_evidence(outcome))
    return TableMatch(tuple(rows), tuple(unplaced), tuple(warnings), {"parts": evidence})


def _row(table: Table, record: Record, outcome: _Outcome) -> Row:
    page, instance = outcome.stretch.page.index, outcome.stretch.instance
    cells: dict[str, Cell | None] = {}
    for column in table.columns:
        held: tuple[Piece, ...] = record.cells.get(column.name, ())
        cells[column.name] = (
            Cell(tuple(piece.line for piece in held), page, instance) if held else None
        )
    return Row(cells, page, instance, _regions(record, outcome.layout))


def _regions(record: Record, layout: Layout) -> dict[str, Box]:
    """Where the cells of a record's first line are."""
    heights = [piece.line.height for held in record.cells.values() for piece in held]
    half = 0.7 * float(np.median(heights))
    top, bottom = record.y - half, record.y + half
    return {name: (left, top, right, bottom) for name, left, right in layout.spans()}


def _evidence(outcome: _Outcome) -> Mapping[str, object]:
    header = outcome.stretch.header
    return {
        "page": outcome.stretch.page.index,
        "instance": outcome.stretch.instance,
        "headers": sorted(header.cells) if header is not None else [],
        "borders": [{"x": round(edge.x, 1), "by": edge.source} for edge in outcome.layout.edges],
        "rows_by": outcome.grouping.by,
        "end": {"y": round(outcome.end.y, 1), "by": outcome.end.by},
    }
