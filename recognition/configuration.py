"""The installation's limits as the core takes them."""

from __future__ import annotations

from django.conf import settings

from recognition.pages.limits import Limits


def limits() -> Limits:
    """How much one file may ask of this machine."""
    return Limits(
        max_bytes=settings.MAX_BYTES,
        max_pages=settings.MAX_PAGES,
        max_pixels=settings.MAX_PIXELS,
    )
