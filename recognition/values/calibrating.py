"""Fitting the weights of confidence to values of which the truth is known, and judging them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recognition.values.confidence import (
    WEIGHT_NAMES,
    Calibration,
    Signals,
    evidence,
    logistic,
)

_FOR: Final = frozenset(
    {
        "weakest",
        "mean",
        "text_layer",
        "pattern_holds",
        "checksum_holds",
        "rules_hold",
        "confirmed",
        "agreed",
        "own_label",
    }
)
"""Evidence that can only speak for a value; the rest, the bias apart, only against it."""

_MOST_STEPS: Final = 4000
_CLOSE_ENOUGH: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of which the truth is known."""

    signals: Signals
    right: bool


def fit(
    samples: Sequence[Sample], prior: Calibration | None = None, strength: float = 1.0
) -> Calibration:
    """Weights under which the confidences fit the truth best (maximum a posteriori).

    prior: weights to stay near where the samples say little; the defaults without one.
    strength: inverse variance of the weights around the prior.
    Evidence for a value keeps a weight of at least 0, evidence against it of at most 0: a few
    odd samples must not teach that a broken checksum is reassuring. The loss is convex and is
    minimised by projected, accelerated gradient steps (Beck and Teboulle 2009).

    Raises ValueError where there are no samples.
    """
    if not samples:
        raise ValueError("calibration needs samples with known truth; there are none")
    anchor = np.array([getattr(prior or Calibration(), name) for name in WEIGHT_NAMES])
    inputs = np.stack([evidence(sample.signals) for sample in samples])
    truth = np.array([float(sample.right) for sample in samples])
    pull = strength / len(samples)
    steepest = float(np.linalg.eigvalsh(inputs.T @ inputs)[-1]) / (4 * len(samples)) + pull
    weights = ahead = _within_signs(anchor)
    momentum = 1.0
    for _ in range(_MOST_STEPS):
        slope = inputs.T @ (logistic(inputs @ ahead) - truth) / len(samples)
        stepped = _within_signs(ahead - (slope + pull * (ahead - anchor)) / steepest)
        if float(np.abs(stepped - weights).max()) < _CLOSE_ENOUGH:
            weights = stepped
            break
        grown = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = stepped + (momentum - 1) / grown * (stepped - weights)
        weights, momentum = stepped, grown
    return Calibration(**{n: float(w) for n, w in zip(WEIGHT_NAMES, weights, strict=True)})


def _within_signs(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    lowest = np.array([0.0 if name in _FOR else -np.inf for name in WEIGHT_NAMES])
    highest = np.array([np.inf if name in _FOR or name == "bias" else 0.0 for name in WEIGHT_NAMES])
    return np.clip(weights, lowest, highest)


@dataclass(frozen=True, slots=True)
class Bin:
    """Values of about one confidence: how many, their mean confidence, the share that is right."""

    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far confidences can be trusted.

    error: expected calibration error (Guo et al. 2017), the mean distance between confidence and
        share right, weighted by count.
    """

    error: float
    bins: tuple[Bin, ...]


def reliability(outcomes: Iterable[tuple[float, bool]], bins: int = 10) -> Reliability:
    """Compare confidences with outcomes, in bins of equal count (the last ones are crowded).

    Raises ValueError where there are no outcomes.
    """
    ordered = sorted(outcomes)
    if not ordered:
        raise ValueError("reliability needs confidences with known outcomes; there are none")
    parts = np.array_split(np.array(ordered, dtype=np.float64), min(bins, len(ordered)))
    made = tuple(Bin(len(p), float(p[:, 0].mean()), float(p[:, 1].mean())) for p in parts)
    gap = sum(part.count * abs(part.confidence - part.right) for part in made)
    return Reliability(gap / len(ordered), made)
