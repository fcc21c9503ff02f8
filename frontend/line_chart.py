"""Where a line with its uncertainty stands: pure geometry for an SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 26
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
_MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Value:
    """A point to draw: its share 0..1, where it may lie, and its word on the axis and in a title.

    share: None leaves a gap; weak: too little is known, so that it is drawn hollow.
    """

    share: float | None
    low: float
    high: float
    label: str
    title: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with the span that it may lie in; pixels of the chart."""

    x: float
    y: float
    low: float
    high: float
    title: str
    weak: bool


@dataclass(frozen=True, slots=True)
class AxisWord:
    """A word under the chart, or a percentage beside it."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Everything that the template draws."""

    marks: tuple[Mark, ...]
    lines: tuple[str, ...]
    words: tuple[AxisWord, ...]
    grid: tuple[AxisWord, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    label_y: int = HEIGHT - 8

    @property
    def empty(self) -> bool:
        return not self.marks


def line_chart(values: Sequence[Value], every: int = 2) -> LineChart:
    """Place points from left to right; the axis spans what is shown and ends at a round share.

    every: how many points apart the words under the chart stand, counted from the last.
    """
    known = [value for value in values if value.share is not None]
    lowest, highest = _span(known)
    step = next((s for s in _STEPS if s * _MOST_LINES >= highest - lowest), _STEPS[-1])
    # a hair's breadth, so that 0.98 / 0.02 counts as 49
    lowest = max(0.0, math.floor(lowest / step + 1e-9) * step)
    highest = min(1.0, math.ceil(highest / step - 1e-9) * step)
    room = HEIGHT - _TOP - _BOTTOM
    pitch = (WIDTH - _LEFT - _RIGHT) / max(len(values), 1)

    def height_of(share: float) -> float:
        inside = min(max(share, lowest), highest)
        return round(_TOP + room * (1 - (inside - lowest) / max(highest - lowest, 1e-9)), 1)

    marks: list[Mark] = []
    words: list[AxisWord] = []
    runs: list[list[str]] = [[]]
    for number, value in enumerate(values):
        x = round(_LEFT + (number + 0.5) * pitch, 1)
        if (len(values) - 1 - number) % every == 0:
            words.append(AxisWord(x, value.label))
        if value.share is None:
            runs.append([])
            continue
        y = height_of(value.share)
        low, high = height_of(value.low), height_of(value.high)
        marks.append(Mark(x, y, low, high, value.title, value.weak))
        runs[-1].append(f"{x:g},{y:g}")
    lines = tuple(" ".join(run) for run in runs if len(run) > 1)
    count = round((highest - lowest) / step)
    shares = [lowest + step * number for number in range(count + 1)]
    grid = tuple(AxisWord(height_of(share), f"{100 * share:g}%") for share in shares)
    return LineChart(tuple(marks), lines, tuple(words), grid)


def _span(known: Sequence[Value]) -> tuple[float, float]:
    """The shares that must be seen: every point, and intervals that are not too wide."""
    if not known:
        return 0.0, 1.0
    sure = [value for value in known if not value.weak] or known
    low = min(min(v.share or 0.0 for v in known), min(v.low for v in sure))
    high = max(max(v.share or 0.0 for v in known), max(v.high for v in sure))
    return (low, high) if high - low >= 0.02 else (max(0.0, low - 0.02), min(1.0, high + 0.01))
