"""Seeded damage for measuring: what scanners, phones and hasty hands do to a clean page.

Every kind is geometrically exact: the homography from the clean page's pixels to the damaged
picture's is known, so truth boxes can be carried over. Coordinates are continuous, a pixel's
top left corner is at its integer coordinates, and an image covers (0, 0) to (width, height).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from recognition.reading import Image, Matrix

__all__ = ["KINDS", "Degraded", "Kind", "degrade", "map_points"]

Kind = Literal["clean", "scan", "photo", "skew", "scale", "cut", "upside_down", "quarter"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Box = tuple[float, float, float, float]
Surface = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Degraded:
    """A damaged copy of a page.

    image: (height, width, 3) RGB.
    from_clean: (3, 3) homography from pixels of the clean page to pixels of ``image``.
    """

    image: Image
    from_clean: Matrix

    @property
    def to_clean(self) -> Matrix:
        """The way back: pixels of ``image`` to pixels of the clean page."""
        return np.asarray(np.linalg.inv(self.from_clean), dtype=np.float64)


def degrade(
    image: Image, kind: Kind, seed: int, keep: Sequence[Box] = (), severity: float = 1.0
) -> Degraded:
    """Damage a page in one of the ways of ``KINDS``; the same seed gives the same bytes.

    image: (height, width, 3) RGB.
    keep: boxes x0, y0, x1, y1 in pixels of ``image`` that the kind ``cut`` must leave whole.
    severity: of ``scan`` and ``photo``: 1 as in an office, 2 twice as bad; other kinds have none.
    Raises ValueError where the kind is unknown.
    """
    if kind not in _WAYS:
        raise ValueError(f"unknown degradation {kind!r}; choose one of {', '.join(KINDS)}")
    chance = np.random.default_rng([seed, KINDS.index(kind)])
    if kind == "cut":
        return _cut(image, chance, keep)
    return _WAYS[kind](image, chance, severity)


def map_points(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Carry (n, 2) points over with a homography."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:], dtype=np.float64)


def _clean(image: Image, chance: Generator, severity: float) -> Degraded:
    return Degraded(image.copy(), np.eye(3))


def _scan(image: Image, chance: Generator, severity: float) -> Degraded:
    """An office scanner: grey, fed a little askew, soft optics, sensor noise, JPEG."""
    turned = _rotated(
        image, severity * chance.uniform(-1.0, 1.0), chance.uniform(0.96, 1.04), fill=255
    )
    page: Surface = cv2.cvtColor(turned.image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    page = _blurred(page, severity * chance.uniform(0.5, 0.9))
    ink, paper = chance.uniform(15, 45), chance.uniform(238, 252)
    page = ink + page / 255.0 * (paper - ink)
    noise = severity * chance.uniform(3.0, 7.0)
    page += chance.normal(0.0, noise, page.shape).astype(np.float32)
    grey = np.repeat(_to_bytes(page)[:, :, None], 3, axis=2)
    return Degraded(
        _jpeg(grey, _quality(int(chance.integers(55, 80)), severity)), turned.from_clean
    )


def _photo(image: Image, chance: Generator, severity: float) -> Degraded:
    """A phone over a desk: perspective, uneven light, a dark table around, blur, noise, JPEG."""
    height, width = image.shape[:2]
    border = chance.uniform(0.06, 0.10)
    canvas = (round(height * (1 + 2 * border)), round(width * (1 + 2 * border)))
    size = np.array([width, height], dtype=np.float64)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float64) * size
    shift = chance.uniform(-1.0, 1.0, (4, 2)) * severity * chance.uniform(0.03, 0.075) * size
    placed = corners + shift + border * size
    placed = np.clip(placed, 4.0, np.array([canvas[1], canvas[0]]) - 4.0)
    matrix = cv2.getPerspectiveTransform(
        corners.astype(np.float32), placed.astype(np.float32)
    ).astype(np.float64)
    page = _warp(image, matrix, canvas, fill=0).astype(np.float32)
    covered = _warp(np.full_like(image, 255), matrix, canvas, fill=0).astype(np.float32) / 255.0
    lit = (page * covered + _table(canvas, chance) * (1 - covered)) * _light(canvas, chance)
    lit = _blurred(lit, severity * chance.uniform(0.6, 1.0))
    noise = severity * chance.uniform(2.0, 5.0)
    lit += chance.normal(0.0, noise, lit.shape).astype(np.float32)
    return Degraded(_jpeg(_to_bytes(lit), _quality(int(chance.integers(65, 88)), severity)), matrix)


def _skew(image: Image, chance: Generator, severity: float) -> Degraded:
    return _rotated(image, 8.0 * chance.choice([-1, 1]), 1.0, fill=255)


def _scale(image: Image, chance: Generator, severity: float) -> Degraded:
    factor = float(chance.choice([0.75, 1.25]))
    height, width = image.shape[:2]
    new_height, new_width = round(height * factor), round(width * factor)
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(image, (new_width, new_height), interpolation=way)
    matrix = np.diag([new_width / width, new_height / height, 1.0])
    return Degraded(np.asarray(resized, dtype=np.uint8), matrix)


def _cut(image: Image, chance: Generator, keep: Sequence[Box]) -> Degraded:
    """Edges lost: 2 to 5% of each side, but never a box that must stay."""
    height, width = image.shape[:2]
    left, top, right, bottom = chance.uniform(0.02, 0.05, 4) * [width, height, width, height]
    margin = 4.0
    for x0, y0, x1, y1 in keep:
        left, top = min(left, x0 - margin), min(top, y0 - margin)
        right, bottom = min(right, width - x1 - margin), min(bottom, height - y1 - margin)
    x0, y0 = max(0, math.floor(left)), max(0, math.floor(top))
    x1 = width - max(0, math.floor(right))
    y1 = height - max(0, math.floor(bottom))
    return Degraded(image[y0:y1, x0:x1].copy(), _translation(-x0, -y0))


def _upside_down(image: Image, chance: Generator, severity: float) -> Degraded:
    return _quarters(image, 2)


def _quarter(image: Image, chance: Generator, severity: float) -> Degraded:
    return _quarters(image, int(chance.choice([1, 3])))


def _quarters(image: Image, turns: int) -> Degraded:
    """Turn anticlockwise by ``turns`` times 90 degrees without touching a pixel's value."""
    height, width = image.shape[:2]
    matrices = {
        1: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
        2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        3: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
    }
    turned = np.ascontiguousarray(np.rot90(image, turns))
    return Degraded(turned, np.array(matrices[turns], dtype=np.float64))


