"""Vertical tables: keys stand in a column, their values beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from recognition.matching.placing import PlacedLine
from recognition.matching.table_contract import Cell, Row, SheetPage, TableMatch
from recognition.matching.tables.bands import bands, reading_order
from recognition.matching.tables.extent import End, find_end
from recognition.matching.tables.ink import (
    extent,
    full_width,
    glyphs,
    line_height,
    trimmed,
)
from recognition.matching.tables.keys import (
    FoundKey,
    blocks,
    find_keys,
    key_border,
)
from recognition.matching.tables.partition import share_out
from recognition.matching.tables.rulings import Ruling, find_rulings
from templates_app.definition.template import Box, Table

_FOLLOWS = 1.75
_WORD_GAP = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """What of one page concerns the table.

    values: the pieces of text beside the keys.
    walls: y of the rulings across the values; uprights: those between value columns.
    """

    page: SheetPage
    keys: tuple[FoundKey, ...]
    values: tuple[PlacedLine, ...]
    height: float
    walls: tuple[float, ...]
    uprights: tuple[Ruling, ...]
    end: End | None

    def parted(self, one: float, two: float) -> bool:
        return any(min(one, two) < wall < max(one, two) for wall in self.walls)


def read_vertical(table: Table, pages: Sequence[SheetPage]) -> TableMatch:
    """Read a vertical table from all pages of a document: one row per block or value column."""
    rows: list[Row] = []
    unplaced: list[PlacedLine] = []
    warnings: list[tuple[int | None, str]] = []
    evidence: list[dict[str, object]] = []
    ended = False
    for page in pages:
        fresh = page.registered and page.template_page == table.page
        if not fresh and not (evidence and table.continues and not ended):
            continue
        sheet = _sheet(table, page)
        if not any(key.column for key in sheet.keys):
            if fresh:
                warnings.append((page.index, _no_key(table)))
            continue
        read = _read_right if table.records == "right" else _read_down
        found, left = read(table, sheet)
        rows.extend(found)
        unplaced.extend(left)
        ended = sheet.end is not None
        evidence.append(_evidence(sheet, len(found)))
    return TableMatch(tuple(rows), tuple(unplaced), tuple(warnings), {"parts": evidence})


def _no_key(table: Table) -> str:
    return (
        f"Table {table.name}: none of its keys was found on the page. "
        "Compare the columns' key texts with the page."
    )


def _evidence(sheet: _Sheet, rows: int) -> dict[str, object]:
    return {
        "page": sheet.page.index,
        "keys": [key.column for key in sheet.keys if key.column is not None],
        "rows": rows,
        "rulings": len(sheet.walls),
        "end": {"by": sheet.end.by if sheet.end is not None else "keys"},
    }


def _sheet(table: Table, page: SheetPage) -> _Sheet:
    lines = [line for line in page.lines if line.text.strip()]
    keys = find_keys(table, lines)
    known = [key for key in keys if key.column is not None]
    if not known:
        return _Sheet(page, (), (), 24.0, (), (), None)
    first = known[0]
    height = line_height([line for key in known for line in key.lines])
    below = [line for line in lines if line.middle[1] > first.y - 0.5 * height]
    end = find_end(table, [line for line in below if line not in first.lines])
    if end is not None:
        below = [line for line in below if line.middle[1] < end.y]
        keys = [key for key in keys if key.y < end.y]
    keys = [key for key in keys if key.y > first.y - 0.5 * height]
    values = _values(table, below, keys)
    area = (
        table.box[0] - height,
        first.y - 2 * height,
        table.box[2] + (table.box[2] - table.box[0] if table.records == "right" else height),
        max(
            (line.box[3] for line in (*values, *(k.lines[-1] for k in keys))),
            default=first.y,
        )
        + 3 * height,
    )
    rulings = find_rulings(page, area, height)
    across = (key_border(table) + height, table.box[2] - height)
    walls = [r.position for r in rulings.horizontal if r.covers(*across) >= 0.8]
    depth = (first.y, max(key.y for key in keys if key.column is not None))
    uprights = [
        r
        for r in rulings.vertical
        if r.position > key_border(table) + height and r.covers(*depth) >= 0.6
    ]
    return _Sheet(page, tuple(keys), tuple(values), height, tuple(walls), tuple(uprights), end)


def _values(
    table: Table, lines: Sequence[PlacedLine], keys: Sequence[FoundKey]
) -> list[PlacedLine]:
    """The text beside the keys; a key and its value read as one line are cut apart."""
    taken = {id(line): cut for key in keys for line, cut in zip(key.lines, key.cuts, strict=True)}
    border = key_border(table)
    found = []
    for line in lines:
        rest: PlacedLine | None = line
        if id(line) in taken:
            rest = trimmed(line.cut(taken[id(line)], len(line.line.chars)))
            if taken[id(line)] >= len(line.line.chars):
                rest = None
        elif extent(line)[0] < border - 0.6 * line.height:
            rest = None
        if rest is None:
            continue
        inside = table.records == "right" or extent(rest)[0] < table.box[2]
        if inside:
            found.append(rest)
    return found


def _read_down(table: Table, sheet: _Sheet) -> tuple[list[Row], list[PlacedLine]]:
    grouped = blocks(table, sheet.keys)
    rows: list[Row] = []
    left: list[PlacedLine] = []
    for number, block in enumerate(grouped):
        after = grouped[number + 1][0].y if number + 1 < len(grouped) else np.inf
        values = _of_block(sheet, block, after)
        cells, rest = _share(sheet, block, values)
        left.extend(rest)
        rows.append(_row(table, sheet.page.index, cells, _regions(table, sheet, block)))
    return rows, left


def _regions(table: Table, sheet: _Sheet, block: Sequence[FoundKey]) -> dict[str, Box]:
    """Where the values of a block's keys begin: one line high, right of their key."""
    half = 0.7 * sheet.height
    return {
        key.column: (
            max(key.right, key_border(table)),
            key.y - half,
            max(table.box[2], key.right + 4 * sheet.height),
            key.y + half,
        )
        for key in block
        if key.column is not None
    }


