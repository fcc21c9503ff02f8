"""Quick reading: the lines of one picture, nothing stored."""

from __future__ import annotations

import base64
import io
import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from PIL import Image

from frontend.access import allowed
from frontend.wording import in_words
from recognition.configuration import limits
from recognition.page_lines import page_lines
from recognition.pages.failures import UnreadableFile
from recognition.pages.opening import open_document
from recognition.reading import BrokenPage, Page
from recognition.shared_reader import shared_reader


@allowed("recognition.add_document")
def read(request: HttpRequest) -> HttpResponse:
    """Show the place to drop a picture on."""
    return render(request, "frontend/read.html", {"section": "read"})


@require_POST
@allowed("recognition.add_document")
def read_lines(request: HttpRequest) -> HttpResponse:
    """Answer with picture, lines, and seconds of the first page of the file sent as ``file``."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"detail": _("Send a picture or PDF as “file”.")}, status=400)
    try:
        page = open_document(file.read(), file.name or "picture", limits()).page(1)
    except UnreadableFile as refusal:
        return JsonResponse({"detail": in_words(str(refusal))}, status=400)
    if isinstance(page, BrokenPage):
        return JsonResponse({"detail": in_words(page.message)}, status=400)
    begun = time.perf_counter()
    with shared_reader() as reader:
        lines = page_lines(page, reader)
    return JsonResponse(
        {
            "width": page.width,
            "height": page.height,
            "image": _data_url(page),
            "lines": lines,
            "seconds": round(time.perf_counter() - begun, 3),
        }
    )


def _data_url(page: Page) -> str:
    """The page itself, upright and decoded: browsers can't show TIFF or PDF."""
    buffer = io.BytesIO()
    Image.fromarray(page.image).save(buffer, "JPEG", quality=85)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