_WAYS: dict[Kind, Callable[[Image, Generator, float], Degraded]] = {
    "clean": _clean,
    "scan": _scan,
    "photo": _photo,
    "skew": _skew,
    "scale": _scale,
    "cut": lambda image, chance, severity: _cut(image, chance, ()),
    "upside_down": _upside_down,
    "quarter": _quarter,
}


def _rotated(image: Image, degrees: float, factor: float, fill: int) -> Degraded:
    """Rotate about the centre and scale; the canvas grows so that no corner is lost."""
    height, width = image.shape[:2]
    angle = math.radians(degrees)
    cos, sin = math.cos(angle) * factor, math.sin(angle) * factor
    new_width = math.ceil(abs(cos) * width + abs(sin) * height)
    new_height = math.ceil(abs(sin) * width + abs(cos) * height)
    about_centre = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
    matrix = (
        _translation(new_width / 2, new_height / 2)
        @ about_centre
        @ _translation(-width / 2, -height / 2)
    )
    return Degraded(_warp(image, matrix, (new_height, new_width), fill), matrix)


def _warp(image: Image, matrix: Matrix, size: tuple[int, int], fill: int) -> Image:
    """Resample onto a canvas (height, width); OpenCV counts from pixel centres, we do not."""
    centred = _translation(-0.5, -0.5) @ matrix @ _translation(0.5, 0.5)
    warped = cv2.warpPerspective(
        image,
        centred,
        (size[1], size[0]),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(fill, fill, fill),
    )
    return np.asarray(warped, dtype=np.uint8)


def _translation(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def _table(size: tuple[int, int], chance: Generator) -> Surface:
    """A wooden table: a dark colour with long, faint grain."""
    height, width = size
    colour = np.array(_TABLE_COLOURS[int(chance.integers(len(_TABLE_COLOURS)))], dtype=np.float32)
    grain = chance.normal(0.0, 1.0, (height, max(2, width // 60))).astype(np.float32)
    grain = cv2.resize(_blurred(grain, 2.5), (width, height)).astype(np.float32)
    return np.asarray(colour * (1.0 + 0.5 * grain[:, :, None]), dtype=np.float32)


_TABLE_COLOURS = ((92, 66, 44), (58, 48, 42), (120, 92, 64), (70, 74, 80))


def _light(size: tuple[int, int], chance: Generator) -> Surface:
    """Light that falls off from one side, warm or cold, as a factor for each pixel."""
    height, width = size
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = chance.uniform(0.0, 2 * math.pi)
    along = (xs / width - 0.5) * math.cos(angle) + (ys / height - 0.5) * math.sin(angle)
    distance = (xs / width - 0.5) ** 2 + (ys / height - 0.5) ** 2
    fall = 0.92 + along * chance.uniform(0.15, 0.4) - distance * chance.uniform(0.05, 0.25)
    tint = np.array([1.0, chance.uniform(0.95, 1.0), chance.uniform(0.86, 1.0)], dtype=np.float32)
    return np.asarray(fall[:, :, None] * tint, dtype=np.float32)


def _blurred(values: Surface, sigma: float) -> Surface:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), dtype=np.float32)


def _to_bytes(values: Surface) -> Image:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _quality(quality: int, severity: float) -> int:
    """JPEG's quality, as much further from 100 as the damage is severe."""
    return max(10, round(100 - severity * (100 - quality)))


def _jpeg(image: Image, quality: int) -> Image:
    """What is left after saving as JPEG; OpenCV wants and gives BGR."""
    done, coded = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("the picture could not be coded as JPEG; is it empty?")
    decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    assert decoded is not None
    return np.ascontiguousarray(decoded[:, :, ::-1], dtype=np.uint8)
