"""Sharing a column's lines out to the records they belong to, whatever their alignment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

_LEAVE_OUT = 1.1
_EMPTY = 0.12
_BESIDE = 0.5
_PITCH = 1.3
_LOOSE = 1.6
_BROKEN = 2.7


@dataclass(frozen=True, slots=True)
class Share:
    """Which record each line belongs to (None for none), and what that cost in line heights."""

    records: tuple[int | None, ...]
    cost: float
    alignment: str


def share_out(
    lines: Sequence[float],
    records: Sequence[float],
    height: float,
    parted: Callable[[float, float], bool] = lambda a, b: False,
) -> Share:
    """Share out the lines of one column, in order, so that they sit best around the records.

    lines: y of the column's lines, ascending; records: y of the records' key lines, ascending.
    height: of a line of text.
    parted: whether something printed (a ruling) parts two y.

    A line beside a record's key line belongs to that record. Tried are cells set at the top, at
    the middle and at the bottom of their record; the cheapest wins, the more usual one where
    they agree.
    """
    beside = [_beside(y, records, height) for y in lines]
    tried = [
        _share(lines, records, height, parted, beside, alignment, handicap)
        for alignment, handicap in (("top", 0.0), ("middle", 0.1), ("bottom", 0.2))
    ]
    return min(tried, key=lambda share: share.cost)


def _beside(y: float, records: Sequence[float], height: float) -> int | None:
    """The record whose key line stands on the same baseline."""
    near = min(range(len(records)), key=lambda j: abs(records[j] - y), default=None)
    if near is None or abs(records[near] - y) > _BESIDE * height:
        return None
    return near


def _share(
    lines: Sequence[float],
    records: Sequence[float],
    height: float,
    parted: Callable[[float, float], bool],
    beside: Sequence[int | None],
    alignment: str,
    handicap: float,
) -> Share:
    """Dynamic programme over (lines used, records used); a group is a stretch of lines."""
    n, m = len(lines), len(records)
    best = np.full((n + 1, m + 1), np.inf)
    best[0, 0] = handicap
    came: dict[tuple[int, int], tuple[int, int, bool]] = {}

    def reach(i: int, j: int, cost: float, source: tuple[int, int], taken: bool) -> None:
        if cost < best[i, j] - 1e-9:
            best[i, j] = cost
            came[i, j] = (*source, taken)

    for j in range(m + 1):
        for i in range(n + 1):
            here = float(best[i, j])
            if not np.isfinite(here):
                continue
            if i < n:
                reach(i + 1, j, here + _LEAVE_OUT, (i, j), False)
            if j == m:
                continue
            reach(i, j + 1, here + _EMPTY, (i, j), False)
            inside = 0.0
            for end in range(i + 1, n + 1):
                if end - 1 > i:
                    inside += _looseness(lines[end - 1] - lines[end - 2], height)
                if beside[end - 1] not in (None, j) or not np.isfinite(inside):
                    break
                if not any(parted(records[j], y) for y in (lines[i], lines[end - 1])):
                    off = _off(lines[i:end], records[j], alignment, height)
                    reach(end, j + 1, here + inside + off, (i, j), True)
    owners: list[int | None] = [None] * n
    i, j = n, m
    while (i, j) != (0, 0):
        before_i, before_j, taken = came[i, j]
        if taken:
            owners[before_i:i] = [before_j] * (i - before_i)
        i, j = before_i, before_j
    return Share(tuple(owners), float(best[n, m]), alignment)


def _off(group: Sequence[float], record: float, alignment: str, height: float) -> float:
    place = {"top": group[0], "middle": (group[0] + group[-1]) / 2, "bottom": group[-1]}
    # A pixel of jitter is no evidence of an alignment.
    return max(0.0, abs(place[alignment] - record) / height - 0.15)


def _looseness(step: float, height: float) -> float:
    """How far a line is from following the one above it, infinite where it cannot."""
    pitch = step / (height * _PITCH)
    if pitch > _BROKEN:
        return float("inf")
    return 0.3 * max(0.0, pitch - 1.1) + max(0.0, pitch - _LOOSE)
