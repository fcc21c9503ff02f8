"""Golden documents: what a confirmed record says, and how another reading differs from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Values = Mapping[str, Any]
Verdict = Literal["regressed", "fixed", "wrong", "dropped"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that a version reads otherwise than expected, or otherwise than before.

    place: a field, or ``table[row].column`` with the row from 1, or a table for its rows' number.
    verdict: regressed (right before, wrong now), fixed, wrong (before and now), dropped (the
        template no longer has it).
    """

    place: str
    expected: Any
    before: Any
    after: Any
    verdict: Verdict


def values_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says, without the evidence: ``matched``, ``fields`` and ``tables``."""
    return {
        "matched": record.get("template") is not None,
        "fields": {name: entry["value"] for name, entry in record["fields"].items()},
        "tables": {
            name: [{column: cell["value"] for column, cell in row.items()} for row in rows]
            for name, rows in record["tables"].items()
        },
    }


def differences(expected: Values, before: Values | None, after: Values) -> tuple[Difference, ...]:
    """Compare what a new content reads with what is expected and what was read before.

    before: None where the template has no version yet; what was confirmed counts as read then.
    """
    if not after["matched"]:
        known = before is None or bool(before["matched"])
        verdict: Verdict = "regressed" if known else "wrong"
        return (Difference("", "recognised", _recognised(before), "not recognised", verdict),)
    was = expected if before is None else before
    found = [*_fields(expected, was, after), *_tables(expected, was, after)]
    if before is not None and not before["matched"]:
        found.insert(0, Difference("", "recognised", "not recognised", "recognised", "fixed"))
    return tuple(found)


def _recognised(before: Values | None) -> str:
    return "recognised" if before is None or before["matched"] else "not recognised"


def _fields(expected: Values, before: Values, after: Values) -> Iterator[Difference]:
    for name, value in expected["fields"].items():
        if name not in after["fields"]:
            yield Difference(name, value, before["fields"].get(name), None, "dropped")
            continue
        yield from _compared(name, value, before["fields"].get(name), after["fields"][name])


def _tables(expected: Values, before: Values, after: Values) -> Iterator[Difference]:
    for name, rows in expected["tables"].items():
        if name not in after["tables"]:
            yield Difference(name, len(rows), len(before["tables"].get(name, ())), None, "dropped")
            continue
        old, new = before["tables"].get(name, []), after["tables"][name]
        yield from _compared(name, len(rows), len(old), len(new))
        for number, (row, read) in enumerate(zip(rows, new, strict=False)):
            earlier = old[number] if number < len(old) else {}
            for column, value in row.items():
                if column in read:
                    place = f"{name}[{number + 1}].{column}"
                    yield from _compared(place, value, earlier.get(column), read[column])


def _compared(place: str, expected: Any, before: Any, after: Any) -> Iterator[Difference]:
    if after == expected:
        if before != expected:
            yield Difference(place, expected, before, after, "fixed")
        return
    verdict: Verdict = "regressed" if before == expected else "wrong"
    yield Difference(place, expected, before, after, verdict)
