"""What each frame should say: rendered lines tell where every character stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLANK = 0
CORE = 0.5
"""The middle share of a character's width whose frames must name it."""


def frame_targets(
    spans: NDArray[np.float32], labels: NDArray[np.int64], frames: int, frame: float
) -> NDArray[np.int64]:
    """Class per frame: the character on its core, BLANK outside, ``-c`` at the flanks of ``c``.

    A negative class says "this character or blank": where a glyph ends is not the frames' to
    decide, but nothing else may stand there.

    spans: (n, 2) left and right in pixels; labels: (n,) classes; frame: pixels per frame.
    Every character gets at least one frame where frames suffice, and a blank stands on the
    boundary of two neighbours unless a core needs that frame.
    """
    targets = np.full(frames, BLANK, np.int64)
    centres = (np.arange(frames) + 0.5) * frame
    nearest = np.full(frames, np.inf)
    for label, (left, right) in zip(labels, spans, strict=True):
        first, last = np.searchsorted(centres, (left, right))
        flank = slice(first, last)
        targets[flank] = np.where(np.isinf(nearest[flank]), -label, targets[flank])
        middle, reach = (left + right) / 2, max((right - left) * CORE / 2, frame / 2)
        low, high = np.searchsorted(centres, (middle - reach, middle + reach))
        if high <= low:
            low = min(int(middle // frame), frames - 1)
            high = low + 1
        for position in range(max(low, 0), min(high, frames)):
            distance = abs(centres[position] - middle)
            if distance < nearest[position]:
                nearest[position], targets[position] = distance, label
    for index in range(len(spans) - 1):
        position = int((spans[index][1] + spans[index + 1][0]) / 2 // frame)
        if not 0 < position < frames - 1:
            continue
        squeezed = (
            labels[index] == labels[index + 1] == targets[position - 1] == targets[position + 1]
        )
        if targets[position] < 0 or squeezed:
            targets[position] = BLANK
    return targets
