"""What of a record a person has to look at, why, and what an answer is worth; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from recognition.standing import Stated, broken_rules, stated, undecided
from review.models import Doubt
from templates_app.definition.template import Template

Kind = Doubt.Kind
Reason = Doubt.Reason

_KEYS_AND_FIGURES = (
    "amount",
    "integer",
    "percent",
    "code",
    "tax_id",
    "date",
    "datetime",
    "barcode",
)
_REQUIRED = 24.0
_KEY_OR_FIGURE = 12.0
_NEAR_THRESHOLD = 6.0
_RULE = 12.0
_LAST_OF_ITS_RECORD = 24.0
_FEW = 2
_AUDIT = -48.0


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to decide.

    worth: hours of waiting that it may jump ahead in the queue.
    waits: whether it comes up only once the record's values are decided.
    """

    kind: str
    reason: str
    name: str = ""
    row: int | None = None
    text: str = ""
    confidence: float = 0.0
    worth: float = 0.0
    waits: bool = False

    @property
    def key(self) -> tuple[str, str, int | None]:
        return self.kind, self.name, self.row


def questions(data: Mapping[str, Any], definition: Template, accept_at: float) -> list[Question]:
    """Return what keeps a record from being accepted, nothing where it needs no review.

    accept_at: the installation's threshold, for fields that name none.
    """
    if data["status"] != "needs_review":
        return []
    values = [_of_value(value, accept_at) for value in undecided(dict(data), definition)]
    rules = [
        Question(Kind.RULE, Reason.RULE, name, worth=_RULE, waits=bool(values))
        for name in broken_rules(dict(data))
    ]
    found = values + rules or [Question(Kind.RECORD, Reason.HELD)]
    # one answer more, or two, and the record is done
    bonus = _LAST_OF_ITS_RECORD / len(found) if len(found) <= _FEW else 0.0
    return [replace(question, worth=question.worth + bonus) for question in found]


def auditable(data: Mapping[str, Any], definition: Template) -> Iterator[Question]:
    """Yield every value that the machine accepted by itself and that has a place to look at."""
    for value in stated(dict(data), definition):
        entry = value.entry
        if entry["accepted"] and entry.get("source") != "person" and entry.get("box"):
            yield Question(
                Kind.AUDIT,
                Reason.AUDIT,
                value.name,
                value.row,
                entry["text"] or "",
                entry["confidence"],
                _AUDIT,
            )


def _of_value(value: Stated, accept_at: float) -> Question:
    spec, entry = value.spec, value.entry
    threshold = accept_at if spec.accept_at is None else spec.accept_at
    confidence = entry["confidence"]
    worth = _REQUIRED if spec.required else 0.0
    worth += _KEY_OR_FIGURE if spec.type in _KEYS_AND_FIGURES else 0.0
    worth += _NEAR_THRESHOLD * min(1.0, confidence / threshold if threshold else 1.0)
    return Question(
        Kind.VALUE,
        _reason(value, threshold),
        value.name,
        value.row,
        entry["text"] or "",
        confidence,
        worth,
    )


def _reason(value: Stated, threshold: float) -> str:
    entry = value.entry
    if entry["value"] is None and not entry["text"]:
        return Reason.MISSING
    readings = (entry.get("evidence") or {}).get("readings", ())
    if len({reading["value"] for reading in readings if reading["value"] is not None}) > 1:
        return Reason.DISAGREEMENT
    if entry["value"] is None or entry["confidence"] >= threshold:
        return Reason.INVALID
    return Reason.UNSURE
