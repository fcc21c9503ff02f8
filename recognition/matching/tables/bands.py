"""Lines side by side grouped into bands; the order that text is read in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from recognition.matching.labels import occurrences
from recognition.matching.placing import PlacedLine
from recognition.matching.tables.ink import Glyph, extent, glyphs

_SAME_BAND = 0.45
_WIDEST_LETTER_SPACE = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Lines that stand beside each other, left to right.

    y: the mean of their centres, template pixels.
    """

    lines: tuple[PlacedLine, ...]
    y: float

    @property
    def top(self) -> float:
        return min(line.box[1] for line in self.lines)

    @property
    def bottom(self) -> float:
        return max(line.box[3] for line in self.lines)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def bands(lines: Iterable[PlacedLine]) -> list[Band]:
    """Group lines by their baselines, top to bottom.

    A line joins the band whose mean centre is nearer than a share of a line's height: a pixel
    of jitter changes nothing, and neighbouring rows are never chained.
    """
    groups: list[list[PlacedLine]] = []
    means: list[float] = []
    for line in sorted(lines, key=lambda line: (line.middle[1], line.box[0], line.text)):
        y = line.middle[1]
        if groups:
            height = min(line.height, max(other.height for other in groups[-1]))
            if abs(y - means[-1]) <= _SAME_BAND * height:
                groups[-1].append(line)
                means[-1] = sum(other.middle[1] for other in groups[-1]) / len(groups[-1])
                continue
        groups.append([line])
        means.append(y)
    return [
        Band(tuple(sorted(group, key=lambda line: (line.box[0], line.text))), mean)
        for group, mean in zip(groups, means, strict=True)
    ]


def reading_order(lines: Iterable[PlacedLine]) -> tuple[PlacedLine, ...]:
    """Lines band by band, each left to right."""
    return tuple(line for band in bands(lines) for line in band.lines)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a printed label stands in a band, in template pixels.

    start, end: its characters, counted over the band's lines together.
    after: where a value may begin, behind the colon or the space that follows.
    """

    start: int
    end: int
    after: int
    errors: int
    left: float
    right: float
    top: float
    bottom: float

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


def places(label: str, band: Sequence[PlacedLine]) -> Iterator[Place]:
    """Every place of a label in lines side by side, also where its characters stand apart.

    ``單　價`` read as two lines is found as well as inside one line that holds several labels.
    """
    text = "".join(line.text for line in band)
    found_places = occurrences(label, text)
    if not found_places or len(text) != sum(len(line.line.chars) for line in band):
        return
    inks: list[tuple[int, Glyph, int]] = []
    offset = 0
    for number, line in enumerate(band):
        inks.extend((offset + glyph.index, glyph, number) for glyph in glyphs(line))
        offset += len(line.line.chars)
    for found in found_places:
        held = [entry for entry in inks if found.start <= entry[0] < found.end]
        if found.errors:
            held = _without_strays(held, found.errors)
        if not held:
            continue
        height = max(band[number].height for _, _, number in held)
        gaps = [b.left - a.right for (_, a, _), (_, b, _) in pairwise(held)]
        if gaps and max(gaps) > _WIDEST_LETTER_SPACE * height:
            continue
        whole = len(held) and held[-1][0] == found.end - 1
        yield Place(
            held[0][0],
            held[-1][0] + 1,
            found.after if whole else held[-1][0] + 1,
            found.errors,
            held[0][1].left,
            held[-1][1].right,
            min(band[number].box[1] for _, _, number in held),
            max(band[number].box[3] for _, _, number in held),
        )


def _without_strays(
    held: list[tuple[int, Glyph, int]], errors: int
) -> list[tuple[int, Glyph, int]]:
    """A fuzzy match without the wrong character that it took from the line beside it."""
    lines = [number for _, _, number in held]
    most = max(set(lines), key=lines.count, default=None)
    own = [entry for entry in held if entry[2] == most]
    return own if len(held) - len(own) <= errors else held


def width_within(line: PlacedLine, left: float, right: float) -> float:
    """How much of a line's ink lies between two x, as a share of its width."""
    start, end = extent(line)
    return max(0.0, min(end, right) - max(start, left)) / max(end - start, 1e-6)
