"""Filling a template from a document's registered pages: every field, every table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from recognition.engine.contract import Reader
from recognition.matching.fields import FieldMatch, find_fields
from recognition.matching.placing import PlacedLine
from recognition.matching.registration import Registration
from recognition.matching.table_contract import Row, SheetPage, TableMatch
from recognition.matching.tables import read_table
from recognition.matching.tables.extent import find_end
from recognition.places import Place, cell_place, field_place
from recognition.reading import squeezed
from recognition.settlement import Doubt, FieldReading, plainly_valid, settle_places
from recognition.sheets import Sheet
from recognition.values.confidence import Calibration
from templates_app.definition.template import Box, Field, Table, Template

_OFFSETS = (0.5, -0.5, 0.75, -0.75, 1.0, -1.0, 1.25, -1.25)
_FEWEST_GAINED = 2
_PATTERN_SECONDS = 0.2
_LONGER = 0.3

TableReading = tuple[Mapping[str, FieldReading], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """What a document's pages gave before the cross-field rules.

    fields: by name; one whose page the document lacks is absent.
    tables: rows by table name, each cell by column name.
    unplaced: (table, page, text) that found no cell.
    warnings: (index of the page or None, message).
    """

    fields: Mapping[str, FieldReading]
    tables: Mapping[str, TableReading]
    unplaced: tuple[tuple[str, SheetPage, PlacedLine], ...]
    warnings: tuple[tuple[int | None, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where a document's values stand, before any is settled.

    cells: of all rows of all tables, in the order of the template's tables and columns.
    """

    fields: Sequence[Place]
    tables: Mapping[str, TableMatch]
    cells: Sequence[Place]


def find_places(template: Template, sheets: Sequence[Sheet]) -> Found:
    """Find the text of every field and table among the lines as they were read."""
    places = [place for sheet in sheets for place in _field_places(template, sheet, sheets)]
    matches = {
        table.name: read_table(table, _pages_for(table, template, sheets, places))
        for table in template.tables
    }
    cells = [
        place
        for table in template.tables
        for row in matches[table.name].rows
        for place in _row_places(table, row, sheets)
    ]
    return Found(places, matches, cells)


def fill(
    template: Template,
    sheets: Sequence[Sheet],
    reader: Reader,
    calibration: Calibration,
    accept_at: float,
) -> Filled:
    """Find, read and settle every value of the template."""
    found = find_places(template, sheets)
    places, matches, cells = found.fields, found.tables, found.cells
    score = max((s.registration.score for s in sheets if s.registration), default=0.0)
    residual = max((s.registration.residual for s in sheets if s.registration), default=0.0)
    doubt = Doubt(calibration, accept_at, score, residual)
    settled = settle_places([*places, *cells], reader, doubt)
    remaining = iter(settled[len(places) :])
    tables = {
        table.name: _before_end(
            table,
            [
                {column.name: next(remaining) for column in table.columns}
                for _ in matches[table.name].rows
            ],
        )
        for table in template.tables
    }
    return Filled(
        fields={r.place.name: r for r in settled[: len(places)]},
        tables=tables,
        unplaced=tuple(_unplaced(matches, sheets)),
        warnings=tuple(w for match in matches.values() for w in match.warnings),
    )


def _field_places(template: Template, sheet: Sheet, sheets: Sequence[Sheet]) -> list[Place]:
    """The places of the fields drawn on the template page that this sheet stands for."""
    if sheet.registration is None or not _is_first_of_its_page(sheet, sheets):
        return []
    fields = [f for f in template.fields if f.page == sheet.page.template_page]
    if not fields:
        return []
    later = [s for s in sheets if s.page.index > sheet.page.index]
    found = _with_common_offset(template, fields, sheet)
    places = []
    for field in fields:
        place = field_place(found[field.name], sheet.page)
        above = _going_on_above(template, field) if later else []
        if field.key is not None and place.label is None and (above or not place.pieces):
            place = _on_a_later_page(template, field, later, sheet.registration) or place
        if place.label is None and any(_runs_on(table, sheet) for table in above):
            place = replace(place, rows=())  # what stands there are rows of the table
        places.append(place)
    return places


def _going_on_above(template: Template, field: Field) -> list[Table]:
    """The tables drawn above a field that may be longer than their page."""
    middle = (field.boxes[0][1] + field.boxes[0][3]) / 2
    return [
        table
        for table in template.tables
        if table.continues and table.page == field.page and middle > table.box[3]
    ]


def _runs_on(table: Table, sheet: Sheet) -> bool:
    """Whether the table has an end text, and it does not stand on this page."""
    return bool(table.ends_at) and find_end(table, sheet.page.lines) is None


