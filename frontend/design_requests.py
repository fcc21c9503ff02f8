"""What the designer's requests have in common: the draft, a file sent, and refusals in words."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from frontend.access import require
from frontend.wording import in_words
from recognition import design, storage, suite
from recognition.configuration import limits
from recognition.models import Document
from recognition.pages.failures import UnreadableFile
from recognition.pages.opening import check_size
from templates_app import drafts
from templates_app.definition.problems import TemplateError
from templates_app.models import TemplateDraft

logger = logging.getLogger(__name__)

DESIGN = "templates_app.add_templateversion"


def answering(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Say what is wrong with a request as JSON, in the language of the page."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except suite.SuiteNotRun as missing:
            detail = in_words(str(missing))
            return JsonResponse({"detail": detail, "missing": missing.missing}, status=409)
        except suite.ReasonMissing as missing:
            detail = in_words(str(missing))
            return JsonResponse({"detail": detail, "needs": "reason"}, status=409)
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


def draft_of(pk: uuid.UUID) -> TemplateDraft:
    """The draft; raises DraftError where it is gone."""
    found = TemplateDraft.objects.select_related("template").filter(pk=pk).first()
    if found is None:
        raise drafts.DraftError("This draft was published or thrown away. Open the template again.")
    return found


def sample_of(request: HttpRequest) -> tuple[bytes, str]:
    """The bytes and name of the file sent, or of a document chosen; raises DesignError."""
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


def pages_read(request: HttpRequest) -> int:
    """How many pages of the sample earlier requests have read; no number counts as 0."""
    sent = request.POST.get("pages_read", "")
    return int(sent) if sent.isascii() and sent.isdigit() else 0
