"""The list of documents, and what is done with several at once."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from frontend import listing
from frontend.access import allowed, require
from frontend.leading_back import back_to
from frontend.states import word_of
from frontend.wording import in_words
from recognition import actions, downloads, golden_documents, page_images, storage
from recognition.models import Document, Record
from recognition.pages.failures import UnreadableFile
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
    """Lead to the document's first record; while there is none, show its pages as uploaded."""
    found = get_object_or_404(Document, pk=pk)
    first = found.records.order_by("part").first()
    if first is not None:
        return redirect("record", pk=first.pk)
    pages, problem = range(0), ""
    try:
        pages = range(1, page_images.page_count(found) + 1)
    except (UnreadableFile, storage.StoreUnavailable) as refusal:
        problem = in_words(str(refusal))
    except FileNotFoundError:
        problem = in_words("The file store has lost this document's bytes.")
    context = {"section": "documents", "document": found, "pages": pages, "problem": problem}
    return render(request, "frontend/document.html", context)


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
    require(request, _NEEDS[action])
    ids = _ids(request.POST.getlist("document"))
    if not ids:
        messages.warning(request, _("Choose at least one document first."))
    elif action in ("csv", "xlsx", "json"):
        return _download(ids, action)
    elif action == "assign":
        messages.success(request, _assign(request, ids))
    else:
        messages.success(request, _said(action, getattr(actions, action)(ids)))
    return HttpResponseRedirect(back_to(request, "documents"))


def _ids(texts: list[str]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text) for text in texts]
    except ValueError:
        raise BadRequest(_("A document's number is broken. Go back and choose again.")) from None


def _download(ids: list[uuid.UUID], kind: str) -> HttpResponseBase:
    return _file_of(Record.objects.filter(document__in=ids), kind)


@allowed("recognition.view_record")
def download(request: HttpRequest) -> HttpResponseBase:
    """Download every record under the list's filters, however many there are."""
    kind = request.GET.get("as", "")
    if kind not in _FORMATS:
        raise BadRequest(_("This action is unknown. Go back and choose again."))
    filters = listing.filters_of(request.GET)
    return _file_of(listing.records_under(filters), kind)


_FORMATS = {
    "csv": (downloads.as_csv, "text/csv; charset=utf-8"),
    "json": (downloads.as_json, "application/json"),
    "jsonl": (downloads.as_json_lines, "application/x-ndjson"),
    "xlsx": (None, ""),
}


def _file_of(found: QuerySet[Record], kind: str) -> HttpResponseBase:
    records = found.select_related("document").order_by("document__created_at", "part")
    write, content_type = _FORMATS[kind]
    if write is None:
        return FileResponse(downloads.as_xlsx(records), as_attachment=True, filename="records.xlsx")
    response = StreamingHttpResponse(write(records), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="records.{kind}"'
    return response


def _assign(request: HttpRequest, ids: list[uuid.UUID]) -> str:
    template = get_object_or_404(Template, name=request.POST.get("template", ""), active=True)
    found = list(Document.objects.filter(pk__in=ids))
    may_design = request.user.has_perm("templates_app.add_templateversion")
    for one in found:
        actions.assign(one, template)
        if may_design and request.POST.get("suite"):
            golden_documents.add_recognised(one, template, request.user)
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
