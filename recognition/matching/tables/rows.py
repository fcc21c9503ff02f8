"""Rows of a horizontal table: which lines start a record, which ones carry a cell on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from recognition.matching.tables.bands import reading_order
from recognition.matching.tables.cutting import Piece
from recognition.matching.tables.ink import is_numeric, line_height
from recognition.matching.tables.partition import share_out
from templates_app.definition.template import Table

_BESIDE = 0.5
_TIGHT = 1.75


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One row: its pieces by column in reading order, and the y of the line that starts it."""

    y: float
    cells: Mapping[str, tuple[Piece, ...]]

    @property
    def top(self) -> float:
        return min(piece.line.box[1] for cell in self.cells.values() for piece in cell)

    @property
    def bottom(self) -> float:
        return max(piece.line.box[3] for cell in self.cells.values() for piece in cell)


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Pieces grouped into records; ``left`` found none. ``by``: what told the records apart."""

    records: tuple[Record, ...]
    left: tuple[Piece, ...]
    by: str


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """A table's body while its rows are being found."""

    table: Table
    pieces: tuple[Piece, ...]
    height: float
    walls: tuple[float, ...]
    solid: frozenset[str]
    columns: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)

    def interval(self, y: float) -> int:
        return int(np.searchsorted(self.walls, y))

    def parted(self, one: float, two: float) -> bool:
        return self.interval(one) != self.interval(two)


def group_rows(table: Table, placed: Sequence[Piece], walls: Sequence[float]) -> Grouping:
    """Group a table's pieces into records, top to bottom.

    walls: y of the rulings that run over the table's whole width, template pixels.

    The row key's lines start records. A line without a key starts one where a ruling parts it
    from the others, or where it fills several columns, numbers among them; a line in a single
    column carries on the cell beside it.
    """
    inside = tuple(piece for piece in placed if piece.column is not None)
    stray = tuple(piece for piece in placed if piece.column is None)
    if not inside:
        return Grouping((), stray, "none")
    body = _body(table, inside, walls)
    starts, by = _starts(body)
    records, left = _assign(body, starts)
    return Grouping(records, (*stray, *left), by)


def _body(table: Table, inside: tuple[Piece, ...], walls: Sequence[float]) -> _Body:
    columns: dict[str, list[Piece]] = defaultdict(list)
    for piece in sorted(inside, key=lambda piece: piece.y):
        columns[piece.column or ""].append(piece)
    return _Body(
        table,
        inside,
        line_height([piece.line for piece in inside]),
        tuple(sorted(walls)),
        solid_columns(table, inside),
        {name: tuple(pieces) for name, pieces in columns.items()},
    )


def solid_columns(table: Table, pieces: Sequence[Piece]) -> frozenset[str]:
    """Columns whose values don't wrap: typed ones, and those that hold nothing but numbers."""
    solid = {column.name for column in table.columns if column.spec.type != "text"}
    for column in table.columns:
        texts = [piece.line.text for piece in pieces if piece.column == column.name]
        if len(texts) >= 2 and sum(map(is_numeric, texts)) >= 0.7 * len(texts):
            solid.add(column.name)
    return frozenset(solid)


def _starts(body: _Body) -> tuple[list[float], str]:
    """The y of every line that starts a record, ascending, and what showed them."""
    key = body.table.row_key
    starts = _key_lines(body, key) if key is not None else []
    by = ["row key"] if starts else []
    ruled = _ruled_starts(body, starts)
    if ruled:
        starts = sorted([*starts, *ruled])
        by.append("rulings")
    if key is None and len(by) and _is_grid(body, starts):
        return starts, "rulings"
    further = _full_lines(body, starts)
    if further:
        starts = sorted([*starts, *further])
        by.append("other columns")
    if not starts:
        starts = _by_gaps(body)
        by.append("gaps")
    return starts, ", ".join(by)


def _clusters(pieces: Sequence[Piece], height: float) -> list[list[Piece]]:
    """Pieces whose centres are next to each other, top to bottom; no chaining."""
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        if groups:
            mean = sum(other.y for other in groups[-1]) / len(groups[-1])
            if piece.y - mean <= _BESIDE * height:
                groups[-1].append(piece)
                continue
        groups.append([piece])
    return groups


def _mean(group: Sequence[Piece]) -> float:
    return sum(piece.y for piece in group) / len(group)


