"""Pages drawn in code, and what a camera or a scanner makes of them."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image as Pillow
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from recognition.reading import Image, Matrix

LINES = (
    "Invoice number 2024-0815",
    "Date 17 March 2024",
    "Customer Example Trading Ltd",
    "Delivery address 12 Harbour Road",
    "Transport of goods 250.00",
    "Packing material 18.40",
    "Value added tax 53.68",
    "Total amount due 322.08",
)


def drawn_page(width: int = 1200, height: int = 800, table: bool = True) -> Image:
    """A white page with eight lines of print, in a ruled table or free."""
    page = np.full((height, width, 3), 255, np.uint8)
    for index, text in enumerate(LINES):
        place = (int(0.08 * width), int((0.15 + 0.1 * index) * height))
        cv2.putText(page, text, place, cv2.FONT_HERSHEY_DUPLEX, 0.001 * width, (20, 20, 20), 2)
    if table:
        for index in range(9):
            y = int((0.09 + 0.1 * index) * height)
            cv2.line(page, (int(0.05 * width), y), (int(0.95 * width), y), (90, 40, 20), 2)
        for x in (0.05, 0.95):
            left = int(x * width)
            top, bottom = int(0.09 * height), int(0.89 * height)
            cv2.line(page, (left, top), (left, bottom), (90, 40, 20), 2)
    return page


def tilted(page: Image, degrees: float) -> Image:
    """The page turned clockwise about its middle on a white ground that holds all of it."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(width * cos + height * sin), int(width * sin + height * cos))
    turn[:, 2] += (size[0] / 2 - width / 2, size[1] / 2 - height / 2)
    return np.asarray(cv2.warpAffine(page, turn, size, borderValue=(255, 255, 255)), np.uint8)


def photographed(page: Image, ground: int = 70, seed: int = 1) -> tuple[Image, Matrix]:
    """The page on a darker ground, seen from aslant, and the homography that put it there."""
    rng = np.random.default_rng(seed)
    height, width = page.shape[:2]
    size = (int(1.25 * width), int(1.3 * height))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    places = corners + np.array([0.12 * width, 0.15 * height])
    places += rng.uniform(-0.05, 0.05, (4, 2)) * (width, height)
    way = cv2.getPerspectiveTransform(corners, places.astype(np.float32))
    seen = cv2.warpPerspective(page, way, size, borderValue=(ground, ground, ground))
    light = np.linspace(1.0, 0.8, size[0])[None, :, None]
    noisy = seen * light + rng.normal(0, 3, seen.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), np.asarray(way, np.float64)


def encoded(page: Image, kind: str, **options: object) -> bytes:
    """The page as a file of the given kind."""
    buffer = io.BytesIO()
    Pillow.fromarray(page).save(buffer, kind, **options)
    return buffer.getvalue()


def pdf_of(*draw: Callable[[Canvas], None], size: tuple[float, float] = (595, 842)) -> bytes:
    """A PDF with one page for each drawing function."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    for each in draw:
        each(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def for_canvas(page: Image) -> ImageReader:
    """A picture as reportlab takes it."""
    return ImageReader(Pillow.fromarray(page))
