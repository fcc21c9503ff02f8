"""What a person decides about a record: a value, a rule, the whole; each is kept for good."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from recognition import duplicates, merging, saving
from recognition.decided_values import decided_value
from recognition.models import Decision, Record
from recognition.regions import decided_region
from recognition.signals import decision_taken_back, value_decided, value_said
from recognition.standing import open_points
from templates_app.definition.template import Template, ValueSpec

Data = dict[str, Any]
Kind = Decision.Kind
Status = Record.Status

NOTHING_READ = (Status.UNMATCHED, Status.FAILED)
REOPENED = "reopened"
QUESTIONED = "Somebody says that what was decided here is something else."


class DecisionError(ValueError):
    """A decision that can't be taken; the message says what to do instead."""


class OutdatedError(DecisionError):
    """The record has changed since the person looked at it."""


@transaction.atomic
def decide_value(
    record: Record | uuid.UUID,
    name: str,
    value: object,
    user: AbstractBaseUser | None,
    row: int | None = None,
    reason: str = "",
    record_version: int | None = None,
    region: dict[str, Any] | None = None,
    token: uuid.UUID | None = None,
) -> Record:
    """Put a person's value in a field, or in a cell (``table.column`` and its row from 0).

    record: its id, or the record itself where the caller has locked it.
    reason: 'empty' or 'unreadable' where the value is None.
    region: ``{"page": n, "box": [[x, y], ...]}`` in pixels of the page, where the value really
        stands; None for the place where the machine saw it.
    Where others have to confirm it first, the record comes back with the value in doubt.
    token: the sender's word for the decision; with one that is known, nothing more is done.
    Raises DecisionError.
    """
    record = _locked(record, None if token else record_version)
    if token is not None and _known(token, record, Kind.VALUE, name):
        return record
    _current(record, record_version)
    definition = _definition(record)
    reading = _reading(record.data, name, row)
    try:
        decided = decided_value(value, _spec(definition, name))
        place = None if region is None else decided_region(region, record.data["pages"])
    except ValueError as error:
        raise DecisionError(f"{name}: {error}") from None
    said: Data = {"name": name, "row": row, "value": decided, "reason": reason, "region": place}
    heard = value_said.send(Record, record=record, user=user, token=token, **said)
    if any(kept for _, kept in heard):
        return record
    decision = Decision.objects.create(
        record=record,
        kind=Kind.VALUE,
        name=name,
        row=row,
        value=decided,
        reason=reason,
        machine=merging.machine_reading(reading),
        region=place,
        token=token,
        decided_by=user,
    )
    value_decided.send(Decision, decision=decision)
    return _restate(record, user, f"{name} decided")


@transaction.atomic
def override_rule(
    record: Record | uuid.UUID,
    rule: str,
    user: AbstractBaseUser | None,
    reason: str,
    record_version: int | None = None,
    token: uuid.UUID | None = None,
) -> Record:
    """Let a failed rule pass, for a reason; ``record`` as above. Raises DecisionError."""
    record = _locked(record, None if token else record_version)
    if token is not None and _known(token, record, Kind.RULE, rule):
        return record
    _current(record, record_version)
    _definition(record)
    results = {entry["name"]: entry for entry in record.data["rules"]}
    if rule not in results:
        raise DecisionError(f"This record has no rule named {rule!r}.")
    if results[rule]["passed"] is not False:
        raise DecisionError(f"The rule {rule!r} has not failed; there is nothing to override.")
    if not reason.strip():
        raise DecisionError("Say why the rule may be broken here.")
    Decision.objects.create(
        record=record,
        kind=Kind.RULE,
        name=rule,
        reason=reason.strip()[:500],
        token=token,
        decided_by=user,
    )
    return _restate(record, user, f"rule {rule} overridden")


@transaction.atomic
def accept(
    record: Record | uuid.UUID,
    user: AbstractBaseUser | None,
    reason: str = "",
    record_version: int | None = None,
    token: uuid.UUID | None = None,
) -> Record:
    """Accept a record whose values and rules are settled, in spite of unplaced text, missing
    rows, broken pages or a possible duplicate; ``record`` as above. Raises DecisionError.
    """
    record = _locked(record, None if token else record_version)
    if token is not None and _known(token, record, Kind.ACCEPT, ""):
        return record
    _current(record, record_version)
    points = open_points(record.data, _definition(record))
    if points:
        raise DecisionError(f"Decide these first: {', '.join(points[:10])}.")
    Decision.objects.create(
        record=record,
        kind=Kind.ACCEPT,
        reason=reason.strip()[:500],
        token=token,
        decided_by=user,
    )
    return _restate(record, user, "accepted")


@transaction.atomic
def reject(
    record_id: uuid.UUID,
    user: AbstractBaseUser | None,
    reason: str = "",
    record_version: int | None = None,
) -> Record:
    """Set a record aside; its readings stay. Raises DecisionError."""
    record = _locked(record_id, record_version)
    if record.status == Status.REJECTED:
        raise DecisionError("This record is rejected already.")
    Decision.objects.create(
        record=record,
        kind=Kind.REJECT,
        reason=reason.strip()[:500],
        machine={"status": record.status, "reason": record.data.get("reason")},
        decided_by=user,
    )
    return _restate(record, user, "rejected")


