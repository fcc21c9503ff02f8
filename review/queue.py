"""The queue kept in step with the records, in the transaction that changes a record."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from recognition.extraction import extract_settings
from recognition.models import Decision, Record
from recognition.saving import Place
from review.definitions import definition_of
from review.doubts import Question, auditable, questions
from review.models import Doubt, Step

State = Doubt.State
Kind = Doubt.Kind

_UNDECIDED = (State.OPEN, State.WAITING)
_CHANGED = (
    "reason",
    "text",
    "confidence",
    "state",
    "due",
    "escalated",
    "opinions",
    "settled_by",
    "settled_at",
    "decision",
)
_FEW = 4
_chance = random.SystemRandom()


def keep(record: Record, before: Mapping[Place, dict[str, Any]] | None = None) -> None:
    """Ask what the record leaves open, settle what was decided, withdraw what is no doubt now.

    Called whenever a record is stored or changed; called twice it does nothing more.
    before: after a reading, the readings that it replaces; of what is new, some is audited.
    """
    rows = list(Doubt.objects.filter(record=record))
    wanted = {question.key: question for question in _questions(record)}
    if before is not None:
        wanted |= {question.key: question for question in _audits(record, before)}
    now = timezone.now()
    known = {(row.kind, row.name, row.row): row for row in rows}
    Doubt.objects.bulk_create(
        _new(record, question, now) for key, question in wanted.items() if key not in known
    )
    changed = [row for key, row in known.items() if _follow(row, wanted.get(key), record, now)]
    _name_decisions(record, changed)
    closed = [row for row in changed if row.state not in _UNDECIDED]
    # who holds an open row is not written: somebody may be taking it at this moment
    _store([row for row in changed if row.state in _UNDECIDED], _CHANGED)
    _store(closed, (*_CHANGED, "claimed_by", "claimed_until"))


def _store(rows: list[Doubt], fields: tuple[str, ...]) -> None:
    if len(rows) > _FEW:
        Doubt.objects.bulk_update(rows, fields)
        return
    for row in rows:
        row.save(update_fields=fields)


def catch_up() -> int:
    """Put records into the queue that were stored before there was one; return how many."""
    missed = Record.objects.filter(
        ~Exists(Doubt.objects.filter(record=OuterRef("pk"))),
        status=Record.Status.NEEDS_REVIEW,
        template_version__isnull=False,
    )
    count = 0
    for pk in list(missed.values_list("pk", flat=True)):
        with transaction.atomic():
            keep(Record.objects.select_for_update(of=("self",)).get(pk=pk))
        count += 1
    return count


def due(since: datetime, worth: float) -> datetime:
    """When a doubt's turn is: what is worth more comes sooner, what waits long comes at last."""
    return since - timedelta(hours=worth)


def _questions(record: Record) -> list[Question]:
    if record.template_version is None or record.status != Record.Status.NEEDS_REVIEW:
        return []
    return questions(record.data, definition_of(record), extract_settings().accept_at)


def _audits(record: Record, before: Mapping[Place, dict[str, Any]]) -> Iterable[Question]:
    """Draw among the values that the machine has accepted now and had not read so before."""
    if record.template_version is None or not settings.AUDIT_SHARE:
        return
    for question in auditable(record.data, definition_of(record)):
        known = before.get((question.name, question.row))
        value = reading_of(record.data, question.name, question.row)
        if known and value and known["accepted"] and known["value"] == value["value"]:
            continue
        if _chance.random() < settings.AUDIT_SHARE:
            yield question


def _new(record: Record, question: Question, now: datetime) -> Doubt:
    assert record.template_version is not None
    return Doubt(
        record=record,
        template_id=record.template_version.template_id,
        kind=question.kind,
        reason=question.reason,
        name=question.name,
        row=question.row,
        text=question.text[: Doubt.TEXT],
        confidence=question.confidence,
        state=State.WAITING if question.waits else State.OPEN,
        due=due(now, question.worth),
        created_at=now,
    )


