"""The values that a person confirms for a document that was tried, corrected where need be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from recognition.decided_values import decided_value
from recognition.values.contract import Value
from recognition.values.settling import settle
from templates_app.definition.template import Table, Template, ValueSpec


def spec_of(definition: Template, name: str) -> ValueSpec:
    """What a template says of a field, or of a column as ``table.column``; raises ValueError."""
    specs = {field.name: field.spec for field in definition.fields}
    for table in definition.tables:
        specs |= {f"{table.name}.{column.name}": column.spec for column in table.columns}
    if name not in specs:
        raise ValueError(f"The template has no value named {name!r}.")
    return specs[name]


def corrected_value(text: str | bool | None, spec: ValueSpec, printed: bool = False) -> Value:
    """Return what a person typed, or drew around, in the form that records state it in.

    printed: the text was taken from the page, so it is read as the reader's own text is; what was
        typed counts in its plain form first.
    Raises ValueError, which says how to write it.
    """
    settled = settle(text, replace(spec, find=None)) if isinstance(text, str) else None
    if printed and settled is not None:
        if settled.value is None:
            raise ValueError(settled.reason or "nothing was found here")
        return settled.value
    try:
        return decided_value(text, spec)
    except ValueError:
        if settled is None or settled.value is None or not settled.valid:
            raise
        return settled.value


def confirmed_values(
    definition: Template, sent: Mapping[str, Any], read: Mapping[str, Any]
) -> dict[str, Any]:
    """The values of a document as a person left them; what they did not touch is as it was read.

    sent, read: ``{"fields": {name: value}, "tables": {name: [{column: value}]}}``.
    Raises ValueError with the name of a value that has not the form of its type.
    """
    fields = {
        name: value if value == read["fields"].get(name) else _checked(name, value, definition)
        for name, value in sent.get("fields", {}).items()
    }
    rows = sent.get("tables", {})
    tables = {
        table.name: [
            row if row in read["tables"].get(table.name, ()) else _row(table, row, definition)
            for row in rows[table.name]
        ]
        for table in definition.tables
        if table.name in rows
    }
    return {
        "matched": True,
        "fields": {**read["fields"], **fields},
        "tables": {**read["tables"], **tables},
    }


def _row(table: Table, row: Mapping[str, Any], definition: Template) -> dict[str, Value]:
    return {
        column.name: _checked(f"{table.name}.{column.name}", row[column.name], definition)
        for column in table.columns
        if column.name in row
    }


def _checked(name: str, value: Any, definition: Template) -> Value:
    try:
        return decided_value(value, spec_of(definition, name))
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
