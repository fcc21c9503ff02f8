"""What was read beside what is printed, with the characters that differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

_GAP = "␣"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some neighbouring characters of a text; whether the other text has others there."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts in stretches."""

    read: tuple[Stretch, ...]
    printed: tuple[Stretch, ...]


def difference(read: str, printed: str) -> Difference:
    """Part two texts where they differ; white space that differs is drawn, so that it is seen."""
    ours: list[Stretch] = []
    theirs: list[Stretch] = []
    matcher = SequenceMatcher(None, read, printed, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        differs = tag != "equal"
        ours.append(Stretch(_visible(read[i1:i2], differs), differs))
        theirs.append(Stretch(_visible(printed[j1:j2], differs), differs))
    return Difference(_filled(ours), _filled(theirs))


def _visible(text: str, differs: bool) -> str:
    return "".join(_GAP if char.isspace() else char for char in text) if differs else text


def _filled(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    return tuple(stretch for stretch in stretches if stretch.text)
