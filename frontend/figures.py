"""The dashboard's numbers, from our own data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from recognition.models import Batch, Document, FieldValue, Record, Upload

DAYS = 14
_TIMED = 200


@dataclass(frozen=True, slots=True)
class Today:
    """Where the work stands.

    accepted_share: of the records of the last seven days that name a template, the share
        accepted; None where there are none.
    seconds: mean time of the documents read last, from start to end; None before the first.
    """

    documents: int
    accepted_share: float | None
    week_records: int
    needs_review: int
    waiting: int
    failures: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Day:
    """How many records of each status were made on one day."""

    date: date
    accepted: int
    needs_review: int
    failed: int
    other: int

    @property
    def total(self) -> int:
        return self.accepted + self.needs_review + self.failed + self.other


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """One upload and how far its files have come."""

    batch: Batch
    files: int
    waiting: int
    accepted: int
    needs_review: int
    unmatched: int
    failed: int

    @property
    def done(self) -> int:
        return self.files - self.waiting


def today() -> Today:
    """Return the figures of this moment."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    week = Record.objects.filter(created_at__gte=midnight - timedelta(days=6)).aggregate(
        matched=Count("pk", filter=Q(template_version__isnull=False)),
        accepted=Count("pk", filter=Q(status=Record.Status.ACCEPTED)),
    )
    failed = Record.objects.filter(status=Record.Status.FAILED, created_at__gte=midnight).count()
    refused = Upload.objects.filter(batch__created_at__gte=midnight).exclude(problem="").count()
    return Today(
        documents=Document.objects.filter(created_at__gte=midnight).count(),
        accepted_share=week["accepted"] / week["matched"] if week["matched"] else None,
        week_records=week["matched"],
        needs_review=Record.objects.filter(status=Record.Status.NEEDS_REVIEW).count(),
        waiting=Document.objects.filter(
            state__in=(Document.State.QUEUED, Document.State.PROCESSING)
        ).count(),
        failures=failed + refused,
        seconds=_mean_seconds(),
    )


def _mean_seconds() -> float | None:
    newest = (
        Document.objects.filter(state=Document.State.DONE, finished_at__isnull=False)
        .order_by("-finished_at")
        .values("pk")[:_TIMED]
    )
    took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    mean = Document.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).aggregate(
        mean=Avg(took)
    )["mean"]
    return mean.total_seconds() if mean is not None else None


def days(records: QuerySet[Record] | None = None) -> list[Day]:
    """Return the last fourteen days of some records, or of all, oldest first."""
    first = _first_day()
    status = Record.Status
    found = {
        row["day"]: row
        for row in (Record.objects.all() if records is None else records)
        .filter(created_at__date__gte=first)
        .annotate(day=TruncDate("created_at"))
        .values("day")
        .annotate(
            accepted=Count("pk", filter=Q(status=status.ACCEPTED)),
            needs_review=Count("pk", filter=Q(status=status.NEEDS_REVIEW)),
            failed=Count("pk", filter=Q(status=status.FAILED)),
            other=Count("pk", filter=Q(status__in=(status.UNMATCHED, status.REJECTED))),
        )
        .order_by("day")
    }
    empty = {"accepted": 0, "needs_review": 0, "failed": 0, "other": 0}
    dates = (first + timedelta(days=number) for number in range(DAYS))
    return [Day(day, **{key: found.get(day, empty)[key] for key in empty}) for day in dates]


def _first_day() -> date:
    return timezone.localdate() - timedelta(days=DAYS - 1)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value of a template that is often in doubt; ``share`` of the records it stands in."""

    name: str
    doubtful: int
    total: int

    @property
    def share(self) -> float:
        return self.doubtful / self.total


def doubts(records: QuerySet[Record], limit: int = 6) -> list[Doubt]:
    """Return the values that people had to look at most in the last fourteen days."""
    recent = records.filter(created_at__date__gte=_first_day())
    found = (
        FieldValue.objects.filter(record__in=recent)
        .values("name")
        .annotate(total=Count("pk"), doubtful=Count("pk", filter=Q(accepted=False)))
        .filter(doubtful__gt=0)
    )
    listed = [Doubt(row["name"], row["doubtful"], row["total"]) for row in found]
    return sorted(listed, key=lambda doubt: (-doubt.share, doubt.name))[:limit]


def batches(limit: int = 6) -> list[BatchProgress]:
    """Return the newest uploads with their progress."""
    status = Record.Status

    def files(**lookup: object) -> Count:
        return Count("uploads", filter=Q(**lookup), distinct=True)

    newest = (
        Batch.objects.annotate(
            files=Count("uploads", distinct=True),
            waiting=files(
                uploads__document__state__in=(Document.State.QUEUED, Document.State.PROCESSING)
            ),
            accepted=files(uploads__document__records__status=status.ACCEPTED),
            needs_review=files(uploads__document__records__status=status.NEEDS_REVIEW),
            unmatched=files(uploads__document__records__status=status.UNMATCHED),
            failed=files(uploads__document__records__status=status.FAILED),
            refused=Count("uploads", filter=~Q(uploads__problem=""), distinct=True),
        )
        .select_related("created_by")
        .order_by("-created_at")[:limit]
    )
    return [
        BatchProgress(
            batch=batch,
            files=batch.files,
            waiting=batch.waiting,
            accepted=batch.accepted,
            needs_review=batch.needs_review,
            unmatched=batch.unmatched,
            failed=batch.failed + batch.refused,
        )
        for batch in newest
    ]


def attention(limit: int = 6) -> QuerySet[Record]:
    """Return the newest records that only a person can bring further."""
    return (
        Record.objects.filter(
            status__in=(Record.Status.NEEDS_REVIEW, Record.Status.UNMATCHED, Record.Status.FAILED)
        )
        .select_related("document", "template_version__template")
        .annotate(doubtful=Count("values", filter=Q(values__accepted=False)))
        .order_by("-created_at")[:limit]
    )
