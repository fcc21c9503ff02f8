"""Check boxes and signatures, seen in the picture rather than read."""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.reading import Image

Box = tuple[float, float, float, float]
Mask = NDArray[np.bool_]

_SIDE: Final = 40
"""Pixels that the shorter side of the drawn box is scaled to; all lengths below are of these."""

_REACH: Final = 16
_STEP: Final = 2
_SMALLEST: Final = 14
_SLACK: Final = 2
_LEAST_COVERAGE: Final = 0.72
_DEEPEST_OUTLINE: Final = 0.3
_LEAST_CONTRAST: Final = 40
_MARKED_FROM: Final = 0.035
_STEEPNESS: Final = 3.0
_FLOOR: Final = 0.004
_SURE_WITHOUT_OUTLINE: Final = 0.85
_SIGNED_FROM: Final = 0.006


def marked(image: Image, box: Box | None = None) -> tuple[bool, float]:
    """Whether a check box is marked by tick, cross or filling, and the confidence in that.

    image: RGB pixels around the check box, upright. box: where the check box was drawn, pixels
    of ``image``; the whole where it is None. Its printed outline is looked for nearby and left
    out; where there is none, the ink in the middle of the box counts, with less confidence.
    """
    ink, scaled = _scaled_ink(image, box)
    outline = _outline(ink, scaled)
    if outline is None:
        ratio = _ratio(ink, _shrunk(scaled, 0.2))
        found, confidence = _judged(ratio)
        return found, min(confidence, _SURE_WITHOUT_OUTLINE)
    return _judged(_ratio(ink, _inside(ink, outline)))


def signed(image: Image) -> tuple[bool, float]:
    """Whether a signature or stamp stands in a region, and the confidence in that.

    image: RGB pixels of the region, upright, without the printed label. Rulings and specks are
    left out; strokes must reach over a good part of the region.
    """
    ink = _ink(_grey(image)).astype(np.uint8)
    height, width = ink.shape
    length = max(12, round(width * 0.5))
    rulings = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    strokes = cv2.subtract(ink, cv2.dilate(rulings, np.ones((3, 1), np.uint8)))
    least = max(4.0, height * width * 0.0004)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    kept = [n for n in range(1, count) if stats[n, cv2.CC_STAT_AREA] >= least]
    if not kept:
        return False, _judged(0.0, _SIGNED_FROM)[1]
    rows, columns = np.nonzero(np.isin(labels, kept))
    reach = min(1.0, float(np.ptp(rows)) / (0.3 * height))
    reach *= min(1.0, float(np.ptp(columns)) / (0.1 * width))
    return _judged(len(rows) / (height * width) * reach, _SIGNED_FROM)


def _judged(ratio: float, threshold: float = _MARKED_FROM) -> tuple[bool, float]:
    """Marked or not by the share of ink, and the logistic confidence in it."""
    distance = math.log(ratio + _FLOOR * threshold / _MARKED_FROM) - math.log(threshold)
    found = distance > 0
    return found, 1 / (1 + math.exp(-_STEEPNESS * abs(distance)))


def _grey(image: Image) -> NDArray[np.uint8]:
    """The darkest of the colours: blue ink and red stamps are ink."""
    return np.asarray(image.min(axis=2), dtype=np.uint8)


def _ink(grey: NDArray[np.uint8]) -> Mask:
    """Pixels well darker than the paper; none where there is no contrast."""
    if grey.size == 0:
        return np.zeros((1, 1), dtype=np.bool_)
    paper = float(np.percentile(grey, 80))
    darkest = float(np.percentile(grey, 0.5))
    return np.asarray(grey < paper - max(_LEAST_CONTRAST, 0.4 * (paper - darkest)))


