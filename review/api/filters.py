"""How the list of doubts is narrowed."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from review.models import Doubt


class DoubtFilter(django_filters.FilterSet):
    """?state=open&template=vat-einvoice&field=total&reason=unsure&batch=…"""

    state = django_filters.MultipleChoiceFilter(choices=Doubt.State.choices)
    kind = django_filters.ChoiceFilter(choices=Doubt.Kind.choices)
    reason = django_filters.ChoiceFilter(choices=Doubt.Reason.choices)
    template = django_filters.CharFilter(field_name="template__name")
    field = django_filters.CharFilter(field_name="name")
    record = django_filters.UUIDFilter(field_name="record_id")
    batch = django_filters.UUIDFilter(field_name="record__document__uploads__batch", distinct=True)
    text = django_filters.CharFilter(method="read_alike", strip=False)
    escalated = django_filters.BooleanFilter()

    class Meta:
        model = Doubt
        fields: tuple[str, ...] = ()

    def read_alike(self, doubts: QuerySet[Doubt], name: str, text: str) -> QuerySet[Doubt]:
        """Keep those in which this was read, exactly (its first characters)."""
        return doubts.filter(text=text[: Doubt.TEXT])
