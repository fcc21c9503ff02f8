"""Which documents a list shows: the filters of the address, applied."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from recognition.models import Document, FieldValue, Record

WAITING = "waiting"
_ID = re.compile(r"[0-9]{1,18}")
_UNFINISHED = (Document.State.QUEUED, Document.State.PROCESSING)

STATUSES: tuple[str, ...] = (
    Record.Status.ACCEPTED,
    Record.Status.NEEDS_REVIEW,
    Record.Status.UNMATCHED,
    Record.Status.FAILED,
    Record.Status.REJECTED,
    Document.State.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asked for; what makes no sense is left out rather than refused."""

    status: str = ""
    template: str = ""
    first: date | None = None
    last: date | None = None
    search: str = ""
    batch: uuid.UUID | None = None

    @property
    def narrowed(self) -> bool:
        """Whether more than the tab narrows the list."""
        return any((self.template, self.first, self.last, self.search, self.batch))


def filters_of(query: Mapping[str, str]) -> Filters:
    """Read the address's query."""
    status = query.get("status", "")
    return Filters(
        status=status if status in (*STATUSES, WAITING) else "",
        template=text_of(query, "template"),
        first=_since(query.get("since", "")),
        last=_date(query.get("until", "")),
        search=text_of(query, "search"),
        batch=uuid_of(query.get("batch", "")),
    )


def _since(text: str) -> date | None:
    return timezone.localdate() if text == "today" else _date(text)


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def text_of(query: Mapping[str, str], name: str) -> str:
    """Return what an address asks for by name, without what no database looks for."""
    return query.get(name, "").replace("\0", "").strip()


def id_of(text: str) -> int | None:
    """Return the row's number that a form names, None where no row can have it."""
    return int(text) if _ID.fullmatch(text) else None


def uuid_of(text: str) -> uuid.UUID | None:
    """Return the UUID that an address names, None where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def narrowed(filters: Filters) -> QuerySet[Document]:
    """Return the documents of every status that the other filters leave."""
    found = Document.objects.all()
    if filters.template:
        found = found.filter(_has_record(template_version__template__name=filters.template))
    if filters.first:
        found = found.filter(created_at__date__gte=filters.first)
    if filters.last:
        found = found.filter(created_at__date__lt=filters.last + timedelta(days=1))
    if filters.batch:
        found = found.filter(uploads__batch=filters.batch).distinct()
    if filters.search:
        values = FieldValue.objects.filter(value__icontains=filters.search)
        found = found.filter(
            Q(name__icontains=filters.search) | Q(pk__in=values.values("record__document"))
        )
    return found


def _has_record(**lookup: object) -> Q:
    return Q(pk__in=Record.objects.filter(**lookup).values("document"))


def with_status(documents: QuerySet[Document], status: str) -> QuerySet[Document]:
    """Keep the documents of one tab; all of them for an empty status."""
    if not status:
        return documents
    if status == WAITING:
        return documents.filter(state__in=_UNFINISHED)
    if status == Document.State.CANCELLED:
        return documents.filter(state=status)
    return documents.filter(_has_record(status=status), state=Document.State.DONE)


def counts(documents: QuerySet[Document]) -> dict[str, int]:
    """Return how many of the documents each tab holds; all of them under the empty key."""
    return {status: with_status(documents, status).count() for status in ("", WAITING, *STATUSES)}


def listed(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Bring what a row shows: the records with their template and their doubtful values."""
    records = (
        Record.objects.select_related("template_version__template")
        .annotate(
            value_count=Count("values"),
            doubtful=Count("values", filter=Q(values__accepted=False)),
        )
        .order_by("part")
        .defer("data", "template_version__content", "template_version__static")
    )
    return documents.select_related("assigned").prefetch_related(
        Prefetch("records", queryset=records)
    )


def records_under(filters: Filters) -> QuerySet[Record]:
    """Return the records of the documents that a list shows, of its status and template alone."""
    found = Record.objects.filter(
        document__in=with_status(narrowed(filters), filters.status).order_by().values("pk")
    )
    if filters.status in Record.Status.values:
        found = found.filter(status=filters.status)
    if filters.template:
        found = found.filter(template_version__template__name=filters.template)
    return found
