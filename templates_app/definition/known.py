"""What a template may name from outside it: checksums, locales, named character sets."""

from __future__ import annotations

import string
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from keyword import iskeyword
from typing import Final

import regex
from babel import Locale, UnknownLocaleError

CHARSETS: Final = {
    "digits": string.digits,
    "latin": string.ascii_letters,
    "alnum": string.digits + string.ascii_letters,
    "amount": string.digits + ".,-+()' ¥￥$€£",
}
"""Named sets of characters, as the contract lists them."""

_LANGUAGE_LOCALES: Final = {"zh": "zh-CN", "en": "en", "de": "de-DE", "fr": "fr-FR"}
_CHECKSUM_NAME: Final = regex.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")


def charset_characters(charset: str) -> str:
    """The characters of a named set, or the given ones themselves."""
    return CHARSETS.get(charset, charset)


@lru_cache(maxsize=256)
def checksum_validator(name: str) -> Callable[[str], str] | None:
    """The `validate` of a python-stdnum module such as `cn.uscc`; None where there is none."""
    if not _CHECKSUM_NAME.fullmatch(name):
        return None
    parts = [f"{part}_" if iskeyword(part) else part for part in name.split(".")]
    try:
        validate: Callable[[str], str] | None = getattr(
            import_module(".".join(["stdnum", *parts])), "validate", None
        )
    except ImportError:
        return None
    return validate


@lru_cache(maxsize=256)
def babel_locale(name: str) -> Locale | None:
    """Babel's data for a locale such as `de-DE`; its language's where the country adds none.

    None where the language or the country does not exist.
    """
    try:
        return Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError):
        pass
    language, _, territory = name.partition("-")
    try:
        return Locale(language) if territory in Locale("en").territories else None
    except (UnknownLocaleError, ValueError):
        return None


def language_locale(language: str) -> str | None:
    """The locale of values that name none: the only or first language of the template."""
    return _LANGUAGE_LOCALES.get(language.partition("+")[0])
