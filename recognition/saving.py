"""Storing what was read: one transaction, under the claim, on top of what people decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from recognition import duplicates, jobs, merging
from recognition.models import Document, FieldValue, Record, RecordVersion
from recognition.pipeline import ExtractedDocument
from recognition.signals import record_changed
from templates_app.models import TemplateVersion

Place = tuple[str, int | None]
"""Where a value stands: the field, or ``table.column`` and its row from 0."""

_READ_AGAIN = "read again"
_STATED = ("value", "start", "text", "confidence", "accepted", "reason", "source")
_FEW = 3


@transaction.atomic
def save(claim: jobs.Claim, extracted: Sequence[ExtractedDocument]) -> bool:
    """Store the records of a claimed document; False, and nothing stored, without the claim."""
    pages = extracted[0].record["document"]["pages"] if extracted else 0
    finished = jobs.held(claim).update(
        state=Document.State.DONE,
        claim=None,
        lease_until=None,
        finished_at=timezone.now(),
        page_count=pages,
    )
    if not finished:
        return False
    document = Document.objects.get(pk=claim.document)
    # locked, so that a decision taken meanwhile is either laid over or waits
    known = {record.part: record for record in document.records.select_for_update(of=("self",))}
    merged = [
        _merged(document, part, found, known.pop(part, None))
        for part, found in enumerate(extracted, start=1)
    ]
    duplicates.hold(data for _, data in merged)
    for record, data in merged:
        write(record, duplicates.warned(data, record), fresh=record._state.adding)
    for record in known.values():
        _set_aside(record)
    return True


def _merged(
    document: Document, part: int, found: ExtractedDocument, record: Record | None
) -> tuple[Record, dict[str, Any]]:
    """The part's record, not stored yet, and what it will say: the reading under the decisions."""
    data = _storable(found.record)
    data["document"] = {**data["document"], "id": str(document.pk), "part": part}
    if record is None:
        record = Record(document=document, part=part)
    else:
        _keep_version(record, None, _READ_AGAIN)
    record.pages = list(found.pages)
    record.template_version = _version(data)
    return record, merging.merged(record, data)


def write(
    record: Record, data: dict[str, Any], fresh: bool = False, why: str = _READ_AGAIN
) -> None:
    """Store a record's state and the rows of its values."""
    before = {} if fresh else _readings(record.data)
    if not fresh:
        record.record_version += 1
    record.status = data["status"]
    record.score = (data.get("template") or {}).get("score")
    record.data = {**data, "id": str(record.pk), "record_version": record.record_version}
    record.save()
    _write_values(record, before)
    replaced = before if why == _READ_AGAIN else None
    record_changed.send(Record, record=record, why=why, before=replaced)


def change(record: Record, data: dict[str, Any], user: AbstractBaseUser | None, why: str) -> None:
    """Store a person's change of a record and keep the state before it."""
    _keep_version(record, user, why)
    write(record, data, why=why)


def _keep_version(record: Record, user: AbstractBaseUser | None, why: str) -> None:
    RecordVersion.objects.create(
        record=record,
        number=record.record_version,
        data=record.data,
        replaced_by=user,
        why=why[:300],
    )


def _set_aside(record: Record) -> None:
    """A part that a new reading no longer finds stays, with what was decided, but set aside."""
    reason = "This part was not found again when the file was read again."
    if (record.status, record.reason) == (Record.Status.REJECTED, reason):
        return
    change(record, {**record.data, "status": "rejected", "reason": reason}, None, _READ_AGAIN)


def _storable(value: Any) -> Any:
    """The value without what databases refuse in text: null characters, halves of surrogates."""
    if isinstance(value, dict):
        return {key: _storable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(part) for part in value]
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    return value


def _version(data: dict[str, Any]) -> TemplateVersion | None:
    template = data.get("template")
    if template is None:
        return None
    return TemplateVersion.objects.get(template__name=template["name"], number=template["version"])


def _readings(data: dict[str, Any]) -> dict[Place, dict[str, Any]]:
    """Every reading of a record by where it stands."""
    fields = {(name, None): reading for name, reading in data["fields"].items()}
    cells = {
        (f"{table}.{column}", number): reading
        for table, rows in data["tables"].items()
        for number, row in enumerate(rows)
        for column, reading in row.items()
    }
    return {**fields, **cells}


def _write_values(record: Record, before: dict[Place, dict[str, Any]]) -> None:
    """Bring the rows of the values in line; before: the readings that they say now."""
    readings = _readings(record.data)
    changed = [place for place, reading in readings.items() if before.get(place) != reading]
    few = before.keys() == readings.keys() and len(changed) <= _FEW
    if few and all(_update(_row(record, *place, readings[place])) for place in changed):
        return
    record.values.all().delete()
    rows = (_row(record, *place, reading) for place, reading in readings.items())
    FieldValue.objects.bulk_create(rows)


def _update(row: FieldValue) -> bool:
    """Write one value into its row; False where the row is not there."""
    known = FieldValue.objects.filter(record=row.record_id, name=row.name, row=row.row)
    return known.update(**{name: getattr(row, name) for name in _STATED}) == 1


def _row(record: Record, name: str, row: int | None, reading: dict[str, Any]) -> FieldValue:
    value = reading["value"]
    shown = str(value).lower() if isinstance(value, bool) else value
    return FieldValue(
        record=record,
        name=name,
        row=row,
        value=shown,
        start=(shown or "")[: FieldValue.START],
        text=reading["text"],
        confidence=reading["confidence"],
        accepted=reading["accepted"],
        reason=reading.get("reason") or "",
        source=reading.get("source") or "",
    )
