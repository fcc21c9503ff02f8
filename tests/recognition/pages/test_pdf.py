"""PDF pages: drawn as a viewer shows them, with exactly the text that can be trusted."""

from __future__ import annotations

import io
import threading

import numpy as np
import pypdfium2 as pdfium
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from recognition.pages.limits import DEFAULT_LIMITS, Limits
from recognition.pages.opening import UnreadableFile, open_document
from recognition.reading import BrokenPage, Line, Page
from tests.recognition.pages.broken_files import pdf_bytes, pdf_with_broken_page
from tests.recognition.pages.drawing import drawn_page, for_canvas, pdf_of


def page_of(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Page:
    page = open_document(data, "a.pdf", limits).page(1)
    assert isinstance(page, Page)
    return page


def texts(page: Page) -> list[str]:
    return [line.text for line in page.words]


def line_saying(page: Page, text: str) -> Line:
    return next(line for line in page.words if line.text == text)


def two_lines(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, "Invoice number: 4711")
    canvas.drawString(72, 650, "Total")
    canvas.drawString(400, 650, "1.234,50 EUR")


def turned(data: bytes, degrees: int) -> bytes:
    document = pdfium.PdfDocument(data)
    document[0].set_rotation(degrees)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_page_is_rendered_at_200_dpi() -> None:
    page = page_of(pdf_of(two_lines))
    assert page.dpi == 200
    assert (page.width, page.height) == (1653, 2339)


def test_a_page_too_large_for_the_cap_is_rendered_at_a_lower_dpi() -> None:
    page = page_of(pdf_of(two_lines), Limits(max_rendered_pixels=1_000_000))
    assert page.dpi is not None
    assert 100 < page.dpi < 200
    assert page.width * page.height <= 1_010_000
    assert "Invoice number: 4711" in texts(page)


def test_the_text_layer_brings_its_lines_exactly() -> None:
    page = page_of(pdf_of(two_lines))
    assert texts(page) == ["Invoice number: 4711", "Total", "1.234,50 EUR"]
    assert page.scanned == ()
    line = line_saying(page, "1.234,50 EUR")
    assert line.source == "text_layer"
    assert line.reader == ""
    assert all(char.confidence == 1.0 for char in line.chars)
    positions = [char.position for char in line.chars]
    assert positions == sorted(positions)
    assert 0 < positions[0] < positions[-1] < 1


def test_a_line_stands_where_its_ink_is() -> None:
    page = page_of(pdf_of(two_lines))
    x0, y0 = line_saying(page, "Total").quad.min(axis=0)
    x1, y1 = line_saying(page, "Total").quad.max(axis=0)
    ink = page.image.min(axis=2) < 128
    inside = ink[int(y0) : int(y1), int(x0) : int(x1)]
    assert inside.sum() > 100
    _, columns = np.nonzero(inside)
    assert columns.min() < 8
    assert columns.max() > x1 - x0 - 8


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_rotate_is_obeyed_and_the_words_turn_with_the_page(degrees: int) -> None:
    page = page_of(turned(pdf_of(two_lines), degrees))
    assert (page.width > page.height) == (degrees in (90, 270))
    line = line_saying(page, "Invoice number: 4711")
    along = line.quad[1] - line.quad[0]
    seen = np.degrees(np.arctan2(along[1], along[0])) % 360
    assert seen == pytest.approx(degrees, abs=0.5)
    ink = page.image.min(axis=2) < 128
    x, y = line.quad.mean(axis=0).astype(int)
    assert ink[y - 30 : y + 30, x - 30 : x + 30].any()


def test_glyphs_drawn_twice_for_bold_type_are_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Sum llll 1100")
        canvas.drawString(72.3, 700, "Sum llll 1100")

    assert texts(page_of(pdf_of(draw))) == ["Sum llll 1100"]


def test_a_letter_spaced_word_is_not_torn_apart() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.setCharSpace(5)
        text.textOut("TOTAL")
        canvas.drawText(text)

    assert texts(page_of(pdf_of(draw))) == ["TOTAL"]


def test_a_word_gap_without_a_blank_becomes_one() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, "Total")
        canvas.drawString(72 + 28 + 6, 700, "amount")

    assert texts(page_of(pdf_of(draw))) == ["Total amount"]


def test_a_wide_gap_divides_two_lines() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, "Total")
        canvas.drawString(72 + 28 + 20, 700, "amount")

    assert texts(page_of(pdf_of(draw))) == ["Total", "amount"]


