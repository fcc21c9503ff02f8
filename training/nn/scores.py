"""How well lines are read: exact lines, character error rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from training.synth.lines.charset import compared


@dataclass(frozen=True, slots=True)
class Score:
    """lines read, how many exactly right, edits needed over all, characters in the truth."""

    lines: int
    right: int
    edits: int
    characters: int

    @property
    def exact(self) -> float:
        return self.right / max(self.lines, 1)

    @property
    def cer(self) -> float:
        return self.edits / max(self.characters, 1)

    @property
    def character_accuracy(self) -> float:
        return max(0.0, 1.0 - self.cer)


def score(pairs: Iterable[tuple[str, str]], ignore_case: bool = False) -> Score:
    """Score (reading, truth) pairs, NFKC-folded and without white space."""
    lines = right = edits = characters = 0
    for reading, truth in pairs:
        ours, theirs = compared(reading, ignore_case), compared(truth, ignore_case)
        distance = Levenshtein.distance(ours, theirs)
        lines, right = lines + 1, right + (distance == 0)
        edits, characters = edits + distance, characters + len(theirs)
    return Score(lines, right, edits, characters)
