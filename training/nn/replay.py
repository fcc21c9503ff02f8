"""Lines that were hard to read come back: most rendered lines teach a trained reader nothing.

After Shrivastava, Gupta and Girshick, "Training Region-based Object Detectors with Online Hard
Example Mining" (2016).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from recognition.engine.preprocess import FRAME
from training.nn.data import Batch, Sample, by_width, collate


@dataclass(frozen=True, slots=True)
class HardLine:
    """turns: how often it has come back."""

    sample: Sample
    turns: int


class HardLines:
    """Gathers the hardest share of each batch and gives it back in batches of like width.

    Where a line stays among the hardest it comes back again, ``turns`` times at most: what can't
    be read at all must not fill the time.
    """

    def __init__(self, pixels: int, share: float, turns: int = 2, waiting: int = 160) -> None:
        self.pixels, self.share, self.turns, self.waiting = pixels, share, turns, waiting
        self._lines: list[HardLine] = []

    def batches(self, fresh: Batch) -> Iterator[tuple[Batch, list[int]]]:
        """The batch itself, then whatever is due to come back; with the turns of each line."""
        yield fresh, [0] * len(fresh.lengths)
        if len(self._lines) < self.waiting:
            return
        due, self._lines = self._lines, []
        turns = {id(line.sample): line.turns for line in due}
        for samples in by_width([line.sample for line in due], self.pixels):
            yield collate(samples), [turns[id(sample)] for sample in samples]

    def keep(self, batch: Batch, turns: list[int], losses: Tensor) -> None:
        """Keep the hardest lines of a batch that was just learnt from; losses: (N,)."""
        count = round(self.share * len(turns))
        starts = np.concatenate(([0], np.cumsum(batch.lengths.numpy())))
        for index in losses.argsort(descending=True)[:count].tolist():
            if turns[index] >= self.turns or not losses[index] > 0:
                continue
            pixels, frames = batch.pixels[index].numpy(), batch.frames[index].numpy()
            inked = np.flatnonzero(pixels.any(axis=(0, 1)))
            if not len(inked):
                continue
            width = min(-(-(int(inked[-1]) + 1 + FRAME) // FRAME) * FRAME, pixels.shape[2])
            labels = batch.labels[starts[index] : starts[index + 1]].numpy()
            sample = Sample(pixels[:, :, :width].copy(), labels.copy(), frames[: width // FRAME])
            self._lines.append(HardLine(sample, turns[index] + 1))
