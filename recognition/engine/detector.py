"""Find text lines with a network that gives, for each pixel, the probability of text.

Differentiable Binarization (Liao et al. 2020, arXiv 1911.08947): the network draws shrunken
line kernels; each is thresholded, boxed and grown again to the size of its line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.engine.crops import along_text
from recognition.engine.runtime import Network, Tensor
from recognition.reading import Image, Quad

SINGLE = 1.4
"""Longer than this times its breadth, a kernel is more than one character."""
SAME_ROW = 0.4
"""Share of a quad's height by which middles of one row may differ."""


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """How pages are scaled for the detector and how its map becomes quads.

    long_side: pixels that the longer side is scaled down to, never up.
    short_side: pixels that the shorter side is scaled up to where the page is tiny.
    step: both sides are rounded to a multiple of it, so that few shapes are ever compiled.
    threshold: probability from which a pixel belongs to a kernel.
    box_threshold: mean probability that a kernel must have.
    unclip: how far kernels are grown: area x unclip / perimeter.
    """

    long_side: int = 1280
    short_side: int = 320
    step: int = 64
    threshold: float = 0.3
    box_threshold: float = 0.5
    unclip: float = 1.6


class LineDetector:
    """Quads of the text lines of an upright page."""

    def __init__(self, network: Network, settings: DetectorSettings | None = None) -> None:
        self._network = network
        self.settings = settings or DetectorSettings()

    def detect(self, image: Image) -> tuple[Quad, ...]:
        """Quads in pixels of ``image``, clockwise from the text's top left, in reading order."""
        if min(image.shape[:2]) < 2:
            return ()
        width, height = self._input_size(image)
        scaled = cv2.resize(image, (width, height), interpolation=_interpolation(image, width))
        text_map = self._network.run(network_input(np.asarray(scaled, dtype=np.uint8)))[0, 0]
        scale = np.array([image.shape[1] / width, image.shape[0] / height], dtype=np.float32)
        limit = np.array([image.shape[1], image.shape[0]], dtype=np.float32)
        quads = [np.clip(quad * scale, 0, limit) for quad in kernels(text_map, self.settings)]
        return in_reading_order([along_text(quad) for quad in quads])

    def _input_size(self, image: Image) -> tuple[int, int]:
        height, width = image.shape[:2]
        settings = self.settings
        ratio = min(1.0, settings.long_side / max(height, width))
        if min(height, width) * ratio < settings.short_side:
            ratio = min(
                settings.short_side / min(height, width), settings.long_side / max(height, width)
            )
        step = settings.step
        return (
            max(step, round(width * ratio / step) * step),
            max(step, round(height * ratio / step) * step),
        )


def network_input(image: Image) -> Tensor:
    """(1, 3, height, width) float32 in -1..1, channels as OpenCV has them (blue first)."""
    channels = image[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32)
    channels *= 2 / 255
    channels -= 1
    return np.ascontiguousarray(channels)


def kernels(text_map: NDArray[np.float32], settings: DetectorSettings) -> list[Quad]:
    """The grown kernels of a (height, width) text map as quads in its pixels."""
    mask = cv2.dilate((text_map > settings.threshold).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quads = []
    for contour in contours:
        # The score looks inside the tightest rectangle: corners that an upright one adds to a
        # slanting kernel hold no text and would cost a lone character its place.
        tightest = np.asarray(cv2.boxPoints(cv2.minAreaRect(contour)), dtype=np.float32)
        if _mean_inside(text_map, tightest) < settings.box_threshold:
            continue
        centre, (width, height), angle = _rectangle(contour)
        if min(width, height) < 3:
            continue
        growth = width * height * settings.unclip / (width + height)
        grown = _corners(centre, width + growth, height + growth, angle)
        quads.append(_clockwise_from_top_left(grown))
    return quads


def _rectangle(
    contour: cv2.typing.MatLike,
) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Centre, size and angle of the smallest rectangle around a kernel.

    A kernel about as wide as tall is a character by itself. Its smallest rectangle stands on a
    corner as often as not and says nothing of the line's direction: its upright one is taken.
    """
    centre, size, angle = cv2.minAreaRect(contour)
    if max(size) < SINGLE * min(size):
        left, top, width, height = cv2.boundingRect(contour)
        return (left + (width - 1) / 2, top + (height - 1) / 2), (width - 1, height - 1), 0.0
    return (float(centre[0]), float(centre[1])), (float(size[0]), float(size[1])), float(angle)


def in_reading_order(quads: list[Quad]) -> tuple[Quad, ...]:
    """Quads row by row from the top, each row from the left.

    A quad joins a row where its middle is near the middle of the row's highest quad, so that some
    pixels of jitter change nothing.
    """
    rows: list[list[Quad]] = []
    for quad in sorted(quads, key=lambda q: float(q[:, 1].mean())):
        middle = float(quad[:, 1].mean())
        if rows:
            first = rows[-1][0]
            top, bottom = float(first[:, 1].min()), float(first[:, 1].max())
            if middle - float(first[:, 1].mean()) < SAME_ROW * (bottom - top):
                rows[-1].append(quad)
                continue
        rows.append([quad])
    return tuple(quad for row in rows for quad in sorted(row, key=lambda q: float(q[:, 0].min())))


def _interpolation(image: Image, width: int) -> int:
    return cv2.INTER_AREA if width < 0.75 * image.shape[1] else cv2.INTER_LINEAR


def _mean_inside(text_map: NDArray[np.float32], quad: Quad) -> float:
    height, width = text_map.shape
    x0, y0 = np.clip(np.floor(quad.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    x1, y1 = np.clip(np.ceil(quad.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    mask = np.zeros((y1 - y0 + 1, x1 - x0 + 1), dtype=np.uint8)
    cv2.fillPoly(mask, [(quad - (x0, y0)).astype(np.int32)], (1,))
    return float(cv2.mean(text_map[y0 : y1 + 1, x0 : x1 + 1], mask)[0])


def _corners(centre: Sequence[float], width: float, height: float, angle: float) -> Quad:
    return np.asarray(cv2.boxPoints((centre, (width, height), angle)), dtype=np.float32)


def _clockwise_from_top_left(corners: NDArray[np.float32]) -> Quad:
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1], kind="stable")]
    right = by_x[2:][np.argsort(by_x[2:, 1], kind="stable")]
    return np.array([left[0], right[0], right[1], left[1]], dtype=np.float32)
