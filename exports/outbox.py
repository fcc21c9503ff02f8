"""The outbox: what is to be delivered, who delivers it, and what became of it.

A change of a record puts its deliveries here in the same transaction, so that none is lost. A
claim is a conditional UPDATE with a lease; what a killed process held is claimed again when its
lease has run out. Of one record's deliveries only the oldest open one can be claimed.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from exports import destinations
from exports.failures import OF_THE_RECORD, Failure
from exports.models import Delivery, Mapping
from recognition.decisions import REOPENED
from recognition.models import Record, RecordVersion

State = Delivery.State
Action = Delivery.Action

OPEN = (State.QUEUED, State.SENDING)
_AT_ONCE = 20
_BULK = 500
_FIRST_PAUSE = 2.0
_JITTER = 0.25


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries of one mapping that one process holds, in their order."""

    token: uuid.UUID
    mapping: Mapping
    deliveries: tuple[Delivery, ...]


def enqueue_change(record: Record, why: str = "") -> None:
    """Put a record that has just changed into the outbox, in the caller's transaction.

    Accepted, it goes to every mapping of its template; no longer accepted, it is taken back where
    it has gone before. Where a person is correcting it, that waits for EXPORT_GRACE, so that rows
    are not deleted and added again between the decisions on two of its values.
    """
    accepted = _accepted_for(record)
    mappings = Mapping.objects.filter(enabled=True).filter(
        Q(template_id=accepted) | Q(deliveries__record=record)
    )
    for mapping in mappings.distinct():
        if mapping.template_id == accepted:
            _enqueue_put(mapping, record)
        else:
            _enqueue_take_back(mapping, record, why)


def _enqueue_put(mapping: Mapping, record: Record) -> None:
    now = timezone.now()
    _supersede_refused(mapping, record)
    Delivery.objects.filter(
        mapping=mapping, record=record, action=Action.TAKE_BACK, state=State.QUEUED, attempts=0
    ).update(state=State.SUPERSEDED)
    Delivery.objects.get_or_create(
        mapping=mapping,
        record=record,
        record_version=record.record_version,
        defaults={"action": Action.PUT, "next_at": now},
    )


def _enqueue_take_back(mapping: Mapping, record: Record, why: str) -> None:
    now = timezone.now()
    correcting = record.status == Record.Status.NEEDS_REVIEW and why != REOPENED
    _supersede_refused(mapping, record)
    if _last_action(mapping, record) == Action.PUT:
        Delivery.objects.get_or_create(
            mapping=mapping,
            record=record,
            record_version=record.record_version,
            defaults={
                "action": Action.TAKE_BACK,
                "next_at": now + settings.EXPORT_GRACE if correcting else now,
            },
        )
    elif not correcting:
        Delivery.objects.filter(
            mapping=mapping, record=record, action=Action.TAKE_BACK, state=State.QUEUED, attempts=0
        ).update(next_at=now)


def _supersede_refused(mapping: Mapping, record: Record) -> None:
    """An earlier state that was refused for what it says must not hold up the correction of it."""
    Delivery.objects.filter(
        mapping=mapping, record=record, state=State.QUEUED, code__in=OF_THE_RECORD
    ).update(state=State.SUPERSEDED)


def catch_up(mapping: Mapping, since: datetime | None = None) -> int:
    """Queue what the mapping has missed: records accepted, or taken back, while it was not there.

    since: only records that were created or changed from then on. Returns how many were queued.
    """
    records = Record.objects.filter(changed_at__gte=since) if since else Record.objects.all()
    now = timezone.now()
    latest = Delivery.objects.filter(mapping=mapping, record=OuterRef("pk"))
    missed = records.filter(
        status=Record.Status.ACCEPTED, template_version__template=mapping.template_id
    ).exclude(Exists(latest.filter(record_version=OuterRef("record_version"))))
    queued = _queue(mapping, missed, Action.PUT, now)
    gone = records.exclude(
        status=Record.Status.ACCEPTED, template_version__template=mapping.template_id
    ).filter(
        Exists(latest.filter(action=Action.PUT)),
        ~Exists(latest.filter(record_version=OuterRef("record_version"))),
    )
    taken = [record.pk for record in gone.only("pk") if _last_action(mapping, record) == Action.PUT]
    gone = Record.objects.filter(pk__in=taken)
    return queued + _queue(mapping, gone, Action.TAKE_BACK, now)


