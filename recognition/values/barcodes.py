"""Barcodes and QR codes of a picture, by zxing-cpp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from recognition.reading import Image, Quad

ANY_KIND: Final = "any"
_KINDS: Final = {
    "any": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.All),
    "qr": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
}
_REGION: Final = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Barcode:
    """A decoded code.

    text: what it holds.
    kind: zxing's name of its symbology, such as `QRCode` or `Code128`.
    quad: (4, 2) float32 corners, pixels of the picture, from the code's own top left.
    """

    text: str
    kind: str
    quad: Quad


def barcodes(image: Image, kind: str = ANY_KIND) -> tuple[Barcode, ...]:
    """Every code that can be decoded, in any direction, empty ones left out.

    image: (height, width, 3) RGB pixels, a whole page or a region. `qr` looks for QR codes alone,
        at a tenth of the time. A region without a result is tried once more, sharpened and at
        double size: of blurred codes on photos that reads nearly all, a whole page would take long.
    """
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    found = _decoded(grey, kind, 1.0)
    if not found and max(grey.shape) <= _REGION:
        found = _decoded(_sharpened(grey), kind, 2.0)
    return found


def _sharpened(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture at double size, with its blur taken back by an unsharp mask."""
    soft = cv2.GaussianBlur(grey, (0, 0), 2.0)
    sharp = cv2.addWeighted(grey, 2.5, soft, -1.5, 0)
    larger = cv2.resize(sharp, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC)
    return np.asarray(larger, dtype=np.uint8)


def _decoded(grey: NDArray[np.uint8], kind: str, scale: float) -> tuple[Barcode, ...]:
    codes = zxingcpp.read_barcodes(grey, formats=_KINDS[kind])
    return tuple(
        Barcode(code.text, code.format.name, _corners(code.position, scale))
        for code in codes
        if code.text
    )


def _corners(position: Any, scale: float) -> Quad:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return np.array([(p.x / scale, p.y / scale) for p in corners], dtype=np.float32)
