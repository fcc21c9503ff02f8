"""Printed rulings: long straight vertical and horizontal strokes, in template space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.matching.placing import project
from recognition.matching.table_contract import SheetPage
from templates_app.definition.template import Box

_CONTRAST = 18
_BACKGROUND = 17
_LARGEST_PATCH = 40_000_000


@dataclass(frozen=True, slots=True)
class Ruling:
    """A stroke at ``position`` across its direction, from ``start`` to ``end`` along it."""

    position: float
    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start

    def covers(self, start: float, end: float) -> float:
        """The share of a stretch that the stroke runs along."""
        return max(0.0, min(self.end, end) - max(self.start, start)) / max(end - start, 1e-6)


@dataclass(frozen=True, slots=True)
class Rulings:
    """What was ruled in a part of the page, template pixels, sorted by position."""

    vertical: tuple[Ruling, ...] = ()
    horizontal: tuple[Ruling, ...] = ()


def find_rulings(page: SheetPage, area: Box, text_height: float) -> Rulings:
    """Find rulings in an area of the template, on the page's straightened image.

    area: x0, y0, x1, y1 in template pixels; parts outside the image are blank.
    text_height: of the lines printed there; shorter strokes belong to characters.
    """
    x0, y0, x1, y1 = area
    width, height = round(x1 - x0), round(y1 - y0)
    if width < 8 or height < 8 or width * height > _LARGEST_PATCH:
        return Rulings()
    stroke = _dark_strokes(_patch(page, area, width, height))
    tall = _runs(stroke, max(20, round(1.7 * text_height)), text_height)
    wide = _runs(stroke.T, max(40, round(3 * text_height)), text_height)
    return Rulings(
        tuple(Ruling(r.position + x0, r.start + y0, r.end + y0) for r in tall),
        tuple(Ruling(r.position + y0, r.start + x0, r.end + x0) for r in wide),
    )


def _patch(page: SheetPage, area: Box, width: int, height: int) -> NDArray[np.uint8]:
    """The area in template pixels; the darkest channel, so that coloured rulings show too."""
    x0, y0, x1, y1 = area
    corners = project(page.to_sheet, np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]))
    low = np.floor(corners.min(axis=0)).astype(int) - 2
    high = np.ceil(corners.max(axis=0)).astype(int) + 3
    left, top = (max(int(value), 0) for value in low)
    part = page.straight.image[top : max(int(high[1]), 0), left : max(int(high[0]), 0)]
    if not part.size:
        return np.full((height, width), 255, np.uint8)
    red, green, blue = cv2.split(part)
    darkest = np.asarray(cv2.min(cv2.min(red, green), blue), dtype=np.uint8)
    across = (
        np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1.0]])
        @ page.to_sheet
        @ np.array([[1, 0, x0], [0, 1, y0], [0, 0, 1.0]])
    )
    pixel = float(np.sqrt(abs(np.linalg.det(across[:2, :2] / across[2, 2]))))
    if pixel >= 1.5:
        # Without this a hairline falls between the samples of a page larger than its template.
        size = round(pixel)
        darkest = np.asarray(cv2.erode(darkest, np.ones((size, size), np.uint8)), dtype=np.uint8)
    patch = cv2.warpPerspective(
        darkest,
        across,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255.0,),
    )
    return np.asarray(patch, dtype=np.uint8)


def _dark_strokes(patch: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """255 where the page is darker than its surroundings, fills and shadows left out."""
    kernel = np.ones((_BACKGROUND, _BACKGROUND), np.uint8)
    hat = cv2.morphologyEx(patch, cv2.MORPH_BLACKHAT, kernel)
    return np.asarray((hat > _CONTRAST) * 255, dtype=np.uint8)


def _runs(stroke: NDArray[np.uint8], shortest: int, text_height: float) -> list[Ruling]:
    """Vertical runs of a mask; a run may lean by a pixel or be crossed by text."""
    leaning = cv2.dilate(stroke, np.ones((1, 3), np.uint8))
    closed = cv2.morphologyEx(leaning, cv2.MORPH_CLOSE, np.ones((5, 1), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((shortest, 1), np.uint8))
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    widest = max(7.0, 0.6 * text_height)
    found = []
    for outline in outlines:
        left, top, width, height = cv2.boundingRect(outline)
        if width <= widest:
            found.append(Ruling(left + (width - 1) / 2, float(top), float(top + height)))
    return joined(found, reach=4.0, gap=2 * text_height)


def joined(rulings: Sequence[Ruling], reach: float, gap: float) -> list[Ruling]:
    """Rulings in line with each other made one, where not more than a gap parts them."""
    merged: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda r: (r.start, r.position)):
        for number, other in enumerate(merged):
            close = abs(other.position - ruling.position) <= reach
            if close and ruling.start - other.end <= gap:
                weight = other.length + ruling.length
                position = other.position * other.length + ruling.position * ruling.length
                merged[number] = Ruling(
                    position / max(weight, 1e-6),
                    other.start,
                    max(other.end, ruling.end),
                )
                break
        else:
            merged.append(ruling)
    return sorted(merged, key=lambda r: (r.position, r.start))
