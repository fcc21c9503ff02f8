"""Coloured seals and stamps dropped out, so that the print beneath them can be read."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.reading import Image

_LEAST_SATURATION = 70  # of 255; paler ink is taken for paper
_LEAST_VALUE = 90  # of 255; darker ink is taken for print
_LEAST_SHARE = 0.004  # of a picture's pixels that a stamp on it covers


def has_seal(image: Image) -> bool:
    """Whether a good deal of saturated red or blue ink is on the picture."""
    return float(_seal_ink(image).mean()) > _LEAST_SHARE


def without_seal(image: Image) -> Image:
    """The picture in grey with saturated red and blue ink faded, dark print kept.

    Stamped pixels take the channel in which the ink is lightest: red ink nearly vanishes in the
    red channel, blue in the blue one, while print that absorbs all colours stays dark. Fading
    the ink all the way to white was measured too: it takes thin brown print along. Red or blue
    print fades with the stamps; where it matters, read the original as well.

    image: (height, width, 3) RGB; the result has the same size.
    """
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    ink = _seal_ink(image)
    lightest = image.max(axis=2)
    soft = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), 1.0)[..., None]
    mixed = grey[..., None] * (1 - soft) + lightest[..., None] * soft
    return np.repeat(np.clip(mixed, 0, 255).astype(np.uint8), 3, axis=2)


def _seal_ink(image: Image) -> NDArray[np.bool_]:
    # OpenCV's hues run from 0 to 180: red lies at both ends, blue in the middle.
    hsv: NDArray[Any] = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    hue, saturation, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    coloured = (hue < 8) | (hue > 168) | ((hue > 100) & (hue < 135))
    return coloured & (saturation > _LEAST_SATURATION) & (value > _LEAST_VALUE)