def _of_block(sheet: _Sheet, block: Sequence[FoundKey], after: float) -> list[PlacedLine]:
    """The values from a block's first key to where its last value stops following on."""
    top = block[0].y - 0.5 * sheet.height
    bottom = after - 0.5 * sheet.height
    unknown = [key.y for key in sheet.keys if key.column is None and block[-1].y < key.y < bottom]
    bottom = min([bottom, *(y - 0.5 * sheet.height for y in unknown)])
    inside = [line for line in sheet.values if top < line.middle[1] < bottom]
    kept: list[PlacedLine] = []
    last = block[-1].y
    for band in bands(inside):
        if band.y > last + 0.5 * sheet.height:
            if band.y - last > _FOLLOWS * sheet.height or sheet.parted(last, band.y):
                break
            last = band.y
        kept.extend(band.lines)
    return kept


def _share(
    sheet: _Sheet, keys: Sequence[FoundKey], values: Sequence[PlacedLine]
) -> tuple[dict[str, tuple[PlacedLine, ...]], list[PlacedLine]]:
    """Values shared out to the keys; those of unknown keys and of none are left."""
    groups = bands(values)
    shared = share_out(
        [band.y for band in groups], [key.y for key in keys], sheet.height, sheet.parted
    )
    cells: dict[str, list[PlacedLine]] = {}
    left: list[PlacedLine] = []
    for band, owner in zip(groups, shared.records, strict=True):
        name = keys[owner].column if owner is not None else None
        if name is None:
            left.extend(band.lines)
        else:
            cells.setdefault(name, []).extend(band.lines)
    left.extend(line for key in keys if key.column is None for line in key.lines)
    return {name: reading_order(lines) for name, lines in cells.items()}, left


