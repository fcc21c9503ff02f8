"""What the designer asks for about its own draft and sample, as JSON."""

from __future__ import annotations

import json
import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from frontend.access import allowed
from frontend.design_requests import DESIGN, answering, draft_of, sample_of
from frontend.views.design_suite import listed
from frontend.wording import in_words
from recognition import design
from recognition.designing.pattern_library import PATTERNS
from templates_app import drafts
from templates_app.models import TemplateDraft


@allowed(DESIGN)
@answering
def state(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer with the draft and what the panels offer."""
    draft = draft_of(pk)
    library = [
        {"title": _(one.title), "example": one.example, "keys": one.keys} for one in PATTERNS
    ]
    return JsonResponse(
        {
            "content": draft.content,
            "revision": draft.revision,
            "published": draft.template.name if draft.template else None,
            "samples": [sample.page for sample in draft.samples.all()],
            "locale": design.locale_of(draft.content),
            "library": library,
            "suite": listed(draft),
        }
    )


@require_POST
@allowed(DESIGN)
@answering
def save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Store the draft as it is on the revision that it was drawn on."""
    sent = json.loads(request.body)
    revision = drafts.save(pk, sent["content"], int(sent["revision"]), request.user)
    return JsonResponse({"revision": revision})


@allowed(DESIGN)
@cache_control(private=True, max_age=86400)
def page(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Answer with the picture of a sample page."""
    picture = design.page_picture(get_object_or_404(TemplateDraft, pk=pk), number)
    if picture is None:
        raise Http404(f"The draft has no sample of page {number}.")
    return HttpResponse(picture, content_type="image/jpeg")


@allowed(DESIGN)
@answering
def words(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Answer with a sample page's words and rulings."""
    return JsonResponse(design.page_words(draft_of(pk), number))


@require_POST
@allowed(DESIGN)
@answering
def propose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Propose what a drawn box is (``what``: field or table), or texts to pin (anchors)."""
    sent = json.loads(request.body)
    draft, content = draft_of(pk), sent["content"]
    if sent["what"] == "anchors":
        return JsonResponse({"anchors": design.proposed_anchors(draft, content)})
    x0, y0, x1, y1 = (float(edge) for edge in sent["box"])
    if sent["what"] == "table":
        way = "vertical" if sent.get("orientation") == "vertical" else "horizontal"
        return JsonResponse(
            design.proposed_table(draft, content, int(sent["page"]), (x0, y0, x1, y1), way)
        )
    taken = [str(name) for name in sent.get("taken", ())]
    return JsonResponse(
        design.proposed_field(draft, content, int(sent["page"]), (x0, y0, x1, y1), taken)
    )


@require_POST
@allowed(DESIGN)
@answering
def test(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read the sample by a content that need not be saved; reasons in the page's language.

    A long sample that was not read yet takes several requests, as in ``design_suite.try_on``.
    """
    draft, sent = draft_of(pk), json.loads(request.body)
    read, count = design.read_some_of(draft, sent["content"], int(sent.get("pages_read", 0)))
    if read < count:
        return JsonResponse({"pages_read": read, "pages": count})
    found = design.tried_on_sample(draft, sent["content"])
    for entry in found["fields"].values():
        entry["reason"] = in_words(entry["reason"])
    for rows in found["tables"].values():
        for row in rows:
            for cell in row.values():
                cell["reason"] = in_words(cell["reason"])
    for rule in found["rules"]:
        rule["detail"] = in_words(rule["detail"])
    for problem in found["problems"]:
        problem["message"] = in_words(problem["message"])
    return JsonResponse(found)


@require_POST
@allowed(DESIGN)
@answering
def add_sample(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Keep a picture or PDF as the sample of a page that has none."""
    draft = draft_of(pk)
    if not any(one.get("number") == number for one in draft.content["pages"]):
        raise drafts.DraftError(f"The draft has no page {number}.")
    data, name = sample_of(request)
    design.check_sample(data, name)
    return JsonResponse({"path": drafts.add_sample(draft, number, name, data)})
