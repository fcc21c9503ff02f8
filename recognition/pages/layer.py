"""How far a PDF page's text layer can be trusted, and what it leaves to the reader."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.pages.baselines import Run, group, line_of
from recognition.pages.glyphs import Glyph
from recognition.reading import Image, Line

Box = tuple[float, float, float, float]
"""(x0, y0, x1, y1) in pixels."""

_GARBLED_PAGE = 0.3  # share of garbled characters beyond which no line of the page is believed
_ODD_PAGE = 0.5  # share of characters that are no letters, digits or usual punctuation
_LEADERS = re.compile(r"([^\w\s])\1{2,}")
_USUAL = frozenset(
    ".,:;-–—/()[]{}%&@#*+=<>_'\"!?¥￥$€£§°·•…“”‘’„«»、。，：；（）《》【】！？\\|~^`″′№×⊗√☑☐"
)
_MARGIN = 6  # pixels around a region that is left to the reader


def judge(
    glyphs: Sequence[Glyph], pictures: Sequence[Box], image: Image
) -> tuple[tuple[Line, ...], tuple[Box, ...]]:
    """The trusted lines of a text layer, and the boxes that hold print it doesn't cover.

    pictures: boxes of raster pictures and drawn outlines on the page.
    image: the rendered page.
    """
    height, width = image.shape[:2]
    whole: tuple[Box, ...] = ((0.0, 0.0, float(width), float(height)),)
    seen = [glyph for glyph in glyphs if not glyph.hidden and _within(glyph, width, height)]
    if not _plausible(seen):
        return (), whole
    trusted: list[Line] = []
    doubtful: list[Box] = []
    for run in group(seen):
        kept = _without_bullets(run)
        line = line_of(kept)
        if line is None:
            continue
        if any(glyph.garbled for glyph in kept):
            doubtful.append(_box(line, width, height))
        else:
            trusted.append(line)
    if not trusted:
        return (), whole
    left = uncovered(image, trusted, pictures) if pictures else []
    trusted.sort(key=reading_place)
    return tuple(trusted), tuple(_merged([*doubtful, *left]))


def reading_place(line: Line) -> tuple[int, float]:
    """Row and column of a line, so that lines on about the same height go from left to right."""
    x, y = line.quad.mean(axis=0)
    return round(float(y) / 12), float(x)


def uncovered(image: Image, lines: Sequence[Line], pictures: Sequence[Box]) -> list[Box]:
    """Boxes of print inside ``pictures`` that no line of the text layer accounts for.

    Rulings and flat areas are no print.
    """
    height, width = image.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    for x0, y0, x1, y1 in pictures:
        mask[max(int(y0), 0) : int(np.ceil(y1)), max(int(x0), 0) : int(np.ceil(x1))] = 1
    for line in lines:
        cv2.fillConvexPoly(mask, np.round(line.quad).astype(np.int32), 0)
        cv2.polylines(mask, [np.round(line.quad).astype(np.int32)], True, 0, thickness=5)
    ink = _ink(image) & mask
    if not ink.any():
        return []
    ems = [float(np.linalg.norm(line.quad[3] - line.quad[0])) for line in lines]
    reach = int(np.clip(1.2 * float(np.median(ems)), 12, 80)) | 1
    grown = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    boxes: list[Box] = []
    for x, y, w, h, area in stats[1:count]:
        if w >= 12 and h >= 12 and area >= 150:
            x0, y0 = max(x - _MARGIN, 0), max(y - _MARGIN, 0)
            x1, y1 = min(x + w + _MARGIN, width), min(y + h + _MARGIN, height)
            boxes.append((float(x0), float(y0), float(x1), float(y1)))
    return boxes


def _ink(image: Image) -> NDArray[np.uint8]:
    """1 where strokes stand out from their surroundings, rulings left out."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    strokes = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    ink = (strokes > 40).astype(np.uint8)
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, 90), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((90, 1), np.uint8))
    return np.asarray(cv2.subtract(ink, cv2.bitwise_or(across, down)), dtype=np.uint8)


def _plausible(glyphs: Sequence[Glyph]) -> bool:
    """Whether these characters can be what the page says."""
    printed = [glyph for glyph in glyphs if not glyph.blank]
    if not printed:
        return False
    if sum(glyph.garbled for glyph in printed) > _GARBLED_PAGE * len(printed):
        return False
    text = _LEADERS.sub("", "".join(glyph.text for glyph in printed if not glyph.garbled))
    odd = sum(not _ordinary(char) for char in text)
    return odd <= _ODD_PAGE * max(len(text), 1)


def _ordinary(char: str) -> bool:
    return char in _USUAL or unicodedata.category(char)[0] in "LNM"


def _without_bullets(run: Run) -> Run:
    """The run without the garbled glyphs at its ends: bullets and boxes of symbol fonts."""
    good = [index for index, glyph in enumerate(run) if not glyph.garbled and not glyph.blank]
    if not good or len(good) < 3:
        return run
    return run[good[0] : good[-1] + 1]


def _within(glyph: Glyph, width: int, height: int) -> bool:
    middle = glyph.advance / 2
    x = glyph.x + glyph.ux * middle + glyph.uy * glyph.em * 0.3
    y = glyph.y + glyph.uy * middle - glyph.ux * glyph.em * 0.3
    return 0 <= x < width and 0 <= y < height


def _box(line: Line, width: int, height: int) -> Box:
    x0, y0 = line.quad.min(axis=0) - _MARGIN
    x1, y1 = line.quad.max(axis=0) + _MARGIN
    return (
        max(float(x0), 0.0),
        max(float(y0), 0.0),
        min(float(x1), width),
        min(float(y1), height),
    )


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that overlap made one, until none does."""
    merged = list(boxes)
    while True:
        for index, one in enumerate(merged):
            other = next((o for o in merged[index + 1 :] if _overlap(one, o)), None)
            if other is not None:
                merged.remove(one)
                merged.remove(other)
                merged.append(
                    (
                        min(one[0], other[0]),
                        min(one[1], other[1]),
                        max(one[2], other[2]),
                        max(one[3], other[3]),
                    )
                )
                break
        else:
            return sorted(merged, key=lambda box: (box[1], box[0]))


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
