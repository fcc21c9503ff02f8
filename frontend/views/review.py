"""The review desk: one doubt after the other, many at once, and how much waits."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from frontend.access import allowed
from frontend.listing import text_of, uuid_of
from frontend.review_view import card_html, card_view
from recognition import page_images
from recognition.models import Document
from recognition.pages.opening import UnreadableFile
from review import claiming, crops, overview
from review.claiming import Wanted
from review.models import Doubt, TemplateReview
from templates_app.models import Template

AHEAD = 3
"""How many doubts a desk holds: the one that is shown and those whose pictures load meanwhile."""

GRID = 48
_AT_MOST = 12
_CORNERS = re.compile(r"\d{1,6}(-\d{1,6}){7}")


@allowed("review.change_doubt", "recognition.view_record")
def desk(request: HttpRequest) -> HttpResponse:
    """Show the desk; its cards are asked for once it stands."""
    wanted = wanted_of(request.GET)
    return render(
        request, "frontend/review.html", {"section": "review", **_choices(request, wanted)}
    )


@require_POST
@allowed("review.change_doubt", "recognition.view_record")
def cards(request: HttpRequest) -> JsonResponse:
    """Claim the next doubts and draw their cards.

    Asked with ``{"count", "without": [...], "take": [...], "record"}``; ``take`` names doubts to
    draw that are the person's already, ``record`` one whose doubts come first.
    """
    user = _user(request)
    asked = _asked(request)
    wanted = wanted_of(request.GET)
    without, count = _numbers(asked.get("without")), min(int(asked.get("count") or 1), _AT_MOST)
    taken = [pk for pk in _numbers(asked.get("take"))[:_AT_MOST] if claiming.take(pk, user)]
    held = _loaded(taken)
    first = uuid_of(str(asked.get("record") or ""))
    if first is not None and len(held) < count:
        held += claiming.claim_next(user, Wanted(record=first), 1, [*without, *taken])
    if len(held) < count:
        others = [*without, *(doubt.pk for doubt in held)]
        held += claiming.claim_next(user, wanted, count - len(held), others)
    drawn = [
        {"id": doubt.pk, "record": str(doubt.record_id), "html": card_html(doubt, user)}
        for doubt in held
    ]
    answer: dict[str, Any] = {"cards": drawn, "open": claiming.open_count(user)}
    if not drawn:
        empty = {"rest": overview.rest_of(user, wanted), "narrowed": wanted != Wanted()}
        answer["empty"] = render_to_string("frontend/review_empty.html", empty, request)
    return JsonResponse(answer)


@allowed("recognition.view_document")
@cache_control(private=True, max_age=7 * 86400, immutable=True)
def crop(request: HttpRequest, pk: uuid.UUID, number: int, place: str, size: str) -> HttpResponse:
    """Show a place of a page, upright."""
    if size not in crops.AROUND or not _CORNERS.fullmatch(place):
        raise Http404
    parts = [float(part) for part in place.split("-")]
    box = [parts[at : at + 2] for at in range(0, 8, 2)]
    document = get_object_or_404(Document, pk=pk)
    try:
        png = crops.crop_png(document, number, box, size)
    except (page_images.PageMissing, UnreadableFile, FileNotFoundError):
        raise Http404 from None
    return HttpResponse(png, content_type="image/png")


@allowed("review.change_doubt", "recognition.view_record")
def group(request: HttpRequest) -> HttpResponse:
    """Show many doubts of one field, or of one reading, side by side."""
    user = _user(request)
    wanted = wanted_of(request.GET)
    context: dict[str, Any] = {"section": "review", **_choices(request, wanted)}
    context["alike"] = overview.alike(user, Wanted(wanted.template, wanted.field))
    if wanted.field or wanted.text:
        passed = _numbers(request.GET.get("passed", "").split(","))
        found = claiming.claim_next(user, wanted, GRID, passed)
        shown = [doubt for doubt in found if doubt.on_value]
        views = sorted((card_view(doubt) for doubt in shown), key=lambda view: view.card.text)
        context["views"] = [view for view in views if view.card.value is not None]
        single = {doubt.pk for doubt in found} - {view.doubt.pk for view in context["views"]}
        claiming.release(single, user)
        context["single"] = len(single)
    return render(request, "frontend/review_group.html", context)


@allowed("review.change_doubt", "recognition.view_record")
def queue(request: HttpRequest) -> HttpResponse:
    """Show how much waits, by template and field."""
    user = _user(request)
    templates = Template.objects.filter(current__isnull=False).select_related("review")
    context = {
        "section": "review",
        "waiting": overview.by_field(user, Wanted()),
        "reasons": _reasons(user, Wanted()),
        "escalated": overview.escalated(user),
        "open": claiming.open_count(user),
        "kinds": [
            (template, getattr(getattr(template, "review", None), "four_eyes", False))
            for template in templates
        ],
    }
    return render(request, "frontend/review_queue.html", context)


@require_POST
@allowed("review.change_templatereview")
def four_eyes(request: HttpRequest) -> HttpResponse:
    """Say of a template whether two people settle its values."""
    template = get_object_or_404(Template, name=request.POST.get("template", ""))
    wanted = request.POST.get("four_eyes") == "true"
    TemplateReview.objects.update_or_create(template=template, defaults={"four_eyes": wanted})
    if wanted:
        said = _("Two people settle the values of %(template)s from now on.")
    else:
        said = _("One person settles the values of %(template)s from now on.")
    messages.success(request, said % {"template": template})
    return redirect("review-queue")


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """Read the address's filters; what makes no sense is left out rather than refused."""
    reason = query.get("reason", "")
    return Wanted(
        template=text_of(query, "template"),
        field=text_of(query, "field"),
        batch=uuid_of(query.get("batch", "")),
        reason=reason if reason in Doubt.Reason.values else "",
        text=query.get("text", "")[: Doubt.TEXT],
        record=uuid_of(query.get("record", "")),
        escalated=query.get("escalated") == "true",
    )


def _choices(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    user = _user(request)
    groups = overview.by_field(user, Wanted())
    of_template = [one for one in groups if wanted.template in ("", one.template)]
    return {
        "wanted": wanted,
        "narrowed": wanted != Wanted(),
        "open": sum(one.count for one in groups),
        "templates": sorted({(one.template, one.title) for one in groups}),
        "fields": sorted({one.name for one in of_template if one.name}),
        "reasons": _reasons(user, Wanted()),
        "escalated": overview.escalated(user),
        "handed_in": overview.handed_in(wanted),
    }


def _reasons(user: User, wanted: Wanted) -> list[tuple[str, str, int]]:
    counts = overview.by_reason(user, wanted)
    return [
        (value, str(label), counts[value])
        for value, label in Doubt.Reason.choices
        if counts.get(value)
    ]


def _loaded(ids: Iterable[int]) -> list[Doubt]:
    wanted = list(ids)
    found = Doubt.objects.with_record().in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def _asked(request: HttpRequest) -> dict[str, Any]:
    try:
        asked = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _numbers(values: object) -> list[int]:
    if not isinstance(values, list):
        return []
    return [int(value) for value in values if str(value).isdecimal() and len(str(value)) < 18]


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
