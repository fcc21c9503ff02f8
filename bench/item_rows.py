"""The true item rows of the e-invoices, from their text lines and the table's printed rulings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.compare import decimal, folded, same
from bench.documents import Sample, TruthLine
from recognition.reading import Image
from templates_app.definition.template import ValueType

COLUMNS: tuple[tuple[str, ValueType], ...] = (
    ("description", "text"),
    ("spec", "text"),
    ("unit", "text"),
    ("quantity", "amount"),
    ("unit_price", "amount"),
    ("amount", "amount"),
    ("tax_rate", "text"),
    ("tax", "amount"),
)
_NAMES = tuple(name for name, _ in COLUMNS)
_AMOUNT = 5
Row = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """One row: its truth, what the record says, the columns that differ."""

    truth: Row
    found: Mapping[str, Any] | None
    wrong: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not self.wrong


def true_rows(sample: Sample) -> list[Row]:
    """The item rows as printed; a description that goes on over lines is joined.

    Raises ValueError where the table's eight columns cannot be made out.
    """
    top, bottom = _extent(sample)
    edges = _rulings(sample.image(), top, bottom)
    if len(edges) != len(COLUMNS) - 1:
        raise ValueError(f"{sample.name}: {len(edges)} rulings between the items' columns")
    cells = [
        cell
        for line in sample.lines
        if not line.ignore and top < (line.box[1] + line.box[3]) / 2 < bottom
        for cell in _cells(line, edges)
    ]
    starts = sorted(y for column, y, _ in cells if column == _AMOUNT)
    rows: list[dict[int, str]] = [{} for _ in starts]
    for column, y, text in sorted(cells, key=lambda cell: cell[1]):
        row = max(0, sum(start <= y + 10 for start in starts) - 1)
        rows[row][column] = rows[row].get(column, "") + text
    return [
        {name: _printed(row.get(index), kind) for index, (name, kind) in enumerate(COLUMNS)}
        for row in rows
    ]


def row_outcomes(
    truth: Sequence[Row], found: Sequence[Mapping[str, Any]]
) -> tuple[RowOutcome, ...]:
    """Compare in order; a row too many counts as a wrong one."""
    outcomes = []
    for index in range(max(len(truth), len(found))):
        expected: Row = truth[index] if index < len(truth) else dict.fromkeys(_NAMES)
        actual = found[index] if index < len(found) else None
        wrong = tuple(
            name
            for name, kind in COLUMNS
            if not same(kind, expected[name], actual[name]["value"] if actual else None)
        )
        outcomes.append(RowOutcome(expected, actual, wrong if index < len(truth) else ("row",)))
    return tuple(outcomes)


def _printed(text: str | None, kind: ValueType) -> str | None:
    """A stand-in for "none", as ``***``, is no number."""
    if text is None or kind != "amount":
        return text
    try:
        decimal(text)
    except ValueError:
        return None
    return text


def _extent(sample: Sample) -> tuple[float, float]:
    """y from the header's foot to the total row's head."""
    header = next(line for line in sample.lines if folded(line.text) == "税率")
    total = min(
        (line for line in sample.lines if folded(line.text) in ("合", "计", "合计")),
        key=lambda line: (line.box[1] < header.box[3], line.box[1]),
    )
    return header.box[3], total.box[1] - 10


def _rulings(image: Image, top: float, bottom: float) -> list[float]:
    """x of the vertical rulings inside the table, its two outer edges left out."""
    strip = image[round(top) + 2 : round(bottom), :].min(axis=2)
    covered = (strip < 235).mean(axis=0) > 0.85
    xs = np.flatnonzero(covered)
    groups = np.split(xs, np.flatnonzero(np.diff(xs) > 4) + 1) if len(xs) else []
    return [float(group.mean()) for group in groups][1:-1]


def _cells(line: TruthLine, edges: Sequence[float]) -> list[tuple[int, float, str]]:
    """Share one line's words out to the columns: (column, y of its centre, text) each."""
    x0, y0, x1, y1 = line.box
    starts = [0.0]
    for char in line.text:
        starts.append(starts[-1] + (1.0 if ord(char) < 0x2E80 else 2.0))
    unit = (x1 - x0) / starts[-1]
    cells: dict[int, str] = {}
    for word in _WORD.finditer(line.text):
        centre = x0 + unit * (starts[word.start()] + starts[word.end()]) / 2
        column = sum(edge < centre for edge in edges)
        cells[column] = cells.get(column, "") + word.group()
    return [(column, (y0 + y1) / 2, text) for column, text in cells.items()]


_WORD = re.compile(r"-?\d+\.\d+(?=[\u4e00-\u9fff])|\S+")
