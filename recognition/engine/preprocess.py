"""From a cut line image to what the CRNN sees: the one preprocessing of training and serving."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

HEIGHT = 32
FRAME = 4
"""Pixels of width that one frame of the reader covers."""
MARGIN = 4
"""Paper added left and right, pixels: characters cut at the edge get a frame of blank."""
MIN_CONTRAST = 24.0
MAX_WIDTH = 3200

Image = NDArray[np.uint8]
Prepared = NDArray[np.float32]

__all__ = ["FRAME", "HEIGHT", "MARGIN", "batch", "grey", "input_width", "padded_width", "prepare"]


def grey(crop: Image) -> Image:
    """(H, W, 3) RGB or (H, W) grey -> (H, W) uint8.

    The mean of luma and the brightest channel: coloured seals and rulings fade against black
    print, while purely coloured print stays visible.
    """
    if crop.ndim == 2:
        return crop
    luma = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    brightest = crop[..., 0] | 0
    np.maximum(brightest, crop[..., 1], out=brightest)
    np.maximum(brightest, crop[..., 2], out=brightest)
    return cv2.addWeighted(luma, 0.5, brightest, 0.5, 0.0).astype(np.uint8)


def prepare(crop: Image) -> Prepared:
    """Crop -> (1, 32, W') float32, paper 0 and ink 1, W' a multiple of FRAME.

    Contrast is stretched between the 2nd and 98th percentile; light print on a dark ground is
    turned over. Raises ValueError for an image without pixels.
    """
    if crop.size == 0:
        raise ValueError("The line image has no pixels; cut the crop inside the page.")
    plane = grey(crop)
    height, width = plane.shape
    inner = int(min(max(round(width * HEIGHT / height), FRAME), MAX_WIDTH))
    shrink = height > HEIGHT
    plane = cv2.resize(
        plane, (inner, HEIGHT), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_LINEAR
    ).astype(np.uint8)
    counts = np.cumsum(np.bincount(plane.ravel(), minlength=256))
    dark, middle, light = (
        float(np.searchsorted(counts, share * counts[-1])) for share in (0.02, 0.5, 0.98)
    )
    contrast = max(light - dark, MIN_CONTRAST)
    if middle >= (dark + light) / 2:
        ink = (light - plane.astype(np.float32)) / contrast
    else:
        ink = (plane.astype(np.float32) - dark) / contrast
    out = np.zeros((1, HEIGHT, padded_width(inner)), np.float32)
    out[0, :, MARGIN : MARGIN + inner] = np.clip(ink, 0.0, 1.0)
    return out


def input_width(crop: Image) -> int:
    """Width of the prepared line of a crop, without preparing it."""
    height, width = crop.shape[:2]
    return padded_width(int(min(max(round(width * HEIGHT / height), FRAME), MAX_WIDTH)))


def padded_width(inner: int) -> int:
    """Width of the prepared line for ``inner`` pixels of content: margins, whole frames."""
    return -(-(inner + 2 * MARGIN) // FRAME) * FRAME


def batch(lines: Sequence[Prepared], width: int | None = None) -> Prepared:
    """Stack prepared lines into (N, 1, 32, width), padded with paper on the right.

    ``width`` is at least the widest line's; a bucket's width keeps compiled shapes few.
    """
    widest = max(line.shape[2] for line in lines)
    out = np.zeros((len(lines), 1, HEIGHT, max(width or 0, widest)), np.float32)
    for row, line in zip(out, lines, strict=True):
        row[:, :, : line.shape[2]] = line
    return out
