"""Calibrated confidence: how probable it is that a value is right, from what speaks for it."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Checks = Literal["hold", "none", "broken"]
Rules = Literal["hold", "none", "failed"]

_CLIP: Final = 1e-4
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against a value.

    characters: the reader's confidence in each character, 0..1; empty for what was not read.
    text_layer: whether a PDF's trusted text layer brought the text.
    pattern: whether pattern, charset or choices hold, are broken, or none is given.
    checksum: the same of the check digits.
    rules: whether the rules that speak of the value hold, one failed, or none was evaluated.
    confirmed: a barcode on the page says the same.
    agreement: share of characters on which a second reader agrees; None where none was asked.
    parsed: whether the text is of the value's type.
    repairs: how many things had to be changed on the way from text to value.
    forced: read again under a constraint without which it read otherwise.
    score: how well the template matches the page, 0..1.
    residual: registration error, as a share of the line's height.
    own_label: whether the value was found beside its own label.
    overlap: share of the text's area that lies in the value's region, 0..1.
    """

    characters: tuple[float, ...] = ()
    text_layer: bool = False
    pattern: Checks = "none"
    checksum: Checks = "none"
    rules: Rules = "none"
    confirmed: bool = False
    agreement: float | None = None
    parsed: bool = True
    repairs: int = 0
    forced: bool = False
    score: float = 1.0
    residual: float = 0.0
    own_label: bool = False
    overlap: float = 1.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of a logistic model over the evidence; positive ones speak for a value.

    ``weakest`` and ``mean`` weigh log-odds of the worst character and of their geometric mean,
    the others weigh the evidence of their name. The defaults are set by hand, cautiously;
    `calibrating.fit` replaces them by what was measured.
    """

    bias: float = 0.4
    weakest: float = 0.45
    mean: float = 0.35
    length: float = -0.3
    text_layer: float = 6.0
    pattern_holds: float = 1.0
    pattern_broken: float = -3.0
    checksum_holds: float = 2.5
    checksum_broken: float = -3.5
    rules_hold: float = 2.0
    rules_failed: float = -2.5
    confirmed: float = 5.0
    agreed: float = 1.5
    disagreed: float = -2.5
    unparsed: float = -3.0
    repairs: float = -0.7
    forced: float = -2.0
    score: float = -1.5
    residual: float = -1.5
    own_label: float = 0.4
    overlap: float = -2.0

    def save(self, path: Path) -> None:
        """Write the weights as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", "utf-8")

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Read weights from JSON; raises ValueError where one is missing, unknown or no number."""
        weights = json.loads(path.read_text("utf-8"))
        names = {part.name for part in fields(cls)}
        if not isinstance(weights, dict) or set(weights) != names:
            raise ValueError(f"{path} must hold exactly the weights {', '.join(sorted(names))}")
        if not all(isinstance(weight, (int, float)) for weight in weights.values()):
            raise ValueError(f"{path} holds a weight that is no number")
        return cls(**{name: float(weight) for name, weight in weights.items()})


WEIGHT_NAMES: Final = tuple(part.name for part in fields(Calibration))
"""The weights in the order of `evidence`."""


def confidence(signals: Signals, calibration: Calibration) -> float:
    """The probability that a value is right, 0..1."""
    weights = np.array([getattr(calibration, name) for name in WEIGHT_NAMES])
    return float(logistic(evidence(signals) @ weights))


def evidence(signals: Signals) -> NDArray[np.float64]:
    """The numbers that the weights of a Calibration multiply, in the order of its attributes."""
    characters = [min(max(c, _CLIP), 1 - _CLIP) for c in signals.characters]
    logs = [math.log(c) for c in characters]
    mean = math.exp(sum(logs) / len(logs)) if logs else 0.5
    agreement = signals.agreement
    values = {
        "bias": 1.0,
        "weakest": _log_odds(min(characters, default=0.5)),
        "mean": _log_odds(mean),
        "length": math.log1p(min(len(characters), _LONGEST)) / math.log1p(_LONGEST),
        "text_layer": float(signals.text_layer),
        "pattern_holds": float(signals.pattern == "hold"),
        "pattern_broken": float(signals.pattern == "broken"),
        "checksum_holds": float(signals.checksum == "hold"),
        "checksum_broken": float(signals.checksum == "broken"),
        "rules_hold": float(signals.rules == "hold"),
        "rules_failed": float(signals.rules == "failed"),
        "confirmed": float(signals.confirmed),
        "agreed": float(agreement == 1.0),
        "disagreed": 0.0 if agreement is None else min(1.0, 2 * (1.0 - agreement)),
        "unparsed": float(not signals.parsed),
        "repairs": float(min(signals.repairs, 3)),
        "forced": float(signals.forced),
        "score": 1.0 - signals.score,
        "residual": min(signals.residual, 2.0),
        "own_label": float(signals.own_label),
        "overlap": 1.0 - signals.overlap,
    }
    return np.array([values[name] for name in WEIGHT_NAMES])


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))


def logistic(logits: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    """1 / (1 + exp(-x)), element by element."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -40, 40))))
