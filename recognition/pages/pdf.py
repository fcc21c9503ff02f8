"""PDF pages: rendered, with the text layer that can be trusted."""

from __future__ import annotations

import ctypes
import math
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from recognition.pages.damage import deflate_damage, jpeg_damage
from recognition.pages.failures import broken_page, unreadable
from recognition.pages.glyphs import page_to_pixels, read_glyphs
from recognition.pages.layer import Box, judge
from recognition.pages.limits import Limits
from recognition.reading import BrokenPage, Image, Matrix, Page

# pdfium keeps global state and may be entered by one thread at a time. Reentrant, because a
# finaliser may run within a call on the same thread.
_PDFIUM = threading.RLock()

_DEEPEST_FORM = 8
_MOST_BYTES_PER_PIXEL = 8
_LEAST_DPI = 12
_OUTLINE_SEGMENTS = 12  # a drawn path with fewer is a ruling or a frame, not letters
_CUT_OFF = "the file ends early"
_REMEDY = "Re-export the PDF, or upload {page} as an image."


def count_pages(data: bytes, name: str, limits: Limits) -> int:
    """Number of pages of a PDF that can be opened.

    Raises:
        UnreadableFile: where it is encrypted, damaged, empty, a form that only Adobe's program
            can draw, or has too many pages.
    """
    with _PDFIUM:
        document = _open(data, name)
        try:
            count = len(document)
            if count > limits.max_pages:
                sentence = (
                    f"has {count} pages, more than the {limits.max_pages} allowed. "
                    "Split it and upload the parts."
                )
                raise unreadable(name, sentence)
            if document.get_formtype() == raw.FORMTYPE_XFA_FULL and _asks_to_wait(document):
                sentence = "is a dynamic XFA form. Open it in Adobe Reader, print it to PDF, "
                raise unreadable(name, sentence + "and upload that.")
            return count
        finally:
            document.close()


def decode_page(
    data: bytes, name: str, number: int, count: int, limits: Limits
) -> Page | BrokenPage:
    """Page ``number`` (from 1), /Rotate obeyed; a ``BrokenPage`` where it can't be drawn."""
    remedy = _REMEDY.format(page=f"page {number}" if count > 1 else "it")
    try:
        with _PDFIUM:
            document = _open(data, name)
            try:
                document.init_forms()
                page = _load(document, number - 1)
                if cut_off(data) and raw.FPDFPage_CountObjects(page) == 0:
                    return broken_page(
                        name,
                        number,
                        count,
                        "the file is cut off before it",
                        "Download or export the PDF again.",
                    )
                return _render(page, number, limits, _CUT_OFF if cut_off(data) else None)
            finally:
                document.close()
    except _UndrawablePage as error:
        return broken_page(name, number, count, str(error), remedy)
    except (
        pdfium.PdfiumError,
        ValueError,
        MemoryError,
        OverflowError,
        ZeroDivisionError,
    ) as error:
        why = "it cannot be parsed" if isinstance(error, pdfium.PdfiumError) else str(error)
        return broken_page(name, number, count, why, remedy)


def cut_off(data: bytes) -> bool:
    """Whether the file ends before its last part does: objects follow its last end mark."""
    return b" obj" in data[max(data.rfind(b"%%EOF"), 0) :]


class _UndrawablePage(Exception):
    """Why a page is not drawn."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What stands on a page besides readable text.

    boxes: raster pictures and outlines, pixels of the render.
    covered: addresses of text objects under an opaque picture.
    """

    boxes: tuple[Box, ...]
    covered: frozenset[int]


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    pointer = raw.FPDF_LoadMemDocument64(data, len(data), None)
    if not pointer:
        raise unreadable(name, _why_closed(data, raw.FPDF_GetLastError()))
    if raw.FPDF_GetPageCount(pointer) < 1:
        raw.FPDF_CloseDocument(pointer)
        raise unreadable(name, "has no pages. Export the PDF again.")
    return pdfium.PdfDocument(pointer)


def _why_closed(data: bytes, error: int) -> str:
    if error == raw.FPDF_ERR_PASSWORD:
        return "is locked with a password. Save it without one and upload it again."
    if error == raw.FPDF_ERR_SECURITY:
        return "is encrypted in a way that cannot be opened. Print it to PDF and upload that."
    if cut_off(data):
        return "is cut off before its end. Download or export the PDF again."
    return "is a damaged PDF. Open it in a PDF viewer and print it to a new PDF."


def _asks_to_wait(document: pdfium.PdfDocument) -> bool:
    text = document[0].get_textpage().get_text_range(0, 400)
    return "Please wait" in text or "Adobe Reader" in text


def _load(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """The page with its filled form fields and annotations drawn into it."""
    page = document[index]
    if raw.FPDFPage_GetAnnotCount(page) > 0 and page.formenv is not None:
        page.flatten()
        page.close()
        page = document[index]
    return page


def _render(page: pdfium.PdfPage, number: int, limits: Limits, damage: str | None) -> Page:
    width, height = page.get_size()
    dpi = _dpi(width, height, limits)
    _check_pictures(page, limits)
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True, may_draw_forms=False)
    image: Image = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    bitmap.close()
    to_pixels = page_to_pixels(page, image.shape[1], image.shape[0])
    text = page.get_textpage()
    content = _content(page, to_pixels)
    glyphs = read_glyphs(page, text, to_pixels, content.covered)
    words, scanned = judge(glyphs, content.boxes, image)
    return Page(number, image, dpi, words, scanned, _damage(page) or damage)


