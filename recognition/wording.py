"""A sentence of the core in the language of whoever asked.

The core says everything in English. The room of the pages knows the other languages and says so
here, so that the API's answers need not know that room.
"""

from __future__ import annotations

from collections.abc import Callable

_translate: Callable[[str], str] = str


def translate_with(translate: Callable[[str], str]) -> None:
    """Let this function put sentences into the language of the request."""
    global _translate
    _translate = translate


def in_words(text: str) -> str:
    """Return a sentence in the language of the request; one that is unknown stays English."""
    return _translate(text)
