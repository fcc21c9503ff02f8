"""The designer: a template is drawn on a sample; the browser asks for what it needs as JSON."""

from __future__ import annotations

import base64
import io
import json
import logging
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST
from PIL import Image

from frontend.access import allowed, require
from frontend.wording import in_words
from recognition import design, storage, suite
from recognition.configuration import limits
from recognition.designing.pattern_library import PATTERNS
from recognition.models import Document
from recognition.pages.failures import UnreadableFile
from recognition.pages.opening import check_size
from templates_app import drafts
from templates_app.definition.problems import TemplateError
from templates_app.models import Template, TemplateDraft, TemplateVersion

logger = logging.getLogger(__name__)

DESIGN = "templates_app.add_templateversion"
_PICTURE = 1400
"""Longest side of the pictures of documents that a draft is tried on."""


def answering(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Say what is wrong with a request as JSON, in the language of the page."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except suite.SuiteNotRun as missing:
            detail = in_words(str(missing))
            return JsonResponse({"detail": detail, "missing": missing.missing}, status=409)
        except drafts.DraftConflict as conflict:
            return JsonResponse({"detail": in_words(str(conflict))}, status=409)
        except TemplateError as error:
            problems = [{"place": p.place, "message": in_words(p.message)} for p in error.problems]
            return JsonResponse({"detail": str(error), "problems": problems}, status=400)
        except (drafts.DraftError, design.DesignError, UnreadableFile) as refusal:
            return JsonResponse({"detail": in_words(str(refusal))}, status=400)
        except storage.StoreUnavailable as error:
            return JsonResponse({"detail": in_words(str(error))}, status=503)
        except (AttributeError, LookupError, RecursionError, StopIteration, TypeError, ValueError):
            # it may be a fault of ours all the same
            logger.warning("%s was not understood.", request.path, exc_info=True)
            detail = _("This request is broken. Load the page again.")
            return JsonResponse({"detail": detail}, status=400)

    return answered


@allowed(DESIGN)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a sample; with one, begin a template on it and open the designer."""
    context = {"section": "templates", "drafts": _open_drafts(), "documents": _recent(request)}
    if request.method != "POST":
        return render(request, "frontend/template_new.html", context)
    try:
        data, name = _sample(request)
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


def _sample(request: HttpRequest) -> tuple[bytes, str]:
    file = request.FILES.get("file")
    if file is not None:
        check_size(file.size or 0, file.name or "sample", limits())
        return file.read(), file.name or "sample"
    require(request, "recognition.view_document")
    try:
        wanted = uuid.UUID(request.POST.get("sample") or request.POST.get("document", ""))
    except ValueError:
        raise design.DesignError(_("Choose a picture or PDF first.")) from None
    document = get_object_or_404(Document, pk=wanted)
    try:
        return storage.load(document.sha256), document.name
    except FileNotFoundError:
        raise design.DesignError("The file store has lost this document's bytes.") from None


@allowed(DESIGN)
def open_template(request: HttpRequest, name: str) -> HttpResponse:
    """Open the designer on a template's draft, begun from its current version if need be."""
    template = get_object_or_404(Template, name=name, current__isnull=False)
    return redirect("designer", pk=drafts.draft_of(template, request.user).pk)


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
    draft = get_object_or_404(TemplateDraft.objects.select_related("template"), pk=pk)
    context = {"section": "templates", "draft": draft, "template": draft.template}
    return render(request, "frontend/designer.html", context)


@allowed(DESIGN)
@answering
def state(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer with the draft and what the panels offer."""
    draft = _draft(pk)
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
            "suite": _suite(draft),
        }
    )


def _suite(draft: TemplateDraft) -> list[dict[str, str]]:
    return [{"id": str(golden.pk), "name": golden.name} for golden in suite.suite_of(draft)]


def _draft(pk: uuid.UUID) -> TemplateDraft:
    found = TemplateDraft.objects.select_related("template").filter(pk=pk).first()
    if found is None:
        raise drafts.DraftError("This draft was published or thrown away. Open the template again.")
    return found


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
    return JsonResponse(design.page_words(_draft(pk), number))


@require_POST
@allowed(DESIGN)
@answering
def propose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Propose what a drawn box is (``what``: field or table), or texts to pin (anchors)."""
    sent = json.loads(request.body)
    draft, content = _draft(pk), sent["content"]
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
    """Read the sample by a content that need not be saved; reasons in the page's language."""
    found = design.tried_on_sample(_draft(pk), json.loads(request.body)["content"])
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
    draft = _draft(pk)
    if not any(one.get("number") == number for one in draft.content["pages"]):
        raise drafts.DraftError(f"The draft has no page {number}.")
    data, name = _sample(request)
    design.check_sample(data, name)
    return JsonResponse({"path": drafts.add_sample(draft, number, name, data)})


@require_POST
@allowed(DESIGN)
@answering
def try_on(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read another document by a content: its record, and pictures of its pages."""
    content = json.loads(request.POST["content"])
    data, name = _sample(request)
    record, images = design.tried_on(_draft(pk), content, data, name)
    _speak(record)
    return JsonResponse({"record": record, "pages": [_picture(image) for image in images]})


def _speak(record: dict[str, Any]) -> None:
    """The record's reasons in the language of the page."""
    record["reason"] = in_words(record["reason"])
    for entry in record["fields"].values():
        entry["reason"] = in_words(entry["reason"])
    for rule in record["rules"]:
        rule["detail"] = in_words(rule["detail"])


def _picture(image: Any) -> dict[str, Any]:
    """A page as the browser shows it, with the size that the record's boxes are in."""
    picture = Image.fromarray(image)
    width, height = picture.size
    picture.thumbnail((_PICTURE, _PICTURE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=82)
    url = "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
    return {"width": width, "height": height, "image": url}


@require_POST
@allowed(DESIGN)
@answering
def add_golden(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a document that the draft was tried on golden, with the values that were shown."""
    content, draft = json.loads(request.POST["content"]), _draft(pk)
    data, name = _sample(request)
    suite.add_tried(draft, content, data, name, request.user)
    return JsonResponse({"suite": _suite(draft)})


@require_POST
@allowed(DESIGN)
@answering
def run_golden(request: HttpRequest, pk: uuid.UUID, golden: uuid.UUID) -> HttpResponse:
    """Read one golden document by the saved draft; say what changes."""
    draft = _draft(pk)
    found = suite.suite_of(draft).filter(pk=golden).first()
    if found is None:
        raise drafts.DraftError("This golden document was taken out of the suite.")
    ran = suite.run(draft, found)
    for change in ran["changes"]:
        if not change["place"]:
            for when in ("expected", "before", "after"):
                change[when] = in_words(change[when])
    return JsonResponse(ran)


@require_POST
@allowed(DESIGN)
@answering
def remove_golden(request: HttpRequest, pk: uuid.UUID, golden: uuid.UUID) -> HttpResponse:
    """Take a document out of the suite."""
    draft = _draft(pk)
    suite.remove(draft, golden)
    return JsonResponse({"suite": _suite(draft)})


@require_POST
@allowed(DESIGN)
@answering
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish the draft of a revision as the template's next version, if its suite lets it."""
    sent = json.loads(request.body)
    draft = drafts.at(_draft(pk), int(sent["revision"]))
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


@require_POST
@allowed(DESIGN)
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throw a draft away; published versions stay."""
    draft = get_object_or_404(TemplateDraft.objects.select_related("template"), pk=pk)
    template = draft.template
    draft.delete()
    return redirect("template", name=template.name) if template else redirect("templates")
