"""The designer's pages: what a template begins on, and the canvas itself."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.access import allowed
from frontend.design_requests import DESIGN, sample_of
from frontend.wording import in_words
from recognition import design, storage
from recognition.models import Document
from recognition.pages.failures import UnreadableFile
from templates_app import drafts
from templates_app.models import Template, TemplateDraft, TemplateVersion


@allowed(DESIGN)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a sample; with one, begin a template on it and open the designer."""
    context = {"section": "templates", "drafts": _open_drafts(), "documents": _recent(request)}
    if request.method != "POST":
        return render(request, "frontend/template_new.html", context)
    try:
        data, name = sample_of(request)
        draft = design.begin(data, name, request.user)
    except (UnreadableFile, design.DesignError, storage.StoreUnavailable) as refusal:
        problem = in_words(str(refusal))
        return render(request, "frontend/template_new.html", {**context, "problem": problem})
    return redirect("designer", pk=draft.pk)


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
