"""From a drawing to files: a born-digital PDF, and pictures of its pages.

The pictures are the PDF's own pages as pdfium shows them, so both say exactly the same.
"""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
from PIL import Image as Picture
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from recognition.reading import Image
from training.synth.documents.drawing import DPI, Colour, Drawing, Page, Panel, Stroke, Text
from training.synth.documents.fonts import face

_POINT = 72 / DPI


def to_pdf(drawing: Drawing, title: str) -> bytes:
    """The document as a PDF with a text layer; the same drawing gives the same bytes."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    for page in drawing.pages:
        # A hair less, so that no renderer rounds the page up by a pixel.
        canvas.setPageSize((page.width * _POINT - 1e-3, page.height * _POINT - 1e-3))
        canvas.translate(0, page.height * _POINT)
        canvas.scale(_POINT, -_POINT)
        _print(canvas, page)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def to_images(pdf: bytes) -> list[Image]:
    """Each page at 200 dpi as (height, width, 3) RGB."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            np.asarray(page.render(scale=DPI / 72).to_pil().convert("RGB"), dtype=np.uint8)
            for page in document
        ]
    finally:
        document.close()


def to_png(image: Image) -> bytes:
    """A page's picture as a small PNG file: print has few colours."""
    picture = Picture.fromarray(image).quantize(64, dither=Picture.Dither.NONE)
    target = io.BytesIO()
    picture.save(target, format="PNG", optimize=True, dpi=(DPI, DPI))
    return target.getvalue()


def _print(canvas: Canvas, page: Page) -> None:
    for mark in page.marks:
        if isinstance(mark, Text):
            _print_text(canvas, mark)
        elif isinstance(mark, Panel):
            _print_panel(canvas, mark)
        else:
            _print_stroke(canvas, mark)


def _print_text(canvas: Canvas, text: Text) -> None:
    """The page's y axis points down here; text has to be turned upright again."""
    canvas.saveState()
    canvas.translate(text.x, text.baseline)
    canvas.scale(1, -1)
    canvas.setFillColorRGB(*_shares(text.style.colour))
    canvas.setFont(face(text.style.role).name, text.style.size)
    canvas.drawString(0, 0, text.text)
    canvas.restoreState()


def _print_panel(canvas: Canvas, panel: Panel) -> None:
    x0, y0, x1, y1 = panel.box
    if panel.fill:
        canvas.setFillColorRGB(*_shares(panel.fill))
    if panel.outline:
        canvas.setStrokeColorRGB(*_shares(panel.outline))
        canvas.setLineWidth(panel.thickness)
    canvas.roundRect(
        x0,
        y0,
        x1 - x0,
        y1 - y0,
        panel.radius,
        stroke=int(panel.outline is not None),
        fill=int(panel.fill is not None),
    )


def _print_stroke(canvas: Canvas, stroke: Stroke) -> None:
    canvas.setStrokeColorRGB(*_shares(stroke.colour))
    canvas.setLineWidth(stroke.thickness)
    canvas.setLineCap(1)
    path = canvas.beginPath()
    path.moveTo(*stroke.way[0])
    if stroke.smooth:
        _bend(path, stroke.way)
    else:
        for point in stroke.way[1:]:
            path.lineTo(*point)
    canvas.drawPath(path, stroke=1, fill=0)


def _bend(path: PDFPathObject, way: tuple[tuple[float, float], ...]) -> None:
    """A Catmull-Rom spline through the points, as Bezier curves."""
    for index in range(len(way) - 1):
        before, start = way[max(index - 1, 0)], way[index]
        end, after = way[index + 1], way[min(index + 2, len(way) - 1)]
        path.curveTo(
            start[0] + (end[0] - before[0]) / 6,
            start[1] + (end[1] - before[1]) / 6,
            end[0] - (after[0] - start[0]) / 6,
            end[1] - (after[1] - start[1]) / 6,
            end[0],
            end[1],
        )


def _shares(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = colour
    return red / 255, green / 255, blue / 255
