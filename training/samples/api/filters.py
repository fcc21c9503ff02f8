"""How the list of samples is narrowed."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet

from training.samples.models import Sample
from training.samples.printed_text import Obstacle
from training.samples.states import STATES, with_state


class SampleFilter(django_filters.FilterSet):
    """?state=training&template=vat-einvoice&field=invoice_number&corrected=true&search=2024"""

    state = django_filters.ChoiceFilter(
        choices=[(state, state) for state in STATES], method="narrowed_to"
    )
    origin = django_filters.ChoiceFilter(choices=Sample.Origin.choices)
    collection = django_filters.CharFilter(field_name="collection__name")
    template = django_filters.CharFilter()
    field = django_filters.CharFilter()
    reader = django_filters.CharFilter()
    by = django_filters.CharFilter(field_name="decided_by__username")
    corrected = django_filters.BooleanFilter()
    obstacle = django_filters.ChoiceFilter(choices=[(o.value, o.value) for o in Obstacle])
    document = django_filters.UUIDFilter(field_name="document_id")
    record = django_filters.UUIDFilter(field_name="record_id")
    search = django_filters.CharFilter(method="with_text", help_text="in the text or the reading")
    decided_after = django_filters.IsoDateTimeFilter(field_name="decided_at", lookup_expr="gte")
    decided_before = django_filters.IsoDateTimeFilter(field_name="decided_at", lookup_expr="lt")

    class Meta:
        model = Sample
        fields: tuple[str, ...] = ()

    def narrowed_to(self, samples: QuerySet[Sample], _: str, state: str) -> QuerySet[Sample]:
        """Keep the samples of a state."""
        return with_state(samples, state)

    def with_text(self, samples: QuerySet[Sample], _: str, text: str) -> QuerySet[Sample]:
        """Keep the samples whose text, or what was read, holds a text."""
        return samples.filter(Q(truth__icontains=text) | Q(prediction__icontains=text))
