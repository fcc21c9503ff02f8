"""Characters of a text layer put together to lines along their baselines."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

import numpy as np

from recognition.pages.glyphs import Glyph
from recognition.reading import Char, Line

_GAP = 1.5  # em; a wider gap ends a line
_OVERLAP = 0.5  # em; a step further back starts a new line
_OFF_BASELINE = 0.25  # em
_TURN = math.cos(math.radians(3.0))  # cosine of the largest turn within a line
_SIZES = 1.6  # ratio of font sizes within a line
_ONE_SIZE = 1.15  # ratio beyond which print is of another size
_OTHER_SIZE_GAP = 0.6  # em; a wider gap before print of another size ends a line
_WORD_GAP = 0.28  # em; a wider gap between Latin characters is a space
_ASCENT, _DESCENT = (
    0.88,
    0.22,
)  # em above and below the baseline that a line's quad covers

Run = list[Glyph]


def group(glyphs: Sequence[Glyph]) -> list[Run]:
    """Glyphs of each line in reading order; blanks stay where they separate words.

    Characters that follow each other in the content stream form runs; runs on one baseline are
    then joined. Text printed over other text is so kept apart, and each character of a seal or
    of a vertical word stays by itself.
    """
    return _join(_runs(glyphs))


def line_of(run: Sequence[Glyph]) -> Line | None:
    """The run as a line of the text layer, None where it holds nothing but blanks."""
    printed = [glyph for glyph in run if not glyph.blank]
    if not printed:
        return None
    first = printed[0]
    em = max(glyph.em for glyph in printed)
    starts = [_along(first, glyph) for glyph in printed]
    ends = [start + glyph.advance for start, glyph in zip(starts, printed, strict=True)]
    left, right = min(starts), max(max(ends), min(starts) + 0.1 * em)
    span = right - left
    chars: list[Char] = []
    blank_after = _blanks(run)
    word_gap = _word_gap(starts, ends, em)
    for index, glyph in enumerate(printed):
        width = ends[index] - starts[index]
        for part, char in enumerate(glyph.text):
            centre = starts[index] + width * (part + 0.5) / len(glyph.text)
            chars.append(Char(char, (centre - left) / span, 1.0))
        if index + 1 < len(printed):
            gap = starts[index + 1] - ends[index]
            together = _is_han(glyph.text[-1]) and _is_han(printed[index + 1].text[0])
            if index in blank_after or (gap > word_gap and not together):
                middle = (ends[index] + starts[index + 1]) / 2
                chars.append(Char(" ", (middle - left) / span, 1.0))
    return Line(_quad(first, left, right, em), tuple(chars), source="text_layer")


def _runs(glyphs: Sequence[Glyph]) -> list[Run]:
    runs: list[Run] = []
    for glyph in glyphs:
        if runs and _follows(runs[-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    trimmed = (_trim(run) for run in runs)
    return [run for run in trimmed if run]


def _trim(run: Run) -> Run:
    printed = [index for index, glyph in enumerate(run) if not glyph.blank]
    return run[printed[0] : printed[-1] + 1] if printed else []


def _follows(run: Run, glyph: Glyph) -> bool:
    """Whether the glyph goes on where the run ends."""
    if glyph.blank:
        last = run[-1]
        return _same_line(last, glyph, sizes=False) and abs(_along(last, glyph)) < 4 * last.em
    last = next((other for other in reversed(run) if not other.blank), run[-1])
    gap = _along(last, glyph) - last.advance
    em = max(last.em, glyph.em)
    return _same_line(last, glyph) and -_OVERLAP * em <= gap <= _farthest(last, glyph)


def _same_line(one: Glyph, other: Glyph, sizes: bool = True) -> bool:
    em = min(one.em, other.em)
    return (
        one.ux * other.ux + one.uy * other.uy >= _TURN
        and abs(_across(one, other)) <= _OFF_BASELINE * em
        and (not sizes or max(one.em, other.em) <= _SIZES * em)
    )


def _join(runs: list[Run]) -> list[Run]:
    """Join runs that go on from each other on one baseline, from left to right."""
    chains: list[Run] = []
    order = sorted(range(len(runs)), key=lambda i: _along_page(runs[i][0]))
    for index in order:
        run = runs[index]
        best: Run | None = None
        nearest = math.inf
        for chain in chains:
            last, first = chain[-1], run[0]
            em = max(last.em, first.em)
            gap = _along(last, first) - last.advance
            farthest = min(_farthest(last, first), nearest)
            if -0.2 * em <= gap <= farthest and _same_line(last, first):
                best, nearest = chain, gap
        if best is None:
            chains.append(list(run))
        else:
            best.extend(run)
    return chains


def _farthest(one: Glyph, other: Glyph) -> float:
    """The widest gap that a line goes on over: a logo's letters beside a name are none of it."""
    small, large = sorted((one.em, other.em))
    return (_OTHER_SIZE_GAP if large > _ONE_SIZE * small else _GAP) * large


def _along_page(glyph: Glyph) -> float:
    return glyph.x * glyph.ux + glyph.y * glyph.uy


def _along(one: Glyph, other: Glyph) -> float:
    return (other.x - one.x) * one.ux + (other.y - one.y) * one.uy


def _across(one: Glyph, other: Glyph) -> float:
    return (other.y - one.y) * one.ux - (other.x - one.x) * one.uy


def _blanks(run: Sequence[Glyph]) -> set[int]:
    """Numbers of the printed glyphs that blanks follow."""
    found: set[int] = set()
    printed = -1
    for glyph in run:
        if glyph.blank:
            found.add(printed)
        else:
            printed += 1
    return found


def _word_gap(starts: Sequence[float], ends: Sequence[float], em: float) -> float:
    """The least gap that is a space, wider where the whole line is letter-spaced."""
    gaps = [start - end for start, end in zip(starts[1:], ends[:-1], strict=True)]
    usual = float(np.median(gaps)) if len(gaps) >= 2 else 0.0
    return max(_WORD_GAP * em, 1.8 * usual)


def _is_han(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _quad(first: Glyph, left: float, right: float, em: float) -> np.ndarray:
    along = np.array([first.ux, first.uy])
    down = np.array([-first.uy, first.ux])
    origin = np.array([first.x, first.y])
    top, bottom = origin - down * (_ASCENT * em), origin + down * (_DESCENT * em)
    corners = (
        top + along * left,
        top + along * right,
        bottom + along * right,
        bottom + along * left,
    )
    return np.array(corners, dtype=np.float32)
