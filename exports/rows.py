"""A record as the rows that a mapping makes of it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from exports.column_types import Value, ValueProblem, converted
from exports.definition import ROW, ChildTable, Column, Definition, Source
from exports.failures import Failure

Row = dict[str, Value]
Cells = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ChildRows:
    """The rows of one child table; columns from the parent are not among them.

    key: the values by which the record's rows are found, whether there are any or none.
    """

    table: ChildTable
    key: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a record is at the destination."""

    main: Row
    children: tuple[ChildRows, ...]


def rows_of(data: Mapping[str, Any], definition: Definition) -> Rows:
    """Return the rows of a `stencil-record/1` document.

    Raises Failure where a value is none of its column's type or does not fit.
    """
    fields: Cells = data["fields"]
    main = _row(definition.columns, data, fields, {}, 0, definition.table)
    children = []
    for child in definition.tables:
        rows = tuple(
            _row(child.columns, data, fields, cells, number, child.table)
            for number, cells in enumerate(data["tables"].get(child.source, ()), start=1)
        )
        children.append(ChildRows(child, _key(child, data), rows))
    return Rows(main, tuple(children))


def taken_back_rows(data: Mapping[str, Any], definition: Definition) -> Rows:
    """Return what changes when a record is taken back: its version and its mark, no child rows.

    The keys stand in it too, to find the rows.
    """
    wanted = {*definition.key, definition.version_column, definition.mark_column}
    columns = [column for column in definition.columns if column.name in wanted]
    main = _row(columns, {**data, "taken_back": True}, {}, {}, 0, definition.table)
    children = tuple(ChildRows(child, _key(child, data), ()) for child in definition.tables)
    return Rows(main, children)


def _key(child: ChildTable, data: Mapping[str, Any]) -> Row:
    columns = [column for column in child.columns if column.name in child.key]
    return _row(columns, data, {}, {}, 0, child.table)


def _row(
    columns: Iterable[Column],
    data: Mapping[str, Any],
    fields: Cells,
    cells: Cells,
    number: int,
    table: str,
) -> Row:
    row: Row = {}
    for column in columns:
        if column.source.kind == "parent":
            continue
        value = _value(column.source, data, fields, cells, number)
        try:
            row[column.name] = converted(value, column.type)
        except ValueProblem as problem:
            place = f"{table}.{column.name}" + (f", row {number}" if number else "")
            raise Failure(problem.code, f"{place}: the value {problem}") from None
    return row


def _value(
    source: Source, data: Mapping[str, Any], fields: Cells, cells: Cells, number: int
) -> str | bool | int | None:
    if source.kind == "constant":
        return source.constant
    if source.kind == "document":
        return number if source.name == ROW else _of_the_document(source.name, data)
    reading = (fields if source.kind == "field" else cells).get(source.name)
    value: str | bool | None = None if reading is None else reading["value"]
    return value


def _of_the_document(name: str, data: Mapping[str, Any]) -> str | bool | int | None:
    document = data["document"]
    template = data.get("template") or {}
    values: dict[str, str | bool | int | None] = {
        "record_id": data["id"],
        "record_version": data["record_version"],
        "document_id": document["id"],
        "document_part": document.get("part", 1),
        "file_name": document["file"],
        "sha256": document["sha256"],
        "pages": document["pages"],
        "template": template.get("name"),
        "template_version": template.get("version"),
        "taken_back": bool(data.get("taken_back", False)),
    }
    return values[name]
