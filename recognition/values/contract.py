"""What the values room takes and gives: text with its doubt in, a checked value out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Value = str | bool | None


@dataclass(frozen=True, slots=True)
class Settled:
    """One value after normalisation and checks.

    value: normalised as the contract says; None where nothing usable was found.
    text: as read (or what ``find`` picked out of it).
    valid: pattern, charset, choices and checksum hold and the type parsed.
    reason: why it is not valid, or why it is None; for a person.
    repairs: what was changed on the way from text to value, for the evidence.
    """

    value: Value
    text: str | None
    valid: bool
    reason: str | None = None
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The outcome of one cross-field rule; ``passed`` is None where it could not be evaluated."""

    name: str
    passed: bool | None
    detail: str | None = None
    names: tuple[str, ...] = field(default=())

    def as_record(self) -> dict[str, Any]:
        """The rule as `stencil-record/1` states it."""
        return {"name": self.name, "passed": self.passed, "detail": self.detail}
