"""The characters that a PDF page's text layer holds, in pixels of the rendered page."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from recognition.reading import Matrix

_INVISIBLE_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_HYPHENS = (
    0x02,
    0xAD,
    0xFFFE,
)  # what pdfium reports for a printed hyphen at a line's end
_WHITE_SPACE = " \t\r\n\f\u00a0\u3000"
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character.

    text: what it says; several characters for a ligature, a blank for white space.
    x, y: where it stands on its baseline, pixels.
    ux, uy: unit vector of the reading direction.
    advance: its width along that direction, pixels.
    em: font size, pixels.
    garbled: its font doesn't say which character it is.
    hidden: it is in the file, but not to be seen on the page by itself.
    """

    text: str
    x: float
    y: float
    ux: float
    uy: float
    advance: float
    em: float
    garbled: bool = False
    hidden: bool = False

    @property
    def blank(self) -> bool:
        return self.text == " "


def page_to_pixels(page: pdfium.PdfPage, width: int, height: int) -> Matrix:
    """Homography from the page's user space (points, y up) to pixels of its render.

    The crop box and /Rotate are taken into account.
    """
    left, bottom, right, top = page.get_bbox()
    across, down = right - left, top - bottom
    flips: dict[int, list[list[float]]] = {
        0: [[1 / across, 0, -left / across], [0, -1 / down, top / down]],
        90: [[0, 1 / down, -bottom / down], [1 / across, 0, -left / across]],
        180: [[-1 / across, 0, right / across], [0, 1 / down, -bottom / down]],
        270: [[0, -1 / down, top / down], [-1 / across, 0, right / across]],
    }
    unit = np.array([*flips[page.get_rotation()], [0, 0, 1]], dtype=np.float64)
    return np.diag([float(width), float(height), 1.0]) @ unit


def read_glyphs(
    page: pdfium.PdfPage,
    text: pdfium.PdfTextPage,
    to_pixels: Matrix,
    covered: frozenset[int],
) -> list[Glyph]:
    """Every character of the page in the order of its content stream, doubles left out.

    covered: addresses of text objects that lie under an opaque picture.
    """
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    linear = to_pixels[:2, :2]
    hidden_objects: dict[int, bool] = {}
    glyphs: list[Glyph] = []
    pending = 0
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        if 0xD800 <= code < 0xDC00:
            pending = code
            continue
        if 0xDC00 <= code < 0xE000 and pending:
            code = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00)
        pending = 0
        if not raw.FPDFText_GetMatrix(text, index, matrix):
            continue
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetLooseCharBox(text, index, box)
        along = linear @ (matrix.a, matrix.b)
        upward = linear @ (matrix.c, matrix.d)
        length = math.hypot(*along)
        if length == 0.0:
            continue
        ux, uy = float(along[0]) / length, float(along[1]) / length
        corner = to_pixels @ (x.value, y.value, 1.0)
        size = linear @ (box.right - box.left, box.top - box.bottom)
        em = raw.FPDFText_GetFontSize(text, index) * math.hypot(*upward)
        advance, line_height = _extent(abs(float(size[0])), abs(float(size[1])), ux, uy, em)
        if line_height > 0 and not 0.5 * em <= line_height <= 3.0 * em:
            em = line_height / 1.15
        if em <= 0.5:
            continue
        said = _said(code, bool(raw.FPDFText_IsHyphen(text, index)), advance)
        if said == "":
            continue
        pointer = raw.FPDFText_GetTextObject(text, index)
        address = _address(pointer)
        if address not in hidden_objects:
            hidden_objects[address] = address in covered or _invisible(pointer)
        glyphs.append(
            Glyph(
                said,
                float(corner[0]),
                float(corner[1]),
                ux,
                uy,
                advance,
                em,
                _garbled(said) or bool(raw.FPDFText_HasUnicodeMapError(text, index) == 1),
                hidden_objects[address],
            )
        )
    return _without_doubles(glyphs)


def _extent(width: float, height: float, ux: float, uy: float, em: float) -> tuple[float, float]:
    """Advance and line height of a character from its upright bounding box."""
    cos, sin = abs(ux), abs(uy)
    if sin < 0.02:
        return width, height
    if cos < 0.02:
        return height, width
    if abs(cos - sin) < 0.15:
        return max((width - em * sin) / cos, 0.0), em
    determinant = cos * cos - sin * sin
    advance = (width * cos - height * sin) / determinant
    return max(advance, 0.0), (height * cos - width * sin) / determinant


def _said(code: int, hyphen: bool, advance: float) -> str:
    if code in _HYPHENS and (hyphen or code == 0xAD):
        return "-" if advance > 0 else ""
    char = chr(code)
    if char in _WHITE_SPACE:
        return " "
    if char in _ZERO_WIDTH:
        return ""
    if 0xFB00 <= code <= 0xFB06 or 0x2F00 <= code <= 0x2FD5:
        return unicodedata.normalize("NFKC", char)
    return char


def _garbled(text: str) -> bool:
    """Whether the character names nothing that can be printed."""
    return any(
        char == "\ufffd" or unicodedata.category(char) in ("Co", "Cc", "Cn", "Cs") for char in text
    )


def _invisible(pointer: object) -> bool:
    if not pointer:
        return False
    if raw.FPDFTextObj_GetTextRenderMode(pointer) in _INVISIBLE_MODES:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    filled = raw.FPDFPageObj_GetFillColor(pointer, red, green, blue, alpha)
    return bool(filled) and alpha.value == 0


def _address(pointer: ctypes._Pointer[Any]) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0 if pointer else 0


def _without_doubles(glyphs: list[Glyph]) -> list[Glyph]:
    """Leave out glyphs drawn once more in place, as for fake bold type and shadows."""
    cell = 2.0
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        column, row = int(glyph.x // cell), int(glyph.y // cell)
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((glyph.text, column + dx, row + dy), ())
        )
        reach = min(0.1 * glyph.em, cell)
        if any(math.hypot(glyph.x - o.x, glyph.y - o.y) <= reach for o in near):
            continue
        seen.setdefault((glyph.text, column, row), []).append(glyph)
        kept.append(glyph)
    return kept
