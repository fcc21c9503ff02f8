"""Documents, uploads and records in the admin: looked at, and acted on in bulk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from recognition import actions
from recognition.models import Batch, Decision, Document, FieldValue, Record, RecordVersion, Upload
from templates_app.admin import ReadOnly, as_json

_STATE_COLOURS = {
    Document.State.QUEUED: "info",
    Document.State.PROCESSING: "warning",
    Document.State.DONE: "success",
    Document.State.CANCELLED: "danger",
}
_STATUS_COLOURS = {
    Record.Status.ACCEPTED: "success",
    Record.Status.NEEDS_REVIEW: "warning",
    Record.Status.UNMATCHED: "info",
    Record.Status.FAILED: "danger",
    Record.Status.REJECTED: "danger",
}


class RecordInline(ReadOnly, TabularInline):
    """The records of a document."""

    model = Record
    fields = ("part", "status", "template_version", "score", "record_version")
    readonly_fields = fields
    show_change_link = True
    tab = True


class UploadInline(ReadOnly, TabularInline):
    """The files of a batch, or the batches of a document."""

    model = Upload
    fields = ("batch", "name", "document", "duplicate", "problem")
    readonly_fields = fields
    tab = True


class ValueInline(ReadOnly, TabularInline):
    """The values of a record."""

    model = FieldValue
    fields = ("name", "row", "value", "text", "confidence", "accepted", "reason", "source")
    readonly_fields = fields
    tab = True


class DecisionInline(ReadOnly, TabularInline):
    """What people decided about a record."""

    model = Decision
    fields = ("kind", "name", "row", "value", "reason", "decided_by", "decided_at")
    readonly_fields = fields
    tab = True


class RecordVersionInline(ReadOnly, TabularInline):
    """How a record stood before."""

    model = RecordVersion
    fields = ("number", "why", "replaced_by", "replaced_at")
    readonly_fields = fields
    tab = True


@admin.register(Document)
class DocumentAdmin(ModelAdmin):
    """Files and the jobs that read them."""

    list_display = ("name", "shown_state", "page_count", "attempt", "created_at", "finished_at")
    list_filter = ("state", "records__status", "created_at")
    search_fields = ("name", "sha256", "records__values__start")
    date_hierarchy = "created_at"
    inlines = (RecordInline, UploadInline)
    actions = ("cancel", "reprocess")
    fields = (
        ("name", "size", "sha256"),
        ("state", "attempt", "page_count"),
        ("assigned", "split"),
        ("created_at", "created_by"),
        ("started_at", "finished_at"),
    )

    @display(description=_("state"), ordering="state", label=_STATE_COLOURS)
    def shown_state(self, document: Document) -> tuple[str, str]:
        return document.state, document.get_state_display()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        # forms are read only; actions ask for this permission without an object
        return obj is None and super().has_change_permission(request, obj)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Who may delete a document may delete its records, which are nothing without it."""
        shown, counts, _, protected = super().get_deleted_objects(objs, request)
        return shown, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Document) -> None:
        actions.delete([obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        actions.delete(queryset.values_list("pk", flat=True))

    @admin.action(description=_("Read again"), permissions=["change"])
    def reprocess(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        self._tell(request, actions.reprocess(queryset.values_list("pk", flat=True)))

    @admin.action(description=_("Cancel"), permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        self._tell(request, actions.cancel(queryset.values_list("pk", flat=True)))

    def _tell(self, request: HttpRequest, count: int) -> None:
        text = ngettext("%(count)d document.", "%(count)d documents.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS)


@admin.register(Record)
class RecordAdmin(ReadOnly, ModelAdmin):
    """Records, to look at; people decide on the record's own page."""

    list_display = ("__str__", "shown_status", "template_version", "score", "changed_at")
    list_filter = ("status", "template_version__template", "created_at")
    search_fields = ("document__name", "values__start")
    list_select_related = ("document", "template_version__template")
    inlines = (ValueInline, DecisionInline, RecordVersionInline)
    fields = (
        ("document", "part", "status"),
        ("template_version", "score", "record_version"),
        ("created_at", "changed_at"),
        "content",
    )
    readonly_fields = ("content", "created_at", "changed_at")

    @display(description=_("status"), ordering="status", label=_STATUS_COLOURS)
    def shown_status(self, record: Record) -> tuple[str, str]:
        return record.status, record.get_status_display()

    @admin.display(description=_("record"))
    def content(self, record: Record) -> SafeString:
        return as_json(record.data)


@admin.register(Batch)
class BatchAdmin(ReadOnly, ModelAdmin):
    """Files that were handed in together."""

    list_display = ("created_at", "source", "created_by")
    list_filter = ("source", "created_at")
    inlines = (UploadInline,)
    fields = ("created_at", "source", "created_by")
