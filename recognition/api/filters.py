"""How lists of documents and records are narrowed."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from recognition.models import Document, FieldValue, Record


class DocumentFilter(django_filters.FilterSet):
    """?state=done&status=needs_review&template=vat-einvoice&name=scan&batch=…"""

    state = django_filters.ChoiceFilter(choices=Document.State.choices)
    status = django_filters.ChoiceFilter(
        choices=Record.Status.choices, field_name="records__status", distinct=True
    )
    template = django_filters.CharFilter(
        field_name="records__template_version__template__name", distinct=True
    )
    name = django_filters.CharFilter(lookup_expr="icontains")
    sha256 = django_filters.CharFilter()
    batch = django_filters.UUIDFilter(field_name="uploads__batch", distinct=True)
    created_after = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = Document
        fields: tuple[str, ...] = ()


class RecordFilter(django_filters.FilterSet):
    """?status=accepted&template=vat-einvoice&field=invoice_number&value=12345678"""

    status = django_filters.MultipleChoiceFilter(choices=Record.Status.choices)
    template = django_filters.CharFilter(field_name="template_version__template__name")
    version = django_filters.NumberFilter(
        field_name="template_version__number", min_value=0, max_value=2**31 - 1
    )
    document = django_filters.UUIDFilter(field_name="document_id")
    batch = django_filters.UUIDFilter(field_name="document__uploads__batch", distinct=True)
    file = django_filters.CharFilter(field_name="document__name", lookup_expr="icontains")
    created_after = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")
    changed_after = django_filters.IsoDateTimeFilter(field_name="changed_at", lookup_expr="gte")
    field = django_filters.CharFilter(
        method="with_value", help_text="name of a field or table.column, together with value"
    )
    value = django_filters.CharFilter(method="with_value", help_text="the value exactly")

    class Meta:
        model = Record
        fields: tuple[str, ...] = ()

    def with_value(self, records: QuerySet[Record], name: str, value: str) -> QuerySet[Record]:
        """Keep records that hold the value, in the named field where one is named."""
        if name == "field" and self.form.cleaned_data.get("value"):
            return records  # done together with the value
        rows = FieldValue.objects.all()
        if name == "value":
            rows = rows.filter(start=value[: FieldValue.START], value=value)
            field = self.form.cleaned_data.get("field")
            rows = rows.filter(name=field) if field else rows
        else:
            rows = rows.filter(name=value, value__isnull=False)
        return records.filter(pk__in=rows.values("record"))
