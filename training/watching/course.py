"""Accuracy week by week, and whether it has fallen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from training.watching.estimating import Estimate, error_of
from training.watching.judged import Observed

WEEK = timedelta(days=7)
RECENT = 2 * WEEK
FIRST = 4 * WEEK
"""The weeks that later ones are held against."""
_LEAST_FALL = 0.02
"""A fall below that many points is not worth a person's time, however certain it is."""


@dataclass(frozen=True, slots=True)
class WeekOf:
    """One week, from its Monday on: how much was stated and how much of it was wrong."""

    monday: datetime
    stated: int
    judged: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Fall:
    """How accurate values were before, and how accurate they are now."""

    before: Estimate
    now: Estimate

    @property
    def certain(self) -> bool:
        """Whether the intervals stand apart, and far enough to matter."""
        if self.before.error is None or self.now.error is None:
            return False
        if self.before.lack is not None or self.now.lack is not None:
            return False
        large = self.now.error - self.before.error >= _LEAST_FALL
        return large and self.now.low > self.before.high


def weeks(observed: Observed, now: datetime, count: int = 12) -> tuple[WeekOf, ...]:
    """The last weeks, oldest first, the one under way included."""
    start = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    mondays = [start - WEEK * back for back in range(count - 1, -1, -1)]
    return tuple(_week(observed.between(monday, monday + WEEK), monday) for monday in mondays)


def _week(part: Observed, monday: datetime) -> WeekOf:
    return WeekOf(monday, len(part.seen), len(part.judged), error_of(part))


def fall(observed: Observed, now: datetime) -> Fall:
    """The last two weeks held against all that came before."""
    return Fall(
        error_of(observed.between(None, now - RECENT)),
        error_of(observed.between(now - RECENT, None)),
    )
