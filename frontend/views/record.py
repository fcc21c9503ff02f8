"""One record beside its page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from frontend import delivery_view
from frontend.access import allowed
from frontend.record_view import view_of
from frontend.sheet_view import Sheet, sheets_of
from frontend.wording import in_words
from recognition import golden_documents
from recognition.models import Record
from recognition.storage import StoreUnavailable
from templates_app.drafts import DraftError
from templates_app.models import Template

_STAGES: Mapping[str, str | Promise] = {
    "open": gettext_lazy("opening"),
    "read": gettext_lazy("reading the pages"),
    "choose": gettext_lazy("choosing the template"),
    "match": gettext_lazy("finding the values"),
    "confirm": gettext_lazy("confirming"),
    "total": gettext_lazy("in all"),
}


@allowed("recognition.view_record")
def record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a record's page with its boxes, values, rules, traces and what can be decided."""
    found = get_object_or_404(
        Record.objects.select_related("document", "template_version__template"), pk=pk
    )
    return render(
        request,
        "frontend/record.html",
        {
            "section": "documents",
            "record": found,
            "document": found.document,
            "data": found.data,
            "view": view_of(found),
            "samples": _samples(found)
            if request.user.has_perm("templates_app.view_template")
            else [],
            "previous": _neighbour(found, newer=True),
            "next": _neighbour(found, newer=False),
            "parts": found.document.records.order_by("part"),
            "stages": _stages(found.data["timings"]),
            "templates": Template.objects.filter(active=True, current__isnull=False),
            "deliveries": delivery_view.of_record(found)
            if request.user.has_perm("exports.view_delivery")
            else [],
            "busy": found.document.state in ("queued", "processing"),
        },
    )


def _samples(record: Record) -> list[Sheet]:
    """The sample pages of the version that the record was read with."""
    version = record.template_version
    return [sheet for sheet in sheets_of(version) if sheet.pictured] if version else []


@require_POST
@allowed("templates_app.add_templateversion", "recognition.view_record")
def make_golden(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add an accepted record's document to its template's suite."""
    found = get_object_or_404(
        Record.objects.select_related("document", "template_version__template"), pk=pk
    )
    try:
        golden_documents.add_record(found, request.user)
    except (DraftError, StoreUnavailable) as refusal:
        messages.error(request, in_words(str(refusal)))
    except FileNotFoundError:
        messages.error(request, in_words("The file store has lost this document's bytes."))
    else:
        messages.success(request, _("Every version is held against it from now on."))
    return redirect("record", pk=pk)


def _neighbour(record: Record, newer: bool) -> Record | None:
    """The record beside this one in the list: newest first, parts in their order."""
    document = record.document
    siblings = Record.objects.filter(document=document)
    if newer:
        sibling = siblings.filter(part__lt=record.part).order_by("-part").first()
    else:
        sibling = siblings.filter(part__gt=record.part).order_by("part").first()
    if sibling:
        return sibling
    here = document.created_at
    if newer:
        others = Record.objects.filter(
            Q(document__created_at__gt=here)
            | Q(document__created_at=here, document_id__gt=document.pk)
        ).order_by("document__created_at", "document_id", "-part")
    else:
        others = Record.objects.filter(
            Q(document__created_at__lt=here)
            | Q(document__created_at=here, document_id__lt=document.pk)
        ).order_by("-document__created_at", "-document_id", "part")
    return others.only("pk").first()


def _stages(timings: Mapping[str, Any]) -> list[tuple[str | Promise, float]]:
    """The stages by the time they took, the total last."""
    ordered = sorted(timings.items(), key=lambda stage: (stage[0] == "total", -stage[1]))
    return [(_STAGES.get(name, name), taken) for name, taken in ordered]
