"""How often the machine is wrong, from audits and decisions, with what is not known of it.

Decisions alone show the doubtful values, which are wrong more often; audits alone show the
accepted ones. Each kind speaks for all values of its kind, judged or not (post-stratification).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from training.watching.judged import Judged, Observed, Seen

ENOUGH = 30
"""Independent verdicts under which an estimate is not to be relied on."""
Z = 1.96
"""Standard deviations of an interval that holds the truth 95 times out of 100."""
_NEGLIGIBLE = 0.01
"""Share of values that may be without a verdict of their own kind."""


class Lack(StrEnum):
    """Why an estimate can't be relied on, or can't be made."""

    NOTHING = "nothing"
    """No value was stated."""
    AUDITS = "audits"
    """None of the accepted values was audited."""
    DECISIONS = "decisions"
    """None of the doubtful values was decided."""
    FEW = "few"
    """There are too few verdicts."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of wrong values, 0..1.

    low, high: where it lies 95 times out of 100; error None: nothing can be said.
    verdicts: how many independent verdicts it is worth (Kish's effective sample size).
    """

    error: float | None
    low: float
    high: float
    verdicts: float
    lack: Lack | None


def error_of(
    observed: Observed, among: Callable[[Seen | Judged], bool] = lambda _: True
) -> Estimate:
    """The share of wrong values among those stated, or among some of them."""
    parts = []
    lacking: list[tuple[int, Lack]] = []
    for accepted, lack in ((True, Lack.AUDITS), (False, Lack.DECISIONS)):
        stated = sum(1 for one in observed.seen if one.accepted == accepted and among(one))
        verdicts = [one for one in observed.judged if one.accepted == accepted and among(one)]
        if verdicts:
            wrong = sum(not one.right for one in verdicts)
            parts.append((max(stated, len(verdicts)), len(verdicts), wrong))
        elif stated:
            lacking.append((stated, lack))
    return _estimate(parts, lacking)


def _estimate(parts: Sequence[tuple[int, int, int]], lacking: list[tuple[int, Lack]]) -> Estimate:
    """parts: of each kind, how many were stated, judged, wrong."""
    known = sum(stated for stated, _, _ in parts)
    unknown = sum(stated for stated, _ in lacking)
    if not known + unknown:
        return Estimate(None, 0.0, 1.0, 0.0, Lack.NOTHING)
    if unknown > _NEGLIGIBLE * (known + unknown):
        return Estimate(None, 0.0, 1.0, 0.0, max(lacking)[1])
    error = sum(stated * wrong / judged for stated, judged, wrong in parts) / known
    verdicts = known**2 / sum(stated**2 / judged for stated, judged, _ in parts)
    low, high = wilson(error, verdicts)
    return Estimate(error, low, high, verdicts, Lack.FEW if verdicts < ENOUGH else None)


def wilson(share: float, count: float, z: float = Z) -> tuple[float, float]:
    """The interval of a share seen in ``count`` trials (Wilson 1927); 0..1 without any.

    Honest at the ends: where none of ten was wrong, up to 28% may be.
    """
    if count <= 0:
        return 0.0, 1.0
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    reach = z * math.sqrt(share * (1 - share) / count + z**2 / (4 * count**2)) / (1 + z**2 / count)
    return max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach))
