"""Samples and collections in the admin, to look at; the page of samples sets them aside."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from templates_app.admin import ReadOnly
from training.samples.models import Collection, Sample


@admin.register(Sample)
class SampleAdmin(ReadOnly, ModelAdmin):
    """Crops with their texts; what was decided is never changed."""

    list_display = (
        "__str__",
        "crop_picture",
        "template",
        "prediction",
        "truth",
        "corrected",
        "reader",
        "decided_by",
        "decided_at",
    )
    list_filter = (
        "origin",
        "corrected",
        ("obstacle", admin.EmptyFieldListFilter),
        ("withdrawn_at", admin.EmptyFieldListFilter),
        ("set_aside_at", admin.EmptyFieldListFilter),
        "collection",
        "template",
        "reader",
        "decided_at",
    )
    search_fields = ("field", "file", "truth", "prediction", "document__name")
    list_select_related = ("decided_by",)
    actions_detail = ("open_page",)
    fields = (
        "crop_picture",
        ("truth", "prediction", "confidence"),
        ("value", "machine_value", "corrected"),
        ("template", "template_version"),
        ("field", "row"),
        ("document", "page", "region"),
        ("origin", "collection", "file"),
        ("reader", "decided_by", "decided_at"),
        ("obstacle", "uncut_because"),
        ("withdrawn_at", "superseded_by"),
        ("set_aside_at", "set_aside_by", "set_aside_because"),
    )
    readonly_fields = ("crop_picture",)

    @admin.display(description=_("crop"))
    def crop_picture(self, sample: Sample) -> SafeString | str:
        if not sample.crop:
            return "–"
        address = reverse("sample-crop", args=[sample.pk])
        return format_html('<img src="{}" alt="" loading="lazy" class="h-8 max-w-xs">', address)

    @action(description=_("Open its page"))
    def open_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect("sample", pk=object_id)


@admin.register(Collection)
class CollectionAdmin(ReadOnly, ModelAdmin):
    """Labelled folders that were brought along."""

    list_display = ("name", "sample_count", "created_by", "created_at")
    search_fields = ("name",)
    list_select_related = ("created_by",)
    fields = ("name", "sample_count", "created_by", "created_at")
    readonly_fields = ("sample_count", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        return super().get_queryset(request).annotate(total=Count("samples"))

    @admin.display(description=_("samples"), ordering="total")
    def sample_count(self, collection: Collection) -> int:
        return int(getattr(collection, "total", 0))
