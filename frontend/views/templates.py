"""Templates: which there are, what each says, how well it reads."""

from __future__ import annotations

import io
import json

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST
from PIL import Image

from frontend import figures
from frontend.access import allowed
from frontend.chart import chart_of
from frontend.sheet_view import sheets_of
from recognition.configuration import limits
from recognition.models import Record
from recognition.samples import sample_pages
from templates_app.definition.comparing import changes
from templates_app.models import Template, TemplateDraft, TemplateVersion


def _counted() -> QuerySet[Template]:
    records = "versions__records"
    return Template.objects.select_related("current").annotate(
        records=Count(records, distinct=True),
        accepted=Count(
            records, filter=Q(versions__records__status=Record.Status.ACCEPTED), distinct=True
        ),
        last=Max("versions__records__created_at"),
    )


@allowed("templates_app.view_template")
def templates(request: HttpRequest) -> HttpResponse:
    """Show every template with its sheet and how well it reads."""
    shown = [
        (template, _first_sheet(template.current), _share(template))
        for template in _counted().filter(current__isnull=False)
    ]
    return render(request, "frontend/templates.html", {"section": "templates", "templates": shown})


def _first_sheet(version: TemplateVersion) -> object:
    return sheets_of(version)[0]


def _share(template: Template) -> float | None:
    return template.accepted / template.records if template.records else None


@allowed("templates_app.view_template")
def template(request: HttpRequest, name: str, number: int | None = None) -> HttpResponse:
    """Show one template: its sheet with what is drawn on it, rules, versions, figures."""
    found = get_object_or_404(_counted(), name=name)
    version = found.current if number is None else _version(name, number)
    if version is None:
        raise Http404(f"The template {name} has no published version.")
    return render(
        request,
        "frontend/template.html",
        {
            "section": "templates",
            "template": found,
            "version": version,
            "content": version.content,
            "sheets": sheets_of(version),
            "versions": _listed(found).select_related("published_by"),
            "share": _share(found),
            "chart": chart_of(figures.days(_records(found))),
            "doubts": figures.doubts(_records(found)),
            "goldens": found.golden_documents.all(),
            "removals": found.golden_removals.select_related("removed_by"),
            "draft": TemplateDraft.objects.filter(template=found).first(),
        },
    )


def _listed(template: Template) -> QuerySet[TemplateVersion]:
    """The versions for a list: what they say is left in the database until it is asked for."""
    return template.versions.defer("content", "static")


def _records(template: Template) -> QuerySet[Record]:
    return Record.objects.filter(template_version__template=template)


@allowed("templates_app.view_template")
def compare(request: HttpRequest, name: str) -> HttpResponse:
    """Show what changed from one version (``from``) to another (``to``)."""
    found = get_object_or_404(Template, name=name, current__isnull=False)
    versions = list(_listed(found))
    new = _chosen(versions, request.GET.get("to"), versions[0])
    older = next((one for one in versions if one.number < new.number), new)
    old = _chosen(versions, request.GET.get("from"), older)
    return render(
        request,
        "frontend/compare.html",
        {
            "section": "templates",
            "template": found,
            "versions": versions,
            "old": old,
            "new": new,
            "changes": changes(old.content, new.content),
        },
    )


def _chosen(
    versions: list[TemplateVersion], number: str | None, otherwise: TemplateVersion
) -> TemplateVersion:
    return next((one for one in versions if str(one.number) == number), otherwise)


@require_POST
@allowed("templates_app.change_template")
def activate(request: HttpRequest, name: str) -> HttpResponse:
    """Archive a template, or take it up again; an archived one is chosen for no document."""
    found = get_object_or_404(Template, name=name)
    found.active = request.POST.get("active") == "true"
    found.save(update_fields=["active", "changed_at"])
    return redirect("template", name=name)


def _version(name: str, number: int) -> TemplateVersion:
    return get_object_or_404(
        TemplateVersion.objects.select_related("template"), template__name=name, number=number
    )


@allowed("templates_app.view_template")
@cache_control(private=True, max_age=86400)
def sample(request: HttpRequest, name: str, number: int, page: int) -> HttpResponse:
    """Answer with the picture of a sample page, in the size that the template states."""
    version = _version(name, number)
    files = {entry.page: entry.read() for entry in version.samples.filter(page=page)}
    pages = sample_pages(version.definition(), files, limits())
    if page not in pages:
        raise Http404(f"{name} v{number} has no sample of page {page}.")
    stated = next(entry for entry in version.content["pages"] if entry["number"] == page)
    picture = Image.fromarray(pages[page].image)
    picture = picture.resize((stated["width"], stated["height"]), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=88)
    return HttpResponse(buffer.getvalue(), content_type="image/jpeg")


@allowed("templates_app.view_template")
def export(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Hand out a version as `stencil-template/1`."""
    text = json.dumps(_version(name, number).content, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response
