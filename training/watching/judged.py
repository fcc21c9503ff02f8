"""Values of which a person has said whether the machine was right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """A machine's value and a person's verdict on it.

    confidence: the machine's, 0..1.
    accepted: whether the machine took the value by itself; such a value is judged here only
        where it was drawn at random (an audit), since what people open by themselves is chosen.
    """

    confidence: float
    right: bool
    accepted: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A value that the machine stated, judged or not: its confidence and what became of it."""

    confidence: float
    accepted: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Observed:
    """All that is known of a field, or of a template: what was stated and what was judged."""

    seen: Sequence[Seen]
    judged: Sequence[Judged]

    def between(self, first: datetime | None, end: datetime | None) -> Observed:
        """The part from ``first`` on and before ``end``."""

        def inside(at: datetime) -> bool:
            return (first is None or at >= first) and (end is None or at < end)

        return Observed(
            tuple(one for one in self.seen if inside(one.at)),
            tuple(one for one in self.judged if inside(one.at)),
        )