def _queue(mapping: Mapping, records: QuerySet[Record], action: str, now: datetime) -> int:
    rows = [
        Delivery(mapping=mapping, record_id=pk, record_version=version, action=action, next_at=now)
        for pk, version in records.order_by("created_at", "part").values_list(
            "pk", "record_version"
        )
    ]
    # somebody may have queued one of them meanwhile
    Delivery.objects.bulk_create(rows, batch_size=_BULK, ignore_conflicts=True)
    return len(rows)


def _accepted_for(record: Record) -> int | None:
    """The template that an accepted record is of."""
    if record.status != Record.Status.ACCEPTED or record.template_version is None:
        return None
    return record.template_version.template_id


def _last_action(mapping: Mapping, record: Record) -> str | None:
    """What the destination has of a record, or will have once the outbox is empty."""
    rows = Delivery.objects.filter(mapping=mapping, record=record).order_by("-record_version")
    rows = rows.exclude(state=State.SUPERSEDED, action=Action.TAKE_BACK)
    return rows.values_list("action", flat=True).first()


def claim(after: int = 0, only: Sequence[int] | None = None) -> Batch | None:
    """Claim what has waited longest for one mapping; None where nothing is due.

    after: the mapping that was served last; the others have their turn first, so that a slow
        destination does not hold up the rest. only: none but these mappings.
    """
    now = timezone.now()
    due = _due(now) if only is None else _due(now).filter(mapping__in=only)
    mappings = sorted(set(due.order_by().values_list("mapping", flat=True).distinct()))
    for mapping_id in [m for m in mappings if m > after] + [m for m in mappings if m <= after]:
        batch = _claim_of(mapping_id, now)
        if batch is not None:
            return batch
    return None


def _due(now: datetime) -> QuerySet[Delivery]:
    earlier = Delivery.objects.filter(
        mapping=OuterRef("mapping"),
        record=OuterRef("record"),
        record_version__lt=OuterRef("record_version"),
        state__in=OPEN,
    )
    return (
        Delivery.objects.filter(
            Q(state=State.QUEUED, next_at__lte=now) | Q(state=State.SENDING, lease_until__lt=now)
        )
        .filter(mapping__enabled=True, mapping__destination__enabled=True)
        .filter(Q(mapping__paused_until__isnull=True) | Q(mapping__paused_until__lte=now))
        .exclude(Exists(earlier))
    )


