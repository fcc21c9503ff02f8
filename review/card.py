"""What the desk shows of one doubt: the readings with their weak spots, and what else it may be."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from recognition.decided_values import decided_value
from recognition.models import Record
from recognition.values.settling import settle
from review import four_eyes
from review.definitions import definition_of, spec_of
from review.models import Doubt, Step
from review.queue import reading_of
from templates_app.definition.expression import names_in, parse_expression
from templates_app.definition.template import ValueSpec

Value = str | bool | None
Polygon = list[list[float]]

MOST_ALTERNATIVES = 9
_MOST_CELLS = 24
_MARKS = ("checkbox", "signature")
_NUMBERS = ("amount", "integer", "percent")


@dataclass(frozen=True, slots=True)
class Character:
    """One character of a reading; ``instead``: what else the reader saw there, best first."""

    text: str
    doubtful: bool = False
    confidence: float = 1.0
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look made of the place; ``by``: which look, as the evidence names it."""

    text: str
    value: Value
    by: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody said it is, or noted about it."""

    by: str
    value: Value
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where it stands: corners in pixels of the page, clockwise from the text's top left."""

    page: int
    box: Polygon


@dataclass(frozen=True, slots=True)
class Part:
    """A value that a broken rule speaks of."""

    name: str
    row: int | None
    label: str
    type: str
    value: Value
    text: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Card:
    """One doubt as a person decides it.

    type: of the value; empty for rules and records.
    why: the machine's reason, the rule's figures, or what holds the record back.
    parts: the values of a broken rule.
    left: doubts of the record that are undecided, this one included.
    """

    doubt: Doubt
    record: Record
    label: str
    type: str
    value: Value
    text: str
    why: tuple[str, ...]
    characters: tuple[Character, ...]
    alternatives: tuple[Value, ...]
    readings: tuple[Reading, ...]
    place: Place | None
    rule: str
    parts: tuple[Part, ...]
    opinions: tuple[Opinion, ...]
    notes: tuple[Opinion, ...]
    four_eyes: bool
    left: int

    @property
    def is_mark(self) -> bool:
        return self.type in _MARKS


def card_of(doubt: Doubt) -> Card:
    """Lay a doubt out; its record, document and version are loaded with it."""
    record = doubt.record
    steps = list(doubt.steps.filter(taken_back_at=None).select_related("by"))
    two = four_eyes.asked_for(doubt)
    # the second person shall look for himself; the third decides between what two have said
    said = [step for step in steps if step.kind == Step.Kind.OPINION] if doubt.escalated else []
    noted = [step for step in steps if step.kind in (Step.Kind.NOTED, Step.Kind.ESCALATED)]
    common: dict[str, Any] = {
        "doubt": doubt,
        "record": record,
        "opinions": tuple(_opinion(step) for step in said),
        "notes": tuple(_opinion(step) for step in noted),
        "four_eyes": two,
        "left": _left(record),
    }
    if doubt.kind == Doubt.Kind.RULE:
        return _rule_card(doubt, common)
    if doubt.kind == Doubt.Kind.RECORD:
        return _record_card(doubt, common)
    return _value_card(doubt, common)


def _value_card(doubt: Doubt, common: dict[str, Any]) -> Card:
    data = doubt.record.data
    reading = reading_of(data, doubt.name, doubt.row) or _GONE
    spec = spec_of(doubt.record, doubt.name)
    evidence = reading.get("evidence") or {}
    readings = tuple(
        Reading(one["text"], one["value"], one["by"]) for one in evidence.get("readings", ())
    )
    return Card(
        **common,
        label=label_of(doubt.record, doubt.name),
        type=spec.type,
        value=reading["value"],
        text=reading["text"] or "",
        why=(reading["reason"],) if reading.get("reason") else (),
        characters=tuple(_characters(reading)),
        alternatives=tuple(_alternatives(reading, spec))[:MOST_ALTERNATIVES],
        readings=readings if len({one.value for one in readings}) > 1 else (),
        place=place_of(reading),
        rule="",
        parts=(),
    )


def _rule_card(doubt: Doubt, common: dict[str, Any]) -> Card:
    record = doubt.record
    drawn = next((rule for rule in definition_of(record).rules if rule.name == doubt.name), None)
    result = next((one for one in record.data["rules"] if one["name"] == doubt.name), {})
    return Card(
        **common,
        label=doubt.name,
        type="",
        value=None,
        text="",
        why=tuple(text for text in (result.get("detail"),) if text),
        characters=(),
        alternatives=(),
        readings=(),
        place=None,
        rule=drawn.expr if drawn else "",
        parts=tuple(_parts(record, drawn.expr))[:_MOST_CELLS] if drawn else (),
    )


