"""The sheet's outline on a photo, given only where it is beyond doubt."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.reading import Quad

_SIDE = 640  # pixels of the longer side that the outline is looked for on
_LEAST_AREA, _MOST_AREA = 0.2, 0.98  # share of the picture
_STRAIGHT = 0.94  # share of quad and region that must lie in both
_STEP = 14  # grey levels by which paper is brighter than what it lies on
_BESIDE, _LEAST_BESIDE = 7.0, 3.0  # pixels from a side at which brightness is compared
_SIDE_SEEN = 0.8  # share of each side along which that step must be seen
_CORNERS = (50.0, 130.0)  # degrees; beyond, it is no sheet seen from above

Grey = NDArray[np.uint8]
Corners = NDArray[np.float64]


def find_paper(grey: Grey) -> Quad | None:
    """Corners of the paper in pixels of ``grey``, clockwise from its top left, or None.

    A quad counts when its four sides are straight, the picture is brighter inside than outside
    along all of them, and nothing is printed outside. A scan that fills the picture and a
    table's frame have paper on both sides of every line, and so never count.

    grey: (height, width) brightness of the picture; some 600 pixels on the longer side do.
    """
    scale = min(1.0, _SIDE / max(grey.shape))
    shrunk = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = np.asarray(shrunk, dtype=np.uint8)
    # Print is closed over, so that only large areas remain.
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8))
    plain = np.asarray(cv2.medianBlur(closed, 5), dtype=np.uint8)
    if _fills_picture(plain):
        return None
    for mask in _masks(plain):
        quad = _quad(mask)
        if quad is not None and _is_paper(quad, small, plain):
            return np.asarray(quad / scale, dtype=np.float32)
    return None


def _fills_picture(plain: Grey) -> bool:
    """Whether the rim all around is as bright as paper, so that there is nothing it lies on."""
    bright = float(np.percentile(plain[::4, ::4], 75)) - _STEP
    return float((_rim(plain) >= bright).mean()) > 0.95


def _rim(plain: Grey) -> Grey:
    width = max(2, round(0.015 * max(plain.shape)))
    rows, columns = (plain[:width], plain[-width:]), (plain[:, :width], plain[:, -width:])
    return np.concatenate([side.ravel() for side in (*rows, *columns)])


def _masks(plain: Grey) -> Iterator[Grey]:
    """Guesses at which pixels are paper."""
    level, mask = cv2.threshold(plain, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield np.asarray(mask, dtype=np.uint8)
    border = _rim(plain)
    for share in (50, 90):
        above = float(np.percentile(border, share)) + _STEP
        if abs(above - level) > 6 and above < 250:
            yield np.asarray((plain > above).astype(np.uint8) * 255, dtype=np.uint8)
    yield from _between_edges(plain)


def _between_edges(plain: Grey) -> Iterator[Grey]:
    """Large areas that edges enclose, for pictures that no one level of grey divides."""
    edges = cv2.dilate(cv2.Canny(plain, 15, 40), np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(255 - edges, connectivity=4)
    for label in range(1, count):
        if stats[label, cv2.CC_STAT_AREA] >= _LEAST_AREA * plain.size:
            area = (labels == label).astype(np.uint8) * 255
            yield np.asarray(cv2.dilate(area, np.ones((5, 5), np.uint8)), dtype=np.uint8)


def _quad(mask: Grey) -> Corners | None:
    """Four straight sides around the largest region, None where it has not got four."""
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    region = max(contours, key=cv2.contourArea)
    size = mask.shape[0] * mask.shape[1]
    area = cv2.contourArea(region)
    if not _LEAST_AREA * size <= area <= _MOST_AREA * size:
        return None
    hull = cv2.convexHull(region)
    rough = _four_corners(hull)
    if rough is None:
        return None
    quad = _fitted(rough, region[:, 0, :].astype(np.float64))
    if quad is None or not cv2.isContourConvex(quad.astype(np.float32)):
        return None
    drawn = np.zeros_like(mask)
    cv2.fillConvexPoly(drawn, np.round(quad).astype(np.int32), 255)
    filled = np.zeros_like(mask)
    cv2.drawContours(filled, [region], -1, 255, -1)
    both = cv2.countNonZero(drawn & filled)
    either = cv2.countNonZero(drawn | filled)
    return quad if both >= _STRAIGHT * either else None


def _four_corners(hull: NDArray[np.int32] | cv2.typing.MatLike) -> Corners | None:
    around = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.04, 0.06, 0.08):
        corners = cv2.approxPolyDP(hull, share * around, True)
        if len(corners) == 4:
            return _clockwise(corners[:, 0, :].astype(np.float64))
        if len(corners) < 4:
            return None
    return None


def _clockwise(corners: Corners) -> Corners:
    """Clockwise from the corner nearest to the picture's top left."""
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    ordered = corners[np.argsort(angles)]
    return np.roll(ordered, -int(ordered.sum(axis=1).argmin()), axis=0)


