"""The definition that a record was read with, kept for the next question about it."""

from __future__ import annotations

from functools import lru_cache

from recognition.models import Record
from templates_app.definition.parsing import parse_template
from templates_app.definition.template import Template, ValueSpec
from templates_app.models import TemplateVersion


def definition_of(record: Record) -> Template:
    """Return the definition of the version that a matched record was read with."""
    version = record.template_version
    assert version is not None
    return _parsed(_Content(version))


def spec_of(record: Record, name: str) -> ValueSpec:
    """What the definition says of a field or ``table.column``; raises KeyError."""
    definition = definition_of(record)
    table, _, column = name.rpartition(".")
    if not table:
        return next(field.spec for field in definition.fields if field.name == name)
    columns = next(one.columns for one in definition.tables if one.name == table)
    return next(one.spec for one in columns if one.name == column)


class _Content:
    """A version's content, known by its hash: what was published never changes."""

    def __init__(self, version: TemplateVersion) -> None:
        self.version = version

    def __hash__(self) -> int:
        return hash(self.version.content_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self.key == other.key

    @property
    def key(self) -> str:
        return self.version.content_hash


@lru_cache(maxsize=256)
def _parsed(content: _Content) -> Template:
    return parse_template(content.version.content)