def test_characters_of_a_seal_and_of_a_vertical_word_stay_by_themselves() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 12)
        for index, char in enumerate("统一发票监制章"):
            canvas.saveState()
            canvas.translate(300, 600)
            canvas.rotate(60 - 20 * index)
            canvas.drawString(0, 50, char)
            canvas.restoreState()
        for index, char in enumerate("购买方"):
            canvas.drawString(40, 700 - 20 * index, char)
        canvas.drawString(100, 700, "名称：天津科技有限公司")

    read = texts(page_of(pdf_of(draw)))
    assert sorted(read) == sorted([*"统一发票监制章", *"购买方", "名称：天津科技有限公司"])


def test_a_ligature_is_read_as_its_letters() -> None:
    from recognition.pages.glyphs import _said

    assert _said(0xFB03, False, 5.0) == "ffi"
    assert _said(0x2F49, False, 5.0) == "月"


def test_a_soft_hyphen_counts_where_it_is_printed() -> None:
    from recognition.pages.glyphs import _said

    assert _said(0xAD, False, 4.0) == "-"
    assert _said(0xAD, False, 0.0) == ""
    assert _said(0x02, True, 4.0) == "-"


def test_an_invisible_layer_over_a_scan_is_not_believed() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(for_canvas(drawn_page()), 0, 0, 595, 842)
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        text.textOut("lnvoice nurnber 2O24")
        canvas.drawText(text)

    page = page_of(pdf_of(draw))
    assert page.words == ()
    assert page.scanned == ((0.0, 0.0, float(page.width), float(page.height)),)


def test_text_under_an_opaque_scan_is_not_believed() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "lnvoice nurnber 2O24")
        canvas.drawImage(for_canvas(drawn_page()), 0, 0, 595, 842)

    page = page_of(pdf_of(draw))
    assert page.words == ()
    assert len(page.scanned) == 1


def test_a_scanned_region_on_a_digital_page_is_left_to_the_reader() -> None:
    def draw(canvas: Canvas) -> None:
        two_lines(canvas)
        canvas.drawImage(for_canvas(drawn_page(table=False)), 100, 100, 300, 200)

    page = page_of(pdf_of(draw))
    assert "Invoice number: 4711" in texts(page)
    (box,) = page.scanned
    scale = 200 / 72
    assert box[0] >= 100 * scale - 10
    assert box[2] <= 400 * scale + 10
    assert box[1] >= (842 - 300) * scale - 10
    assert box[3] <= (842 - 100) * scale + 10


def test_a_plain_background_picture_leaves_the_text_trusted() -> None:
    shade = np.tile(np.linspace(210, 255, 600).astype(np.uint8)[:, None, None], (1, 400, 3))

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(for_canvas(shade), 0, 0, 595, 842)
        two_lines(canvas)

    page = page_of(pdf_of(draw))
    assert len(page.words) == 3
    assert page.scanned == ()


def test_a_filled_form_field_is_read_like_print() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "Name:")
        canvas.acroForm.textfield(
            name="n", value="Example GmbH", x=100, y=690, width=200, height=24
        )

    assert texts(page_of(pdf_of(draw))) == ["Name:", "Example GmbH"]


def test_a_font_that_does_not_say_its_characters_leaves_the_page_to_the_reader() -> None:
    def draw(canvas: Canvas) -> None:
        two_lines(canvas)

    garbled = pdf_of(draw)
    document = pdfium.PdfDocument(garbled)
    page = document[0]
    for item in list(page.get_objects()):
        page.remove_obj(item)
    buffer = io.BytesIO()
    page.gen_content()
    document.save(buffer)
    read = page_of(buffer.getvalue())
    assert read.words == ()
    assert len(read.scanned) == 1


def test_a_pdf_that_ends_early_is_read_with_a_note_or_refused() -> None:
    data = pdf_bytes(3)
    cut = data[: data.rfind(b"xref")]
    try:
        opened = open_document(cut, "a.pdf")
    except UnreadableFile as error:
        assert "cut off" in str(error)
    else:
        pages = list(opened.pages())
        assert all(isinstance(page, BrokenPage) or page.damage for page in pages)


def test_pages_can_be_decoded_from_several_threads_at_once() -> None:
    opened = open_document(pdf_with_broken_page(6, 4), "a.pdf")
    found: dict[int, Page | BrokenPage] = {}

    def decode(number: int) -> None:
        found[number] = opened.page(number)

    threads = [threading.Thread(target=decode, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in (1, 2, 3, 5, 6):
        page = found[number]
        assert isinstance(page, Page)
        assert texts(page) == [f"This is page {number}"]
    assert isinstance(found[4], BrokenPage)
