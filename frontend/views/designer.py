"""The designer's pages: what a template begins on, and the canvas itself."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.access import allowed
from frontend.design_requests import DESIGN, pages_read, sample_of
from frontend.wording import in_words
from recognition import design, storage
from recognition.models import Document
from recognition.pages.failures import UnreadableFile
from templates_app import drafts
from templates_app.models import Template, TemplateDraft, TemplateVersion


@allowed(DESIGN)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a sample; with one, begin a template on it and open the designer.

    A long sample takes several requests: ``pages_read`` of ``pages`` is what the first ones say to
    a script, and what the next one sends. To a form they show a page that goes on by itself.
    """
    if request.method != "POST":
        return _asking(request)
    try:
        data, name = sample_of(request)
        read, count = design.read_some(data, name, pages_read(request))
        if read < count:
            return _reading(request, name, read, count)
        draft = design.begin(data, name, request.user)
    except (UnreadableFile, design.DesignError, storage.StoreUnavailable) as refusal:
        problem = in_words(str(refusal))
        if _from_script(request):
            return JsonResponse({"detail": problem}, status=400)
        return _asking(request, problem)
    if _from_script(request):
        return JsonResponse({"url": reverse("designer", args=[draft.pk])})
    return redirect("designer", pk=draft.pk)


def _from_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _asking(request: HttpRequest, problem: str = "") -> HttpResponse:
    documents = _recent(request)
    context = {"drafts": _open_drafts(), "documents": documents, "problem": problem}
    return render(request, "frontend/template_new.html", {"section": "templates", **context})


def _reading(request: HttpRequest, name: str, read: int, count: int) -> HttpResponse:
    if _from_script(request):
        return JsonResponse({"pages_read": read, "pages": count})
    document = request.POST.get("sample") or request.POST.get("document")
    if not document:
        said = _("%(read)d of %(pages)d pages are read. Choose the file again to go on.")
        return _asking(request, said % {"read": read, "pages": count})
    context = {"name": name, "document": document, "read": read, "count": count}
    return render(request, "frontend/template_reading.html", {"section": "templates", **context})


def _open_drafts() -> Any:
    return TemplateDraft.objects.select_related("template", "changed_by")[:12]


def _recent(request: HttpRequest) -> Any:
    """The newest documents, to take one as the sample."""
    if not request.user.has_perm("recognition.view_document"):
        return Document.objects.none()
    return Document.objects.filter(page_count__gt=0).order_by("-created_at")[:6]


@allowed(DESIGN)
def open_template(request: HttpRequest, name: str) -> HttpResponse:
    """Open the designer on a template's draft, begun from its current version if need be."""
    template = Template.objects.filter(name=name, current__isnull=False).first()
    if template is None:
        return _gone(request, _("There is no template named %s any more") % name)
    return redirect("designer", pk=drafts.draft_of(template, request.user).pk)


def _gone(request: HttpRequest, what: str) -> HttpResponse:
    """Say that there is nothing to draw on any more, and what can be opened instead."""
    context = {"section": "templates", "what": what, "drafts": _open_drafts()}
    return render(request, "frontend/designer_gone.html", context, status=404)


@require_POST
@allowed(DESIGN)
def take_version(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Open the designer on a version's content: to restore it, or as a copy of another name."""
    version = get_object_or_404(TemplateVersion, template__name=name, number=number)
    take = drafts.copy if request.POST.get("as") == "copy" else drafts.restore
    return redirect("designer", pk=take(version, request.user).pk)


@allowed(DESIGN)
def designer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the designer; what it shows it asks for by itself."""
    draft = TemplateDraft.objects.select_related("template").filter(pk=pk).first()
    if draft is None:
        return _gone(request, _("This draft was published or thrown away"))
    context = {"section": "templates", "draft": draft, "template": draft.template}
    return render(request, "frontend/designer.html", context)


@require_POST
@allowed(DESIGN)
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throw a draft away; published versions stay."""
    draft = TemplateDraft.objects.select_related("template").filter(pk=pk).first()
    if draft is None:
        return _gone(request, _("This draft was published or thrown away"))
    template = draft.template
    draft.delete()
    return redirect("template", name=template.name) if template else redirect("templates")
