"""Alerts in the admin, to look at; they open and close by themselves."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from templates_app.admin import ReadOnly
from training.watching.models import Alert


@admin.register(Alert)
class AlertAdmin(ReadOnly, ModelAdmin):
    """What has got worse, and what was once worse."""

    list_display = ("template", "kind", "field", "opened_at", "checked_at", "closed_at")
    list_filter = ("kind", ("closed_at", admin.EmptyFieldListFilter), "template", "opened_at")
    search_fields = ("field", "template__name")
    list_select_related = ("template",)
    fields = (("template", "kind", "field"), ("opened_at", "checked_at", "closed_at"), "facts")
