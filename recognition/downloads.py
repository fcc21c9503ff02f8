"""Records as JSON, JSON Lines, CSV and XLSX, written as they are read from the database."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from recognition.models import Record
from templates_app.definition.template import Template
from templates_app.models import TemplateVersion

ABOUT = ("record", "document", "part", "file", "template", "version", "status", "record_version")
_FORMULA = (*"=+-@＝＋－＠", "\t", "\r", "\n")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NUMBERS = ("integer", "amount", "percent")
_EXACT_DIGITS = 15
_LONGEST_CELL = 32_767
_LONGEST_TITLE = 31
_MOST_ROWS = 1_048_576
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values; ``number`` where it holds numbers, so that a table may add them up."""

    name: str
    number: bool


def as_json(records: QuerySet[Record]) -> Iterator[str]:
    """Yield a JSON array of `stencil-record/1` documents, one on each line."""
    before = "[\n"
    for record in _all(records):
        yield before + json.dumps(record.data, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def as_json_lines(records: QuerySet[Record]) -> Iterator[str]:
    """Yield JSON Lines: a `stencil-record/1` document on each line and nothing else."""
    for record in _all(records):
        yield json.dumps(record.data, ensure_ascii=False) + "\n"


def as_csv(records: QuerySet[Record], table: str | None = None) -> Iterator[str]:
    """Yield CSV: a line for each record, or for each row of one table of the records.

    What a spreadsheet would run as a formula gets an apostrophe before it.
    """
    columns = _columns(records, table)
    about = (*ABOUT, "row") if table else ABOUT
    yield "\ufeff" + _csv_line([*about, *(column.name for column in columns)])
    for record in _all(records):
        for number, cells in _rows(record, table):
            values = [cells.get(column.name) for column in columns]
            place = [str(number)] if table else []
            yield _csv_line([*_about(record), *place, *map(_shown, values)])


def as_xlsx(records: QuerySet[Record]) -> IO[bytes]:
    """Return an XLSX workbook at its start: the records, and a sheet for each of their tables."""
    book = Workbook(write_only=True)
    _write_sheet(book, "records", records, None)
    for name in _table_names(records):
        _write_sheet(book, name, records, name)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    book.save(file)
    file.seek(0)
    return file


def safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; plain numbers stay as they are."""
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _all(records: QuerySet[Record]) -> Iterator[Record]:
    return records.iterator(chunk_size=_AT_ONCE)


def _about(record: Record) -> list[str]:
    template = record.data.get("template") or {}
    return [
        str(record.pk),
        str(record.document_id),
        str(record.part),
        safe(record.document.name),
        template.get("name", ""),
        str(template.get("version", "")),
        record.status,
        str(record.record_version),
    ]


def _rows(record: Record, table: str | None) -> Iterable[tuple[int, dict[str, Any]]]:
    """The values of a record, or of each row of its table with its number, by column name."""
    rows = [record.data["fields"]] if table is None else record.data["tables"].get(table, ())
    for number, row in enumerate(rows, start=1):
        yield number, {name: reading["value"] for name, reading in row.items()}


def _definitions(records: QuerySet[Record]) -> Iterator[Template]:
    versions = TemplateVersion.objects.filter(
        pk__in=records.order_by().values("template_version")
    ).select_related("template")
    for version in versions.order_by("template__name", "-number"):
        yield version.definition()


def _columns(records: QuerySet[Record], table: str | None) -> list[Column]:
    """Every column that the records' templates have, in the order in which they were drawn."""
    found: dict[str, Column] = {}
    for definition in _definitions(records):
        named: Sequence[Any] = definition.fields
        if table is not None:
            named = [c for t in definition.tables if t.name == table for c in t.columns]
        for entry in named:
            number = entry.spec.type in _NUMBERS
            found.setdefault(entry.name, Column(entry.name, number))
    return list(found.values())


def _table_names(records: QuerySet[Record]) -> list[str]:
    return list(dict.fromkeys(t.name for d in _definitions(records) for t in d.tables))


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe(str(value))


def _csv_line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


def _write_sheet(book: Workbook, name: str, records: QuerySet[Record], table: str | None) -> None:
    """Write a sheet, and as many more as its rows need."""
    columns = _columns(records, table)
    header = [*ABOUT, *(["row"] if table else []), *(column.name for column in columns)]
    sheet, written = None, _MOST_ROWS
    for record in _all(records):
        for number, cells in _rows(record, table):
            if sheet is None or written >= _MOST_ROWS:
                sheet, written = _new_sheet(book, name, header), 1
            values = [_cell(sheet, cells.get(column.name), column.number) for column in columns]
            about = [_cell(sheet, text, False) for text in _about(record)]
            sheet.append([*about, *([number] if table else []), *values])
            written += 1
    if sheet is None:
        _new_sheet(book, name, header)


def _new_sheet(book: Workbook, name: str, header: Sequence[str]) -> Any:
    title, count = name[:_LONGEST_TITLE], 1
    while title in book.sheetnames:
        count += 1
        title = f"{name[: _LONGEST_TITLE - 8]} {count}"
    sheet = book.create_sheet(title)
    sheet.append(header)
    return sheet


def _cell(sheet: Any, value: object, number: bool) -> Any:
    """A cell: a number where the column holds numbers and it fits exactly, else text as it is."""
    if value is None or isinstance(value, bool):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_LONGEST_CELL]
    if number and _NUMBER.fullmatch(text) and len(text.lstrip("-")) <= _EXACT_DIGITS:
        return Decimal(text)
    cell = WriteOnlyCell(sheet, value=safe(text))
    cell.data_type = "s"
    return cell
