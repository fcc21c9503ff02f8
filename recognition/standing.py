"""How a record stands after decisions: its rules evaluated anew, its status, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from recognition.record import Record, is_damaged, rule_entries, status_of
from recognition.values.rules import evaluate
from templates_app.definition.parsing import value_types
from templates_app.definition.template import Template, ValueSpec


def standing(record: Record, definition: Template, overridden: Mapping[str, Record]) -> Record:
    """Return the record with rules and status as its values now make them.

    overridden: ``{"by", "reason"}`` by the name of a rule that a person let pass.
    """
    results = evaluate(
        definition.rules,
        _values(record["fields"]),
        {name: [_values(row) for row in rows] for name, rows in record["tables"].items()},
        value_types(definition),
    )
    rules = rule_entries(results)
    for rule in rules:
        if rule["passed"] is False:
            rule["overridden"] = overridden.get(rule["name"])
    result = {**record, "rules": rules, "reason": None}
    if result.get("accepted_by") and not open_points(result, definition):
        return {**result, "status": "accepted"}
    damaged = is_damaged(result["pages"])
    return {**result, "status": status_of(result, definition, damaged)}


@dataclass(frozen=True, slots=True)
class Stated:
    """A value of a record with what the template says of it.

    name: the field, or ``table.column``; row: place in the table from 0, None for a field.
    entry: the reading as the record states it.
    """

    name: str
    row: int | None
    spec: ValueSpec
    entry: Record

    def __str__(self) -> str:
        return self.name if self.row is None else f"{self.name} (row {self.row + 1})"


def open_points(record: Record, definition: Template) -> list[str]:
    """Return what only a decision on itself can settle: doubtful values and failed rules."""
    points = [str(value) for value in undecided(record, definition)]
    return points + [f"rule {name}" for name in broken_rules(record)]


def undecided(record: Record, definition: Template) -> Iterator[Stated]:
    """Yield the values that hold the record back: in doubt, and required or read at all."""
    for value in stated(record, definition):
        entry = value.entry
        read = entry["value"] is not None or bool(entry["text"])
        if not entry["accepted"] and (value.spec.required or read):
            yield value


def broken_rules(record: Record) -> list[str]:
    """Return the rules that failed and that nobody has let pass."""
    return [
        rule["name"]
        for rule in record["rules"]
        if rule["passed"] is False and not rule.get("overridden")
    ]


def stated(record: Record, definition: Template) -> Iterator[Stated]:
    """Yield every value of the record, decided or not, with what the template says of it."""
    for field in definition.fields:
        yield Stated(field.name, None, field.spec, record["fields"][field.name])
    for table in definition.tables:
        for number, row in enumerate(record["tables"][table.name]):
            for column in table.columns:
                name = f"{table.name}.{column.name}"
                yield Stated(name, number, column.spec, row[column.name])


def _values(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry["value"] for name, entry in entries.items()}
