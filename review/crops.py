"""Pictures of a value, of what stands around it; made upright and kept for the next time."""

from __future__ import annotations

import io
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from recognition import page_images
from recognition.models import Document
from recognition.reading import Image as Pixels

AROUND = {"value": (0.35, 0.35), "near": (4.0, 3.0)}
"""How much paper is shown beside and above a value, in heights of its text."""

_LEAST_HEIGHT = 12.0
_SMALLEST_MARGIN = 8.0
_LARGEST = 1600


def crop_png(document: Document, number: int, box: Sequence[Sequence[float]], size: str) -> bytes:
    """Return the upright picture of a place on a page, as PNG.

    box: four corners in pixels of the page, clockwise from the text's top left.
    size: a key of AROUND.
    Raises what ``page_images.page_png`` raises.
    """
    name = "-".join(f"{part:.0f}" for corner in box for part in corner)

    def render() -> bytes:
        page = Image.open(io.BytesIO(page_images.page_png(document, number))).convert("RGB")
        crop = upright(np.asarray(page), box, AROUND[size])
        buffer = io.BytesIO()
        Image.fromarray(crop).save(buffer, "PNG", compress_level=3)
        return buffer.getvalue()

    return page_images.kept(document.sha256, f"{number}-{size}-{name}", render)


def upright(page: Pixels, box: Sequence[Sequence[float]], around: tuple[float, float]) -> Pixels:
    """Cut a place out of a page so that its text stands upright; white beyond the page's edge.

    box: (4, 2) pixels of the page, clockwise from the text's top left.
    around: paper beside and above it, in heights of the place.
    """
    corners = np.asarray(box, dtype=np.float32)
    width = float(np.linalg.norm(corners[1] - corners[0]))
    height = float(np.linalg.norm(corners[3] - corners[0]))
    line = min(max(height, _LEAST_HEIGHT), 60.0)
    left, above = (max(share * line, _SMALLEST_MARGIN) for share in around)
    across = (corners[1] - corners[0]) / max(width, 1.0)
    down = (corners[3] - corners[0]) / max(height, 1.0)
    top_left = corners[0] - across * left - down * above
    target_width, target_height = width + 2 * left, height + 2 * above
    source = np.array(
        [top_left, top_left + across * target_width, top_left + down * target_height],
        dtype=np.float32,
    )
    scale = min(1.0, _LARGEST / max(target_width, target_height))
    size = max(1, round(target_width * scale)), max(1, round(target_height * scale))
    target = np.array([[0, 0], [size[0], 0], [0, size[1]]], dtype=np.float32)
    matrix = cv2.getAffineTransform(source, target)
    crop = cv2.warpAffine(page, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    return np.asarray(crop, dtype=np.uint8)
