"""Ink in a small region: whether there is any, and where, rulings left out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.reading import Image

_DARKER = 45
_LEAST_HEIGHT = 0.18
_RULING = 0.85
_SPECK_AREA = 6

InkBox = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels of the region."""


def ink_box(region: Image) -> InkBox | None:
    """The rectangle around what is printed in a region, None where it is blank.

    Rulings (strokes along nearly the whole side) and specks don't count, nor does what only
    reaches in over the edge.
    """
    if region.shape[0] < 4 or region.shape[1] < 4:
        return None
    dark = _without_rulings(_dark(region))
    height, width = dark.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    kept = [
        (int(x), int(y), int(x + w), int(y + h))
        for x, y, w, h, area in stats[1:count]
        if _is_print((int(x), int(y), int(w), int(h), int(area)), width, height)
    ]
    if not kept or max(box[3] - box[1] for box in kept) < _LEAST_HEIGHT * height:
        return None
    return (
        min(box[0] for box in kept),
        min(box[1] for box in kept),
        max(box[2] for box in kept),
        max(box[3] for box in kept),
    )


def _dark(region: Image) -> NDArray[np.uint8]:
    grey = cv2.cvtColor(region, cv2.COLOR_RGB2GRAY)
    paper = float(np.percentile(grey, 80))
    return (grey < paper - _DARKER).astype(np.uint8)


def _without_rulings(dark: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Take rulings out first: a digit that touches one would go with it."""
    kept = dark.copy()
    kept[:, _widened(dark.mean(axis=0) > _RULING)] = 0
    kept[_widened(dark.mean(axis=1) > _RULING)] = 0
    return kept


def _widened(inked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """With the neighbours on both sides: the soft edges of a ruling."""
    padded = np.pad(inked, 1)
    return padded[:-2] | inked | padded[2:]


def _is_print(component: tuple[int, int, int, int, int], width: int, height: int) -> bool:
    x, y, w, h, area = component
    if area < _SPECK_AREA or w > _RULING * width or h > _RULING * height:
        return False
    on_edge = x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1
    middle_x, middle_y = x + w / 2, y + h / 2
    outer = not (0.12 * height < middle_y < 0.88 * height and 2 < middle_x < width - 2)
    return not (on_edge and outer)
