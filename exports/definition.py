"""`stencil-mapping/1`: which value of a record stands in which column of the destination."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from exports.column_types import ColumnType, parse_type
from templates_app.definition.problems import Problem, TemplateError
from templates_app.definition.template import Template

FORMAT = "stencil-mapping/1"

SourceKind = Literal["field", "column", "document", "constant", "parent"]
TakenBack = Literal["mark", "delete"]
Constant = str | int | bool | None

DOCUMENT_SOURCES: dict[str, str] = {
    "record_id": "uuid",
    "record_version": "integer",
    "document_id": "uuid",
    "document_part": "integer",
    "file_name": "text",
    "sha256": "text(64)",
    "pages": "integer",
    "template": "text(63)",
    "template_version": "integer",
    "taken_back": "boolean",
}
"""What a column can say about the document, with the type that it has of itself."""

ROW = "row"
"""The place of a row in its table, from 1; only in child tables."""

_STABLE = ("record_id", "document_id", "document_part")
_LONGEST_NAME = 63
_MAIN_KEYS = {"format", "schema", "table", "key", "columns", "tables", "taken_back"}
_CHILD_KEYS = {"source", "table", "key", "columns"}


class DefinitionError(TemplateError):
    """A mapping that can't be used; every mistake that was found stands in it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a column's value comes from.

    name: the field, the template table's column, the document column or the parent's column;
        empty for a constant.
    """

    kind: SourceKind
    name: str = ""
    constant: Constant = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the destination."""

    name: str
    source: Source
    type: ColumnType


@dataclass(frozen=True, slots=True)
class ChildTable:
    """A table whose rows are the rows of one table of the template.

    source: the template's table.
    key: columns that say to which record a row belongs; a record's rows are replaced together.
    """

    source: str
    table: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A mapping.

    schema: of the tables; None for the connection's own.
    key: columns that identify a record's row; made only of what never changes for a record.
    taken_back: what happens to the rows of a record that is no longer accepted.
    """

    table: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    tables: tuple[ChildTable, ...] = ()
    taken_back: TakenBack = "mark"
    schema: str | None = None

    @property
    def version_column(self) -> str | None:
        """The column that keeps the record's version, against older deliveries."""
        return _column_from(self.columns, "record_version")

    @property
    def mark_column(self) -> str | None:
        """The column that says whether the record was taken back."""
        return _column_from(self.columns, "taken_back")


def _column_from(columns: Iterable[Column], document_source: str) -> str | None:
    wanted = Source("document", document_source)
    return next((column.name for column in columns if column.source == wanted), None)


def parse_definition(document: object) -> Definition:
    """Return the mapping that a `stencil-mapping/1` document describes.

    Raises DefinitionError with the place of each mistake.
    """
    problems: list[Problem] = []
    definition = _definition(document, problems)
    if definition is not None and not problems:
        problems.extend(_problems_in_itself(definition))
    if problems or definition is None:
        raise DefinitionError(problems)
    return definition


def definition_document(definition: Definition) -> dict[str, Any]:
    """Return the `stencil-mapping/1` document of a mapping."""
    return {
        "format": FORMAT,
        "schema": definition.schema,
        "table": definition.table,
        "key": list(definition.key),
        "columns": [_column_document(column) for column in definition.columns],
        "tables": [
            {
                "source": child.source,
                "table": child.table,
                "key": list(child.key),
                "columns": [_column_document(column) for column in child.columns],
            }
            for child in definition.tables
        ],
        "taken_back": definition.taken_back,
    }


def template_problems(definition: Definition, template: Template) -> list[Problem]:
    """Return which fields and tables the template does not have."""
    fields = {field.name for field in template.fields}
    tables = {table.name: {c.name for c in table.columns} for table in template.tables}
    problems = list(_unknown_fields("columns", definition.columns, fields))
    for number, child in enumerate(definition.tables):
        place = f"tables[{number}]"
        if child.source not in tables:
            known = ", ".join(sorted(tables)) or "none"
            problems.append(
                Problem(
                    f"{place}.source",
                    f"The template has no table {child.source!r}. It has: {known}.",
                )
            )
            continue
        problems += _unknown_fields(f"{place}.columns", child.columns, fields)
        for index, column in enumerate(child.columns):
            source = column.source
            if source.kind == "column" and source.name not in tables[child.source]:
                problems.append(
                    Problem(
                        f"{place}.columns[{index}].source",
                        f"The table {child.source!r} has no column {source.name!r}.",
                    )
                )
    return problems


