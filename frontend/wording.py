"""The core's English sentences in the language of the page.

A record states why in English, whoever reads it later; only its page speaks other languages.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend.delivery_sentences import DELIVERY_SENTENCES
from frontend.review_sentences import REVIEW_SENTENCES
from frontend.sample_sentences import SAMPLE_SENTENCES
from frontend.sentences import SENTENCES
from frontend.template_sentences import TEMPLATE_SENTENCES

_PLACE = re.compile(r"%\((\w+)\)s")
_SPOKEN = frozenset({"detail", "kind", "remedy", "sentence", "what", "why"})
_LISTED = "nearest"
_DEEPEST = 6  # rules of several rows put a sentence into a sentence


def in_words(text: str | None) -> str:
    """A sentence of the core in the language of the page; one that is unknown stays English."""
    language = get_language() or "en"
    if not text or language.startswith("en"):
        return text or ""
    return _translated(text, language, 0)


@lru_cache(maxsize=4096)
def _translated(text: str, language: str, depth: int) -> str:
    """``language`` is that of this thread, part of what the answer is remembered under."""
    if depth > _DEEPEST:
        return text
    for sentence, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        said = {
            name: _part(name, part, language, depth + 1) for name, part in found.groupdict().items()
        }
        # A text without places is used as it is: a percent sign in it is no place.
        return _(sentence) % said if said else _(sentence)
    return text


def _part(name: str, part: str, language: str, depth: int) -> str:
    if name == _LISTED:
        return ", ".join(_translated(one, language, depth) for one in part.split(", "))
    return _translated(part, language, depth) if name in _SPOKEN else part


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # those of templates come last: one of them fits whatever has a colon
    sentences = (
        *DELIVERY_SENTENCES,
        *SAMPLE_SENTENCES,
        *SENTENCES,
        *REVIEW_SENTENCES,
        *TEMPLATE_SENTENCES,
    )
    return tuple((sentence, _pattern(sentence)) for sentence in sentences)


def _pattern(sentence: str) -> re.Pattern[str]:
    pieces = _PLACE.split(sentence)
    # Every second piece is the name of a place.
    return re.compile(
        "".join(
            f"(?P<{piece}>.+?)" if index % 2 else re.escape(piece)
            for index, piece in enumerate(pieces)
        ),
        re.DOTALL,
    )
