"""Training runs and changes of the reader in the admin, to look at."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display

from templates_app.admin import ReadOnly, as_json
from training.runs.models import Promotion, TrainingRun

_STATE_COLOURS = {
    TrainingRun.State.QUEUED: "info",
    TrainingRun.State.RUNNING: "warning",
    TrainingRun.State.DONE: "success",
    TrainingRun.State.CANCELLED: "info",
    TrainingRun.State.FAILED: "danger",
}


class PromotionInline(ReadOnly, TabularInline):
    """What a run has changed of the reader."""

    model = Promotion
    fields = ("reader", "before", "kind", "state", "begun_at", "promoted_by", "why")
    readonly_fields = fields
    tab = True


@admin.register(TrainingRun)
class TrainingRunAdmin(ReadOnly, ModelAdmin):
    """Runs; they are started, cancelled and promoted on their own page."""

    list_display = (
        "name",
        "source",
        "base",
        "minutes",
        "shown_state",
        "outcome",
        "created_by",
        "created_at",
        "finished_at",
    )
    list_filter = ("state", "outcome", "created_at")
    search_fields = ("name", "source", "base", "champion")
    list_select_related = ("created_by",)
    inlines = (PromotionInline,)
    actions_detail = ("open_page",)
    fields = (
        ("name", "source"),
        ("base", "champion"),
        ("state", "outcome", "attempt"),
        ("created_at", "created_by", "minutes"),
        ("started_at", "finished_at"),
        ("crops", "data"),
        "options",
        "problem",
        "stated_report",
    )
    readonly_fields = ("created_at", "stated_report")

    @display(description=_("state"), ordering="state", label=_STATE_COLOURS)
    def shown_state(self, run: TrainingRun) -> tuple[str, str]:
        return run.state, run.get_state_display()

    @admin.display(description=_("report"))
    def stated_report(self, run: TrainingRun) -> SafeString:
        return as_json(run.report)

    @action(description=_("Open its page"))
    def open_page(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("training-run", name=TrainingRun.objects.get(pk=object_id).name)


@admin.register(Promotion)
class PromotionAdmin(ReadOnly, ModelAdmin):
    """Which reader read from when on; the file on disk decides, so nothing is edited."""

    list_display = ("reader", "before", "kind", "state", "run", "promoted_by", "begun_at")
    list_filter = ("kind", "state", "begun_at")
    search_fields = ("reader", "before")
    list_select_related = ("run", "promoted_by")
    fields = (("reader", "before"), ("kind", "state"), ("run", "promoted_by", "begun_at"), "why")
    readonly_fields = ("begun_at",)
