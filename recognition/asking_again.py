"""Lines that were doubtful at a glance, read surely where a document's values are made of them.

What stands nowhere near a field or a table says nothing in the record: the rest of the page is
left as it was read first (docs/decisions/two-readers.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from recognition.engine.contract import Reader
from recognition.filling import Found, find_places
from recognition.matching.marks import key_box
from recognition.matching.placing import PlacedLine, place
from recognition.sheets import Sheet
from templates_app.definition.template import Box, Template

ROUNDS = 3
"""A line that is read anew can lead to others: a label's value, the rows after a table's end."""
NEAR = 0.5
"""Lines this many of their heights from what is drawn are looked at too."""


def reconsidered(template: Template, sheets: Sequence[Sheet], reader: Reader) -> tuple[Sheet, ...]:
    """The sheets, none of the lines doubtful that the template's values are made of."""
    found = tuple(sheets)
    for _ in range(ROUNDS):
        if not any(piece.line.doubtful for sheet in found for piece in sheet.page.lines):
            break
        places = find_places(template, found)
        asked = [_asked(template, sheet, places) for sheet in found]
        if not any(asked):
            break
        found = tuple(
            _anew(sheet, lines, reader) for sheet, lines in zip(found, asked, strict=True)
        )
    return found


def _asked(template: Template, sheet: Sheet, places: Found) -> set[PlacedLine]:
    """The doubtful lines of a sheet that values are made of, or that stand where some could."""
    areas = [*_drawn(template, sheet), *_used(sheet, places)]
    return {
        line
        for line in sheet.page.lines
        if line.line.doubtful and any(_touches(line, area) for area in areas)
    }


def _drawn(template: Template, sheet: Sheet) -> Iterator[Box]:
    """What the template draws on this page, where it is one of its pages and no further one."""
    if sheet.registration is None:
        return
    number = sheet.page.template_page
    for field in template.fields:
        if field.page == number:
            yield from field.boxes
            if field.key is not None:
                label = key_box(field, sheet.registration.marks)
                if label is not None:
                    yield label
    for table in template.tables:
        if table.page == number:
            yield table.box


def _used(sheet: Sheet, places: Found) -> Iterator[Box]:
    """Where text was taken for a value, a label or a part of a table, and where it was sought."""
    index = sheet.page.index
    for value in (*places.fields, *places.cells):
        if value.sheet.index == index and value.box is not None:
            yield value.box
        for piece in value.pieces:
            if piece.page == index:
                yield piece.box
        if value.label is not None and value.label.piece.page == index:
            yield value.label.piece.box
    for match in places.tables.values():
        yield from (piece.box for piece in match.unplaced if piece.page == index)


def _touches(line: PlacedLine, area: Box) -> bool:
    near = NEAR * line.height
    return (
        line.box[0] - near < area[2]
        and area[0] < line.box[2] + near
        and line.box[1] - near < area[3]
        and area[1] < line.box[3] + near
    )


def _anew(sheet: Sheet, asked: set[PlacedLine], reader: Reader) -> Sheet:
    if not asked:
        return sheet
    lines = [line for line in sheet.page.lines if line in asked]
    image, back = sheet.page.straight.image, np.linalg.inv(sheet.page.to_sheet)
    read = reader.reconsider(image, [line.line for line in lines])
    placed = {
        old: place(new, back, sheet.page.index)
        for old, new in zip(lines, read, strict=True)
        if new.chars
    }
    kept = tuple(
        placed[line] if line in asked else line
        for line in sheet.page.lines
        if line not in asked or line in placed
    )
    return replace(sheet, page=replace(sheet.page, lines=kept))