def _scaled_ink(image: Image, box: Box | None) -> tuple[Mask, Box]:
    """Ink in a window around the box, scaled so that its shorter side is _SIDE pixels."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = box if box is not None else (0.0, 0.0, float(width), float(height))
    scale = _SIDE / max(1.0, min(x1 - x0, y1 - y0))
    margin = (_REACH + 2) / scale
    left, top = max(0, math.floor(x0 - margin)), max(0, math.floor(y0 - margin))
    right, bottom = min(width, math.ceil(x1 + margin)), min(height, math.ceil(y1 + margin))
    grey = _grey(image[top : max(bottom, top + 1), left : max(right, left + 1)])
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    larger = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=kind)
    ink = _ink(np.asarray(larger, dtype=np.uint8))
    moved = (x0 - left) * scale, (y0 - top) * scale, (x1 - left) * scale, (y1 - top) * scale
    return ink, moved


def _outline(ink: Mask, box: Box) -> tuple[int, int, int, int] | None:
    """The printed square near the box: its sides' centre lines, None where there is none.

    Every square whose centre lies within reach is tried; the weakest of its sides counts.
    """
    window = _within_reach(ink, box)
    if window is None:
        return None
    near, left, top = window
    span = 2 * _SLACK + 1
    across = _running(cv2.dilate(near, np.ones((span, 1), np.uint8)))
    down = _running(cv2.dilate(near, np.ones((1, span), np.uint8)).T)
    middle_x, middle_y = (box[0] + box[2]) / 2 - left, (box[1] + box[3]) / 2 - top
    largest = round(_SIDE * 1.15)
    upright = {h: _coverage(down, h).T for h in range(_SMALLEST, largest, _STEP)}
    best: tuple[float, tuple[int, int, int, int]] | None = None
    for w in range(_SMALLEST, min(largest, near.shape[1]), _STEP):
        level = _coverage(across, w)
        if level.max() < _LEAST_COVERAGE:
            continue
        for h, side in upright.items():
            if not 0.8 <= h / w <= 1.25 or h > near.shape[0]:
                continue
            rows, columns = near.shape[0] - h + 1, near.shape[1] - w + 1
            weakest = np.minimum(
                np.minimum(level[:rows], level[h - 1 :]),
                np.minimum(side[:, :columns], side[:, w - 1 :]),
            )
            if weakest.max() < _LEAST_COVERAGE:
                continue
            y, x = np.nonzero(weakest >= _LEAST_COVERAGE)
            away = np.hypot(x + w / 2 - middle_x, y + h / 2 - middle_y) / _SIDE
            scores = weakest[y, x] + w / _SIDE - 0.5 * away
            at = int(scores.argmax())
            if best is None or scores[at] > best[0]:
                x0, y0 = left + int(x[at]), top + int(y[at])
                best = float(scores[at]), (x0, y0, x0 + w - 1, y0 + h - 1)
    return best[1] if best else None


def _within_reach(ink: Mask, box: Box) -> tuple[NDArray[np.uint8], int, int] | None:
    """The part of the ink in which the outline can stand, and its left and top."""
    height, width = ink.shape
    left, top = max(0, round(box[0] - _REACH)), max(0, round(box[1] - _REACH))
    right, bottom = min(width, round(box[2] + _REACH)), min(height, round(box[3] + _REACH))
    if min(right - left, bottom - top) < _SMALLEST:
        return None
    return ink[top:bottom, left:right].astype(np.uint8), left, top


def _running(mask: NDArray[np.generic]) -> NDArray[np.float32]:
    """Sums of each row up to each column, with a leading zero."""
    sums = np.cumsum(mask, axis=1, dtype=np.float32)
    return np.pad(sums, ((0, 0), (1, 0)))


def _coverage(running: NDArray[np.float32], length: int) -> NDArray[np.float32]:
    """The share of ink in every stretch of so many pixels along the rows."""
    return np.asarray((running[:, length:] - running[:, :-length]) / length, dtype=np.float32)


def _inside(ink: Mask, outline: tuple[int, int, int, int]) -> Box:
    """The box within the outline, its own thickness left out on every side."""
    x0, y0, x1, y1 = outline
    deepest = max(3, round(min(x1 - x0, y1 - y0) * _DEEPEST_OUTLINE))
    rows = ink[y0 : y1 + 1, x0 : x1 + 1].mean(axis=1)
    columns = ink[y0 : y1 + 1, x0 : x1 + 1].mean(axis=0)
    return (
        x0 + _thickness(columns, deepest),
        y0 + _thickness(rows, deepest),
        x1 + 1 - _thickness(columns[::-1], deepest),
        y1 + 1 - _thickness(rows[::-1], deepest),
    )


def _thickness(profile: NDArray[np.floating], deepest: int) -> int:
    """How far a side's ink reaches inwards: to its last row that is nearly full, and a margin."""
    full = np.nonzero(profile[:deepest] > 0.6)[0]
    return min(deepest, (int(full[-1]) if len(full) else 0) + 1 + _SLACK)


def _shrunk(box: Box, share: float) -> Box:
    x0, y0, x1, y1 = box
    dx, dy = (x1 - x0) * share, (y1 - y0) * share
    return x0 + dx, y0 + dy, x1 - dx, y1 - dy


def _ratio(ink: Mask, box: Box) -> float:
    x0, y0, x1, y1 = (max(0, round(edge)) for edge in box)
    part = ink[y0:y1, x0:x1]
    return float(part.mean()) if part.size else 0.0
