"""Doubts in the admin: looked at and freed; they are decided at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display

from review import claiming
from review.models import Doubt, Step, TemplateReview
from templates_app.admin import ReadOnly

_STATE_COLOURS = {
    Doubt.State.OPEN: "warning",
    Doubt.State.WAITING: "info",
    Doubt.State.SETTLED: "success",
    Doubt.State.WITHDRAWN: "info",
}


class StepInline(ReadOnly, TabularInline):
    """What people did with a doubt."""

    model = Step
    fields = ("at", "kind", "by", "value", "reason", "text", "taken_back_at")
    readonly_fields = fields
    tab = True

    def has_view_permission(self, request: HttpRequest, obj: Doubt | None = None) -> bool:
        return bool(request.user.has_perm("review.view_doubt"))


@admin.register(Doubt)
class DoubtAdmin(ReadOnly, ModelAdmin):
    """What waits or waited for a person; the queue follows the records, so nothing is edited."""

    list_display = (
        "__str__",
        "template",
        "reason",
        "shown_state",
        "escalated",
        "claimed_by",
        "claimed_until",
        "due",
        "settled_by",
    )
    list_filter = ("state", "reason", "kind", "escalated", "template", "created_at")
    search_fields = ("name", "text", "record__document__name")
    list_select_related = ("record__document", "template", "claimed_by", "settled_by")
    ordering = ("due", "pk")
    inlines = (StepInline,)
    actions = ("free",)
    actions_detail = ("open_desk",)
    fields = (
        ("record", "template"),
        ("kind", "reason"),
        ("name", "row"),
        ("text", "confidence"),
        ("state", "due", "created_at"),
        ("escalated", "opinions"),
        ("claimed_by", "claimed_until"),
        ("settled_by", "settled_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Doubt]:
        return super().get_queryset(request).defer("record__data")

    def has_change_permission(self, request: HttpRequest, obj: Doubt | None = None) -> bool:
        # forms are read only; actions ask for this permission without an object
        return obj is None and request.user.has_perm("review.change_doubt")

    @display(description=_("state"), ordering="state", label=_STATE_COLOURS)
    def shown_state(self, doubt: Doubt) -> tuple[str, str]:
        return doubt.state, doubt.get_state_display()

    @admin.action(description=_("Free, whoever holds them"), permissions=["settle"])
    def free(self, request: HttpRequest, queryset: QuerySet[Doubt]) -> None:
        count = claiming.free(queryset.values_list("pk", flat=True))
        said = ngettext("%(count)d doubt is free.", "%(count)d doubts are free.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("review.settle_escalated"))

    @action(description=_("Open the desk"))
    def open_desk(self, request: HttpRequest, object_id: int) -> HttpResponse:
        doubt = Doubt.objects.get(pk=object_id)
        return redirect(f"{reverse('review')}?record={doubt.record_id}")


@admin.register(TemplateReview)
class TemplateReviewAdmin(ModelAdmin):
    """Whether two people settle the values of a template."""

    list_display = ("template", "four_eyes")
    list_filter = ("four_eyes",)
    list_select_related = ("template",)
    fields = ("template", "four_eyes")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("review.change_templatereview"))

    def get_readonly_fields(self, request: HttpRequest, obj: TemplateReview | None = None) -> Any:
        return () if obj is None else ("template",)
