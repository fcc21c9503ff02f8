"""Jobs: the document's row says whether it waits, who reads it and until when.

A claim is one conditional UPDATE, so that of several workers one gets it. A claim holds as long
as its lease is extended; the sweeper queues again what lost its worker. Messages of a broker only
wake workers up and may be lost or come twice.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from recognition.models import Document

logger = logging.getLogger(__name__)

TASK = "recognition.read"
_LOST_AFTER = timedelta(seconds=15)
_LOST_AFTER_AT_MOST = timedelta(hours=1)
_SWEEP_AT_ONCE = 500

State = Document.State


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to read one document, as long as the lease is extended."""

    document: uuid.UUID
    token: uuid.UUID
    attempt: int


def enqueue(documents: Iterable[Document]) -> None:
    """Let documents be read (again) from their first attempt on.

    A reading that is under way loses its claim and its result.
    """
    ids = [document.pk for document in documents]
    Document.objects.filter(pk__in=ids).update(
        **_waiting_again(timezone.now()), attempt=0, finished_at=None
    )
    transaction.on_commit(lambda: _publish(ids))


def claim(document_id: uuid.UUID | str) -> Claim | None:
    """Claim a waiting document; None where somebody else has it or it no longer waits."""
    token, now = uuid.uuid4(), timezone.now()
    won = Document.objects.filter(pk=document_id, state=State.QUEUED).update(
        state=State.PROCESSING,
        claim=token,
        attempt=F("attempt") + 1,
        lease_until=now + settings.LEASE,
        started_at=now,
    )
    if not won:
        return None
    document = Document.objects.only("attempt").filter(claim=token).first()
    return Claim(document.pk, token, document.attempt) if document is not None else None


def claim_next() -> Claim | None:
    """Claim the document that has waited longest; None where none waits."""
    waiting = Document.objects.filter(state=State.QUEUED).order_by("queued_at", "pk")
    for document_id in waiting.values_list("pk", flat=True)[:10]:
        if found := claim(document_id):
            return found
    return None


def held(claim: Claim) -> QuerySet[Document]:
    """Return the claimed document as long as the claim holds, else nothing."""
    return Document.objects.filter(pk=claim.document, state=State.PROCESSING, claim=claim.token)


def extend(claim: Claim) -> bool:
    """Extend the lease; False where the claim was lost (cancelled, deleted or swept)."""
    return bool(held(claim).update(lease_until=timezone.now() + settings.LEASE))


def release(claim: Claim) -> None:
    """Give an unfinished document back, to the queue's end; the attempt stays counted."""
    if held(claim).update(**_waiting_again(timezone.now())):
        transaction.on_commit(lambda: _publish([claim.document]))


def _waiting_again(now: datetime) -> dict[str, Any]:
    """The columns of a document that waits once more, behind those that wait already."""
    return {
        "state": State.QUEUED,
        "claim": None,
        "lease_until": None,
        "queued_at": now,
        "published_at": None,
        "publications": 0,
    }


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: documents queued again, given up and announced again."""

    requeued: tuple[uuid.UUID, ...]
    exhausted: tuple[Claim, ...]
    announced: int


def sweep(now: datetime | None = None) -> Swept:
    """Queue documents again whose worker is gone, and announce again what no worker has heard of.

    Documents that have used up their attempts are claimed for the caller, who has to give them
    a failed record.
    """
    now = now or timezone.now()
    expired = Document.objects.filter(state=State.PROCESSING, lease_until__lt=now)
    requeued, exhausted = [], []
    for row in expired.only("pk", "claim", "attempt")[:_SWEEP_AT_ONCE]:
        same = expired.filter(pk=row.pk, claim=row.claim)
        if row.attempt >= settings.MAX_ATTEMPTS:
            token = uuid.uuid4()
            if same.update(claim=token, lease_until=now + settings.LEASE):
                exhausted.append(Claim(row.pk, token, row.attempt))
        elif same.update(**_waiting_again(now)):
            requeued.append(row.pk)
    return Swept(tuple(requeued), tuple(exhausted), _announce_again(now))


def _announce_again(now: datetime) -> int:
    """Publish what waits without a worker having heard of it, at growing intervals."""
    if not settings.BROKER_URL:
        return 0
    rows = Document.objects.filter(state=State.QUEUED).order_by("queued_at")[:_SWEEP_AT_ONCE]
    lost = [
        row.pk
        for row in rows.only("pk", "published_at", "publications")
        if row.published_at is None
        or row.published_at + min(_LOST_AFTER * 2 ** min(row.publications, 16), _LOST_AFTER_AT_MOST)
        < now
    ]
    _publish(lost)
    return len(lost)


def _publish(ids: list[uuid.UUID]) -> None:
    """Send a message for each; a broker that is down costs time, not documents."""
    if not settings.BROKER_URL:
        return
    sent = []
    try:
        for document_id in ids:
            current_app.send_task(TASK, args=[str(document_id)])
            sent.append(document_id)
    except Exception as error:  # every broker has its own errors
        logger.warning("The broker did not take a message (%s); the sweeper sends it again.", error)
    Document.objects.filter(pk__in=sent).update(
        published_at=timezone.now(), publications=F("publications") + 1
    )
