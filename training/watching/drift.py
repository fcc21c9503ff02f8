"""Whether what comes in today is still what came in at first."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ENOUGH = 50
MOVED, MOVING = 0.25, 0.1
"""Population stability indices from which a change is large, and worth a look (Siddiqi 2006)."""
_PARTS = 10


@dataclass(frozen=True, slots=True)
class Drift:
    """How far two samples of confidences stand apart.

    index: population stability index; 0 where they are alike.
    distance: the greatest distance of their distributions (Kolmogorov and Smirnov), 0..1.
    """

    index: float
    distance: float
    before: int
    now: int

    @property
    def enough(self) -> bool:
        return min(self.before, self.now) >= ENOUGH

    @property
    def moved(self) -> bool:
        """Whether the change is large, by both measures, and no matter of chance."""
        critical = 1.63 * math.sqrt((self.before + self.now) / (self.before * self.now or 1))
        return self.enough and self.index >= MOVED and self.distance > critical


def drift(before: Sequence[float], now: Sequence[float]) -> Drift:
    """Compare the confidences of two times; all zeros where one of them is empty."""
    if not before or not now:
        return Drift(0.0, 0.0, len(before), len(now))
    return Drift(stability_index(before, now), distance(before, now), len(before), len(now))


def stability_index(before: Sequence[float], now: Sequence[float], parts: int = _PARTS) -> float:
    """Population stability index over parts that hold equally many of ``before``.

    Each part is counted half a value more, so that an empty one does not make it infinite.
    """
    ordered = sorted(before)
    edges = sorted({ordered[len(ordered) * number // parts] for number in range(1, parts)})
    first, second = _shares(before, edges), _shares(now, edges)
    return sum((b - a) * math.log(b / a) for a, b in zip(first, second, strict=True))


def _shares(values: Sequence[float], edges: Sequence[float]) -> list[float]:
    counts = Counter(bisect_right(edges, value) for value in values)
    parts = len(edges) + 1
    return [(counts[part] + 0.5) / (len(values) + 0.5 * parts) for part in range(parts)]


def distance(before: Sequence[float], now: Sequence[float]) -> float:
    """The greatest distance between the two cumulative distributions, 0..1."""
    first, second = sorted(before), sorted(now)
    points = sorted({*first, *second})
    return max(
        abs(_up_to(first, point) / len(first) - _up_to(second, point) / len(second))
        for point in points
    )


def _up_to(ordered: Sequence[float], value: float) -> int:
    return bisect_left(ordered, math.nextafter(value, math.inf))


def unknown_characters(texts: Iterable[str], charset: frozenset[str]) -> dict[str, int]:
    """Characters that are printed and that the reader can't read, with how many texts have each;
    the most frequent first. White space is no character here.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({char for char in text if char not in charset and not char.isspace()})
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
