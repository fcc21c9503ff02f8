"""How much waits, of which kind: what a person chooses from."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from recognition.models import Batch
from review.claiming import Wanted
from review.models import Doubt, DoubtQuerySet, Step

_RECENT = 200
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Group:
    """Open doubts that have something in common; ``oldest``: since when the first waits."""

    template: str
    title: str
    name: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Files that were handed in together; ``file``: the first of them by name."""

    batch: uuid.UUID
    at: datetime
    file: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Open doubts of one field in which the same was read."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Rest:
    """Why a person is given nothing though doubts are open."""

    held: int
    skipped: int
    said: int
    escalated: int


def _open_for(user: User, wanted: Wanted) -> DoubtQuerySet:
    doubts = wanted.among(Doubt.objects.open())
    if not user.has_perm("review.settle_escalated"):
        doubts = doubts.filter(escalated=False)
    return doubts


def by_field(user: User, wanted: Wanted) -> list[Group]:
    """Return the fields and rules with open doubts, those with most first."""
    rows = (
        _open_for(user, wanted)
        .order_by()
        .values("template__name", "template__title", "name")
        .annotate(count=Count("pk"), oldest=Min("created_at"))
        .order_by("-count", "template__name", "name")
    )
    return [
        Group(
            row["template__name"],
            row["template__title"] or row["template__name"],
            row["name"],
            row["count"],
            row["oldest"],
        )
        for row in rows
    ]


def by_reason(user: User, wanted: Wanted) -> dict[str, int]:
    """Return how many open doubts have which reason."""
    rows = _open_for(user, wanted).order_by().values("reason").annotate(count=Count("pk"))
    return {row["reason"]: row["count"] for row in rows}


def escalated(user: User) -> int:
    """Return how many open doubts are left to this person because others could not settle them."""
    return _open_for(user, Wanted(escalated=True)).count()


def handed_in(wanted: Wanted) -> list[HandedIn]:
    """Return the latest uploads of which something waits, newest first, and the wanted one."""
    recent = list(Batch.objects.order_by("-created_at").values_list("pk", flat=True)[:_RECENT])
    waiting = Doubt.objects.open().filter(record__document__uploads__batch=OuterRef("pk"))
    listed = Q(Exists(waiting), pk__in=recent) | Q(pk=wanted.batch)
    rows = Batch.objects.filter(listed).annotate(file=Min("uploads__name")).order_by("-created_at")
    found = rows.values_list("pk", "created_at", "file")[:_LISTED]
    return [HandedIn(batch, at, file or "") for batch, at, file in found]


def alike(user: User, wanted: Wanted, limit: int = 12) -> list[Alike]:
    """Return what was read more than once in open doubts, the most frequent first."""
    rows = (
        _open_for(user, wanted)
        .filter(kind__in=(Doubt.Kind.VALUE, Doubt.Kind.AUDIT))
        .exclude(text="")
        .order_by()
        .values("text")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
        .order_by("-count", "text")[:limit]
    )
    return [Alike(row["text"], row["count"]) for row in rows]


def rest_of(user: User, wanted: Wanted) -> Rest:
    """Return what of the open doubts is out of a person's reach now, and why."""
    now = timezone.now()
    doubts = wanted.among(Doubt.objects.open())
    mine = Step.objects.filter(by=user.pk, taken_back_at=None)
    seen = _open_for(user, wanted)
    return Rest(
        held=seen.filter(claimed_until__gt=now).exclude(claimed_by=user.pk).count(),
        skipped=seen.filter(pk__in=mine.filter(kind=Step.Kind.SKIPPED).values("doubt")).count(),
        said=doubts.filter(pk__in=mine.filter(kind=Step.Kind.OPINION).values("doubt")).count(),
        escalated=doubts.filter(escalated=True).count()
        if not user.has_perm("review.settle_escalated")
        else 0,
    )