@transaction.atomic
def reopen(
    record_id: uuid.UUID, user: AbstractBaseUser | None, record_version: int | None = None
) -> Record:
    """Take back that a record was rejected or accepted as a whole; raises DecisionError."""
    record = _locked(record_id, record_version)
    whole = list(record.decisions.standing().filter(kind__in=(Kind.ACCEPT, Kind.REJECT)))
    if not whole:
        raise DecisionError("Nobody has accepted or rejected this record as a whole.")
    data = record.data
    for decision in reversed(whole):
        data = _take_back(data, decision, user)
    return _restate(record, user, REOPENED, data)


@transaction.atomic
def take_back(
    decision_id: int, user: AbstractBaseUser | None, record_version: int | None = None
) -> Record:
    """Let a decision no longer count; the machine's reading, or the decision before, stands again.

    Taking back twice is taking back once. Raises DecisionError.
    """
    found = Decision.objects.filter(pk=decision_id).first()
    if found is None:
        raise DecisionError("There is no such decision any more.")
    record = _locked(found.record_id, None)
    decision = Decision.objects.get(pk=decision_id)
    if decision.taken_back_at is not None:
        return record
    _current(record, record_version)
    if record.status == Status.REJECTED and decision.kind != Kind.REJECT:
        raise DecisionError("This record is rejected. Reopen it first.")
    data = _take_back(record.data, decision, user)
    why = REOPENED if decision.kind in (Kind.ACCEPT, Kind.REJECT) else "a decision taken back"
    return _restate(record, user, why, data)


def question(record: Record, name: str, row: int | None, user: AbstractBaseUser | None) -> Record:
    """Take back all that was decided of a value of a locked record and hold it in doubt."""
    data = record.data
    decided = record.decisions.standing().filter(kind=Kind.VALUE, name=name, row=row)
    for decision in list(decided):
        data = _take_back(data, decision, user)
    # whatever the machine read there, it does not stand against what people had settled
    _reading(data, name, row).update(accepted=False, reason=QUESTIONED)
    return _restate(record, user, "a decision taken back", data)


def _take_back(data: Data, decision: Decision, user: AbstractBaseUser | None) -> Data:
    """Mark a decision as taken back; return the record without it."""
    if decision.kind == Kind.VALUE:
        data = merging.without(data, decision)
    elif decision.kind == Kind.REJECT:
        data = {**data, **(decision.machine or {})}
    decision.taken_back_at = timezone.now()
    decision.taken_back_by = user
    decision.save(update_fields=["taken_back_at", "taken_back_by"])
    decision_taken_back.send(Decision, decision=decision)
    return data


def lockable() -> QuerySet[Record]:
    """Records that are locked when they are fetched, with their documents.

    Not with their versions: a record may get another one while its lock is waited for.
    """
    return Record.objects.select_for_update(of=("self",)).select_related("document")


def _locked(record: Record | uuid.UUID, record_version: int | None) -> Record:
    if not isinstance(record, Record):
        record = lockable().get(pk=record)
    _current(record, record_version)
    return record


def _current(record: Record, record_version: int | None) -> None:
    if record_version is not None and record.record_version != record_version:
        raise OutdatedError(
            f"The record is at version {record.record_version} by now. Load it again and decide "
            "on what it says."
        )


def _known(token: uuid.UUID, record: Record, kind: Kind, name: str) -> bool:
    """Whether this decision has arrived before; raises DecisionError for another one's token."""
    known = Decision.objects.filter(token=token).first()
    if known is None:
        return False
    if (known.record_id, known.kind, known.name) != (record.pk, kind, name):
        raise DecisionError("This token belongs to another decision. Send each with its own.")
    return True


def _definition(record: Record) -> Template:
    if record.template_version is None:
        raise DecisionError(
            "No template was matched, so there are no values to decide. Assign a template to the "
            "document first."
        )
    if record.status == Status.REJECTED:
        raise DecisionError("This record is rejected. Reopen it first.")
    return record.template_version.definition()


def _reading(data: Data, name: str, row: int | None) -> dict[str, Any]:
    table, _, column = name.rpartition(".")
    if not table:
        if row is not None:
            raise DecisionError(f"{name} is a field; leave out the row.")
        cells = data["fields"]
    else:
        rows = data["tables"].get(table)
        if rows is None:
            raise DecisionError(f"This record has no table named {table!r}.")
        if row is None or not 0 <= row < len(rows):
            raise DecisionError(f"{table} has {len(rows)} rows. Name one, counted from 0.")
        cells = rows[row]
    if column not in cells:
        raise DecisionError(f"This record has no value named {name!r}.")
    reading: dict[str, Any] = cells[column]
    return reading


def _spec(definition: Template, name: str) -> ValueSpec:
    specs = {field.name: field.spec for field in definition.fields}
    for table in definition.tables:
        specs |= {f"{table.name}.{column.name}": column.spec for column in table.columns}
    if name not in specs:
        raise DecisionError(f"The template has no value named {name!r}.")
    return specs[name]


def _restate(
    record: Record, user: AbstractBaseUser | None, why: str, data: Data | None = None
) -> Record:
    """Lay all decisions over the record anew, or over ``data``, and store it."""
    data = merging.relaid(record, data or record.data, record.decisions.standing())
    duplicates.hold([data])
    saving.change(record, duplicates.warned(data, record), user, why)
    return record
