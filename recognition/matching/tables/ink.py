"""Where the characters of a placed line print: their widths, the gaps between them, their kind."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from recognition.matching.placing import PlacedLine

_NUMERIC = set("0123456789.,%+-()¥$€£ ")
_STAND_INS = {"***", "**", "*", "-", "--", "/", "—"}


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character: its index in the line, its left and right edge in template x."""

    index: int
    text: str
    left: float
    right: float

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@lru_cache(maxsize=8192)
def units(char: str) -> float:
    """How wide a character is set, in full widths: 1 for Han, 0.5 for Latin."""
    return 1.0 if unicodedata.east_asian_width(char) in ("W", "F") else 0.5


@lru_cache(maxsize=1024)
def full_width(line: PlacedLine) -> float:
    """The width of a full-width character of this line, in template pixels.

    Measured from neighbouring characters, so that wide gaps within the line don't count.
    """
    chars = line.line.chars
    total = sum(units(char.text) for char in chars)
    if not total:
        return max(line.height, 1.0)
    whole = (line.box[2] - line.box[0]) / total
    steps = [
        (after - before) / ((units(a.text) + units(b.text)) / 2)
        for a, b, before, after in zip(
            chars, chars[1:], line.centres, line.centres[1:], strict=False
        )
        if not a.text.isspace() and not b.text.isspace()
    ]
    measured = min(sorted(steps)[len(steps) // 2], whole) if len(steps) >= 2 else whole
    return min(max(measured, 0.2 * line.height), 1.6 * line.height)


@lru_cache(maxsize=1024)
def glyphs(line: PlacedLine) -> tuple[Glyph, ...]:
    """The line's characters that leave ink, left to right; kept, as they are asked for often."""
    width = full_width(line)
    printed = []
    for index, (char, centre) in enumerate(zip(line.line.chars, line.centres, strict=True)):
        if not char.text.isspace():
            half = width * units(char.text) / 2
            printed.append(Glyph(index, char.text, centre - half, centre + half))
    return tuple(printed)


def trimmed(line: PlacedLine) -> PlacedLine | None:
    """The line without white space at its ends; None where it is all white."""
    chars = line.line.chars
    inked = [i for i, char in enumerate(chars) if not char.text.isspace()]
    return line.cut(inked[0], inked[-1] + 1) if inked else None


def extent(line: PlacedLine) -> tuple[float, float]:
    """The template x where the line's ink begins and ends; its box where it has no characters."""
    printed = glyphs(line)
    if not printed:
        return line.box[0], line.box[2]
    return max(line.box[0], printed[0].left), min(line.box[2], printed[-1].right)


def kind(char: str) -> str:
    """What a character may run on with: "han", "number" or "letter", "mark" for the rest."""
    folded = unicodedata.normalize("NFKC", char)[:1] or char
    if folded.isdigit() or folded in ".,":
        return "number"
    if units(char) == 1.0 and folded.isalpha():
        return "han"
    return "letter" if folded.isalpha() else "mark"


def is_numeric(text: str) -> bool:
    """Whether a text reads as a number, a percentage, or a stand-in for none."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if folded in _STAND_INS:
        return True
    digits = sum(char.isdigit() for char in folded)
    return digits > 0 and all(char in _NUMERIC for char in folded)


def line_height(lines: Sequence[PlacedLine], otherwise: float = 24.0) -> float:
    """The median height of lines of text, in template pixels."""
    heights = [line.height for line in lines if line.height > 0]
    return float(np.median(heights)) if heights else otherwise
