"""Codes, phone numbers, e-mail addresses and plain text as the contract normalises them."""

from __future__ import annotations

import unicodedata
from typing import Final

import regex

from recognition.values.folding import squeeze
from templates_app.definition.template import ValueType

_PHONE: Final = regex.compile(
    r"\+?[\d\s()./\-–]*\d(?:\s*(?:x|ext\.?|转|-)\s*\d+)?", regex.IGNORECASE
)
_EMAIL: Final = regex.compile(r"[\w.+%'&-]+@[\w-]+(?:\.[\w-]+)*\.\p{L}{2,}")
_PHONE_DIGITS = range(5, 21)
_LEFT_OVER: Final = regex.compile(r"^[\s:;_|·]+|[\s_|;]+$")
_DASHES: Final = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"})


def normal_form(text: str, kind: ValueType) -> str:
    """A string type's value: NFKC and without inner white space where the contract says so."""
    if kind in ("code", "tax_id"):
        return squeeze(text).translate(_DASHES)
    if kind == "email":
        return squeeze(text)
    if kind == "phone":
        return unicodedata.normalize("NFKC", text).strip().translate(_DASHES)
    return text


def without_left_overs(text: str) -> str:
    """The text without the colon of its label, fill lines or rulings around it."""
    return _LEFT_OVER.sub("", unicodedata.normalize("NFKC", text))


def form_problem(value: str, kind: ValueType) -> str | None:
    """Why a value cannot be of its type, for a person; None where it can."""
    if kind == "phone":
        digits = sum(char.isdigit() for char in value)
        if digits not in _PHONE_DIGITS or not _PHONE.fullmatch(value):
            return f"{value!r} does not look like a phone number"
    if kind == "email" and not _EMAIL.fullmatch(value):
        return f"{value!r} does not look like an e-mail address"
    return None
