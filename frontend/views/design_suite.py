"""Other documents in the designer: tried, made golden, held against before publication."""

from __future__ import annotations

import base64
import io
import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from PIL import Image

from frontend.access import allowed
from frontend.design_requests import DESIGN, answering, draft_of, pages_read, sample_of
from frontend.wording import in_words
from recognition import design, golden_documents, suite, tried_documents
from templates_app import drafts
from templates_app.models import TemplateDraft

_PICTURE = 1400
"""Longest side of the pictures of documents that a draft is tried on."""


def listed(draft: TemplateDraft) -> list[dict[str, str]]:
    """A draft's golden documents for its page."""
    return [{"id": str(golden.pk), "name": golden.name} for golden in suite.suite_of(draft)]


@require_POST
@allowed(DESIGN)
@answering
def try_on(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read another document by a content: its record, and pictures of its pages.

    A long one takes several requests: ``pages_read`` of ``pages`` is all that the first ones say,
    and what the next one sends.
    """
    content = json.loads(request.POST["content"])
    data, name = sample_of(request)
    read, count = design.read_some(data, name, pages_read(request))
    if read < count:
        return JsonResponse({"pages_read": read, "pages": count})
    record, pages = tried_documents.tried_on(draft_of(pk), content, data, name)
    _speak(record)
    return JsonResponse({"record": record, "pages": [_shown(page) for page in pages]})


def _speak(record: dict[str, Any]) -> None:
    """The record's reasons in the language of the page."""
    record["reason"] = in_words(record["reason"])
    for entry in record["fields"].values():
        entry["reason"] = in_words(entry["reason"])
    for rows in record["tables"].values():
        for row in rows:
            for cell in row.values():
                cell["reason"] = in_words(cell["reason"])
    for rule in record["rules"]:
        rule["detail"] = in_words(rule["detail"])


def _shown(page: tried_documents.TriedPage) -> dict[str, Any]:
    """A page as the browser shows it, with its words and the size that all boxes are in."""
    picture = Image.fromarray(page.image)
    width, height = picture.size
    picture.thumbnail((_PICTURE, _PICTURE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=82)
    url = "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
    return {
        "number": page.number,
        "width": width,
        "height": height,
        "image": url,
        "words": page.words,
    }


@require_POST
@allowed(DESIGN)
@answering
def value(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring a corrected text into the form of its value: typed, or drawn around (``printed``)."""
    draft_of(pk)
    sent = json.loads(request.body)
    found = golden_documents.normalised(
        sent["content"], str(sent["name"]), str(sent["text"]), bool(sent.get("printed"))
    )
    return JsonResponse({"value": found})


@require_POST
@allowed(DESIGN)
@answering
def add_golden(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a document that the draft was tried on golden, with the values that were shown.

    ``corrected``: the values as the person left them, where some were not as they were read.
    """
    content, draft = json.loads(request.POST["content"]), draft_of(pk)
    corrected = json.loads(request.POST.get("corrected", "null"))
    data, name = sample_of(request)
    golden_documents.add_tried(draft, content, data, name, request.user, corrected)
    return JsonResponse({"suite": listed(draft)})


@require_POST
@allowed(DESIGN)
@answering
def run_golden(request: HttpRequest, pk: uuid.UUID, golden: uuid.UUID) -> HttpResponse:
    """Say what changes in a golden document under the saved draft, or how far its reading is."""
    draft = draft_of(pk)
    found = suite.suite_of(draft).filter(pk=golden).first()
    if found is None:
        raise drafts.DraftError("This golden document was taken out of the suite.")
    again = bool(json.loads(request.body or b"{}").get("again"))
    ran = suite.run(draft, found, again)
    ran["problem"] = in_words(ran["problem"])
    for change in ran["changes"]:
        if not change["place"]:
            for when in ("expected", "before", "after"):
                change[when] = in_words(change[when])
    return JsonResponse(ran)


@require_POST
@allowed(DESIGN)
@answering
def remove_golden(request: HttpRequest, pk: uuid.UUID, golden: uuid.UUID) -> HttpResponse:
    """Take a document out of the suite, for a ``reason`` where it blocks the draft."""
    draft = draft_of(pk)
    sent = json.loads(request.body or b"{}")
    suite.remove(draft, golden, request.user, str(sent.get("reason", "")))
    return JsonResponse({"suite": listed(draft)})


@require_POST
@allowed(DESIGN)
@answering
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish the draft of a revision as the template's next version, if its suite lets it."""
    sent = json.loads(request.body)
    draft = drafts.at(draft_of(pk), int(sent["revision"]))
    imported = suite.publish(draft, request.user, str(sent.get("reason", "")))
    said = (
        _("Version %d is published.") if imported.created else _("Nothing has changed: version %d.")
    )
    messages.success(request, said % imported.version.number)
    return JsonResponse(
        {
            "name": imported.version.template.name,
            "version": imported.version.number,
            "created": imported.created,
            "url": reverse("template", args=[imported.version.template.name]),
        }
    )
