"""Horizontal tables on a drawing: header, rows of one or more lines, and their truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from training.synth.documents.drawing import (
    LIGHT,
    Align,
    Box,
    Colour,
    Drawing,
    Panel,
    Printed,
    Stroke,
    Style,
    Value,
    around,
    whole,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, printed header, x range, alignment and what the template says of it."""

    name: str
    header: str
    x0: float
    x1: float
    align: Align = "left"
    spec: Mapping[str, Any] = field(default_factory=dict)

    def at(self, padding: float) -> float:
        """Where a cell's text is put: its left end, right end or middle."""
        places = {
            "left": self.x0 + padding,
            "right": self.x1 - padding,
            "centre": (self.x0 + self.x1) / 2,
        }
        return places[self.align]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is printed in a cell, line by line, and the value that a record should state."""

    lines: tuple[str, ...]
    value: Value


@dataclass(frozen=True, slots=True)
class Look:
    """How a table is printed; measures in pixels.

    rulings: colour of the lines between columns and around the table, None for none.
    band: colour behind the header, None for none.
    """

    header: Style
    body: Style
    header_height: float
    leading: float
    row_gap: float
    padding: float = 12.0
    band: Colour | None = None
    rulings: Colour | None = None
    row_lines: Colour | None = LIGHT


Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a table was printed on a page and how many rows of those given it took."""

    box: Box
    rows: int


def draw_table(
    drawing: Drawing,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    look: Look,
    top: float,
    bottom: float,
) -> Extent:
    """Print the header and as many rows as fit above ``bottom``; their truth is noted."""
    left, right = columns[0].x0, columns[-1].x1
    _header(drawing, columns, look, top)
    y = top + look.header_height
    taken = 0
    for row in rows:
        height = look.row_gap + look.leading * max(len(cell.lines) for cell in row.values())
        if y + height > bottom:
            break
        _row(drawing, name, columns, row, look, y)
        y += height
        taken += 1
        if look.row_lines:
            drawing.mark(Stroke(((left, y), (right, y)), look.row_lines, 1.5))
    if look.rulings:
        _rulings(drawing, columns, look.rulings, top, y, top + look.header_height)
    return Extent((left, top, right, y), taken)


def drawn_table(
    name: str, columns: Sequence[Column], extent: Extent, look: Look, **more: Any
) -> dict[str, Any]:
    """The table's part of stencil-template/1."""
    return {
        "name": name,
        "box": whole(extent.box),
        "orientation": "horizontal",
        "header_height": round(look.header_height),
        **more,
        "columns": [
            {
                "name": column.name,
                "header": column.header,
                "range": [round(column.x0), round(column.x1)],
                **column.spec,
            }
            for column in columns
        ],
    }


def _header(drawing: Drawing, columns: Sequence[Column], look: Look, top: float) -> None:
    if look.band:
        box = (columns[0].x0, top, columns[-1].x1, top + look.header_height)
        drawing.mark(Panel(box, fill=look.band))
    baseline = top + look.header_height / 2 + look.header.size * 0.34
    for column in columns:
        drawing.label(column.at(look.padding), baseline, column.header, look.header, column.align)


def _row(
    drawing: Drawing, name: str, columns: Sequence[Column], row: Row, look: Look, top: float
) -> None:
    truth: dict[str, Printed] = {}
    first = top + look.row_gap / 2 + look.leading * 0.74
    for column in columns:
        cell = row[column.name]
        boxes = [
            drawing.text(
                column.at(look.padding),
                first + look.leading * index,
                line,
                look.body,
                column.align,
            )
            for index, line in enumerate(cell.lines)
        ]
        text = " ".join(cell.lines) if cell.lines else None
        truth[column.name] = Printed(
            cell.value, text, drawing.number, around(boxes) if boxes else None
        )
    drawing.tables.setdefault(name, []).append(truth)


def _rulings(
    drawing: Drawing,
    columns: Sequence[Column],
    colour: Colour,
    top: float,
    bottom: float,
    below_header: float,
) -> None:
    left, right = columns[0].x0, columns[-1].x1
    drawing.mark(Panel((left, top, right, bottom), outline=colour))
    drawing.mark(Stroke(((left, below_header), (right, below_header)), colour, 2))
    for column in columns[1:]:
        drawing.mark(Stroke(((column.x0, top), (column.x0, bottom)), colour, 2))