def database_problems(definition: Definition) -> list[Problem]:
    """Return what a mapping to a database needs besides: a key, a version, a mark."""
    problems = []
    if not definition.key:
        problems.append(
            Problem(
                "key",
                "Name the column that identifies the record's row, for example one from "
                '{"document": "record_id"}.',
            )
        )
    if definition.version_column is None:
        problems.append(
            Problem(
                "columns",
                'Map a column from {"document": "record_version"}, so that an older state never '
                "replaces a newer one.",
            )
        )
    if definition.taken_back == "mark" and definition.mark_column is None:
        problems.append(
            Problem(
                "taken_back",
                'To mark records that are taken back, map a column from {"document": '
                '"taken_back"}, or choose "delete".',
            )
        )
    for number, child in enumerate(definition.tables):
        if not child.key:
            problems.append(
                Problem(
                    f"tables[{number}].key",
                    'Name the column that says to which record a row belongs, from {"document": '
                    '"record_id"} or from the parent\'s key.',
                )
            )
    return problems


def _unknown_fields(place: str, columns: Iterable[Column], fields: set[str]) -> Iterator[Problem]:
    for number, column in enumerate(columns):
        if column.source.kind == "field" and column.source.name not in fields:
            yield Problem(
                f"{place}[{number}].source",
                f"The template has no field {column.source.name!r}. Choose another, or publish a "
                "version of the template that has it.",
            )


def _definition(document: object, problems: list[Problem]) -> Definition | None:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        problems.append(Problem("format", f'A mapping is an object with "format": "{FORMAT}".'))
        return None
    _refuse_unknown("", document, _MAIN_KEYS, problems)
    taken_back = document.get("taken_back", "mark")
    if taken_back not in get_args(TakenBack):
        problems.append(Problem("taken_back", 'Choose "mark" or "delete".'))
        taken_back = "mark"
    schema = document.get("schema")
    children = document.get("tables", [])
    if not isinstance(children, list):
        problems.append(Problem("tables", "This is a list of child tables."))
        children = []
    return Definition(
        table=_name("table", document.get("table"), problems),
        key=_names("key", document.get("key", []), problems),
        columns=_columns("columns", document.get("columns"), problems),
        tables=tuple(
            _child(f"tables[{number}]", child, problems) for number, child in enumerate(children)
        ),
        taken_back=cast(TakenBack, taken_back),
        schema=None if schema is None else _name("schema", schema, problems),
    )


def _child(place: str, document: object, problems: list[Problem]) -> ChildTable:
    if not isinstance(document, dict):
        problems.append(Problem(place, "A child table is an object."))
        document = {}
    _refuse_unknown(f"{place}.", document, _CHILD_KEYS, problems)
    return ChildTable(
        source=_name(f"{place}.source", document.get("source"), problems),
        table=_name(f"{place}.table", document.get("table"), problems),
        key=_names(f"{place}.key", document.get("key", []), problems),
        columns=_columns(f"{place}.columns", document.get("columns"), problems),
    )


def _columns(place: str, documents: object, problems: list[Problem]) -> tuple[Column, ...]:
    if not isinstance(documents, list) or not documents:
        problems.append(Problem(place, "Map at least one column."))
        return ()
    return tuple(
        _column(f"{place}[{number}]", entry, problems) for number, entry in enumerate(documents)
    )


def _column(place: str, document: object, problems: list[Problem]) -> Column:
    if not isinstance(document, dict):
        problems.append(Problem(place, "A column is an object with name, source and type."))
        document = {}
    _refuse_unknown(f"{place}.", document, {"name", "source", "type"}, problems)
    column_type = ColumnType("text")
    try:
        column_type = parse_type(str(document.get("type", "text")))
    except ValueError as error:
        problems.append(Problem(f"{place}.type", str(error)))
    return Column(
        name=_name(f"{place}.name", document.get("name"), problems),
        source=_source(f"{place}.source", document.get("source"), problems),
        type=column_type,
    )


