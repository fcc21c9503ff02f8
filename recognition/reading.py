"""The words every stage of recognition shares: what a page is and what was read on it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""(height, width, 3) RGB pixels."""

Matrix = NDArray[np.floating[Any]]
"""(3, 3) homography acting on column vectors (x, y, 1)."""

Quad = NDArray[np.float32]
"""(4, 2) corner points in pixels, clockwise from the text's top left."""

Source = Literal["ocr", "text_layer"]


def squeezed(text: str) -> str:
    """NFKC text without any white space: what is the same however wide it was set."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True)
class Char:
    """One character of a line.

    position: its centre along the line's baseline, 0 at the quad's left edge, 1 at its right.
    confidence: the reader's probability for it, 0..1.
    alternatives: other characters that the reader saw there, best first, with probabilities.
    """

    text: str
    position: float
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One text line as read on a page.

    quad: (4, 2) float32, pixels of the page image it was read on, clockwise from the text's
        top left.
    chars: its characters in reading order; empty where nothing was legible.
    source: whether a reader read it or the PDF's text layer brought it.
    reader: name and version of the recogniser, empty for the text layer.
    doubtful: read at a glance, and not surely enough; whoever needs the line asks again.
    """

    quad: Quad
    chars: tuple[Char, ...]
    source: Source = "ocr"
    reader: str = ""
    doubtful: bool = False

    @property
    def text(self) -> str:
        """The characters joined."""
        return "".join(char.text for char in self.chars)

    @property
    def confidence(self) -> float:
        """The mean confidence of the characters, 0 where there are none."""
        if not self.chars:
            return 0.0
        return sum(char.confidence for char in self.chars) / len(self.chars)

    def cut(self, start: int, end: int) -> Line:
        """The part of the line that holds ``chars[start:end]``; this line is not modified.

        The new quad is cut half-way between neighbouring character centres.
        """
        kept = self.chars[start:end]
        if not kept:
            return replace(self, chars=())
        before = self.chars[start - 1].position if start > 0 else None
        after = self.chars[end].position if end < len(self.chars) else None
        left = 0.0 if before is None else (before + kept[0].position) / 2
        right = 1.0 if after is None else (kept[-1].position + after) / 2
        span = max(right - left, 1e-6)
        top_left, top_right, bottom_right, bottom_left = self.quad
        quad = np.array(
            [
                top_left + (top_right - top_left) * left,
                top_left + (top_right - top_left) * right,
                bottom_left + (bottom_right - bottom_left) * right,
                bottom_left + (bottom_right - bottom_left) * left,
            ],
            dtype=np.float32,
        )
        chars = tuple(replace(char, position=(char.position - left) / span) for char in kept)
        return replace(self, quad=quad, chars=chars)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page as uploaded, after EXIF orientation or the PDF's /Rotate, before straightening.

    number: its place in the file, from 1.
    image: RGB pixels.
    dpi: resolution that a PDF page was rendered at, or that the image states; None if unknown.
    words: lines of the PDF's trusted text layer, in pixels of ``image``; regions without
        trusted text are left to the reader.
    scanned: boxes (x0, y0, x1, y1), pixels of ``image``, that hold raster content which the
        text layer doesn't cover; the whole page where there is no trusted text layer at all.
    damage: what is wrong with a page that could be drawn, though perhaps not all of it.
    """

    number: int
    image: Image
    dpi: int | None = None
    words: tuple[Line, ...] = ()
    scanned: tuple[tuple[float, float, float, float], ...] = ()
    damage: str | None = None

    @property
    def width(self) -> int:
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        return int(self.image.shape[0])


@dataclass(frozen=True, slots=True)
class BrokenPage:
    """A page that could not be decoded; its neighbours stand.

    message: what is wrong and what the person can do.
    """

    number: int
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class StraightPage:
    """A page made upright, cut to the paper and deskewed, with the way back.

    image: RGB pixels of the straightened page.
    to_page: homography from pixels of this image to pixels of ``page.image``.
    notes: what was done, for the record's evidence ("turned by 180°", "deskewed by 3.1°").
    """

    page: Page
    image: Image
    to_page: Matrix
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ReadPage:
    """A straightened page with its lines, in pixels of ``straight.image``."""

    straight: StraightPage
    lines: tuple[Line, ...]
