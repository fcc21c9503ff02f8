"""Files damaged in the middle: a page is whole, or it says what is wrong with it."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from recognition.pages.opening import UnreadableFile, open_document
from recognition.reading import BrokenPage, Image, Page
from tests.recognition.pages.broken_files import tiff_with_broken_page
from tests.recognition.pages.drawing import drawn_page

Damage = Callable[[bytes, float], bytes]
PLACES = (0.35, 0.6, 0.85)


def garbage(data: bytes, place: float) -> bytes:
    """Sixty-four bytes overwritten; marks that would end the stream are left out."""
    at = int(place * len(data))
    noise = bytes(byte % 255 for byte in random.Random(7).randbytes(64))
    return data[:at] + noise + data[at + len(noise) :]


def gap(data: bytes, place: float) -> bytes:
    """A twentieth of the file left out."""
    at = int(place * len(data))
    return data[:at] + data[at + len(data) // 20 :]


def cut(data: bytes, place: float) -> bytes:
    """The rest left out, but for the mark that ends the picture."""
    return data[: int(place * len(data))] + data[-2:]


def picture(mode: str = "RGB") -> Pillow.Image:
    return Pillow.fromarray(drawn_page()).convert(mode)


def saved(kind: str, mode: str = "RGB", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture(mode).save(buffer, kind, **options)
    return buffer.getvalue()


JPEGS = {
    "baseline": saved("JPEG"),
    "progressive": saved("JPEG", progressive=True),
    "restart marks": saved("JPEG", restart_marker_rows=2),
    "grey": saved("JPEG", "L"),
    "cmyk": saved("JPEG", "CMYK"),
}


def pages_of(data: bytes) -> list[Page | BrokenPage]:
    return list(open_document(data, "scan").pages())


@pytest.mark.parametrize("data", JPEGS.values(), ids=list(JPEGS))
def test_a_whole_jpeg_of_any_kind_is_not_called_damaged(data: bytes) -> None:
    for variant in (data, data + bytes(500)):
        (page,) = pages_of(variant)
        assert isinstance(page, Page)
        assert page.damage is None


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("damage", [garbage, gap, cut])
@pytest.mark.parametrize("kind", JPEGS)
def test_a_jpeg_damaged_in_its_data_says_so_or_keeps_its_print(
    kind: str, damage: Damage, place: float
) -> None:
    try:
        (page,) = pages_of(damage(JPEGS[kind], place))
    except UnreadableFile as refusal:
        assert str(refusal).startswith("scan")
        return
    assert isinstance(page, Page)
    whole = np.asarray(Pillow.open(io.BytesIO(JPEGS[kind])).convert("RGB"))
    moved = (outlines(page.image) != outlines(whole)).mean()
    assert page.damage == "the JPEG data inside it is damaged" or moved < 0.005


def outlines(image: Image) -> NDArray[np.bool_]:
    """Where print begins and ends, whatever the colour behind it."""
    return np.abs(np.diff(image[:, :, 1].astype(int), axis=1)) > 80


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("damage", [garbage, gap, cut])
def test_a_png_damaged_in_its_data_says_so_or_is_refused(damage: Damage, place: float) -> None:
    data = saved("PNG")
    (whole,) = pages_of(data)
    assert isinstance(whole, Page)
    assert whole.damage is None
    try:
        (page,) = pages_of(damage(data, place))
    except UnreadableFile as refusal:
        assert "is broken" in str(refusal)
        return
    assert isinstance(page, Page)
    assert page.damage == "the compressed data inside it is damaged"


def test_a_damaged_strip_of_a_tiff_refuses_its_page_and_no_other() -> None:
    pages = pages_of(tiff_with_broken_page(4, 2))
    assert [isinstance(page, Page) for page in pages] == [True, False, True, True]
    assert [page.damage for page in pages if isinstance(page, Page)] == [None, None, None]


def test_a_damaged_jpeg_in_a_tiff_is_read_with_a_word_about_it() -> None:
    buffer = io.BytesIO()
    frames = [picture(), picture(), picture()]
    options = {"compression": "jpeg", "save_all": True, "append_images": frames[1:]}
    frames[0].save(buffer, "TIFF", **options)
    data = buffer.getvalue()
    assert [page.damage for page in pages_of(data) if isinstance(page, Page)] == [None, None, None]
    pages = pages_of(data[: len(data) // 2] + b"\x55" * 4000 + data[len(data) // 2 + 4000 :])
    assert [getattr(page, "damage", None) is None for page in pages] == [True, False, True]


@pytest.mark.parametrize("inside", ["JPEG", "PNG"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("damage", [garbage, gap])
def test_a_damaged_picture_in_a_pdf_is_told_of_its_page_alone(
    inside: str, damage: Damage, place: float
) -> None:
    data = pdf_of_pictures(inside, 3)
    assert [page.damage for page in pages_of(data) if isinstance(page, Page)] == [None, None, None]
    start, end = nth_stream(data, 2)
    harmed = damage(data[start:end], place).ljust(end - start, b"\0")
    pages = pages_of(data[:start] + harmed + data[end:])
    assert [getattr(page, "damage", None) is None for page in pages] == [True, False, True]


def pdf_of_pictures(inside: str, pages: int) -> bytes:
    """Each page a picture, kept in the PDF as a JPEG or deflated."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for number in range(pages):
        shown = picture()
        shown.paste((0, 0, 0), (0, 0, 16 + 16 * number, 16))  # equal ones would be kept once
        if inside == "JPEG":
            kept = io.BytesIO()
            shown.save(kept, "JPEG")
            canvas.drawImage(ImageReader(kept), 0, 0, 595, 842)
        else:
            canvas.drawImage(ImageReader(shown), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def nth_stream(data: bytes, number: int) -> tuple[int, int]:
    """Where the data of a PDF's picture lies."""
    at = -1
    for _ in range(number):
        at = data.index(b"/Subtype /Image", at + 1)
    start = data.index(b"stream", at) + len(b"stream\n")
    return start, data.index(b"endstream", start)
