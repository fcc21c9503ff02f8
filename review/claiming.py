"""Who looks at which doubt: one person at a time, for as long as the lease lasts."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AbstractUser, AnonymousUser, User
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from recognition.models import Upload
from review.models import Doubt, DoubtQuerySet, Step

_AT_ONCE = 24
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which doubts a person wants to see; empty: all of them.

    field: a field or ``table.column``; text: what was read, exactly (its first characters).
    record: one record's alone; escalated: what is left to those who may settle it, alone.
    """

    template: str = ""
    field: str = ""
    batch: uuid.UUID | None = None
    reason: str = ""
    text: str = ""
    record: uuid.UUID | None = None
    escalated: bool = False

    def among(self, doubts: DoubtQuerySet) -> DoubtQuerySet:
        """Keep the doubts that are wanted."""
        if self.template:
            doubts = doubts.filter(template__name=self.template)
        if self.field:
            doubts = doubts.filter(name=self.field)
        if self.reason:
            doubts = doubts.filter(reason=self.reason)
        if self.text:
            doubts = doubts.filter(text=self.text[: Doubt.TEXT])
        if self.escalated:
            doubts = doubts.filter(escalated=True)
        if self.record is not None:
            doubts = doubts.filter(record=self.record)
        if self.batch is not None:
            handed_in = Upload.objects.filter(
                batch=self.batch, document=OuterRef("record__document")
            )
            doubts = doubts.filter(Exists(handed_in))
        return doubts


def within_reach(user: User, wanted: Wanted, now: datetime | None = None) -> DoubtQuerySet:
    """The doubts that a person could be given now, what is due first."""
    now = now or timezone.now()
    doubts = wanted.among(Doubt.objects.open().free_for(user, now))
    if not user.has_perm("review.settle_escalated"):
        doubts = doubts.filter(escalated=False)
    mine = Step.objects.filter(doubt=OuterRef("pk"), by=user.pk, taken_back_at=None)
    later = mine.filter(kind=Step.Kind.SKIPPED, at__gt=now - settings.REVIEW_SKIP)
    # whoever has said what it is leaves it to somebody else
    said = Q(opinions__gt=0) & Exists(mine.filter(kind=Step.Kind.OPINION))
    return doubts.filter(~Exists(later)).exclude(said).order_by("due", "pk")


def claim_next(
    user: User, wanted: Wanted, count: int = 1, without: Iterable[int] = ()
) -> list[Doubt]:
    """Give a person the next doubts, with their records, and keep them from others until the
    lease ends.

    without: doubts that the person has before them already.
    """
    held: list[int] = []
    passed = list(without)
    for _ in range(_TRIES):
        now = timezone.now()
        free = within_reach(user, wanted, now).exclude(pk__in=[*passed, *held])
        ids = list(free.values_list("pk", flat=True)[:_AT_ONCE])
        for pk in ids:
            if len(held) < count and _take(pk, user, now):
                held.append(pk)
        if len(held) >= count or not ids:
            break
    found = Doubt.objects.with_record().in_bulk(held)
    return [found[pk] for pk in held if pk in found]


def _take(pk: int, user: AbstractBaseUser, now: datetime) -> bool:
    """Claim one doubt unless somebody was quicker."""
    free = Doubt.objects.open().free_for(user, now).filter(pk=pk)
    return bool(free.update(claimed_by=user, claimed_until=now + settings.REVIEW_LEASE))


def take(pk: int, user: AbstractBaseUser) -> bool:
    """Claim a doubt that the person names; False where somebody holds it or it is closed."""
    return _take(pk, user, timezone.now())


def hold(ids: Iterable[int], user: User) -> int:
    """Extend the leases of doubts that a person still looks at; return how many are theirs.

    One that has run out, and that nobody has taken since, is theirs again.
    """
    now = timezone.now()
    kept = within_reach(user, Wanted(), now).filter(pk__in=list(ids)).order_by()
    return kept.update(claimed_by=user, claimed_until=now + settings.REVIEW_LEASE)


def release(ids: Iterable[int], user: AbstractBaseUser) -> int:
    """Give back doubts that a person leaves undecided; return how many."""
    return Doubt.objects.filter(pk__in=list(ids), claimed_by=user.pk).update(
        claimed_by=None, claimed_until=None
    )


def free(ids: Iterable[int]) -> int:
    """Take doubts from whoever holds them; return how many were held."""
    held = Doubt.objects.open().filter(pk__in=list(ids), claimed_until__gt=timezone.now())
    return held.update(claimed_by=None, claimed_until=None)


def open_count(user: AbstractUser | AnonymousUser) -> int:
    """How many doubts wait, those that others hold at this moment included."""
    doubts = Doubt.objects.open()
    if not user.has_perm("review.settle_escalated"):
        doubts = doubts.filter(escalated=False)
    return doubts.count()


def held_by_other(doubt: Doubt, user: AbstractBaseUser) -> bool:
    """Whether somebody else looks at the doubt now."""
    return (
        doubt.claimed_by_id is not None
        and doubt.claimed_by_id != user.pk
        and doubt.claimed_until is not None
        and doubt.claimed_until > timezone.now()
    )
