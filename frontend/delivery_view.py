"""Deliveries and destinations as their pages draw them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from exports.models import Delivery, Destination
from exports.models import Mapping as StoredMapping
from frontend.listing import text_of, uuid_of
from frontend.wording import in_words
from recognition.models import Record

State = Delivery.State
WAITING = (State.QUEUED, State.SENDING)
TABS = ("", "waiting", State.FAILED, State.DELIVERED, State.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Way:
    """A mapping of a destination and how its deliveries stand."""

    mapping: StoredMapping
    waiting: int
    failed: int
    delivered: int
    last: datetime | None

    @property
    def trouble(self) -> str:
        return in_words(self.mapping.trouble)


@dataclass(frozen=True, slots=True)
class Health:
    """A destination and how its deliveries stand; troubles: each reason once."""

    destination: Destination
    ways: tuple[Way, ...]

    @property
    def waiting(self) -> int:
        return sum(way.waiting for way in self.ways)

    @property
    def failed(self) -> int:
        return sum(way.failed for way in self.ways)

    @property
    def last(self) -> datetime | None:
        return max((way.last for way in self.ways if way.last), default=None)

    @property
    def troubles(self) -> list[str]:
        own = [in_words(self.destination.failure)] if self.destination.failure else []
        return list(dict.fromkeys([*own, *(way.trouble for way in self.ways if way.trouble)]))


@dataclass(frozen=True, slots=True)
class Filters:
    """Which deliveries a person asked for; what makes no sense is left out."""

    state: str = ""
    destination: str = ""
    template: str = ""
    search: str = ""
    record: uuid.UUID | None = None

    @property
    def narrowed(self) -> bool:
        """Whether more than the tab narrows the list."""
        return any((self.destination, self.template, self.search, self.record))


def healths(destinations: QuerySet[Destination]) -> list[Health]:
    """Return the destinations with their mappings and the numbers of each."""
    numbers = _numbers(destinations)
    mappings = StoredMapping.objects.select_related("template", "destination")
    return [
        Health(
            destination,
            tuple(numbers.get(m.pk, Way(m, 0, 0, 0, None)) for m in destination.mappings.all()),
        )
        for destination in destinations.prefetch_related(Prefetch("mappings", queryset=mappings))
    ]


def _numbers(destinations: QuerySet[Destination]) -> dict[int, Way]:
    mappings = StoredMapping.objects.filter(destination__in=destinations.order_by())
    counted = mappings.select_related("template", "destination").annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state__in=WAITING)),
        failed=Count("deliveries", filter=Q(deliveries__state=State.FAILED)),
        delivered=Count("deliveries", filter=Q(deliveries__state=State.DELIVERED)),
        last=Max("deliveries__delivered_at"),
    )
    return {m.pk: Way(m, m.waiting, m.failed, m.delivered, m.last) for m in counted}


def filters_of(query: Mapping[str, str]) -> Filters:
    """Read the address's query."""
    state = query.get("state", "")
    return Filters(
        state=state if state in TABS else "",
        destination=text_of(query, "destination"),
        template=text_of(query, "template"),
        search=text_of(query, "find"),
        record=uuid_of(query.get("record", "")),
    )


def narrowed(filters: Filters) -> QuerySet[Delivery]:
    """Return the deliveries of every state that the other filters leave."""
    found = Delivery.objects.all()
    if filters.destination:
        found = found.filter(mapping__destination__name=filters.destination)
    if filters.template:
        found = found.filter(mapping__template__name=filters.template)
    if filters.record:
        found = found.filter(record=filters.record)
    if filters.search:
        found = found.filter(
            Q(record__document__name__icontains=filters.search)
            | Q(reason__icontains=filters.search)
        )
    return found


def with_state(deliveries: QuerySet[Delivery], state: str) -> QuerySet[Delivery]:
    """Keep the deliveries of one tab; all of them for an empty state."""
    if state == "waiting":
        return deliveries.filter(state__in=WAITING)
    return deliveries.filter(state=state) if state else deliveries


def counts(deliveries: QuerySet[Delivery]) -> dict[str, int]:
    """Return how many of the deliveries each tab holds."""
    found = dict(deliveries.order_by().values_list("state").annotate(Count("pk")))
    waiting = sum(found.get(state, 0) for state in WAITING)
    return {
        state: {"": sum(found.values()), "waiting": waiting}.get(state, found.get(state, 0))
        for state in TABS
    }


def listed(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Bring what a row shows."""
    return deliveries.select_related(
        "mapping__destination", "mapping__template", "record__document"
    ).defer("record__data", "mapping__definition")


def of_record(record: Record) -> list[Delivery]:
    """Return the newest delivery of a record to each destination."""
    newest: dict[int, Delivery] = {}
    for delivery in (
        Delivery.objects.filter(record=record)
        .select_related("mapping__destination")
        .order_by("-record_version", "-pk")
    ):
        newest.setdefault(delivery.mapping_id, delivery)
    return list(newest.values())
