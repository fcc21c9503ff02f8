"""Names of months in the languages that templates know, whole or abbreviated."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from babel import Locale

from templates_app.definition.known import babel_locale

_LANGUAGES: Final = ("en", "de", "fr")
_FURTHER: Final = {"sept": 9, "mrz": 3, "maerz": 3, "jan": 1, "feb": 2}
_SHORTEST = 3


def month_of(name: str, locale: str | None = None) -> int | None:
    """The month (1..12) that a name begins to spell in the locale, en, de or fr.

    Case, accents and a closing point do not matter. None where no month or several are meant.
    """
    wanted = _plain(name)
    if len(wanted) < _SHORTEST:
        return None
    if wanted in _FURTHER:
        return _FURTHER[wanted]
    known = babel_locale(locale) if locale else None
    for language in dict.fromkeys((*([known.language] if known else []), *_LANGUAGES)):
        months = {month for month, full in _names(language) if full.startswith(wanted)}
        if len(months) == 1:
            return months.pop()
    return None


@lru_cache(maxsize=16)
def _names(language: str) -> tuple[tuple[int, str], ...]:
    months = Locale(language).months
    return tuple(
        (month, _plain(name))
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for month, name in months[context][width].items()
    )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(char for char in letters if char.isalpha())
