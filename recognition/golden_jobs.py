"""Runs of golden documents as jobs: asked for by a page, claimed and read by a worker.

The row says whether it waits, who reads it and until when, as a document's row does (``jobs``).
Asking twice for the same content is one job; what was read once is not read again.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from recognition.jobs import Claim
from templates_app.importing import content_hash
from templates_app.models import GoldenDocument, GoldenRun

logger = logging.getLogger(__name__)

TASK = "recognition.read_golden"
_ANNOUNCED_AGAIN_AFTER = timedelta(seconds=60)
_SWEEP_AT_ONCE = 100

State = GoldenRun.State


def run_key(content: object, reader: str) -> str:
    """What a run depends on: another reader's differences are not the draft's."""
    return content_hash({"content": content, "reader": reader})


def ask(golden: GoldenDocument, key: str, reader: str, again: bool = False) -> GoldenRun:
    """Return the run of a content's key, which waits for a worker where there was none.

    reader: the name of the one that is part of the key; a worker with another can't answer.
    again: let one that failed be tried anew; what kept it from being read may be over.
    """
    run, new = GoldenRun.objects.get_or_create(
        golden=golden, content_hash=key, defaults={"state": State.WAITING, "reader": reader}
    )
    if again and run.state == State.FAILED:
        failed = GoldenRun.objects.filter(pk=run.pk, state=State.FAILED)
        new = bool(failed.update(state=State.WAITING, problem="", attempt=0, pages_read=0))
        run.refresh_from_db()
    if new:
        transaction.on_commit(lambda: _announce([run.pk]))
    return run


def claim_next() -> Claim | None:
    """Claim the run that has waited longest; None where none waits."""
    waiting = GoldenRun.objects.filter(state=State.WAITING).order_by("run_at", "pk")
    for run in waiting.only("pk", "golden_id")[:10]:
        token = uuid.uuid4()
        won = GoldenRun.objects.filter(pk=run.pk, state=State.WAITING).update(
            state=State.READING,
            claim=token,
            attempt=F("attempt") + 1,
            lease_until=timezone.now() + settings.LEASE,
        )
        if won:
            attempt = GoldenRun.objects.values_list("attempt", flat=True).get(claim=token)
            return Claim(run.golden_id, token, attempt)
    return None


def held(claim: Claim) -> QuerySet[GoldenRun]:
    """Return the claimed run as long as the claim holds, else nothing."""
    return GoldenRun.objects.filter(state=State.READING, claim=claim.token)


def extend(claim: Claim) -> bool:
    """Extend the lease; False where the claim was lost."""
    return bool(held(claim).update(lease_until=timezone.now() + settings.LEASE))


def note_page(claim: Claim, read: int, pages: int) -> None:
    """Say how far the reading has come."""
    held(claim).update(pages_read=read, pages=pages)


def finish(claim: Claim, found: dict[str, object]) -> None:
    """Store what was found, unless the claim was lost."""
    held(claim).update(state=State.DONE, found=found, claim=None, lease_until=None)


def fail(claim: Claim, problem: str) -> None:
    """Store why nothing can be found."""
    held(claim).update(state=State.FAILED, problem=problem, claim=None, lease_until=None)


def release(claim: Claim) -> None:
    """Let an unfinished run wait again; the attempt stays counted."""
    held(claim).update(state=State.WAITING, claim=None, lease_until=None)


def sweep(now: datetime | None = None) -> int:
    """Let runs wait again whose worker is gone, and announce those again that still wait.

    Returns how many lost their worker. One that has used up its attempts fails.
    """
    now = now or timezone.now()
    expired = GoldenRun.objects.filter(state=State.READING, lease_until__lt=now)
    failed = expired.filter(attempt__gte=settings.MAX_ATTEMPTS).update(
        state=State.FAILED, problem="the worker ended each time", claim=None, lease_until=None
    )
    requeued = expired.update(state=State.WAITING, claim=None, lease_until=None)
    _announce(
        list(
            GoldenRun.objects.filter(state=State.WAITING)
            .exclude(announced_at__gt=now - _ANNOUNCED_AGAIN_AFTER)
            .values_list("pk", flat=True)[:_SWEEP_AT_ONCE]
        )
    )
    return failed + requeued


def _announce(runs: list[int]) -> None:
    """Wake a worker for each; a broker that is down costs time, not runs."""
    if not settings.BROKER_URL or not runs:
        return
    try:
        for _ in runs:
            current_app.send_task(TASK)
    except Exception as error:  # every broker has its own errors
        logger.warning("The broker did not take a message (%s); the sweeper sends it again.", error)
        return
    GoldenRun.objects.filter(pk__in=runs).update(announced_at=timezone.now())
