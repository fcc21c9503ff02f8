"""How much one uploaded file may ask of this machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that are checked before anything is decoded.

    max_bytes: size of the file.
    max_pages: pages in the file.
    max_pixels: pixels of one picture as its header states them, also of pictures inside PDFs.
    max_rendered_pixels: pixels of one rendered PDF page; a larger page gets a lower dpi.
    pdf_dpi: resolution that PDF pages are rendered at.
    """

    max_bytes: int = 64 * 1024 * 1024
    max_pages: int = 300
    max_pixels: int = 80_000_000
    max_rendered_pixels: int = 40_000_000
    pdf_dpi: int = 200


DEFAULT_LIMITS = Limits()
