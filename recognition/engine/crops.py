"""Cut lines and boxes out of a page."""

from __future__ import annotations

import cv2
import numpy as np

from recognition.reading import Image, Quad

TALL = 2.5
"""A quad this many times taller than wide holds a line that runs downwards; below it may as well
be one narrow character."""


def quad_size(quad: Quad) -> tuple[float, float]:
    """Width and height of a quad in pixels: the longer of each pair of opposite sides."""
    top_left, top_right, bottom_right, bottom_left = quad.astype(np.float64)
    width = max(np.hypot(*(top_right - top_left)), np.hypot(*(bottom_right - bottom_left)))
    height = max(np.hypot(*(bottom_left - top_left)), np.hypot(*(bottom_right - top_right)))
    return float(width), float(height)


def along_text(quad: Quad) -> Quad:
    """The quad with its corners so named that the text runs from the first to the second.

    A quad much taller than wide holds a line that runs downwards: the text's top left is then
    the page's top right.
    """
    width, height = quad_size(quad)
    return np.roll(quad, -1, axis=0) if height > TALL * width else quad


def rectify(image: Image, quad: Quad, height: int | None = 48, margin: float = 0.0) -> Image:
    """The straightened crop of one line; a line that runs downwards is turned to run rightwards.

    quad: (4, 2) pixels of ``image``, clockwise from the text's top left; may reach over the
        edge, where the edge's pixels are repeated.
    height: of the crop in pixels, None for the quad's own.
    margin: share of the quad's height added on every side.
    """
    corners = along_text(np.asarray(quad, dtype=np.float32))
    if margin:
        corners = widened(corners, margin)
    crop = _upright_crop(image, corners)
    if crop is None:
        crop = _warped_crop(image, corners)
    if height is None:
        return np.ascontiguousarray(crop)
    own_height, width = crop.shape[:2]
    interpolation = cv2.INTER_AREA if own_height > 2 * height else cv2.INTER_LINEAR
    size = max(1, round(width * height / own_height)), height
    return np.asarray(cv2.resize(crop, size, interpolation=interpolation), dtype=np.uint8)


def widened(quad: Quad, margin: float) -> Quad:
    """The quad grown on every side by a share of its height."""
    width, height = quad_size(quad)
    grow_x = margin * height / max(width, 1.0)
    top_left, top_right, bottom_right, bottom_left = quad
    across_top, across_bottom = top_right - top_left, bottom_right - bottom_left
    down_left, down_right = bottom_left - top_left, bottom_right - top_right
    return np.array(
        [
            top_left - across_top * grow_x - down_left * margin,
            top_right + across_top * grow_x - down_right * margin,
            bottom_right + across_bottom * grow_x + down_right * margin,
            bottom_left - across_bottom * grow_x + down_left * margin,
        ],
        dtype=np.float32,
    )


def cut_box(image: Image, box: tuple[float, float, float, float]) -> Image:
    """The pixels inside x0, y0, x1, y1, whole pixels outwards, kept to the image.

    Raises ValueError where the box lies wholly outside the image.
    """
    height, width = image.shape[:2]
    x0, y0 = max(0, int(np.floor(box[0]))), max(0, int(np.floor(box[1])))
    x1, y1 = min(width, int(np.ceil(box[2]))), min(height, int(np.ceil(box[3])))
    if x0 >= x1 or y0 >= y1:
        raise ValueError(f"The box {box} holds no pixel of the {width} x {height} image.")
    return np.ascontiguousarray(image[y0:y1, x0:x1])


def _upright_crop(image: Image, quad: Quad) -> Image | None:
    """The plain slice where the quad is an upright rectangle inside the image, else None."""
    (x0, y0), (x1, y1) = quad[0], quad[2]
    if not (np.array_equal(quad[1], (x1, y0)) and np.array_equal(quad[3], (x0, y1)) and x0 < x1):
        return None
    left, top, right, bottom = (round(float(value)) for value in (x0, y0, x1, y1))
    inside = left >= 0 and top >= 0 and right <= image.shape[1] and bottom <= image.shape[0]
    if not inside or right <= left or bottom <= top:
        return None
    return image[top:bottom, left:right]


def _warped_crop(image: Image, quad: Quad) -> Image:
    width, height = (max(1, round(side)) for side in quad_size(quad))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    crop = cv2.warpPerspective(
        image,
        cv2.getPerspectiveTransform(quad, target),
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(crop, dtype=np.uint8)