def _source(place: str, document: object, problems: list[Problem]) -> Source:
    kinds: tuple[SourceKind, ...] = get_args(SourceKind)
    entries = list(document.items()) if isinstance(document, dict) else []
    kind = next((known for known in kinds if len(entries) == 1 and entries[0][0] == known), None)
    if kind is None:
        problems.append(
            Problem(place, f'Write it as {{"field": "total"}}; known are {", ".join(kinds)}.')
        )
        return Source("constant")
    value = entries[0][1]
    if kind == "constant":
        if value is None or isinstance(value, str | int | bool):
            return Source(kind, constant=value)
        problems.append(Problem(place, "A constant is a text, a whole number, true or false."))
        return Source(kind)
    if not isinstance(value, str) or not value:
        problems.append(Problem(place, f"Name the {kind}."))
        return Source(kind)
    if kind == "document" and value not in (*DOCUMENT_SOURCES, ROW):
        known_names = ", ".join((*DOCUMENT_SOURCES, ROW))
        problems.append(Problem(place, f"{value!r} is not known. Choose one of {known_names}."))
    return Source(kind, value)


def _name(place: str, value: object, problems: list[Problem]) -> str:
    if (
        isinstance(value, str)
        and value.strip() == value
        and value.isprintable()
        and 0 < len(value) <= _LONGEST_NAME
    ):
        return value
    problems.append(Problem(place, f"Give a name of 1 to {_LONGEST_NAME} characters."))
    return ""


def _names(place: str, value: object, problems: list[Problem]) -> tuple[str, ...]:
    if not isinstance(value, list):
        problems.append(Problem(place, "This is a list of column names."))
        return ()
    return tuple(_name(f"{place}[{i}]", name, problems) for i, name in enumerate(value))


def _refuse_unknown(
    place: str, document: Mapping[Any, Any], known: set[str], problems: list[Problem]
) -> None:
    problems.extend(
        Problem(f"{place}{key}", f"This is not known here. Known are {', '.join(sorted(known))}.")
        for key in document
        if key not in known
    )


def _problems_in_itself(definition: Definition) -> Iterator[Problem]:
    names = [definition.table, *(child.table for child in definition.tables)]
    if len({name.lower() for name in names}) < len(names):
        yield Problem("tables", "Two of the tables have the same name. Give each one of its own.")
    yield from _column_problems("", definition.columns, definition.key)
    for number, column in enumerate(definition.columns):
        if column.source.kind in ("column", "parent") or column.source.name == ROW:
            yield Problem(
                f"columns[{number}].source",
                "Only a child table has rows and a parent. Choose a field, a document column or "
                "a constant.",
            )
    for number, child in enumerate(definition.tables):
        yield from _column_problems(f"tables[{number}].", child.columns, child.key)


def _column_problems(
    place: str, columns: tuple[Column, ...], key: tuple[str, ...]
) -> Iterator[Problem]:
    by_name = {column.name: column for column in columns}
    lowered = [column.name.lower() for column in columns]
    for number, name in enumerate(lowered):
        if name in lowered[:number]:
            yield Problem(f"{place}columns[{number}].name", f"{name!r} is mapped twice.")
    for number, name in enumerate(key):
        column = by_name.get(name)
        if column is None:
            yield Problem(f"{place}key[{number}]", f"There is no mapped column {name!r}.")
        elif not _stable(column.source):
            yield Problem(
                f"{place}key[{number}]",
                f"{name!r} may change when a record is corrected, which would add a row. Use "
                "columns from record_id, or from document_id and document_part.",
            )
    identified = {by_name[name].source.name for name in key if name in by_name}
    if key and not (
        "record_id" in identified
        or {"document_id", "document_part"} <= identified
        or any(by_name[name].source.kind == "parent" for name in key if name in by_name)
    ):
        yield Problem(
            f"{place}key",
            "The key does not tell one record from another. Use a column from record_id, or from "
            "document_id and document_part.",
        )


def _stable(source: Source) -> bool:
    return source.kind in ("constant", "parent") or (
        source.kind == "document" and source.name in _STABLE
    )


def _column_document(column: Column) -> dict[str, Any]:
    source = column.source
    value = source.constant if source.kind == "constant" else source.name
    return {"name": column.name, "source": {source.kind: value}, "type": str(column.type)}