def _dpi(width: float, height: float, limits: Limits) -> int:
    """Resolution for a page of this size in points."""
    if not (width > 0 and height > 0 and math.isfinite(width * height)):
        raise _UndrawablePage("its size makes no sense")
    most = 72 * math.sqrt(limits.max_rendered_pixels / (width * height))
    dpi = math.floor(min(float(limits.pdf_dpi), most))
    if dpi < _LEAST_DPI:
        raise _UndrawablePage(f"it states a size of {width / 2835:.0f} x {height / 2835:.0f} m")
    return dpi


def _check_pictures(page: pdfium.PdfPage, limits: Limits) -> None:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for kind, pointer, _, _ in _objects(page):
        if kind != raw.FPDF_PAGEOBJ_IMAGE:
            continue
        if not raw.FPDFImageObj_GetImagePixelSize(pointer, width, height):
            continue
        if width.value * height.value > 2 * limits.max_pixels:
            size = f"{width.value} x {height.value}"
            cap = f"{2 * limits.max_pixels / 1e6:g} million"
            raise _UndrawablePage(f"it holds a picture of {size} pixels, more than {cap}")


def _damage(page: pdfium.PdfPage) -> str | None:
    """What is wrong with a picture on the page that pdfium draws as far as it goes."""
    for kind, pointer, _, _ in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            found = _picture_damage(pdfium.PdfImage(pointer, page))
            if found is not None:
                return found
    return None


def _picture_damage(picture: pdfium.PdfImage) -> str | None:
    filters = picture.get_filters()
    if filters and filters[-1] == "DCTDecode":
        return jpeg_damage(bytes(picture.get_data(decode_simple=True)))
    if filters not in (["FlateDecode"], ["ASCII85Decode", "FlateDecode"]):
        return None
    width, height = picture.get_px_size()
    most = width * height * _MOST_BYTES_PER_PIXEL
    return deflate_damage(bytes(picture.get_data()), most, ascii85=len(filters) == 2)


def _content(page: pdfium.PdfPage, to_pixels: Matrix) -> _Content:
    boxes: list[Box] = []
    texts: list[tuple[int, Box]] = []
    covered: set[int] = set()
    for kind, pointer, matrix, transparent in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_PATH:
            if raw.FPDFPath_CountSegments(pointer) < _OUTLINE_SEGMENTS:
                continue
        elif kind not in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT):
            continue
        box = _bounds(pointer, to_pixels @ matrix)
        if box is None:
            continue
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            texts.append((ctypes.cast(pointer, ctypes.c_void_p).value or 0, box))
            continue
        boxes.append(box)
        if kind == raw.FPDF_PAGEOBJ_IMAGE and not transparent:
            covered.update(address for address, text in texts if _inside(text, box))
    return _Content(tuple(boxes), frozenset(covered))


def _objects(
    page: pdfium.PdfPage,
) -> Iterator[tuple[int, ctypes._Pointer[Any], Matrix, bool]]:
    """Every drawn object in the order of drawing: kind, pointer, its form's matrix, see-through."""
    matrix = raw.FS_MATRIX()

    def walk(
        count: int,
        get: Callable[[object, int], ctypes._Pointer[Any]],
        parent: object,
        outer: Matrix,
        depth: int,
        through: bool,
    ) -> Iterator[tuple[int, ctypes._Pointer[Any], Matrix, bool]]:
        for index in range(count):
            pointer = get(parent, index)
            if not pointer:
                continue
            kind = raw.FPDFPageObj_GetType(pointer)
            transparent = through or bool(raw.FPDFPageObj_HasTransparency(pointer))
            if kind != raw.FPDF_PAGEOBJ_FORM:
                yield kind, pointer, outer, transparent
            elif depth < _DEEPEST_FORM and raw.FPDFPageObj_GetMatrix(pointer, matrix):
                own = np.array(
                    [
                        [matrix.a, matrix.c, matrix.e],
                        [matrix.b, matrix.d, matrix.f],
                        [0, 0, 1],
                    ]
                )
                inner = raw.FPDFFormObj_CountObjects(pointer)
                yield from walk(
                    inner,
                    raw.FPDFFormObj_GetObject,
                    pointer,
                    outer @ own,
                    depth + 1,
                    transparent,
                )

    count = raw.FPDFPage_CountObjects(page)
    yield from walk(count, raw.FPDFPage_GetObject, page, np.eye(3), 0, False)


def _bounds(pointer: object, to_pixels: Matrix) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(pointer, left, bottom, right, top):
        return None
    corners = np.array(
        [
            [left.value, right.value, right.value, left.value],
            [bottom.value, bottom.value, top.value, top.value],
            [1, 1, 1, 1],
        ]
    )
    xs, ys, _ = to_pixels @ corners
    if not (np.isfinite(xs).all() and np.isfinite(ys).all()):
        return None
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def _inside(text: Box, picture: Box) -> bool:
    x, y = (text[0] + text[2]) / 2, (text[1] + text[3]) / 2
    return picture[0] <= x <= picture[2] and picture[1] <= y <= picture[3]
