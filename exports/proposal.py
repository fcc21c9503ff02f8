"""A mapping to start from: new tables for a template, or its values in tables that are there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from exports.column_types import ColumnType, parse_type
from exports.database.schema import DatabaseTable, Schema, TableColumn
from exports.definition import (
    DOCUMENT_SOURCES,
    ROW,
    ChildTable,
    Column,
    Definition,
    Source,
    SourceKind,
)
from templates_app.definition.template import Template, ValueSpec

_TYPES: Mapping[str, ColumnType] = {
    "text": ColumnType("text"),
    "integer": ColumnType("integer"),
    "amount": ColumnType("decimal", digits=18, scale=4),
    "percent": ColumnType("decimal", digits=9, scale=4),
    "date": ColumnType("date"),
    "time": ColumnType("time"),
    "datetime": ColumnType("datetime"),
    "code": ColumnType("text", length=128),
    "tax_id": ColumnType("text", length=64),
    "phone": ColumnType("text", length=64),
    "email": ColumnType("text", length=254),
    "checkbox": ColumnType("boolean"),
    "barcode": ColumnType("text", length=512),
    "signature": ColumnType("boolean"),
}
_NUMBERS = ("integer", "amount", "percent")
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "record_id": ("record_id", "stencil_record_id", "stencil_record", "stencil_id", "record"),
    "record_version": ("record_version", "stencil_version", "stencil_record_version"),
    "document_id": ("document_id", "stencil_document_id"),
    "document_part": ("document_part", "part"),
    "file_name": ("file_name", "filename", "source_file", "stencil_file_name"),
    "sha256": ("sha256", "file_sha256", "document_sha256"),
    "taken_back": ("taken_back", "stencil_taken_back", "withdrawn", "revoked", "cancelled"),
    "template": ("template", "stencil_template", "document_kind"),
    "template_version": ("template_version",),
}
_ROW_ALIASES = ("row", "row_number", "line", "line_number", "line_no", "position", "pos")
_NEAR = 84
_LONGEST_NAME = 63


def new_tables(template: Template, dialect: str = "postgresql") -> Definition:
    """Return a mapping of every value of the template to tables of its own.

    dialect: SQLite keeps decimals exact to 15 digits, so its columns are that wide.
    """
    table = _identifier(template.name)
    fields = [
        Column(_identifier(field.name), Source("field", field.name), _type(field.spec, dialect))
        for field in template.fields
    ]
    taken = {column.name for column in fields}
    about = [
        _about(name, taken)
        for name in ("record_id", "record_version", "document_id", "file_name", "taken_back")
    ]
    children = []
    for entry in template.tables:
        cells = [
            Column(_identifier(c.name), Source("column", c.name), _type(c.spec, dialect))
            for c in entry.columns
        ]
        used = {column.name for column in cells}
        key = _about("record_id", used)
        row = Column(_free("line_number", used), Source("document", ROW), ColumnType("integer"))
        name = _identifier(f"{template.name}_{entry.name}")
        children.append(ChildTable(entry.name, name, (key.name,), (key, row, *cells)))
    return Definition(
        table=table,
        key=(about[0].name,),
        columns=(*about, *fields),
        tables=tuple(children),
        taken_back="mark",
    )


def existing_tables(
    template: Template,
    found: Schema,
    table: str,
    children: Mapping[str, str] | None = None,
    schema: str | None = None,
) -> Definition:
    """Return a mapping to tables that are there, each column matched to the nearest name.

    children: the database's table by the template's; those that are left out are looked for
        among the tables found. What the record needs and the table lacks (its id, its version, the
        mark) is added to the mapping, and so to the statements that are shown.
    """
    main = found.table(table)
    assert main is not None
    fields = {field.name: field.spec for field in template.fields}
    columns = _matched(main, fields, "field", found.dialect)
    about = _needed(columns, ("record_id", "record_version", "taken_back"))
    columns = [*about, *columns]
    key = next(c.name for c in columns if c.source == Source("document", "record_id"))
    chosen = children or _children_in(template, found, main)
    return Definition(
        table=table,
        key=(key,),
        columns=tuple(columns),
        tables=tuple(
            _child(template, source, there, main, found.dialect)
            for source, name in chosen.items()
            if (there := found.table(name)) is not None
        ),
        taken_back="mark",
        schema=schema,
    )


def _child(
    template: Template, source: str, there: DatabaseTable, main: DatabaseTable, dialect: str
) -> ChildTable:
    table = next(entry for entry in template.tables if entry.name == source)
    cells = {column.name: column.spec for column in table.columns}
    columns = [
        column
        for column in _matched(there, cells, "column", dialect)
        if column.source.kind != "document" or column.source.name in ("record_id", ROW)
    ]
    to_parent = [
        Column(local, Source("parent", remote), _own_type(there, local))
        for local, referred, remote in there.references
        if referred == main.name
    ]
    if to_parent:
        named = {column.name for column in to_parent}
        columns = [column for column in columns if column.name not in named]
        key = tuple(column.name for column in to_parent)
        return ChildTable(source, there.name, key, (*to_parent, *columns))
    columns = [*_needed(columns, ("record_id",)), *columns]
    found = next(c.name for c in columns if c.source == Source("document", "record_id"))
    return ChildTable(source, there.name, (found,), tuple(columns))


def _children_in(template: Template, found: Schema, main: DatabaseTable) -> dict[str, str]:
    """The table for each of the template's: by its name, or because it refers to the main one."""
    chosen: dict[str, str] = {}
    for entry in template.tables:
        names = [table.name for table in found.tables if table.name != main.name]
        best = max(names, key=lambda name: _likeness(name, entry.name, main.name), default=None)
        if best is not None and _likeness(best, entry.name, main.name) >= _NEAR:
            chosen[entry.name] = best
            continue
        referring = [
            table.name
            for table in found.tables
            if any(referred == main.name for _, referred, _ in table.references)
        ]
        if len(template.tables) == 1 and len(referring) == 1:
            chosen[entry.name] = referring[0]
    return chosen


