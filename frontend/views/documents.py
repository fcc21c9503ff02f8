"""The list of documents, and what is done with several at once."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from frontend import listing
from frontend.access import allowed
from frontend.states import word_of
from recognition import actions, downloads
from recognition.models import Document, Record
from templates_app.models import Template

PAGE_SIZE = 25


@allowed("recognition.view_document")
def documents(request: HttpRequest) -> HttpResponse:
    """Show the documents that the filters leave, newest first."""
    filters = listing.filters_of(request.GET)
    narrowed = listing.narrowed(filters)
    counts = listing.counts(narrowed)
    page = Paginator(
        listing.listed(listing.with_status(narrowed, filters.status)), PAGE_SIZE
    ).get_page(request.GET.get("page"))
    return render(
        request,
        "frontend/documents.html",
        {
            "section": "documents",
            "filters": filters,
            "page": page,
            "tabs": [
                (status, _tab_title(status), count)
                for status, count in counts.items()
                if count or status in ("", filters.status) or status in listing.STATUSES[:3]
            ],
            "templates": Template.objects.all(),
            "any_document": counts[""] or Document.objects.exists(),
        },
    )


def _tab_title(status: str) -> str:
    return {"": _("All"), listing.WAITING: _("Waiting")}.get(status) or word_of(status)


@allowed("recognition.view_document")
def document(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Lead to the document's first record; while there is none, show how far it is."""
    found = get_object_or_404(Document, pk=pk)
    first = found.records.order_by("part").first()
    if first is not None:
        return redirect("record", pk=first.pk)
    return render(request, "frontend/document.html", {"section": "documents", "document": found})


_NEEDS = {
    "csv": "recognition.view_record",
    "xlsx": "recognition.view_record",
    "json": "recognition.view_record",
    "reprocess": "recognition.change_document",
    "cancel": "recognition.change_document",
    "assign": "recognition.change_document",
    "delete": "recognition.delete_document",
}


@require_POST
@allowed("recognition.view_document")
def act(request: HttpRequest) -> HttpResponseBase:
    """Read again, cancel, delete, download or assign a template to the chosen documents."""
    action = request.POST.get("action", "")
    if action not in _NEEDS:
        raise BadRequest(_("This action is unknown. Go back and choose again."))
    if not request.user.has_perm(_NEEDS[action]):
        raise PermissionDenied(
            _("Your role does not allow this. Ask an administrator for another role.")
        )
    ids = _ids(request.POST.getlist("document"))
    if not ids:
        messages.warning(request, _("Choose at least one document first."))
    elif action in ("csv", "xlsx", "json"):
        return _download(ids, action)
    elif action == "assign":
        messages.success(request, _assign(request, ids))
    else:
        messages.success(request, _said(action, getattr(actions, action)(ids)))
    return HttpResponseRedirect(_back(request))


def _ids(texts: list[str]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text) for text in texts]
    except ValueError:
        raise BadRequest(_("A document's number is broken. Go back and choose again.")) from None


def _download(ids: list[uuid.UUID], kind: str) -> HttpResponseBase:
    records = (
        Record.objects.filter(document__in=ids)
        .select_related("document")
        .order_by("document__created_at", "part")
    )
    if kind == "xlsx":
        return FileResponse(downloads.as_xlsx(records), as_attachment=True, filename="records.xlsx")
    lines = downloads.as_csv(records) if kind == "csv" else downloads.as_json(records)
    content_type = "text/csv; charset=utf-8" if kind == "csv" else "application/json"
    response = StreamingHttpResponse(lines, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="records.{kind}"'
    return response


def _assign(request: HttpRequest, ids: list[uuid.UUID]) -> str:
    template = get_object_or_404(Template, name=request.POST.get("template", ""))
    found = list(Document.objects.filter(pk__in=ids))
    for one in found:
        actions.assign(one, template)
    return ngettext(
        "%(count)d document is being read again with %(template)s.",
        "%(count)d documents are being read again with %(template)s.",
        len(found),
    ) % {"count": len(found), "template": template}


def _said(action: str, count: int) -> str:
    if action == "reprocess":
        return ngettext("%d document is read again.", "%d documents are read again.", count) % count
    if action == "cancel":
        return ngettext("%d document was cancelled.", "%d documents were cancelled.", count) % count
    return ngettext("%d document was deleted.", "%d documents were deleted.", count) % count


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}):
        return target
    return reverse("documents")
