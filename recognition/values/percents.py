"""A printed percent sign that a reader took for digits: 13% read as 1396 or 139%."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Final

import regex

from templates_app.definition.template import ValueSpec

HUNDRED: Final = Decimal(100)
_MISREAD = regex.compile(r"(.*\d)\s*(96|9\s*%)")


def is_percent(spec: ValueSpec) -> bool:
    """Whether a percent sign may be printed beside the value."""
    return spec.type == "percent" or (spec.unit or "").strip() in ("%", "％")


def with_percent_sign(text: str) -> str | None:
    """The text with its closing 96 or 9% taken for a percent sign; None where it has none."""
    found = _MISREAD.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return f"{found[1]}%" if found else None


def misread_sign(text: str) -> str:
    """What stands where the percent sign may be, for the evidence."""
    return "9%" if text.rstrip().endswith(("%", "％")) else "96"
