"""How the list of doubts is narrowed."""

from __future__ import annotations

import django_filters

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
    escalated = django_filters.BooleanFilter()

    class Meta:
        model = Doubt
        fields: tuple[str, ...] = ()
