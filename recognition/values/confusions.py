"""Characters that readers take for each other, changed only where the field demands it."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from itertools import combinations
from typing import Final

TO_DIGIT: Final = {
    "O": "0", "o": "0", "Q": "0", "D": "0", "〇": "0", "○": "0",
    "l": "1", "I": "1", "i": "1", "|": "1", "!": "1",
    "Z": "2", "z": "2", "S": "5", "s": "5", "b": "6", "G": "6",
    "B": "8", "g": "9", "q": "9",
}  # fmt: skip
"""A letter or sign that looks like a digit, and that digit."""

_TO_LETTER: Final = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
_MOST_CHANGES = 3
_MOST_PLACES = 12
_SECONDS = 0.2


def within_charset(text: str, charset: str) -> tuple[str, tuple[str, ...]]:
    """The text with look-alikes of characters that cannot be printed, and what was changed.

    A character without a look-alike in the charset stays as it is.
    """
    allowed = allowed_characters(charset)
    changed: list[str] = []
    notes: list[str] = []
    for char in text:
        better = char
        if char not in allowed and not char.isspace():
            better = next((c for c in _look_alikes(char) if c in allowed), char)
        if better != char:
            notes.append(f"'{char}' read as '{better}', the only one of them printed here")
        changed.append(better)
    return "".join(changed), tuple(dict.fromkeys(notes))


def outside_charset(text: str, charset: str) -> str:
    """The characters of a text that the charset does not hold, white space aside, each once."""
    allowed = allowed_characters(charset)
    foreign = (char for char in text if char not in allowed and not char.isspace())
    return "".join(dict.fromkeys(foreign))


def allowed_characters(charset: str) -> frozenset[str]:
    """The charset with the width variants of its characters."""
    return frozenset(charset) | frozenset(unicodedata.normalize("NFKC", charset))


def the_only_look_alike(text: str, holds: Callable[[str], bool]) -> str | None:
    """The one text that holds and differs from ``text`` in the fewest look-alikes.

    None where there is none within three changes, where several do equally well, or where the
    search takes too long.
    """
    deadline = time.monotonic() + _SECONDS
    places = [at for at, char in enumerate(text) if _look_alikes(char)]
    if len(places) > _MOST_PLACES:
        places = [at for at in places if not text[at].isdigit()][:_MOST_PLACES]
    for changes in range(1, min(_MOST_CHANGES, len(places)) + 1):
        found = {
            variant
            for chosen in combinations(places, changes)
            for variant in _variants(text, chosen)
            if time.monotonic() < deadline and holds(variant)
        }
        if time.monotonic() >= deadline:
            return None
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def differences(before: str, after: str) -> tuple[str, ...]:
    """What was changed between two texts of one length, for the evidence."""
    pairs = dict.fromkeys((a, b) for a, b in zip(before, after, strict=True) if a != b)
    return tuple(f"'{a}' read as '{b}', which the field demands" for a, b in pairs)


def digits_for_letters(text: str) -> str:
    """The text with every letter that looks like a digit changed to it."""
    return "".join(TO_DIGIT.get(char, char) for char in text)


def _look_alikes(char: str) -> tuple[str, ...]:
    alike = [TO_DIGIT.get(char), _TO_LETTER.get(char)]
    if char.isalpha() and char.isascii():
        alike.append(char.swapcase())
    return tuple(other for other in alike if other is not None)


def _variants(text: str, places: tuple[int, ...]) -> list[str]:
    variants = [text]
    for at in places:
        variants = [
            variant[:at] + other + variant[at + 1 :]
            for variant in variants
            for other in _look_alikes(text[at])
        ]
    return variants
