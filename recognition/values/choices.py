"""Closed lists: the nearest choice within the reader's doubt."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from recognition.values.folding import squeeze

_LONG_ENOUGH_TO_FORGIVE = 4


def nearest_choice(text: str, choices: Sequence[str]) -> tuple[str, int] | None:
    """The choice that a text prints and the number of wrong characters; None where none fits.

    Width, case and white space do not matter. One wrong character is forgiven from four on,
    where only one choice is that near.
    """
    read = squeeze(text).casefold()
    folded = {choice: squeeze(choice).casefold() for choice in choices}
    for choice, wanted in folded.items():
        if wanted == read:
            return choice, 0
    near = [
        choice
        for choice, wanted in folded.items()
        if len(wanted) >= _LONG_ENOUGH_TO_FORGIVE
        and Levenshtein.distance(wanted, read, score_cutoff=1) <= 1
    ]
    return (near[0], 1) if len(near) == 1 else None
