"""Finding printed labels in lines: fuzzy, blind to white space, width variants and colons."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

_ALIKE = str.maketrans({"︰": ":", "﹕": ":", "∶": ":", "`": "'", "′": "'", "’": "'", "‘": "'"})
_LONG_ENOUGH_TO_FORGIVE = 4


@lru_cache(maxsize=65536)
def _fold_char(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).translate(_ALIKE)
    return "".join(part for part in folded if not part.isspace()).lower()


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """The text as labels are compared: NFKC, without white space, lower case, no outer colon."""
    return "".join(_fold_char(char) for char in text).strip(":")


@lru_cache(maxsize=8192)
def _folded_with_origin(text: str) -> tuple[str, tuple[int, ...]]:
    folded: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        for part in _fold_char(char):
            folded.append(part)
            origin.append(index)
    return "".join(folded), tuple(origin)


def errors_allowed(label: str) -> int:
    """How many characters of a folded label may be wrong: one from four on, two from sixteen."""
    if len(label) < _LONG_ENOUGH_TO_FORGIVE:
        return 0
    return 1 if len(label) < 16 else 2


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a label stands within a text: ``text[start:end]``, with so many errors.

    after: where the value can begin, behind the label and the colon or space that follows it.
    """

    start: int
    end: int
    errors: int
    after: int


def occurrences(label: str, text: str) -> list[Occurrence]:
    """Every non-overlapping place of ``label`` in ``text``, best first."""
    wanted = fold(label)
    if not wanted:
        return []
    folded, origin = _folded_with_origin(text)
    places = []
    for start, end, errors in _search(wanted, folded, errors_allowed(wanted)):
        stop = origin[end - 1] + 1
        after = stop
        while after < len(text) and _fold_char(text[after]) in (":", ""):
            after += 1
        places.append(Occurrence(origin[start], stop, errors, after))
    return places


def _search(wanted: str, text: str, allowed: int) -> list[tuple[int, int, int]]:
    exact: list[tuple[int, int, int]] = []
    start = text.find(wanted)
    while start >= 0:
        exact.append((start, start + len(wanted), 0))
        start = text.find(wanted, start + len(wanted))
    if exact or not allowed or not _shares_most_characters(wanted, text, allowed):
        return exact
    return _fuzzy(wanted, text, allowed)


def _shares_most_characters(wanted: str, text: str, allowed: int) -> bool:
    if len(_characters(wanted) - _characters(text)) > allowed:
        return False
    return (Counter(wanted) - Counter(text)).total() <= allowed


@lru_cache(maxsize=16384)
def _characters(text: str) -> frozenset[str]:
    return frozenset(text)


def _fuzzy(wanted: str, text: str, allowed: int) -> list[tuple[int, int, int]]:
    candidates: list[tuple[int, int, int]] = []
    for length in range(max(1, len(wanted) - allowed), len(wanted) + allowed + 1):
        for start in range(len(text) - length + 1):
            piece = text[start : start + length]
            errors = Levenshtein.distance(wanted, piece, score_cutoff=allowed)
            if errors <= allowed:
                candidates.append((start, start + length, errors))
    candidates.sort(key=lambda c: (c[2], abs(c[1] - c[0] - len(wanted)), c[0]))
    chosen: list[tuple[int, int, int]] = []
    for candidate in candidates:
        if all(candidate[1] <= c[0] or candidate[0] >= c[1] for c in chosen):
            chosen.append(candidate)
    return chosen


def same_label(label: str, text: str) -> bool:
    """Whether a whole text is this label, one wrong character forgiven from four on."""
    wanted = fold(label)
    allowed = errors_allowed(wanted)
    distance = Levenshtein.distance(wanted, fold(text), score_cutoff=allowed)
    return bool(wanted) and distance <= allowed


def any_occurrence(labels: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether any of the labels occurs in any of the texts."""
    known = tuple(labels)
    return any(occurrences(label, text) for text in texts for label in known)
