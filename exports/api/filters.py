"""How lists of mappings and deliveries are narrowed."""

from __future__ import annotations

import django_filters

from exports.models import Delivery, Mapping


class MappingFilter(django_filters.FilterSet):
    """?template=vat-einvoice&destination=erp"""

    template = django_filters.CharFilter(field_name="template__name")
    destination = django_filters.CharFilter(field_name="destination__name")

    class Meta:
        model = Mapping
        fields: tuple[str, ...] = ()


class DeliveryFilter(django_filters.FilterSet):
    """?state=failed&destination=erp&template=vat-einvoice&record=…"""

    state = django_filters.MultipleChoiceFilter(choices=Delivery.State.choices)
    action = django_filters.ChoiceFilter(choices=Delivery.Action.choices)
    destination = django_filters.CharFilter(field_name="mapping__destination__name")
    template = django_filters.CharFilter(field_name="mapping__template__name")
    mapping = django_filters.NumberFilter(field_name="mapping_id", min_value=1, max_value=2**31 - 1)
    record = django_filters.UUIDFilter(field_name="record_id")
    file = django_filters.CharFilter(field_name="record__document__name", lookup_expr="icontains")
    code = django_filters.CharFilter()
    created_after = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = Delivery
        fields: tuple[str, ...] = ()