def _read_right(table: Table, sheet: _Sheet) -> tuple[list[Row], list[PlacedLine]]:
    block = _first_of_each(blocks(table, sheet.keys))
    values = [
        piece for line in _of_block(sheet, block, np.inf) for piece in _words(line, sheet.uprights)
    ]
    rows: list[Row] = []
    left: list[PlacedLine] = []
    for column in _value_columns(table, sheet, values):
        cells, rest = _share(sheet, block, column)
        left.extend(line for line in rest if line in column)
        if cells:
            rows.append(_row(table, sheet.page.index, cells))
    left.extend(line for key in block if key.column is None for line in key.lines)
    return rows, left


def _first_of_each(grouped: Sequence[Sequence[FoundKey]]) -> list[FoundKey]:
    """The keys of a table whose keys stand once, whatever their order."""
    seen: set[str] = set()
    kept = []
    for key in (key for block in grouped for key in block):
        if key.column is None or key.column not in seen:
            kept.append(key)
            seen.add(key.column or "")
    return kept


def _words(line: PlacedLine, uprights: Sequence[Ruling]) -> list[PlacedLine]:
    """A line cut at wide gaps and at the rulings between value columns."""
    printed = glyphs(line)
    wide = _WORD_GAP * full_width(line)
    cuts = [0]
    for before, after in pairwise(printed):
        ruled = any(before.centre < r.position < after.centre for r in uprights)
        if after.left - before.right > wide or ruled:
            cuts.append(after.index)
    cuts.append(len(line.line.chars))
    parts = [trimmed(line.cut(a, b)) for a, b in pairwise(cuts) if b > a]
    return [part for part in parts if part is not None]


def _value_columns(
    table: Table, sheet: _Sheet, values: Sequence[PlacedLine]
) -> list[list[PlacedLine]]:
    """Values grouped into the columns they stand in, left to right.

    Rulings part them; without any, the white space that runs down between most rows does. Text
    right of the drawn box belongs to the table while its columns follow each other.
    """
    ordered = sorted(values, key=lambda line: (extent(line)[0], line.middle[1], line.text))
    if len(sheet.uprights) >= 2:
        borders = [r.position for r in sheet.uprights]
        columns: list[list[PlacedLine]] = [[] for _ in range(len(borders) + 1)]
        for line in ordered:
            columns[int(np.searchsorted(borders, line.middle[0]))].append(line)
        return [column for column in columns if column]
    columns = []
    for line in ordered:
        if columns and _overlaps(line, columns[-1]):
            columns[-1].append(line)
        else:
            columns.append([line])
    return _following(table, columns)


def _overlaps(line: PlacedLine, column: Sequence[PlacedLine]) -> bool:
    """Whether a piece stands over or under most of a column's own pieces."""
    left, right = extent(line)
    ends = [extent(other) for other in column]
    typical = float(np.median([end for _, end in ends]))
    start = float(np.median([begin for begin, _ in ends]))
    shared = min(right, typical) - max(left, start)
    return shared > 0.3 * min(right - left, typical - start)


def _following(table: Table, columns: list[list[PlacedLine]]) -> list[list[PlacedLine]]:
    starts = [min(extent(line)[0] for line in column) for column in columns]
    kept: list[list[PlacedLine]] = []
    for number, column in enumerate(columns):
        if starts[number] > table.box[2]:
            steps = np.diff(starts[:number])
            step = starts[number] - starts[number - 1] if number else np.inf
            if not len(steps) or step > 1.5 * float(np.median(steps)):
                break
        kept.append(column)
    return kept


def _row(
    table: Table,
    page: int,
    cells: Mapping[str, tuple[PlacedLine, ...]],
    regions: Mapping[str, Box] | None = None,
) -> Row:
    return Row(
        {
            column.name: Cell(cells[column.name], page) if column.name in cells else None
            for column in table.columns
        },
        page,
        regions=regions or {},
    )
