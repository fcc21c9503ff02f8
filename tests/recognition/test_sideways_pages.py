"""Pages of a PDF whose print runs sideways or upside down without a word from /Rotate."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw
from reportlab.pdfgen.canvas import Canvas

from recognition.engine.ppocr import default_reader
from recognition.matching.index import TemplateIndex
from recognition.pages.opening import open_document
from recognition.pipeline import ExtractSettings, extract
from recognition.reading import Page, ReadPage
from recognition.sheets import read_page
from templates_app.definition.parsing import parse_template
from tests.recognition.pages.drawing import pdf_of

pytestmark = pytest.mark.xdist_group("reading")

DEMO = Path(__file__).resolve().parents[2] / "demo"
UPRIGHT = (DEMO / "documents" / "brandau-rechnung.pdf").read_bytes()
TURNS = [1, 2, 3]


def set_sideways(turns: int) -> bytes:
    """The demo invoice with its print turned clockwise by quarter turns, /Rotate left at 0."""
    with pdfium.PdfDocument(UPRIGHT) as document:
        page = document[0]
        width, height = page.get_size()
        matrix = {
            1: raw.FS_MATRIX(0, -1, 1, 0, 0, width),
            2: raw.FS_MATRIX(-1, 0, 0, -1, width, height),
            3: raw.FS_MATRIX(0, 1, -1, 0, height, 0),
        }[turns]
        assert raw.FPDFPage_TransFormWithClip(page, matrix, None)
        across, down = (width, height) if turns == 2 else (height, width)
        page.set_mediabox(0, 0, across, down)
        page.set_cropbox(0, 0, across, down)
        assert page.get_rotation() == 0
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()


def page_of(data: bytes) -> Page:
    page = open_document(data, "invoice.pdf").page(1)
    assert isinstance(page, Page)
    assert page.words
    assert not page.scanned
    return page


@cache
def upright() -> ReadPage:
    return read_page(page_of(UPRIGHT), default_reader())


@cache
def values(turns: int) -> dict[str, Any]:
    """Every field and cell of the record, by its place."""
    template = json.loads((DEMO / "templates" / "invoice-de.json").read_text("utf-8"))
    data = set_sideways(turns) if turns else UPRIGHT
    (found,) = extract(
        data,
        "invoice.pdf",
        TemplateIndex([parse_template(template)]),
        default_reader(),
        ExtractSettings(),
    )
    assert found.record["status"] == "accepted"
    read = dict(found.record["fields"])
    for name, rows in found.record["tables"].items():
        for number, row in enumerate(rows):
            read |= {f"{name} {number} {column}": cell for column, cell in row.items()}
    return read


@pytest.mark.parametrize("turns", TURNS)
def test_the_page_comes_out_upright_with_its_words_and_its_image(turns: int) -> None:
    page = page_of(set_sideways(turns))
    read = read_page(page, default_reader())
    assert read.straight.notes == (f"turned by {90 * (4 - turns)}°",)
    assert [line.text for line in read.lines] == [line.text for line in upright().lines]
    for line, other in zip(read.lines, upright().lines, strict=True):
        assert np.abs(line.quad - other.quad).max() < 1.5
    image, other_image = read.straight.image, upright().straight.image
    assert image.shape == other_image.shape
    dark, other_dark = image[..., 1] < 128, other_image[..., 1] < 128
    grown = np.zeros_like(dark)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            grown |= np.roll(other_dark, (dy, dx), (0, 1))
    assert (dark & ~grown).sum() < 0.01 * dark.sum()


@pytest.mark.parametrize("turns", TURNS)
def test_the_values_are_those_of_the_upright_page(turns: int) -> None:
    assert {place: value["value"] for place, value in values(turns).items()} == {
        place: value["value"] for place, value in values(0).items()
    }


@pytest.mark.parametrize("turns", TURNS)
def test_the_boxes_lie_on_the_page_as_it_was_handed_in(turns: int) -> None:
    height, width = upright().straight.image.shape[:2]
    for place, value in values(turns).items():
        other = values(0)[place]["box"]
        if other is None:
            continue
        x, y = np.array(other).T
        expected = {1: (height - y, x), 2: (width - x, height - y), 3: (y, width - x)}[turns]
        assert np.abs(np.array(value["box"]) - np.stack(expected, axis=1)).max() < 3


def test_words_up_the_margin_do_not_turn_the_page() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(5):
            canvas.drawString(80, 700 - 30 * number, f"An upright line of print {number}")
        canvas.rotate(90)
        canvas.drawString(300, -30, "Printed form 4711")

    page = page_of(pdf_of(draw))
    read = read_page(page, default_reader())
    assert read.straight.notes == ()
    assert read.straight.image is page.image
    assert "Printed form 4711" in [line.text for line in read.lines]
