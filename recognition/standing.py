"""How a record stands after decisions: its rules evaluated anew, its status, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    stated = {**record, "rules": rules, "reason": None}
    if stated.get("accepted_by") and not open_points(stated, definition):
        return {**stated, "status": "accepted"}
    damaged = is_damaged(stated["pages"])
    return {**stated, "status": status_of(stated, definition, damaged)}


def open_points(record: Record, definition: Template) -> list[str]:
    """Return what only a decision on itself can settle: doubtful values and failed rules."""
    points = [
        name
        for name, spec, entry in _entries(record, definition)
        if not entry["accepted"]
        and (spec.required or entry["value"] is not None or bool(entry["text"]))
    ]
    failed = [
        rule["name"]
        for rule in record["rules"]
        if rule["passed"] is False and not rule.get("overridden")
    ]
    return points + [f"rule {name}" for name in failed]


def _entries(record: Record, definition: Template) -> Iterator[tuple[str, ValueSpec, Record]]:
    for field in definition.fields:
        yield field.name, field.spec, record["fields"][field.name]
    for table in definition.tables:
        for number, row in enumerate(record["tables"][table.name], start=1):
            for column in table.columns:
                yield f"{table.name}.{column.name} (row {number})", column.spec, row[column.name]


def _values(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry["value"] for name, entry in entries.items()}
