"""Small line pictures for tests."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw


def picture(text: str = "12345", size: tuple[int, int] = (120, 32), kind: str = "PNG") -> bytes:
    """A line of print as the bytes of an image file; other texts give other bytes."""
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).text((4, 8), text, fill=0)
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()
