"""What the definition that a record was read with says of its values."""

from __future__ import annotations

from recognition.models import Record
from templates_app.definition.template import Template, ValueSpec


def definition_of(record: Record) -> Template:
    """Return the definition of the version that a matched record was read with."""
    assert record.template_version is not None
    return record.template_version.definition()


def spec_of(record: Record, name: str) -> ValueSpec:
    """What the definition says of a field or ``table.column``; raises StopIteration."""
    definition = definition_of(record)
    table, _, column = name.rpartition(".")
    if not table:
        return next(field.spec for field in definition.fields if field.name == name)
    columns = next(one.columns for one in definition.tables if one.name == table)
    return next(one.spec for one in columns if one.name == column)
