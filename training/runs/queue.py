"""The queue of runs: one at a time in each trainer, its own lease, apart from reading."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from training.runs.models import TrainingRun

State = TrainingRun.State
MAX_ATTEMPTS = 20
"""A run that is killed goes on where it was, so many attempts cost little."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to conduct one run, as long as the lease is extended."""

    run: int
    token: uuid.UUID


def claim_next() -> Claim | None:
    """Claim the run that has waited longest, one whose process is gone included."""
    for pk in _open().order_by("created_at").values_list("pk", flat=True)[:10]:
        if found := claim(pk):
            return found
    return None


def claim(pk: int) -> Claim | None:
    """Claim a run; None where another process has it or it no longer waits."""
    token, now = uuid.uuid4(), timezone.now()
    won = (
        _open()
        .filter(pk=pk)
        .update(
            state=State.RUNNING,
            claim=token,
            attempt=F("attempt") + 1,
            lease_until=now + settings.LEASE,
        )
    )
    if not won:
        return None
    TrainingRun.objects.filter(pk=pk, started_at=None).update(started_at=now)
    return Claim(pk, token)


def _open() -> QuerySet[TrainingRun]:
    gone = Q(state=State.RUNNING, lease_until__lt=timezone.now())
    return TrainingRun.objects.filter(Q(state=State.QUEUED) | gone)


def held(claim: Claim) -> QuerySet[TrainingRun]:
    """The claimed run as long as the claim holds, else nothing."""
    return TrainingRun.objects.filter(pk=claim.run, state=State.RUNNING, claim=claim.token)


def extend(claim: Claim) -> bool:
    """Extend the lease; False where the run was cancelled or taken over."""
    return bool(held(claim).update(lease_until=timezone.now() + settings.LEASE))


def release(claim: Claim) -> None:
    """Give an unfinished run back; it goes on from its checkpoint."""
    held(claim).update(state=State.QUEUED, claim=None, lease_until=None)


def finish(claim: Claim, state: str, **columns: object) -> bool:
    """Close a run; False where the claim was lost."""
    return bool(
        held(claim).update(
            state=state, claim=None, lease_until=None, finished_at=timezone.now(), **columns
        )
    )


def cancel(pk: int) -> bool:
    """Cancel a run that waits or is under way; its process ends after its present step."""
    return bool(
        TrainingRun.objects.filter(pk=pk, state__in=(State.QUEUED, State.RUNNING)).update(
            state=State.CANCELLED, claim=None, lease_until=None, finished_at=timezone.now()
        )
    )


def go_on(pk: int) -> bool:
    """Let a run that failed or was cancelled wait again; it goes on from its last checkpoint."""
    ended_early = TrainingRun.objects.filter(pk=pk, state__in=(State.FAILED, State.CANCELLED))
    return bool(ended_early.update(state=State.QUEUED, attempt=0, problem="", finished_at=None))
