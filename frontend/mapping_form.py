"""A mapping's form: the `stencil-mapping/1` document as fields with names, and back again.

Columns are named by their place: ``main.0.name``, or ``child1.2.source`` in a child table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exports.definition import DOCUMENT_SOURCES, FORMAT, ROW
from frontend.wording import in_words
from templates_app.definition.problems import Problem
from templates_app.definition.template import Template

Document = dict[str, Any]
Data = Mapping[str, str]

MAIN = "main"
TYPES = (
    "text",
    "text(40)",
    "text(255)",
    "integer",
    "decimal(18,2)",
    "decimal(18,4)",
    "date",
    "time",
    "datetime",
    "boolean",
    "uuid",
)
_MOST_COLUMNS = 500
_INTEGER = re.compile(r"-?[0-9]{1,38}")
DOCUMENT_WORDS: dict[str, str | Promise] = {
    "record_id": _("Record: its id"),
    "record_version": _("Record: its version"),
    "document_id": _("Document: its id"),
    "document_part": _("Document: its part of the file"),
    "file_name": _("Document: its file's name"),
    "sha256": _("Document: its SHA-256"),
    "pages": _("Document: how many pages"),
    "template": _("Template: its name"),
    "template_version": _("Template: its version"),
    "taken_back": _("Record: taken back or not"),
    ROW: _("Row: its place in the table"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """A source that a column can have; value: as the form sends it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ColumnFields:
    """A column's fields. place: before their names; problems: what is wrong with it."""

    place: str
    name: str
    source: str
    constant: str
    type: str
    key: bool
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableFields:
    """A table's fields.

    source: the template's table; empty for the record's own row.
    groups: sources by what they are; unused: those that no column has yet.
    """

    place: str
    source: str
    table: str
    columns: tuple[ColumnFields, ...]
    problems: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Option, ...]], ...]
    unused: tuple[Option, ...]


def tables_of(
    document: Document, template: Template, problems: Sequence[Problem] = ()
) -> list[TableFields]:
    """Return the fields of a mapping, each with its problems."""
    main = _table(MAIN, "", document, template, "", problems, None)
    children = [
        _table(f"child{i}", child["source"], child, template, f"tables[{i}].", problems, document)
        for i, child in enumerate(document["tables"])
    ]
    return [main, *children]


def other_problems(problems: Iterable[Problem]) -> list[str]:
    """Return the problems that stand at no field of their own."""
    placed = ("columns", "table", "key")
    return [in_words(p.message) for p in problems if not p.place.startswith(placed)]


def _table(
    place: str,
    source: str,
    content: Document,
    template: Template,
    before: str,
    problems: Sequence[Problem],
    parent: Document | None,
) -> TableFields:
    groups = _groups(template, source, parent)
    columns = tuple(
        _column(f"{place}.{i}", column, content["key"], f"{before}columns[{i}]", problems)
        for i, column in enumerate(content["columns"])
    )
    used = {column.source for column in columns}
    return TableFields(
        place=place,
        source=source,
        table=content["table"],
        columns=columns,
        problems=tuple(in_words(p.message) for p in problems if _of_table(p.place, before)),
        groups=groups,
        unused=tuple(o for _title, options in groups for o in options if o.value not in used),
    )


def _of_table(place: str, before: str) -> bool:
    """Whether a problem is of the table as a whole, none of its columns nor another table's."""
    own = place.removeprefix(before) if place.startswith(before) else ""
    return own in ("columns", "tables", "table", "source") or own.startswith("key")


def _column(
    place: str,
    column: Document,
    key: Sequence[str],
    problem_place: str,
    problems: Sequence[Problem],
) -> ColumnFields:
    kind, value = next(iter(column["source"].items()))
    constant = kind == "constant"
    return ColumnFields(
        place=place,
        name=column["name"],
        source="constant:" if constant else f"{kind}:{value}",
        constant=_written(value) if constant else "",
        type=column["type"],
        key=bool(column["name"]) and column["name"] in key,
        problems=tuple(
            in_words(p.message)
            for p in problems
            if p.place == problem_place or p.place.startswith(f"{problem_place}.")
        ),
    )


def _written(constant: object) -> str:
    if isinstance(constant, bool):
        return "true" if constant else "false"
    return "" if constant is None else str(constant)


