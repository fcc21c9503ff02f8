"""A record beside the row that a mapping makes of it, as the mapping's page draws it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exports import mappings
from exports.definition import Column, Definition, DefinitionError, parse_definition
from exports.failures import Failure
from exports.mappings import Previewed
from exports.models import Destination
from exports.payload import plain_row
from exports.rows import Rows
from frontend.mapping_form import DOCUMENT_WORDS
from frontend.trace import shown
from frontend.wording import in_words
from recognition.models import Record
from templates_app.models import Template

OUTCOMES: dict[str, str | Promise] = {
    "insert": _("adds a row"),
    "update": _("changes its row"),
    "older": _("writes nothing: a newer version stands there"),
}
_MOST_RECORDS = 50


@dataclass(frozen=True, slots=True)
class Pair:
    """A value in the record, and where and how it is written."""

    label: str
    read: str
    column: str
    type: str
    written: str
    empty: bool


@dataclass(frozen=True, slots=True)
class ChildTable:
    """Rows of a child table as they are written."""

    source: str
    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A record beside its rows; problem: why there are none, or why they would not arrive."""

    record: Record
    pairs: tuple[Pair, ...] = ()
    children: tuple[ChildTable, ...] = ()
    outcome: str = ""
    problem: str = ""

    @property
    def outcome_words(self) -> str:
        return str(OUTCOMES.get(self.outcome, ""))


def records_for(template: Template) -> QuerySet[Record]:
    """Return the newest records of a template, the accepted ones before the others.

    What they hold is left in the database until it is asked for.
    """
    found = Record.objects.filter(template_version__template=template).select_related("document")
    accepted = found.filter(status=Record.Status.ACCEPTED)
    chosen = accepted if accepted.exists() else found
    return chosen.defer("data").order_by("-created_at", "part")[:_MOST_RECORDS]


def in_full(records: Sequence[Record]) -> list[Record]:
    """Return the records with what they hold, in their order."""
    whole = Record.objects.select_related("document").in_bulk([record.pk for record in records])
    return [whole[record.pk] for record in records if record.pk in whole]


def preview_of(
    document: object, template: Template, destination: Destination, record: Record
) -> Preview:
    """Return a record beside its rows, also where the destination can't be asked just now."""
    try:
        definition = parse_definition(document)
        (entry,) = mappings.preview(document, template, destination, [record])
    except DefinitionError:
        return Preview(record)
    except Failure:
        entry = _without_the_destination(document, record)
    if entry.failure and not entry.failure.of_the_record:
        # said once, where it is said what is wrong at the destination
        entry = replace(entry, failure=None)
    return drawn(entry, definition)


def dry_run(
    document: object, template: Template, destination: Destination, records: Iterable[Record]
) -> list[Preview]:
    """Return what a delivery of the records would write; raises Failure, DefinitionError."""
    definition = parse_definition(document)
    shown_ones = mappings.preview(document, template, destination, records)
    return [drawn(entry, definition) for entry in shown_ones]


def drawn(entry: Previewed, definition: Definition) -> Preview:
    """Return a previewed record as it is drawn."""
    problem = in_words(entry.failure.message) if entry.failure else ""
    if entry.rows is None:
        return Preview(entry.record, problem=problem)
    return Preview(
        entry.record,
        pairs=tuple(pairs(entry.record.data, definition, entry.rows)),
        children=tuple(child_tables(entry.rows)),
        outcome=entry.outcome,
        problem=problem,
    )


def _without_the_destination(document: object, record: Record) -> Previewed:
    try:
        return Previewed(record, mappings.rows_only(document, record))
    except Failure as failure:
        return Previewed(record, None, "", failure)


def pairs(data: dict[str, Any], definition: Definition, rows: Rows) -> Iterable[Pair]:
    """Yield each mapped column of the record's row beside what was read."""
    written = plain_row(rows.main)
    for column in definition.columns:
        if column.name not in written:
            continue
        value = written[column.name]
        yield Pair(
            label=_label(column),
            read=_read(data, column),
            column=column.name,
            type=str(column.type),
            written=_plainly(value),
            empty=value is None,
        )


def _label(column: Column) -> str:
    if column.source.kind == "constant":
        return str(_("constant"))
    if column.source.kind == "document":
        return str(DOCUMENT_WORDS[column.source.name])
    return column.source.name


def _read(data: dict[str, Any], column: Column) -> str:
    if column.source.kind != "field":
        return ""
    reading = data["fields"].get(column.source.name)
    return shown(reading["value"]) if reading else ""


def child_tables(rows: Rows) -> Iterable[ChildTable]:
    """Yield the rows of each child table."""
    for child in rows.children:
        names: Sequence[str] = [c.name for c in child.table.columns if c.source.kind != "parent"]
        yield ChildTable(
            child.table.source,
            child.table.table,
            tuple(names),
            tuple(
                tuple(_plainly(row.get(name)) for name in names)
                for row in (plain_row(row) for row in child.rows)
            ),
        )


def _plainly(value: object) -> str:
    """A value as the destination gets it, in no language."""
    return str(value).lower() if isinstance(value, bool) else shown(value)
