"""The names of months as English print has them."""

from __future__ import annotations

from babel import Locale

ENGLISH_MONTHS: tuple[str, ...] = tuple(Locale("en").months["format"]["wide"].values())
"""January to December."""