def _fitted(rough: Corners, outline: NDArray[np.float64]) -> Corners | None:
    """The rough corners made exact: each side is fitted to the outline's points along it."""
    sides = []
    for start, end in zip(rough, np.roll(rough, -1, axis=0), strict=True):
        along = end - start
        length = float(np.hypot(*along))
        along /= max(length, 1e-9)
        away = np.array([-along[1], along[0]])
        place = (outline - start) @ along
        near = outline[
            (place > 0.06 * length)
            & (place < 0.94 * length)
            & (np.abs((outline - start) @ away) < 0.02 * length + 3)
        ]
        if len(near) < 12:
            return None
        vx, vy, x, y = cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        normal = np.array([-vy, vx], dtype=np.float64)
        sides.append((normal, float(normal @ (x, y))))
    corners = []
    for (one, at_one), (other, at_other) in zip(sides[-1:] + sides[:-1], sides, strict=True):
        system = np.array([one, other])
        if abs(float(np.linalg.det(system))) < 0.2:
            return None
        corners.append(np.linalg.solve(system, [at_one, at_other]))
    return np.array(corners)


def _is_paper(quad: Corners, grey: Grey, plain: Grey) -> bool:
    if not all(_CORNERS[0] <= angle <= _CORNERS[1] for angle in _angles(quad)):
        return False
    seen = [_step_seen(quad[i], quad[(i + 1) % 4], plain) for i in range(4)]
    if min(seen) < _SIDE_SEEN:
        return False
    return not _print_outside(quad, grey, plain)


def _angles(quad: Corners) -> list[float]:
    before, after = np.roll(quad, 1, axis=0) - quad, np.roll(quad, -1, axis=0) - quad
    cosines = (before * after).sum(axis=1) / (
        np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    )
    return [float(angle) for angle in np.degrees(np.arccos(np.clip(cosines, -1, 1)))]


def _step_seen(start: Corners, end: Corners, plain: Grey) -> float:
    """Share of a side along which the picture is clearly brighter within than without."""
    along = (end - start) / max(float(np.hypot(*(end - start))), 1e-9)
    inward = np.array([-along[1], along[0]])
    places = start + np.linspace(0.04, 0.96, 48)[:, None] * (end - start)
    within = _sample(plain, places + _BESIDE * inward)
    # A sheet that nearly touches the picture's edge leaves less than that to look at.
    without = np.full(len(places), np.nan)
    for distance in (_LEAST_BESIDE, (_LEAST_BESIDE + _BESIDE) / 2, _BESIDE):
        further = _sample(plain, places - distance * inward)
        without = np.where(np.isfinite(further), further, without)
    known = np.isfinite(within) & np.isfinite(without)
    if known.mean() < 0.9:
        return 0.0
    return float((within[known] - without[known] >= _STEP).mean())


def _sample(picture: Grey, places: NDArray[np.float64]) -> NDArray[np.float64]:
    columns, rows = np.round(places).astype(int).T
    height, width = picture.shape
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    values = np.full(len(places), np.nan)
    values[inside] = picture[rows[inside], columns[inside]]
    return values


def _print_outside(quad: Corners, grey: Grey, plain: Grey) -> bool:
    """Whether something is printed on flat ground outside the quad: then it is a panel."""
    outside: Grey = np.ones(grey.shape, np.uint8)
    cv2.fillConvexPoly(outside, np.round(quad).astype(np.int32), 0)
    kernel = np.ones((15, 15), np.uint8)
    outside = np.asarray(cv2.erode(outside, kernel, borderValue=1), dtype=np.uint8)
    area = int(outside.sum())
    if area < 0.01 * grey.size:
        return False
    contrast = cv2.absdiff(plain, grey)
    flat = float(np.median(contrast[outside > 0]))
    strokes = int(((contrast > 40) & (outside > 0)).sum())
    return flat <= 3 and strokes > 0.004 * area
