"""What was stated and judged of a template, from the records and the samples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from recognition.models import FieldValue
from review.models import Doubt
from training.samples.models import Sample
from training.samples.printed_text import Obstacle
from training.watching.judged import Judged, Observed, Seen

WINDOW = timedelta(days=365)
"""What is older says little of today's documents and readers."""


@dataclass(frozen=True, slots=True)
class Quality:
    """All that is known of one kind of document: by field, and as a whole."""

    fields: dict[str, Observed]

    @property
    def whole(self) -> Observed:
        parts = self.fields.values()
        return Observed(
            tuple(one for part in parts for one in part.seen),
            tuple(one for part in parts for one in part.judged),
        )


def quality_of(template: str, now: datetime | None = None) -> Quality:
    """What was stated and judged of a template's values within the last year, by field."""
    since = (now or timezone.now()) - WINDOW
    seen: defaultdict[str, list[Seen]] = defaultdict(list)
    judged: defaultdict[str, list[Judged]] = defaultdict(list)
    for name, one in _undecided(template, since):
        seen[name].append(one)
    audits = _audited(template)
    for name, stated, verdict in _decided(template, since, audits):
        seen[name].append(stated)
        if verdict is not None:
            judged[name].append(verdict)
    names = sorted({*seen, *judged})
    return Quality({name: Observed(seen[name], judged[name]) for name in names})


def _undecided(template: str, since: datetime) -> Iterator[tuple[str, Seen]]:
    """Values that stand as the machine stated them."""
    rows = (
        FieldValue.objects.filter(
            record__template_version__template__name=template,
            record__created_at__gte=since,
            value__isnull=False,
        )
        .exclude(source="person")
        .order_by()
        .values_list("name", "confidence", "accepted", "record__created_at")
    )
    for name, confidence, accepted, at in rows.iterator():
        yield name, Seen(confidence, accepted, at)


def _decided(
    template: str, since: datetime, audits: set[int]
) -> Iterator[tuple[str, Seen, Judged | None]]:
    """Values that a person decided, as the machine had stated them, and the verdict that counts.

    Of what the machine had accepted only audits are verdicts: what people open by themselves,
    they open because something caught their eye.
    """
    rows = (
        _verdicts(template, since)
        .select_related("record")
        .values_list(
            "field",
            "confidence",
            "decision__machine__accepted",
            "corrected",
            "obstacle",
            "decision_id",
            "record__created_at",
        )
    )
    for name, confidence, stated, corrected, obstacle, decision, at in rows.iterator():
        accepted = bool(stated)
        verdict = None
        if obstacle != Obstacle.UNREADABLE and (decision in audits or not accepted):
            verdict = Judged(confidence, not corrected, accepted, at)
        yield name, Seen(confidence, accepted, at), verdict


def _verdicts(template: str, since: datetime) -> QuerySet[Sample]:
    """Samples of decisions that stand, on values that the machine had stated."""
    return (
        Sample.objects.valid()
        .filter(
            origin=Sample.Origin.REVIEW,
            template=template,
            confidence__isnull=False,
            machine_value__isnull=False,
            record__created_at__gte=since,
        )
        .order_by()
    )


def _audited(template: str) -> set[int]:
    settled = Doubt.objects.filter(
        kind=Doubt.Kind.AUDIT, template__name=template, decision__isnull=False
    )
    return set(settled.values_list("decision_id", flat=True))


def recent_texts(template: str, since: datetime) -> list[str]:
    """What is printed on the crops that people decided of a template, from ``since`` on."""
    found = Sample.objects.valid().filter(
        template=template, truth__isnull=False, decided_at__gte=since, set_aside_at=None
    )
    return list(found.values_list("truth", flat=True))
