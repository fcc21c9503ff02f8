"""Cross-field repair: the only one of the reader's own readings under which the rules hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final

from recognition.values.contract import RuleResult, Value
from recognition.values.rules import Rows, evaluate
from templates_app.definition.template import Rule

MOST_CHANGES: Final = 2
"""Values that one repair may change; with more, sums come out right by chance."""

MOST_TRIALS: Final = 300
"""Combinations that are tried; where there are more, nothing is repaired."""

CONFIDENCE_CAP: Final = 0.9
"""A repaired value is never surer than this."""


@dataclass(frozen=True, slots=True)
class Place:
    """A field, or with ``table`` and ``row`` (from 0) a cell of that table."""

    name: str
    table: str | None = None
    row: int | None = None

    @property
    def rule_name(self) -> str:
        """The name by which rules speak of it."""
        return f"{self.table}.{self.name}" if self.table else self.name

    def __str__(self) -> str:
        return self.name if self.table is None else f"{self.table}[{self.row}].{self.name}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A further reading of a place: its settled value, the text it was read as, and how probable
    the reader finds it, relative to the best reading (0..1)."""

    value: Value
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Change:
    """One value replaced; ``confidence`` is the most that may be said of it afterwards."""

    place: Place
    before: Value
    after: Candidate
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Repair:
    """The changes that make the failed rules hold, and the rules' results with them."""

    changes: tuple[Change, ...]
    results: tuple[RuleResult, ...]


def find_repair(
    rules: Sequence[Rule],
    fields: Mapping[str, Value],
    tables: Mapping[str, Rows],
    types: Mapping[str, str],
    candidates: Mapping[Place, Sequence[Candidate]],
    *,
    cap: float = CONFIDENCE_CAP,
) -> Repair | None:
    """Find the one combination of readings under which every failed rule holds.

    candidates: further readings of each doubtful place, without the one in force. Places that
        are certain (a person's decision, a text layer) have none.
    cap: the confidence that a changed value may have at most.

    None where no rule failed, where no combination or more than one of at most MOST_CHANGES
    changes makes the failed rules hold and breaks no other, or where there are too many to try.
    """
    before = evaluate(rules, fields, tables, types)
    failed = [result for result in before if result.passed is False]
    if not failed:
        return None
    concerned = {name for result in failed for name in result.names}
    doubtful = {
        place: better
        for place, readings in candidates.items()
        if place.rule_name in concerned
        and (better := _different(readings, _value_at(place, fields, tables)))
    }
    trials = list(_trials(doubtful))
    if len(trials) > MOST_TRIALS:
        return None
    found: tuple[dict[Place, Candidate], tuple[RuleResult, ...]] | None = None
    for trial in trials:
        after = evaluate(rules, *_with(trial, fields, tables), types)
        if not _better(before, after):
            continue
        if found is not None:
            return None
        found = trial, after
    if found is None:
        return None
    names = " and ".join(f"'{result.name}'" for result in failed)
    changes = tuple(
        Change(
            place,
            _value_at(place, fields, tables),
            candidate,
            cap,
            f"{_value_at(place, fields, tables)!r} replaced by {candidate.value!r}, the only"
            f" reading under which {names} {'holds' if len(failed) == 1 else 'hold'}",
        )
        for place, candidate in found[0].items()
    )
    return Repair(changes, found[1])


def _different(readings: Sequence[Candidate], value: Value) -> list[Candidate]:
    """Candidates of other values than the one in force, each value once, the likeliest first."""
    ordered = sorted(readings, key=lambda reading: -reading.probability)
    kept: dict[Value, Candidate] = {}
    for reading in ordered:
        if reading.value is not None and _same_number(reading.value) != _same_number(value):
            kept.setdefault(_same_number(reading.value), reading)
    return list(kept.values())


def _same_number(value: Value) -> Value:
    """The value without closing zeros behind its decimal point: 26.1 and 26.10 are one number."""
    if not isinstance(value, str) or "." not in value:
        return value
    return value.rstrip("0").rstrip(".")


def _trials(doubtful: Mapping[Place, Sequence[Candidate]]) -> Iterator[dict[Place, Candidate]]:
    """Every way to change up to MOST_CHANGES places, one past MOST_TRIALS at most."""
    made = 0
    for changes in range(1, MOST_CHANGES + 1):
        for places in combinations(doubtful, changes):
            for chosen in product(*(doubtful[place] for place in places)):
                yield dict(zip(places, chosen, strict=True))
                made += 1
                if made > MOST_TRIALS:
                    return


def _value_at(place: Place, fields: Mapping[str, Value], tables: Mapping[str, Rows]) -> Value:
    if place.table is None:
        return fields.get(place.name)
    rows = tables.get(place.table, ())
    row = place.row or 0
    return rows[row].get(place.name) if row < len(rows) else None


def _with(
    trial: Mapping[Place, Candidate], fields: Mapping[str, Value], tables: Mapping[str, Rows]
) -> tuple[dict[str, Value], dict[str, Rows]]:
    new_fields = dict(fields)
    new_tables = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for place, candidate in trial.items():
        if place.table is None:
            new_fields[place.name] = candidate.value
        elif place.table in new_tables and (place.row or 0) < len(new_tables[place.table]):
            new_tables[place.table][place.row or 0][place.name] = candidate.value
    return new_fields, dict(new_tables)


def _better(before: Sequence[RuleResult], after: Sequence[RuleResult]) -> bool:
    """Whether every failed rule holds now, and every other says what it said."""
    return all(
        now.passed is True if was.passed is False else now.passed is was.passed
        for was, now in zip(before, after, strict=True)
    )