def _groups(
    template: Template, source: str, parent: Document | None
) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    found: list[tuple[str, tuple[Option, ...]]] = []
    if source:
        columns = next((t.columns for t in template.tables if t.name == source), ())
        cells = tuple(Option(f"column:{c.name}", c.name) for c in columns)
        found.append((str(_("Columns of the table")), cells))
    fields = tuple(Option(f"field:{field.name}", field.name) for field in template.fields)
    found.append((str(_("Fields")), fields))
    known = DOCUMENT_SOURCES if parent is None else (*DOCUMENT_SOURCES, ROW)
    about = tuple(Option(f"document:{name}", str(DOCUMENT_WORDS[name])) for name in known)
    found.append((str(_("Document and record")), about))
    if parent is not None:
        names = [column["name"] for column in parent["columns"] if column["name"]]
        there = tuple(Option(f"parent:{name}", f"{parent['table']}.{name}") for name in names)
        found.append((str(_("Columns of the record's row")), there))
    return tuple(found)


def document_of(data: Data) -> Document:
    """Return the document that a form describes, mistakes and all."""
    columns, key = _columns_of(data, MAIN)
    children = []
    while f"child{len(children)}.source" in data:
        place = f"child{len(children)}"
        cells, child_key = _columns_of(data, place)
        children.append(
            {
                "source": data[f"{place}.source"],
                "table": data.get(f"{place}.table", "").strip(),
                "key": child_key,
                "columns": cells,
            }
        )
    return {
        "format": FORMAT,
        "schema": data.get("schema", "").strip() or None,
        "table": data.get("main.table", "").strip(),
        "key": key,
        "columns": columns,
        "tables": children,
        "taken_back": data.get("taken_back", "mark"),
    }


def _columns_of(data: Data, place: str) -> tuple[list[Document], list[str]]:
    columns: list[Document] = []
    key = []
    while f"{place}.{len(columns)}.name" in data and len(columns) < _MOST_COLUMNS:
        before = f"{place}.{len(columns)}"
        name = data[f"{before}.name"].strip()
        kind, _colon, value = data.get(f"{before}.source", "").partition(":")
        written = data.get(f"{before}.type", "").strip()
        constant = _constant(data.get(f"{before}.constant", ""), written)
        source = {kind: constant if kind == "constant" else value}
        columns.append({"name": name, "source": source, "type": written})
        if data.get(f"{before}.key") and name:
            key.append(name)
    return columns, key


def _constant(text: str, written: str) -> str | int | bool | None:
    if written == "boolean" and text in ("true", "false"):
        return text == "true"
    if written == "integer" and _INTEGER.fullmatch(text):
        return int(text)
    return text or None


def changed(document: Document, action: str, data: Data, proposed: Document) -> Document:
    """Return the document after a button: a column or a child table more or less.

    action: ``add:PLACE``, ``remove:PLACE.NUMBER``, ``add-table`` or ``remove-table:NUMBER``.
    proposed: a mapping of everything, from which names and types of what is new come.
    """
    verb, _colon, place = action.partition(":")
    if verb == "add-table":
        wanted = data.get("new-table", "")
        new = [child for child in proposed["tables"] if child["source"] == wanted]
        return {**document, "tables": [*document["tables"], *new]}
    if verb == "remove-table":
        kept = [child for i, child in enumerate(document["tables"]) if str(i) != place]
        return {**document, "tables": kept}
    owner, _dot, number = place.partition(".")
    if verb == "add":
        source = data.get(f"{owner}.new", "constant:")
        return _with_columns(
            document,
            owner,
            lambda content: [
                *content["columns"],
                _new_column(source, proposed, content.get("source", ""), content["columns"]),
            ],
        )
    if verb == "remove":
        return _with_columns(
            document,
            owner,
            lambda content: [c for i, c in enumerate(content["columns"]) if str(i) != number],
        )
    return document


def _with_columns(document: Document, owner: str, change: Any) -> Document:
    if owner == MAIN:
        return _trimmed({**document, "columns": change(document)})
    children = [
        _trimmed({**child, "columns": change(child)}) if owner == f"child{i}" else child
        for i, child in enumerate(document["tables"])
    ]
    return {**document, "tables": children}


def _trimmed(content: Document) -> Document:
    names = {column["name"] for column in content["columns"]}
    return {**content, "key": [name for name in content["key"] if name in names]}


def _new_column(source: str, proposed: Document, table: str, there: Sequence[Document]) -> Document:
    kind, _colon, value = source.partition(":")
    wanted = {kind: None if kind == "constant" else value}
    groups = [proposed, *(child for child in proposed["tables"] if child["source"] == table)]
    for content in reversed(groups):
        for column in content["columns"]:
            if column["source"] == wanted:
                return dict(column)
    taken = {column["name"] for column in there}
    name = "constant" if kind == "constant" else value
    if name in taken:
        name = next(n for i in range(2, len(taken) + 3) if (n := f"{name}_{i}") not in taken)
    return {"name": name, "source": wanted, "type": DOCUMENT_SOURCES.get(value, "text")}