def _is_first_of_its_page(sheet: Sheet, sheets: Sequence[Sheet]) -> bool:
    number = sheet.page.template_page
    same = [s for s in sheets if s.page.template_page == number and s.registration is not None]
    return same[0] is sheet


def _with_common_offset(
    template: Template, fields: Sequence[Field], sheet: Sheet
) -> Mapping[str, FieldMatch]:
    """The fields where they are drawn, or all displaced by one small offset if that reads better.

    On pre-printed forms the print can stand off the form as a whole, up to a row.
    """
    plain = _found(template, fields, sheet, (0.0, 0.0))
    best, most = plain, _valid(plain, sheet)
    if len(fields) < 4 or most >= 0.8 * len(fields):
        return plain
    row = sorted(field.boxes[0][3] - field.boxes[0][1] for field in fields)[len(fields) // 2]
    for share in _OFFSETS:
        moved = _found(template, fields, sheet, (0.0, share * row))
        valid = _valid(moved, sheet)
        if valid >= most + (_FEWEST_GAINED if best is plain else 1):
            best, most = moved, valid
    return best


def _found(
    template: Template, fields: Sequence[Field], sheet: Sheet, offset: tuple[float, float]
) -> dict[str, FieldMatch]:
    assert sheet.registration is not None
    return find_fields(template, fields, sheet.registration, sheet.page.lines, offset)


def _valid(found: Mapping[str, FieldMatch], sheet: Sheet) -> int:
    return sum(plainly_valid(field_place(match, sheet.page)) for match in found.values())


def _on_a_later_page(
    template: Template, field: Field, later: Sequence[Sheet], carried: Registration
) -> Place | None:
    """A labelled value that a longer table pushed to a following page.

    carried: the registration of the field's own page, for pages that have none.
    """
    for sheet in later:
        if sheet.page.template_page != field.page:
            continue
        registration = sheet.registration or carried
        match = find_fields(template, [field], registration, sheet.page.lines, anywhere=True)
        place = field_place(match[field.name], sheet.page)
        if place.label is not None and place.pieces:
            return place
    return None


def _pages_for(
    table: Table, template: Template, sheets: Sequence[Sheet], places: Sequence[Place]
) -> list[SheetPage]:
    """The pages as the table should see them.

    Where a table is about as long as it was drawn, print that fields outside it have claimed is
    kept from it, so that a totals row whose label was not read does not become an item. In a
    longer table such fields stand further down than where they were looked for.
    """
    drawn = {f.name for f in template.fields if not _stands_in(f.boxes[0], table.box)}
    outside = [piece for place in places if place.name in drawn for piece in place.pieces]
    longest = table.box[3] + _LONGER * (table.box[3] - table.box[1])
    pages = []
    for sheet in sheets:
        page = sheet.page
        end = find_end(table, page.lines)
        if end is None or end.y < longest:
            lines = tuple(line for line in page.lines if not _is_claimed(line, outside))
            page = replace(page, lines=lines)
        pages.append(page)
    return pages


def _before_end(table: Table, rows: Sequence[Mapping[str, FieldReading]]) -> TableReading:
    """The rows up to one whose text, seen only on a closer look, is the table's end text."""
    for number, row in enumerate(rows):
        texts = [cell.settled.text for cell in row.values() if cell.settled.text]
        if any(_is_end(table, text) for text in texts):
            return tuple(rows[:number])
    return tuple(rows)


def _is_end(table: Table, text: str) -> bool:
    tight = squeezed(text)
    return any(
        regex.fullmatch(pattern, tight, regex.IGNORECASE, timeout=_PATTERN_SECONDS)
        for pattern in table.ends_at
    )


def _stands_in(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _is_claimed(line: PlacedLine, pieces: Sequence[PlacedLine]) -> bool:
    width = max(line.box[2] - line.box[0], 1e-6)
    return any(
        piece.page == line.page
        and abs(piece.middle[1] - line.middle[1]) < 1.0
        and min(piece.box[2], line.box[2]) - max(piece.box[0], line.box[0]) > 0.8 * width
        for piece in pieces
    )


def _row_places(table: Table, row: Row, sheets: Sequence[Sheet]) -> list[Place]:
    page = sheets[row.page].page
    places = []
    for column in table.columns:
        cell, region = row.cells[column.name], row.regions.get(column.name)
        if cell is None:
            empty = Place(column.name, column.spec, page, (), region, instance=row.instance)
            places.append(empty)
        else:
            places.append(cell_place(cell, column, sheets[cell.page].page, region))
    return places


def _unplaced(
    matches: Mapping[str, TableMatch], sheets: Sequence[Sheet]
) -> list[tuple[str, SheetPage, PlacedLine]]:
    return [
        (name, sheets[piece.page].page, piece)
        for name, match in matches.items()
        for piece in match.unplaced
    ]
