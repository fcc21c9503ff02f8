"""Where a value stands on its page: the common ground of fields and table cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recognition.matching.fields import FieldMatch, FoundLabel
from recognition.matching.placing import PlacedLine, box_quad, project
from recognition.matching.runs import is_han, joined
from recognition.matching.table_contract import Cell, SheetPage
from recognition.reading import Char, Image, Quad, Source
from templates_app.definition.template import Box, Column, ValueSpec


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One value's place: the pieces of text found there and the region that was searched.

    rows: pieces of text, row by row, each left to right.
    box: the region in template pixels; None for a cell, whose place is that of its text.
    distance: how far the text stands from the region's middle, in heights of the region.
    """

    name: str
    spec: ValueSpec
    sheet: SheetPage
    rows: tuple[tuple[PlacedLine, ...], ...]
    box: Box | None = None
    label: FoundLabel | None = None
    keyed: bool = False
    distance: float = 0.0
    multiline: bool = False
    join: str = "\n"
    cells: int | None = None
    more_boxes: int = 0
    instance: int | None = None

    @property
    def pieces(self) -> tuple[PlacedLine, ...]:
        return tuple(piece for row in self.rows for piece in row)

    @property
    def text(self) -> str:
        """The text as settling takes it: rows of a multi-line field keep their line ends."""
        rows = [joined(row) for row in self.rows]
        return "\n".join(rows) if self.multiline else joined_rows(rows)

    @property
    def chars(self) -> tuple[Char, ...]:
        """Every inked character, in reading order."""
        return tuple(
            char for piece in self.pieces for char in piece.line.chars if not char.text.isspace()
        )

    @property
    def source(self) -> Source:
        digital = self.pieces and all(p.line.source == "text_layer" for p in self.pieces)
        return "text_layer" if digital else "ocr"

    def quad(self) -> Quad | None:
        """The pieces' common rectangle (4, 2), else the region; pixels of the straight page."""
        if self.pieces:
            corners = np.concatenate([piece.line.quad for piece in self.pieces])
            low, high = corners.min(axis=0), corners.max(axis=0)
            return box_quad((float(low[0]), float(low[1]), float(high[0]), float(high[1])))
        return self.region()

    def region(self) -> Quad | None:
        """The searched region (4, 2), pixels of the straight page."""
        if self.box is None:
            return None
        return project(self.sheet.to_sheet, box_quad(self.box)).astype(np.float32)

    @property
    def image(self) -> Image:
        return self.sheet.straight.image


def joined_rows(rows: list[str]) -> str:
    """Rows of one value on one line: nothing between two Han characters, else a space."""
    text = ""
    for row in rows:
        if text and row and not (is_han(text[-1]) and is_han(row[0])):
            text += " "
        text += row
    return text


def field_place(match: FieldMatch, sheet: SheetPage) -> Place:
    """The place of a field on its page."""
    field = match.field
    return Place(
        name=field.name,
        spec=field.spec,
        sheet=sheet,
        rows=match.rows,
        box=match.box,
        label=match.label,
        keyed=field.key is not None,
        distance=match.distance,
        multiline=field.multiline,
        join=field.join,
        cells=field.cells,
        more_boxes=len(field.boxes) - 1,
    )


def cell_place(cell: Cell, column: Column, sheet: SheetPage, region: Box | None) -> Place:
    """The place of a table cell on its page.

    region: of the cell's first line; it says nothing of a cell of several lines.
    """
    rows = _cell_rows(cell)
    return Place(
        name=column.name,
        spec=column.spec,
        sheet=sheet,
        rows=rows,
        box=region if len(rows) == 1 else None,
        instance=cell.instance,
    )


def _cell_rows(cell: Cell) -> tuple[tuple[PlacedLine, ...], ...]:
    rows: list[list[PlacedLine]] = []
    for piece in cell.pieces:
        last = rows[-1][-1] if rows else None
        if last is not None and abs(last.middle[1] - piece.middle[1]) < 0.5 * last.height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return tuple(tuple(row) for row in rows)


def page_polygon(quad: Quad, sheet: SheetPage) -> list[list[float]]:
    """A quad of the straight page as a polygon in pixels of the page as uploaded."""
    corners = project(sheet.straight.to_page, quad)
    return [[round(float(x), 1), round(float(y), 1)] for x, y in corners]
