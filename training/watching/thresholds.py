"""What a threshold would mean: how much is accepted without a person, how much of that wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from training.watching.estimating import Estimate, error_of
from training.watching.judged import Judged, Observed, Seen

LADDER = (
    *(round(0.5 + step * 0.025, 3) for step in range(16)),
    *(round(0.9 + step * 0.01, 3) for step in range(10)),
    0.9925, 0.995, 0.9975, 0.999,
)  # fmt: skip
"""The thresholds that are looked at; they stand closer where most confidences are."""


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold: the share of values accepted, 0..1, and how many of these are wrong."""

    threshold: float
    accepted: float
    error: Estimate


def curve(observed: Observed, thresholds: Iterable[float] = LADDER) -> tuple[Point, ...]:
    """What each threshold would mean, the lowest first."""
    points = []
    for threshold in sorted(set(thresholds)):
        taken = sum(one.confidence >= threshold for one in observed.seen)
        share = taken / len(observed.seen) if observed.seen else 0.0
        error = error_of(observed, _at_least(threshold))
        points.append(Point(threshold, share, error))
    return tuple(points)


def _at_least(threshold: float) -> Callable[[Seen | Judged], bool]:
    return lambda one: one.confidence >= threshold


def lowest_within(points: Sequence[Point], most_wrong: float) -> Point | None:
    """The lowest threshold of which one can be sure that no more is wrong; None without one."""
    sure = [p for p in points if p.error.error is not None and p.error.high <= most_wrong]
    return min(sure, key=lambda point: point.threshold, default=None)
