"""What a fine-tuning run is judged by while it goes on, and which of its states is kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from training.nn.checkpoint import Checkpoint
from training.nn.data import Alphabet, collate
from training.nn.growth import grown
from training.nn.loss import ctc_loss
from training.nn.mixing import Labelled, plain_sample
from training.nn.model import Crnn
from training.nn.scores import Score, score
from training.nn.validation import ValidationSet, read, validate

WAY = (1.0, 0.85, 0.7, 0.55, 0.4)
"""Shares of the way from the base's weights to the tuned ones that are tried at the end."""
CLASSES = ("classes.weight", "classes.bias")
"""What has one row for each character."""
FORGETTING = 4.0
FORGETTING_AT_LAST = 12.0
"""Weight of what was forgotten, and at the end, where it decides whether a reader may read at all:
other lines will judge, which may tell half a point more."""
WHILE_TRAINING = 50
"""Rendered lines of each kind by which the states of a run are compared."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What a run is judged by while it goes on: crops kept from training, and rendered lines."""

    crops: Sequence[Labelled]
    general: Sequence[ValidationSet]
    alphabet: Alphabet

    def of(self, model: Crnn) -> dict[str, float]:
        """Figures for the curves; ``general`` only where the general set counts."""
        found = self._on_crops(model)
        row = {
            "validation_loss": self._loss(model),
            "cer": found.cer,
            "character_accuracy": found.character_accuracy,
            "line_accuracy": found.exact,
        }
        if self.general:
            scores = validate(model, self.general, self.alphabet).values()
            row["general_accuracy"] = sum(each.exact for each in scores) / len(scores)
        return row

    def shortened(self) -> Examination:
        """The same with fewer rendered lines, to be asked again and again."""
        return replace(self, general=[each.first(WHILE_TRAINING) for each in self.general])

    def _on_crops(self, model: Crnn) -> Score:
        readings = read(model, [crop.image for crop in self.crops], self.alphabet)
        return score(zip(readings, (crop.text for crop in self.crops), strict=True))

    def _loss(self, model: Crnn) -> float:
        """CTC per line, over the crops whose characters the model knows."""
        known = set(self.alphabet.charset)
        total, count, generator = 0.0, 0, torch.Generator().manual_seed(1)
        with torch.inference_mode():
            for crop in self.crops[:200]:
                if crop.text and set(crop.text) <= known:
                    batch = collate([plain_sample(crop, self.alphabet)])
                    embedded = model.embed(batch.pixels.to(torch.float32).div_(255))
                    lines = ctc_loss(model, embedded, batch.labels, batch.lengths, generator)
                    total += float(lines.mean())
                    count += 1
        return total / max(count, 1)


def badness(
    row: dict[str, float], general_before: float | None, weight: float = FORGETTING
) -> tuple[float, float]:
    """What the best checkpoint has least of: errors on the crops, and what was forgotten.

    weight: of a share of rendered lines lost beside one of characters wrong.
    """
    forgotten = 0.0
    if general_before is not None:
        forgotten = weight * max(0.0, general_before - row["general_accuracy"])
    return row["cer"] + 0.3 * (1 - row["line_accuracy"]) + forgotten, row["validation_loss"]


def draw_back(
    best: Checkpoint, base: Checkpoint, examination: Examination, last: Checkpoint
) -> None:
    """Keep in ``best`` the best point between the base's weights and those at the run's end.

    What was forgotten often lies in the last part of that way, what was learnt in the first
    (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022). Characters that the base
    didn't know have no way back: they stay as they were learnt. The state that looked best under
    way is tried as it is: few lines chose it, and with them luck.
    """
    begun = grown(base, charset=best.charset)
    before = examination.of(begun.model()).get("general_accuracy")
    tried = [(f"{share:.0%} of the way", _between(begun, last, base, share)) for share in WAY]
    least = (math.inf, math.inf)
    for name, candidate in [*tried, ("the best under way", best.average)]:
        model = Crnn(best.config)
        model.load_state_dict(candidate)
        row = examination.of(model.eval())
        print(f"{name}: " + "  ".join(f"{k} {v:.4f}" for k, v in row.items()))
        found = badness(row, before, FORGETTING_AT_LAST)
        if found < least:
            least, best.average, best.metrics = found, candidate, best.metrics | row


def _between(
    begun: Checkpoint, tuned: Checkpoint, base: Checkpoint, share: float
) -> dict[str, Tensor]:
    between = {
        name: torch.lerp(begun.average[name], value, share)
        if value.is_floating_point()
        else value.clone()
        for name, value in tuned.average.items()
    }
    for name in CLASSES:
        between[name][base.config.classes :] = tuned.average[name][base.config.classes :]
    return between
