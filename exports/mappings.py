"""Mappings as people make them: proposed, checked, shown on real records, stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from exports import proposal
from exports.database import drift, writing
from exports.database.connecting import check_url, connection
from exports.database.schema import Schema, reflected, table_names
from exports.database.tables import statements
from exports.definition import (
    Definition,
    DefinitionError,
    database_problems,
    definition_document,
    parse_definition,
    template_problems,
)
from exports.failures import Failure
from exports.models import Destination, MappingVersion
from exports.models import Mapping as StoredMapping
from exports.rows import Rows, rows_of
from exports.timing import seconds_for_one
from recognition.models import Record
from templates_app.definition.problems import Problem
from templates_app.models import Template

Kind = Destination.Kind

_MOST_TABLES = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """What a mapping comes to at its destination.

    problems: mistakes in the mapping itself, by place.
    drift: where the tables do not fit, each with what to do; the statements may settle some.
    statements: the DDL for what is missing, to be shown before it is run.
    """

    problems: tuple[Problem, ...] = ()
    drift: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether records could be delivered now."""
        return not self.problems and not self.drift


@dataclass(frozen=True, slots=True)
class Previewed:
    """One record as it would be delivered; nothing was written.

    outcome: insert, update or older (a newer version stands there) in a database, else "".
    """

    record: Record
    rows: Rows | None
    outcome: str = ""
    failure: Failure | None = None


class StatementsChanged(ValueError):
    """The database has changed since the statements were shown."""


def tables(destination: Destination, schema: str | None = None) -> list[str]:
    """Return the names of a database's tables; raises Failure."""
    with connection(_url(destination), seconds_for_one()) as opened:
        return table_names(opened, schema)


def reflection(
    destination: Destination, names: Iterable[str] | None = None, schema: str | None = None
) -> Schema:
    """Return tables of a database with columns, keys and types; raises Failure."""
    with connection(_url(destination), seconds_for_one()) as opened:
        wanted = list(names) if names is not None else table_names(opened, schema)
        return reflected(opened, wanted[:_MOST_TABLES], schema)


def propose(
    template: Template,
    destination: Destination,
    table: str | None = None,
    children: Mapping[str, str] | None = None,
    schema: str | None = None,
) -> Definition:
    """Return a mapping to start from: new tables, or the named table with its children.

    children: the database's table by the template's table; without it, looked for by name.
    Raises Failure where the database can't be read or has no such table.
    """
    content = _content(template)
    if destination.kind != Kind.DATABASE or table is None:
        return proposal.new_tables(content, _dialect(destination))
    found = reflection(destination, schema=schema)
    for name in (table, *(children or {}).values()):
        if found.table(name) is None:
            known = ", ".join(entry.name for entry in found.tables[:20]) or "none"
            raise Failure("missing_table", f"There is no table {name}. There are: {known}.")
    unknown = set(children or {}) - {entry.name for entry in content.tables}
    if unknown:
        raise Failure("mapping", f"The template has no table {sorted(unknown)[0]}.")
    return proposal.existing_tables(content, found, table, children, schema)


def check(document: object, template: Template, destination: Destination) -> Checked:
    """Check a mapping against template and destination; reads only.

    Raises Failure where the destination can't be read.
    """
    try:
        definition = _usable(document, template, destination)
    except DefinitionError as error:
        return Checked(problems=error.problems)
    if destination.kind != Kind.DATABASE:
        return Checked()
    with connection(_url(destination), seconds_for_one()) as opened:
        schema = reflected(opened, _names(definition), definition.schema)
        return Checked(
            drift=tuple(drift.failures(definition, schema)),
            warnings=tuple(drift.warnings(definition, schema)),
            statements=tuple(statements(definition, schema, opened.dialect)),
        )


def create_tables(
    document: object, template: Template, destination: Destination, shown: Sequence[str]
) -> None:
    """Run the statements that were shown; raises StatementsChanged where they no longer fit.

    Raises Failure, DefinitionError.
    """
    definition = _usable(document, template, destination)
    with connection(_url(destination), seconds_for_one()) as opened:
        schema = reflected(opened, _names(definition), definition.schema)
        needed = statements(definition, schema, opened.dialect)
        if list(shown) != needed:
            raise StatementsChanged(
                "The database or the mapping has changed since. Look at the statements again."
            )
        for statement in needed:
            opened.exec_driver_sql(statement.replace("%", "%%"))
        opened.commit()


