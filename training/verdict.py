"""Whether a new reader may take the old one's place: what was found, weighed, in plain words.

The paired test is McNemar's, exact (McNemar, 1947; Edwards, 1948): of the lines that one reader
has right and the other wrong, as many should fall to either side if both were equally good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from training.synth.lines.charset import compared

GENERAL_LOSS = 0.01
"""Share of the general set's lines that a new reader may lose."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Lines read by both: how many each has right, and right where the other is wrong."""

    lines: int
    old_right: int
    new_right: int
    only_old: int
    only_new: int

    @property
    def chance(self) -> float:
        """How likely a lead this large is where both are equally good (one-sided, exact)."""
        return sign_test(self.only_new, self.only_old)

    def won(self, alpha: float) -> bool:
        """Whether the new reader leads, by more than luck gives with the probability ``alpha``."""
        return self.only_new > self.only_old and self.chance <= alpha


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was asked; code: what, for the page's own words.

    figures: what the words need, as numbers or names.
    """

    code: str
    passed: bool
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every question with its answer; the new reader is better if all were passed."""

    reasons: tuple[Reason, ...]
    held_out: Pairs
    general: Pairs

    @property
    def better(self) -> bool:
        return all(reason.passed for reason in self.reasons)


def sign_test(gained: int, lost: int) -> float:
    """Probability of at least ``gained`` heads in ``gained + lost`` tosses of a fair coin."""
    tosses = gained + lost
    return float(sum(comb(tosses, heads) for heads in range(gained, tosses + 1)) / 2**tosses)


def is_right(text: str, truth: str) -> bool:
    """Whether a line is exactly right, NFKC-folded and without white space."""
    return compared(text) == compared(truth)


def pairs_of(rows: Iterable[Mapping[str, Any]]) -> Pairs:
    """Count lines with their ``text`` and the readings ``old`` and ``new``."""
    lines = old = new = only_old = only_new = 0
    for row in rows:
        one, other = is_right(row["old"] or "", row["text"]), is_right(row["new"], row["text"])
        lines, old, new = lines + 1, old + one, new + other
        only_old, only_new = only_old + (one and not other), only_new + (other and not one)
    return Pairs(lines, old, new, only_old, only_new)


def by_group(rows: Sequence[Mapping[str, Any]], *names: str) -> dict[tuple[str, ...], Pairs]:
    """Pairs for each combination of what the rows say under ``names``, sorted."""
    groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    return {key: pairs_of(groups[key]) for key in sorted(groups)}


def judge(found: Mapping[str, Any], alpha: float) -> Verdict:
    """Weigh what the comparison found.

    found: as ``training.nn.compare`` writes it. alpha: the chance of a lead by luck that is
    still taken, 0 to 1.
    """
    crops: Sequence[Mapping[str, Any]] = found["crops"]
    general_rows = [
        row for rows in found["general"].values() if isinstance(rows, list) for row in rows
    ]
    held_out, general = pairs_of(crops), pairs_of(general_rows)
    reasons = [_parity(found)]
    if not reasons[0].passed:
        return Verdict(tuple(reasons), held_out, general)
    reasons.append(_win(held_out, _for_ever(crops), alpha))
    reasons.extend(_templates(crops))
    if not found["general"].get("not_needed"):
        reasons.append(_general(general, str(found["general"].get("problem", ""))))
    return Verdict(tuple(reasons), held_out, general)


def _parity(found: Mapping[str, Any]) -> Reason:
    problem = found["parity"]["problem"]
    return Reason("parity", not problem, {"problem": problem, **found["parity"]["furthest"]})


def _for_ever(crops: Sequence[Mapping[str, Any]]) -> int | None:
    """How many crops are of documents that never train any reader; None where nobody noted it."""
    if any(row.get("for_ever") is None for row in crops):
        return None
    return sum(bool(row["for_ever"]) for row in crops)


def _win(pairs: Pairs, for_ever: int | None, alpha: float) -> Reason:
    figures = {
        "lines": pairs.lines,
        "for_ever": for_ever,
        "old": pairs.old_right,
        "new": pairs.new_right,
        "gained": pairs.only_new,
        "lost": pairs.only_old,
        "chance": pairs.chance,
        "alpha": alpha,
    }
    return Reason("held_out", pairs.won(alpha), figures)


def _templates(crops: Sequence[Mapping[str, Any]]) -> list[Reason]:
    """A reader must not buy its lead on one template with losses on another."""
    return [
        Reason(
            "template",
            pairs.new_right >= pairs.old_right,
            {
                "template": template,
                "lines": pairs.lines,
                "old": pairs.old_right,
                "new": pairs.new_right,
            },
        )
        for (template,), pairs in by_group(crops, "template").items()
        if template
    ]


def _general(pairs: Pairs, problem: str) -> Reason:
    """Without a general set nobody knows what was forgotten: not passed."""
    figures = {
        "lines": pairs.lines,
        "old": pairs.old_right,
        "new": pairs.new_right,
        "allowed": GENERAL_LOSS,
        "problem": problem,
    }
    kept = pairs.old_right - pairs.new_right <= GENERAL_LOSS * pairs.lines
    return Reason("general", bool(pairs.lines) and kept, figures)