def _record_card(doubt: Doubt, common: dict[str, Any]) -> Card:
    data = doubt.record.data
    unplaced = [
        f"“{entry['text']}” found no cell in {entry['table']}" for entry in data["unplaced"]
    ]
    warned = [entry["message"] for entry in data["warnings"]]
    return Card(
        **common,
        label="",
        type="",
        value=None,
        text="",
        why=tuple(warned + unplaced[:8]),
        characters=(),
        alternatives=(),
        readings=(),
        place=_whole_page(data),
        rule="",
        parts=(),
    )


_GONE: dict[str, Any] = {"value": None, "text": None, "evidence": {}}


def _left(record: Record) -> int:
    waiting = (Doubt.State.OPEN, Doubt.State.WAITING)
    return record.doubts.filter(state__in=waiting).exclude(kind=Doubt.Kind.AUDIT).count()


def _opinion(step: Step) -> Opinion:
    return Opinion(step.by.get_username() if step.by else "", step.value, step.reason, step.text)


def place_of(reading: Mapping[str, Any]) -> Place | None:
    """Where a reading stands, None where nothing is known of it."""
    if not reading.get("box") or not reading.get("page"):
        return None
    return Place(reading["page"], reading["box"])


def _whole_page(data: Mapping[str, Any]) -> Place | None:
    entry = next(iter(data["unplaced"]), None)
    return place_of(entry) if entry else None


def label_of(record: Record, name: str) -> str:
    """What people call a field or column: its label or header, else its name."""
    definition = definition_of(record)
    table, _, column = name.rpartition(".")
    if not table:
        return next((f.label for f in definition.fields if f.name == name), "") or name
    columns = [one for drawn in definition.tables if drawn.name == table for one in drawn.columns]
    return next((one.header for one in columns if one.name == column), "") or name


def _parts(record: Record, expr: str) -> Iterator[Part]:
    data = record.data
    for name in dict.fromkeys(one.full for one in names_in(parse_expression(expr))):
        table = name.rpartition(".")[0]
        rows: list[int | None] = [None]
        if table:
            rows = list(range(len(data["tables"].get(table, ()))))
        for row in rows:
            reading = reading_of(data, name, row)
            if reading is not None:
                yield Part(
                    name,
                    row,
                    label_of(record, name),
                    spec_of(record, name).type,
                    reading["value"],
                    reading["text"] or "",
                    place_of(reading),
                )


def _characters(reading: Mapping[str, Any]) -> Iterator[Character]:
    """The text as read, its doubtful characters marked."""
    weak = {one["at"]: one for one in (reading.get("evidence") or {}).get("doubtful", ())}
    at = 0
    for char in reading["text"] or "":
        if char.isspace():
            yield Character(char)
            continue
        found = weak.get(at)
        at += 1
        # what 'find' or a repair changed no longer stands where the reader saw it
        if found is None or _plain(found["text"]) != _plain(char):
            yield Character(char)
            continue
        instead = tuple(text for text, _ in found["instead"])
        yield Character(char, True, found["confidence"], instead)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _alternatives(reading: Mapping[str, Any], spec: ValueSpec) -> Iterator[Value]:
    """Other values that it may be, likeliest first, each once."""
    seen: set[Value] = {reading["value"], None}
    for value in _possible(reading, spec):
        if value not in seen:
            seen.add(value)
            yield value


def _possible(reading: Mapping[str, Any], spec: ValueSpec) -> Iterator[Value]:
    evidence = reading.get("evidence") or {}
    if spec.type in _MARKS:
        yield from (True, False)
        return
    for one in evidence.get("readings", ()):
        yield one["value"]
    for one in evidence.get("alternatives", ()):
        yield _settled(one["text"], spec)
    text = reading["text"] or ""
    characters = list(_characters(reading))
    for number, character in enumerate(characters):
        for other in character.instead[:2]:
            before = "".join(one.text for one in characters[:number])
            after = "".join(one.text for one in characters[number + 1 :])
            yield _settled(before + other + after, spec)
    if spec.choices is not None:
        yield from spec.choices
    if text:
        yield _settled(text, spec)


def _settled(text: str, spec: ValueSpec) -> Value:
    """The value that a text stands for; None where the field's checks refuse it."""
    found = settle(text, spec)
    if not found.valid or found.value is None:
        return None
    try:
        return decided_value(found.value, spec)
    except ValueError:
        return None
