"""Quantities, results and units, the same in every language."""

from __future__ import annotations

import random

from training.synth.lines.vocabulary import words

Rng = random.Random
UNITS = [
    "10^9/L",
    "g/L",
    "mmol/L",
    "U/L",
    "μmol/L",
    "ng/ml",
    "%",
    "kg",
    "km",
    "m²",
    "℃",
    "±0.5",
    "≤5.0",
    "≥3",
    "<0.01",
    "RMB",
    "kWh",
    "mm",
    "ml",
    "pcs",
]


def quantity(rng: Rng) -> str:
    """A quantity, a result with its range or unit, a count times a price."""
    kind = rng.randrange(9)
    if kind == 0:
        return f"{rng.uniform(0, 300):.{rng.randint(0, 8)}f}"
    if kind == 1:
        return f"{rng.uniform(0, 30):.2f}-{rng.uniform(30, 300):.2f}"
    if kind == 2:
        return f"{rng.uniform(0, 90):.1f}{rng.choice('↑↓%℃')}"
    if kind == 3:
        return f"{rng.randint(1, 99)} {rng.choice(words('units_zh'))}"
    if kind == 4:
        return rng.choice(UNITS)
    if kind == 5:
        return f"{rng.randint(1, 50)} {rng.choice('xX×@')} {rng.uniform(1, 99):.2f}"
    if kind == 6:
        return f"{rng.randint(1, 99)}/{rng.randint(1, 99)}"
    if kind == 7:
        return f"{rng.randint(1, 9)}@{rng.uniform(1, 99):.2f}"
    return str(rng.randint(0, 12))