def preview(
    document: object, template: Template, destination: Destination, records: Iterable[Record]
) -> list[Previewed]:
    """Return what a delivery of the records would write, and write nothing.

    In a database the tables are checked and each record's row is looked for; reads only.
    Raises Failure where the destination can't be read, DefinitionError.
    """
    definition = _usable(document, template, destination)
    if destination.kind != Kind.DATABASE:
        return [_previewed(record, definition, None) for record in records]
    with connection(_url(destination), seconds_for_one()) as opened:
        try:
            writer = writing.writer(opened, definition)
        except Failure as failure:
            return [
                Previewed(shown.record, shown.rows, "", shown.failure or failure)
                for shown in (_previewed(record, definition, None) for record in records)
            ]
        return [_previewed(record, definition, writer) for record in records]


def rows_only(document: object, record: Record) -> Rows:
    """Return a record's rows without asking the destination; raises DefinitionError, Failure."""
    return rows_of(record.data, parse_definition(document))


def create(
    template: Template,
    destination: Destination,
    document: object,
    user: AbstractBaseUser | None = None,
    enabled: bool = True,
) -> StoredMapping:
    """Store a mapping; raises DefinitionError.

    Records that were accepted before are not queued; outbox.catch_up does that.
    """
    definition = _usable(document, template, destination)
    with transaction.atomic():
        # two people may make the same mapping at once
        Destination.objects.select_for_update().get(pk=destination.pk)
        if StoredMapping.objects.filter(template=template, destination=destination).exists():
            already = (
                f"{template.name} is mapped to {destination.name} already. Change that mapping."
            )
            raise DefinitionError([Problem("template", already)])
        mapping = StoredMapping.objects.create(
            template=template,
            destination=destination,
            definition=definition_document(definition),
            enabled=enabled,
        )
        _keep_version(mapping, user)
    return mapping


def change(
    mapping: StoredMapping,
    document: object | None = None,
    user: AbstractBaseUser | None = None,
    enabled: bool | None = None,
) -> StoredMapping:
    """Change a mapping; a new definition is a new version and ends its pause.

    What was delivered stays as it is; outbox.send_again writes it anew. Raises DefinitionError.
    """
    with transaction.atomic():
        # two people may keep one mapping at once: each becomes a version of its own
        StoredMapping.objects.select_for_update().get(pk=mapping.pk)
        mapping.refresh_from_db()
        if document is not None:
            definition = _usable(document, mapping.template, mapping.destination)
            content = definition_document(definition)
            if content != mapping.definition:
                mapping.definition = content
                mapping.version += 1
                _keep_version(mapping, user)
        if enabled is not None:
            mapping.enabled = enabled
        mapping.failures, mapping.paused_until = 0, None
        mapping.trouble = mapping.trouble_code = ""
        mapping.save()
    return mapping


def _keep_version(mapping: StoredMapping, user: AbstractBaseUser | None) -> None:
    MappingVersion.objects.create(
        mapping=mapping,
        number=mapping.version,
        definition=mapping.definition,
        made_by=user if user and user.is_authenticated else None,
    )


def _usable(document: object, template: Template, destination: Destination) -> Definition:
    definition = parse_definition(document)
    problems = template_problems(definition, _content(template))
    if destination.kind == Kind.DATABASE:
        problems += database_problems(definition)
    if problems:
        raise DefinitionError(problems)
    return definition


def _content(template: Template) -> Any:
    if template.current is None:
        raise DefinitionError(
            [Problem("template", f"{template.name} has no published version to map.")]
        )
    return template.current.definition()


def _previewed(record: Record, definition: Definition, writer: writing.Writer | None) -> Previewed:
    try:
        rows = rows_of(record.data, definition)
    except Failure as failure:
        return Previewed(record, None, "", failure)
    if writer is None:
        return Previewed(record, rows)
    try:
        return Previewed(record, rows, writer.outcome(rows))
    except Failure as failure:
        return Previewed(record, rows, "", failure)


def _names(definition: Definition) -> tuple[str, ...]:
    return (definition.table, *(child.table for child in definition.tables))


def _url(destination: Destination) -> str:
    if destination.kind != Kind.DATABASE:
        raise Failure("mapping", f"{destination.name} is a {destination.kind} and has no tables.")
    return str(destination.open_settings()["url"])


def _dialect(destination: Destination) -> str:
    if destination.kind != Kind.DATABASE:
        return "postgresql"
    return check_url(_url(destination)).get_backend_name()
