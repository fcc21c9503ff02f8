"""Where the bars of the dashboard's chart stand: pure geometry for an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from frontend.figures import Day

WIDTH, HEIGHT = 720, 220
_LEFT, _TOP, _BOTTOM = 36, 12, 26
_GAP = 0.42
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """One stacked piece of a day's bar; pixels of the chart."""

    x: float
    y: float
    width: float
    height: float
    tone: str


@dataclass(frozen=True, slots=True)
class Column:
    """A day: its bars from the ground up, its place on the axis and what it counts."""

    date: date
    middle: float
    labelled: bool
    bars: tuple[Bar, ...]
    day: Day


@dataclass(frozen=True, slots=True)
class GridLine:
    """A horizontal line of the grid with its number."""

    y: float
    count: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template draws; empty where no day has a record."""

    columns: tuple[Column, ...]
    grid: tuple[GridLine, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    label_y: int = HEIGHT - 8

    @property
    def empty(self) -> bool:
        return all(column.day.total == 0 for column in self.columns)


def step_for(highest: int, lines: int = 4) -> int:
    """Return the smallest of 1, 2, 5, 10, 20 … that needs at most ``lines`` grid lines."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power * lines >= highest:
                return step * power
        power *= 10


def chart_of(days: Sequence[Day]) -> Chart:
    """Place stacked bars for the days, oldest at the left."""
    step = step_for(max((day.total for day in days), default=0))
    highest = max(step, -(-max((day.total for day in days), default=0) // step) * step)
    ground, room = HEIGHT - _BOTTOM, HEIGHT - _BOTTOM - _TOP
    pitch = (WIDTH - _LEFT) / max(len(days), 1)
    columns = []
    for number, day in enumerate(days):
        x, y = _LEFT + (number + _GAP / 2) * pitch, float(ground)
        bars = []
        for tone, count in (
            ("good", day.accepted),
            ("doubt", day.needs_review),
            ("quiet", day.other),
            ("bad", day.failed),
        ):
            height = room * count / highest
            if count:
                y -= height
                bars.append(
                    Bar(
                        round(x, 1),
                        round(y, 1),
                        round(pitch * (1 - _GAP), 1),
                        round(height, 1),
                        tone,
                    )
                )
        columns.append(
            Column(
                date=day.date,
                middle=round(_LEFT + (number + 0.5) * pitch, 1),
                labelled=(len(days) - 1 - number) % 2 == 0,
                bars=tuple(bars),
                day=day,
            )
        )
    grid = tuple(
        GridLine(round(ground - room * count / highest, 1), count)
        for count in range(0, highest + 1, step)
    )
    return Chart(tuple(columns), grid)
