"""A message as the files that a folder or a bucket gets: JSON, CSV or XLSX."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from exports.column_types import Value
from exports.definition import Column
from exports.message import Message
from exports.payload import payload, plain
from exports.rows import Row
from recognition.downloads import safe

_EXACT_DIGITS = 15
_LONGEST_TITLE = 31


def file_names(message: Message, kind: str) -> tuple[str, ...]:
    """Return the names of a record's files, the same for each of its versions; the main one last.

    CSV has a file for each child table, so that the main file's appearance says all are there.
    """
    name = _name(message)
    if kind == "csv":
        children = (f"{name}.{child.table}.csv" for child in message.definition.tables)
        return (*children, f"{name}.csv")
    return (f"{name}.{kind}",)


def mark_name(message: Message) -> str:
    """Return the name of the file that says that a record was taken back."""
    return f"{_name(message)}.taken_back.json"


def files_of(message: Message, kind: str) -> dict[str, bytes]:
    """Return the bytes of a record's files by name, in the order in which they are written."""
    names = file_names(message, kind)
    if kind == "csv":
        tables = [_csv(child.table.columns, child.rows) for child in message.rows.children]
        main = _csv(message.definition.columns, (message.rows.main,))
        return dict(zip(names, (*tables, main), strict=True))
    content = _xlsx(message) if kind == "xlsx" else as_json(message)
    return {names[0]: content}


def as_json(message: Message) -> bytes:
    """Return the `stencil-delivery/1` document of a message."""
    return json.dumps(payload(message), ensure_ascii=False, indent=1).encode() + b"\n"


def _name(message: Message) -> str:
    return f"{message.template}/{message.record}"


def _csv(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    names = [column.name for column in columns if column.source.kind != "parent"]
    writer.writerow(names)
    writer.writerows([_shown(row[name]) for name in names] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _shown(value: Value) -> str:
    found = plain(value)
    if found is None:
        return ""
    if isinstance(found, bool):
        return "true" if found else "false"
    return safe(str(found))


def _xlsx(message: Message) -> bytes:
    book = Workbook(write_only=True)
    _sheet(book, message.definition.table, message.definition.columns, (message.rows.main,))
    for child in message.rows.children:
        _sheet(book, child.table.table, child.table.columns, child.rows)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(book: Workbook, title: str, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    sheet = book.create_sheet(title[:_LONGEST_TITLE])
    names = [column.name for column in columns if column.source.kind != "parent"]
    sheet.append(names)
    for row in rows:
        sheet.append([_cell(sheet, row[name]) for name in names])


def _cell(sheet: object, value: Value) -> object:
    """A cell: numbers where they fit exactly, everything else as the text it is."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal) and len(str(abs(value))) <= _EXACT_DIGITS:
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", safe(str(plain(value)))))
    cell.data_type = "s"
    return cell
