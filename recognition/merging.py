"""What people decided, laid over what was read; pure but for the list of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from recognition.models import Decision, Record
from recognition.standing import standing
from templates_app.definition.template import Template

Data = dict[str, Any]
Kind = Decision.Kind

KIND = "decision"
_SAME_PLACE = 0.3


def merged(record: Record, data: Data) -> Data:
    """Return a record as read with the record's decisions laid over it; ``data`` stays as is.

    What can no longer be placed, because the template has changed, is a warning.
    """
    decisions = [] if record._state.adding else list(record.decisions.standing())
    return relaid(record, data, decisions) if decisions else data


def relaid(record: Record, data: Data, decisions: Iterable[Decision]) -> Data:
    """Return the record with these decisions and its own version's rules."""
    definition = record.template_version.definition() if record.template_version else None
    return laid_over(data, decisions, definition)


def laid_over(data: Data, decisions: Iterable[Decision], definition: Template | None) -> Data:
    """Return the record with decisions laid over it in their order, rules and status anew."""
    result = {key: value for key, value in data.items() if key != "accepted_by"}
    result["fields"] = dict(data["fields"])
    result["warnings"] = [entry for entry in data["warnings"] if entry.get("kind") != KIND]
    result["tables"] = {name: [dict(row) for row in rows] for name, rows in data["tables"].items()}
    overridden: dict[str, Data] = {}
    rejected: Decision | None = None
    for decision in decisions:
        if decision.kind == Kind.VALUE and definition is not None:
            _lay_value(result, decision)
        elif decision.kind == Kind.RULE:
            overridden[decision.name] = decision.as_entry()
        elif decision.kind == Kind.ACCEPT and definition is not None:
            result["accepted_by"] = decision.as_entry()
        elif decision.kind == Kind.REJECT:
            rejected = decision
    if definition is not None:
        result = standing(result, definition, overridden)
    if rejected is not None:
        result["status"] = Record.Status.REJECTED.value
        result["reason"] = rejected.reason or "A person set it aside."
    return result


def _lay_value(result: Data, decision: Decision) -> None:
    cells = _holder(result, decision)
    name = decision.name.rpartition(".")[2]
    if cells is None or name not in cells:
        place = (
            decision.name if decision.row is None else f"{decision.name}, row {decision.row + 1}"
        )
        message = (
            f"{place} was decided as {decision.value!r}, but this reading has no such place. "
            "Check it and decide it again."
        )
        result["warnings"].append({"page": None, "kind": KIND, "message": message})
        return
    cells[name] = decided_reading(cells[name], decision)


def decided_reading(reading: Data, decision: Decision) -> Data:
    """Return a reading with a person's value in it and the machine's in its evidence."""
    evidence = dict(reading.get("evidence") or {})
    if reading.get("source") != "person":
        evidence["machine"] = machine_reading(reading)
    by = decision.decided_by
    evidence["decided"] = {
        "by": by.get_username() if by else None,
        "at": decision.decided_at.isoformat() if decision.decided_at else None,
    }
    value, region = decision.value, decision.region or {}
    empty = decision.reason if decision.reason in ("empty", "unreadable") else "empty"
    return {
        **reading,
        "value": value,
        "text": value if isinstance(value, str) else reading["text"],
        "confidence": 1.0,
        "accepted": True,
        "reason": empty if value is None else None,
        "source": "person",
        "page": region.get("page", reading.get("page")),
        "box": region.get("box", reading.get("box")),
        "evidence": evidence,
    }


def without(data: Data, decision: Decision) -> Data:
    """Return the record with the machine's reading again where a value was decided."""
    result = {**data, "fields": dict(data["fields"])}
    result["tables"] = {name: [dict(row) for row in rows] for name, rows in data["tables"].items()}
    cells = _holder(result, decision)
    name = decision.name.rpartition(".")[2]
    reading = (cells or {}).get(name)
    if cells is not None and reading is not None and reading.get("source") == "person":
        machine = machine_reading(reading)
        machine.setdefault("accepted", machine["reason"] is None)
        kept = {
            key: part
            for key, part in reading["evidence"].items()
            if key not in ("machine", "decided")
        }
        cells[name] = {**reading, **machine, "evidence": kept}
    return result


def machine_reading(reading: Data) -> Data:
    """Return what the machine made of a place, whoever decided it since."""
    machine = (reading.get("evidence") or {}).get("machine")
    if reading.get("source") == "person" and machine:
        return dict(machine)
    kept = ("value", "text", "confidence", "accepted", "reason", "source", "page", "box")
    return {key: reading.get(key) for key in kept}


def _holder(result: Data, decision: Decision) -> dict[str, Data] | None:
    """The dictionary that holds the decided reading: the fields, or the row of a table."""
    table, _, column = decision.name.rpartition(".")
    if not table:
        fields: dict[str, Data] = result["fields"]
        return fields
    rows: list[dict[str, Data]] = result["tables"].get(table, [])
    machine = decision.machine or {}
    found = _row_at(rows, column, machine)
    if found is not None or decision.row is None or decision.row >= len(rows):
        return found
    # without two boxes to compare, the row's number is all there is
    row = rows[decision.row]
    there = machine_reading(row[column]).get("box") if column in row else None
    return None if machine.get("box") and there else row


def _row_at(
    rows: list[dict[str, Data]], column: str, machine: Mapping[str, Any]
) -> dict[str, Data] | None:
    """The row whose cell covers the place on the page that was decided."""
    best, best_share = None, _SAME_PLACE
    for row in rows:
        cell = row.get(column)
        if cell is None:
            continue
        # where the machine found it: a person may have drawn another place since
        place = machine_reading(cell)
        if place.get("page") != machine.get("page"):
            continue
        share = _overlap(place.get("box"), machine.get("box"))
        if share > best_share:
            best, best_share = row, share
    return best


def _overlap(one: list[list[float]] | None, other: list[list[float]] | None) -> float:
    """Intersection over union of two polygons' bounds."""
    if not one or not other:
        return 0.0
    ax0, ay0, ax1, ay1 = _bounds(one)
    bx0, by0, bx1, by1 = _bounds(other)
    width, height = min(ax1, bx1) - max(ax0, bx0), min(ay1, by1) - max(ay0, by0)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((ax1 - ax0) * (ay1 - ay0) + (bx1 - bx0) * (by1 - by0) - shared)


def _bounds(polygon: list[list[float]]) -> tuple[float, float, float, float]:
    xs, ys = [point[0] for point in polygon], [point[1] for point in polygon]
    return min(xs), min(ys), max(xs), max(ys)