@transaction.atomic
def _claim_of(mapping_id: int, now: datetime) -> Batch | None:
    mapping = Mapping.objects.select_related("destination", "template").get(pk=mapping_id)
    # after trouble a single delivery shows whether it is over
    at_once = 1 if mapping.failures else _AT_ONCE
    due = _due(now).filter(mapping=mapping_id).order_by("next_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    ids = [row.pk for row in due.only("pk")[:at_once]]
    token = uuid.uuid4()
    # asked again, because another process may have been quicker where rows can't be locked
    won = Delivery.objects.filter(
        Q(state=State.QUEUED) | Q(state=State.SENDING, lease_until__lt=now), pk__in=ids
    ).update(state=State.SENDING, claim=token, lease_until=now + settings.LEASE)
    if not won:
        return None
    held = Delivery.objects.filter(claim=token).select_related("record").order_by("next_at", "pk")
    for delivery in held:
        delivery.mapping = mapping
    return Batch(token, mapping, tuple(held))


def begin(batch: Batch, delivery: Delivery) -> bool:
    """Count an attempt and extend the whole batch's lease; False where the claim is lost."""
    until = timezone.now() + settings.LEASE
    held = Delivery.objects.filter(claim=batch.token, state=State.SENDING)
    counted = held.filter(pk=delivery.pk).update(attempts=F("attempts") + 1, lease_until=until)
    if counted:
        held.exclude(pk=delivery.pk).update(lease_until=until)
        delivery.attempts += 1
    return bool(counted)


def holds(batch: Batch, delivery: Delivery) -> bool:
    """Whether the claim still holds; asked right before a destination makes a write last."""
    return Delivery.objects.filter(
        pk=delivery.pk, claim=batch.token, state=State.SENDING, lease_until__gt=timezone.now()
    ).exists()


@transaction.atomic
def delivered(batch: Batch, delivery: Delivery) -> bool:
    """Note that the destination has it; False where the claim was lost meanwhile.

    What failed of the record's earlier states is settled with it.
    """
    now = timezone.now()
    done = Delivery.objects.filter(pk=delivery.pk, claim=batch.token).update(
        **_closed(State.DELIVERED),
        delivered_at=now,
        mapping_version=batch.mapping.version,
        code="",
        reason="",
    )
    if done:
        Delivery.objects.filter(
            mapping=delivery.mapping_id,
            record=delivery.record_id,
            record_version__lt=delivery.record_version,
            state=State.FAILED,
        ).update(state=State.SUPERSEDED)
        _end_trouble(batch.mapping)
    return bool(done)


@transaction.atomic
def failed(batch: Batch, delivery: Delivery, failure: Failure) -> bool:
    """Note a failure: tried again later, or a dead letter; True where the mapping pauses.

    A dead letter is what has used up its attempts and may be the record's own fault. What is
    surely its own holds up no other record meanwhile.
    """
    now = timezone.now()
    dead = failure.attempts_end and delivery.attempts >= settings.EXPORT_ATTEMPTS
    said = {
        "code": failure.code,
        "reason": failure.message,
        "mapping_version": batch.mapping.version,
    }
    held = Delivery.objects.filter(pk=delivery.pk, claim=batch.token)
    if _newer(delivery).filter(state__in=OPEN).exists():
        held.update(**_closed(State.SUPERSEDED), **said)
    elif dead:
        held.update(**_closed(State.FAILED), **said)
    else:
        held.update(**_closed(State.QUEUED), next_at=now + pause(delivery.attempts), **said)
    if failure.of_the_record:
        return False
    _begin_trouble(batch.mapping, failure, now)
    return True


def release(batch: Batch) -> None:
    """Give back what has not been tried."""
    Delivery.objects.filter(claim=batch.token, state=State.SENDING).update(**_closed(State.QUEUED))


def send_again(deliveries: QuerySet[Delivery]) -> int:
    """Queue deliveries again from their first attempt on; return how many.

    Passed over: what is under way, and what a newer state of the record has replaced.
    """
    newer = Delivery.objects.filter(
        mapping=OuterRef("mapping"),
        record=OuterRef("record"),
        record_version__gt=OuterRef("record_version"),
    )
    with transaction.atomic():
        wanted = deliveries.filter(state__in=(State.FAILED, State.DELIVERED, State.QUEUED)).exclude(
            Exists(newer)
        )
        found = list(wanted.order_by().values_list("pk", "mapping_id"))
        count = 0
        for ids in _chunks([pk for pk, _ in found]):
            count += (
                Delivery.objects.filter(pk__in=ids)
                .exclude(state=State.SENDING)
                .update(
                    **_closed(State.QUEUED), attempts=0, next_at=timezone.now(), code="", reason=""
                )
            )
        Mapping.objects.filter(pk__in={mapping for _, mapping in found}).update(paused_until=None)
    return count


def data_of(delivery: Delivery) -> dict[str, object]:
    """Return the `stencil-record/1` document of the state that is delivered."""
    record = delivery.record
    if record.record_version == delivery.record_version:
        return dict(record.data)
    earlier = RecordVersion.objects.filter(record=record, number=delivery.record_version).first()
    return dict(earlier.data if earlier else record.data)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubled each time, with some chance in it."""
    longest = settings.EXPORT_LONGEST_PAUSE.total_seconds()
    seconds = min(longest, _FIRST_PAUSE * 2 ** min(max(attempts, 1) - 1, 30))
    return timedelta(seconds=seconds * random.uniform(1 - _JITTER, 1 + _JITTER))


def _closed(state: str) -> dict[str, object]:
    return {"state": state, "claim": None, "lease_until": None}


def _newer(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        mapping=delivery.mapping_id,
        record=delivery.record_id,
        record_version__gt=delivery.record_version,
    )


def _begin_trouble(mapping: Mapping, failure: Failure, now: datetime) -> None:
    mapping.failures += 1
    Mapping.objects.filter(pk=mapping.pk).update(
        failures=F("failures") + 1,
        paused_until=now + pause(mapping.failures),
        trouble=failure.message,
        trouble_code=failure.code,
    )
    destinations.note_failure(mapping.destination, failure)


def _end_trouble(mapping: Mapping) -> None:
    if mapping.failures:
        mapping.failures = 0
        Mapping.objects.filter(pk=mapping.pk).update(
            failures=0, paused_until=None, trouble="", trouble_code=""
        )
        destinations.note_success(mapping.destination)


def _chunks(ids: Sequence[int]) -> Iterator[Iterable[int]]:
    for start in range(0, len(ids), _BULK):
        yield ids[start : start + _BULK]