def _follow(row: Doubt, question: Question | None, record: Record, now: datetime) -> bool:
    """Bring a row in line with what is asked now; whether anything of it has changed."""
    if question is None and row.kind == Kind.AUDIT:
        return _follow_audit(row, record, now)
    if question is None:
        if row.state not in _UNDECIDED:
            return False
        return _close(row, _is_decided(row, record), now)
    before = [getattr(row, name) for name in ("state", "reason", "text", "confidence", "due")]
    if row.state not in _UNDECIDED:
        row.settled_by = row.settled_at = row.decision = None
        # two differed on it: it goes back to those who may settle that
        row.escalated = row.opinions > 1
    row.state = State.WAITING if question.waits else State.OPEN
    row.reason, row.confidence = question.reason, question.confidence
    row.due = due(row.created_at, question.worth)
    if row.text != question.text[: Doubt.TEXT]:
        row.text = question.text[: Doubt.TEXT]
        forget_opinions(row, now)
    after = [getattr(row, name) for name in ("state", "reason", "text", "confidence", "due")]
    return before != after


def _follow_audit(row: Doubt, record: Record, now: datetime) -> bool:
    """An audit stays open while the machine's value stands; a decision settles it."""
    reading = reading_of(record.data, row.name, row.row)
    standing = record.status in (Record.Status.ACCEPTED, Record.Status.NEEDS_REVIEW)
    if row.state == State.OPEN:
        if standing and reading and reading["accepted"] and reading.get("source") != "person":
            return False
        return _close(row, bool(reading) and _is_decided(row, record), now)
    if row.state == State.SETTLED and not _is_decided(row, record):
        row.state = State.OPEN if standing and reading else State.WITHDRAWN
        row.settled_by = row.settled_at = row.decision = None
        return True
    return False


def _close(row: Doubt, decided: bool, now: datetime) -> bool:
    row.state = State.SETTLED if decided else State.WITHDRAWN
    row.settled_at = now if decided else None
    row.claimed_by = row.claimed_until = None
    row.escalated = False
    return True


def _is_decided(row: Doubt, record: Record) -> bool:
    """Whether a person's decision is what ended the doubt."""
    if row.kind == Kind.RULE:
        rules = {rule["name"]: rule for rule in record.data["rules"]}
        return bool(rules.get(row.name, {}).get("overridden"))
    if row.kind == Kind.RECORD:
        return bool(record.data.get("accepted_by"))
    reading = reading_of(record.data, row.name, row.row)
    return reading is not None and reading.get("source") == "person"


def _name_decisions(record: Record, rows: list[Doubt]) -> None:
    settled = [row for row in rows if row.state == State.SETTLED and row.decision_id is None]
    if not settled:
        return
    kinds = {
        Decision.Kind.VALUE: (Kind.VALUE, Kind.AUDIT),
        Decision.Kind.RULE: (Kind.RULE,),
        Decision.Kind.ACCEPT: (Kind.RECORD,),
    }
    decisions = list(record.decisions.standing())
    for row in settled:
        for decision in decisions:
            same = (decision.name, decision.row) == (row.name, row.row)
            if same and row.kind in kinds.get(Decision.Kind(decision.kind), ()):
                row.decision, row.settled_by = decision, decision.decided_by


def forget_opinions(row: Doubt, now: datetime) -> None:
    """What was said of another reading, or before it was settled, does not hold any more."""
    if row.opinions:
        row.steps.filter(kind=Step.Kind.OPINION, taken_back_at=None).update(taken_back_at=now)
        row.opinions = 0
        row.escalated = False


def reading_of(data: Mapping[str, Any], name: str, row: int | None) -> dict[str, Any] | None:
    """Return the record's reading of a field or cell; None where there is none."""
    table, _, column = name.rpartition(".")
    if not table:
        found: dict[str, Any] | None = data["fields"].get(name)
        return found
    rows = data["tables"].get(table, [])
    if row is None or row >= len(rows):
        return None
    cell: dict[str, Any] | None = rows[row].get(column)
    return cell