def _likeness(name: str, wanted: str, main: str) -> float:
    return max(
        fuzz.ratio(_plain(name), _plain(spelling))
        for spelling in (wanted, f"{main}_{wanted}", f"{main.rstrip('s')}_{wanted}")
    )


def _matched(
    table: DatabaseTable, values: Mapping[str, ValueSpec], kind: str, dialect: str
) -> list[Column]:
    """The table's columns that have a value of their own, best likeness first served."""
    pairs = sorted(
        (
            (-fuzz.ratio(_plain(there.name), _plain(name)), position, there.name, name)
            for position, there in enumerate(table.columns)
            if there.type is not None and not there.generated
            for name, spec in values.items()
            if _goes_into(spec, there)
        ),
    )
    sources: dict[str, Source] = {}
    used: set[str] = set()
    for there in table.columns:
        document = _document_source(there.name)
        if document is not None and not there.generated:
            sources[there.name] = Source("document", document)
    for likeness, _, column, name in pairs:
        if -likeness >= _NEAR and column not in sources and name not in used:
            source_kind: SourceKind = "field" if kind == "field" else "column"
            sources[column] = Source(source_kind, name)
            used.add(name)
    return [
        Column(there.name, sources[there.name], there.type)
        for there in table.columns
        if there.name in sources and there.type is not None
    ]


def _goes_into(spec: ValueSpec, there: TableColumn) -> bool:
    if there.type is None:
        return False
    natural = _TYPES[spec.type].kind
    if there.type.kind in (natural, "text"):
        return True
    return spec.type in _NUMBERS and there.type.kind in ("integer", "decimal")


def _document_source(name: str) -> str | None:
    plain = _plain(name)
    for source, names in _ALIASES.items():
        if plain in {_plain(alias) for alias in names}:
            return source
    return ROW if plain in {_plain(alias) for alias in _ROW_ALIASES} else None


def _needed(columns: Sequence[Column], sources: Iterable[str]) -> list[Column]:
    """The document columns that are not among these, under names that are free."""
    there = {column.source for column in columns}
    taken = {column.name for column in columns}
    return [_about(source, taken) for source in sources if Source("document", source) not in there]


def _about(source: str, taken: set[str]) -> Column:
    return Column(
        _free(source, taken), Source("document", source), parse_type(DOCUMENT_SOURCES[source])
    )


def _free(name: str, taken: set[str]) -> str:
    return name if name not in taken else f"stencil_{name}"


def _own_type(table: DatabaseTable, name: str) -> ColumnType:
    column = table.column(name)
    return column.type if column and column.type else ColumnType("text")


def _type(spec: ValueSpec, dialect: str) -> ColumnType:
    found = _TYPES[spec.type]
    if dialect == "sqlite" and spec.type == "amount":
        return ColumnType("decimal", digits=15, scale=4)
    return found


def _identifier(name: str) -> str:
    """A name that every database takes without thought, of letters, digits and underscores."""
    return re.sub(r"\W+", "_", name.strip().lower()).strip("_")[:_LONGEST_NAME] or "records"


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())
