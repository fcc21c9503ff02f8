"""How the learning rate goes over a run, whose time is its measure."""

from __future__ import annotations

import math


def learning_rate(highest: float, warmup: float, share: float) -> float:
    """Linear warm-up, then half a cosine down to a hundredth of the highest.

    warmup: share of the run's time for the rise. share: of its time that has passed; more than
    the whole counts as the whole.
    """
    if share < warmup:
        return highest * max(share / warmup, 0.02)
    falling = min((share - warmup) / (1 - warmup), 1.0)
    return highest * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * falling)))