def _key_lines(body: _Body, key: str) -> list[float]:
    """One record per line of the key column, wrapped lines of a key of words left out."""
    groups = _clusters(body.columns.get(key, ()), body.height)
    if key in body.solid:
        digits = [g for g in groups if any(is_numeric(p.line.text) for p in g)]
        return [_mean(group) for group in (digits or groups)]
    others = [piece.y for piece in body.pieces if piece.column != key]
    accompanied = [
        any(abs(_mean(group) - y) <= _BESIDE * body.height for y in others) for group in groups
    ]
    starts: list[float] = []
    above = -np.inf
    for group, beside in zip(groups, accompanied, strict=True):
        y = _mean(group)
        wraps = not beside and any(accompanied) and y - above <= _TIGHT * body.height
        if not wraps or body.parted(above, y):
            starts.append(y)
        above = y
    return starts


def _ruled_starts(body: _Body, starts: Sequence[float]) -> list[float]:
    """A start for every ruled interval that holds text but none yet.

    Only where rulings are drawn between the records: one at the table's foot proves nothing.
    """
    intervals: dict[int, list[Piece]] = defaultdict(list)
    for piece in body.pieces:
        intervals[body.interval(piece.y)].append(piece)
    if len(intervals) < 2:
        return []
    taken = {body.interval(y) for y in starts}
    return [
        _mean(_clusters(pieces, body.height)[0])
        for number, pieces in intervals.items()
        if number not in taken
    ]


def _is_grid(body: _Body, starts: Sequence[float]) -> bool:
    """Whether rulings part the records everywhere: no interval holds two filled lines."""
    for number in {body.interval(y) for y in starts}:
        for name in body.solid:
            held = [p for p in body.columns.get(name, ()) if body.interval(p.y) == number]
            if len(_clusters(held, body.height)) > 1:
                return False
    return True


def _full_lines(body: _Body, starts: Sequence[float]) -> list[float]:
    """Lines beside no start that fill several columns, a solid one among them."""
    away = [
        piece
        for piece in body.pieces
        if all(abs(piece.y - y) > _BESIDE * body.height for y in starts)
    ]
    found: list[float] = []
    for group in _clusters(away, body.height):
        filled = {piece.column for piece in group}
        needed = min(2, len(body.columns))
        if len(filled) < needed or not filled & body.solid:
            continue
        y = _mean([piece for piece in group if piece.column in body.solid])
        if all(abs(y - other) > 0.7 * body.height for other in [*starts, *found]):
            found.append(y)
    return found


def _by_gaps(body: _Body) -> list[float]:
    """Starts where there is neither key nor ruling nor number: full lines, else wide gaps."""
    groups = _clusters(body.pieces, body.height)
    filled = [len({piece.column for piece in group}) for group in groups]
    gaps = np.diff([_mean(group) for group in groups])
    if max(filled) >= 2:
        return [
            _mean(group)
            for group, count, gap in zip(groups, filled, [np.inf, *gaps], strict=True)
            if 2 * count > max(filled) or gap > 2 * _TIGHT * body.height
        ]
    two_kinds = len(gaps) >= 2 and gaps.max() > 1.4 * gaps.min()
    limit = (gaps.max() + gaps.min()) / 2 if two_kinds else 0.0
    return [
        _mean(group) for group, gap in zip(groups, [np.inf, *gaps], strict=True) if gap >= limit
    ]


def _assign(body: _Body, starts: list[float]) -> tuple[tuple[Record, ...], list[Piece]]:
    cells: list[dict[str, list[Piece]]] = [defaultdict(list) for _ in starts]
    left: list[Piece] = []
    for name, pieces in body.columns.items():
        groups = _clusters(pieces, body.height)
        lines = [_mean(group) for group in groups]
        shared = share_out(lines, starts, body.height, body.parted)
        for group, owner in zip(groups, shared.records, strict=True):
            if owner is None:
                left.extend(group)
            else:
                cells[owner][name].extend(group)
    records = [
        Record(y, {name: _ordered(pieces) for name, pieces in row.items()})
        for y, row in zip(starts, cells, strict=True)
        if row
    ]
    return tuple(records), left


def _ordered(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    by_line = {id(piece.line): piece for piece in pieces}
    return tuple(by_line[id(line)] for line in reading_order([p.line for p in pieces]))
