"""The page where files are handed in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.access import allowed
from frontend.states import states
from frontend.wording import in_words
from recognition.intake import take_in_one
from recognition.models import Batch
from recognition.storage import StoreUnavailable
from templates_app.models import Template


@allowed("recognition.add_document")
def upload(request: HttpRequest) -> HttpResponse:
    """Show the place to drop files on."""
    return render(
        request,
        "frontend/upload.html",
        {
            "section": "upload",
            "templates": Template.objects.filter(active=True, current__isnull=False),
            "max_bytes": settings.MAX_BYTES,
            "state_words": states(),
        },
    )


@require_POST
@allowed("recognition.add_document")
def upload_file(request: HttpRequest) -> HttpResponse:
    """Take in one file, so that each has its own progress; ``batch`` joins it to the others."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"detail": _("Send a picture or PDF as “file”.")}, status=400)
    name = request.POST.get("template", "")
    template = Template.objects.filter(name=name, active=True).first()
    if name and template is None:
        detail = _("There is no active template “%s”. Choose another one.") % name
        return JsonResponse({"detail": detail}, status=400)
    batch = _own_batch(request) or Batch.objects.create(
        created_by=request.user, source=Batch.Source.PAGE
    )
    split = request.POST.get("split") != "false"
    try:
        taken = take_in_one(batch, file, request.user, template, split)
    except StoreUnavailable as error:
        return JsonResponse({"detail": in_words(str(error))}, status=503)
    return JsonResponse(
        {
            "batch": str(batch.pk),
            "document": str(taken.document_id) if taken.document_id else None,
            "duplicate": taken.duplicate,
            "problem": taken.problem,
        },
        status=202,
    )


def _own_batch(request: HttpRequest) -> Batch | None:
    try:
        wanted = uuid.UUID(request.POST.get("batch", ""))
    except ValueError:
        return None
    return Batch.objects.filter(pk=wanted, created_by=request.user).first()
