"""One record beside its page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from frontend.access import allowed
from frontend.record_view import view_of
from recognition.models import Record
from templates_app.models import Template


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
            "previous": _neighbour(found, newer=True),
            "next": _neighbour(found, newer=False),
            "parts": found.document.records.order_by("part"),
            "stages": _stages(found.data["timings"]),
            "templates": Template.objects.filter(active=True, current__isnull=False),
            "busy": found.document.state in ("queued", "processing"),
        },
    )


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


def _stages(timings: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The stages by the time they took, the total last."""
    stages = sorted(
        ((name, taken) for name, taken in timings.items() if name != "total"),
        key=lambda stage: -stage[1],
    )
    return [*stages, ("total", timings["total"])] if "total" in timings else stages
