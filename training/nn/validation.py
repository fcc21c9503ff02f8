"""Rendered lines that are never trained on, by kind of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from recognition.engine.preprocess import HEIGHT, batch, prepare
from training.nn.data import Alphabet
from training.nn.model import Crnn
from training.nn.scores import Score, score
from training.synth.lines.render import LineRenderer, RenderedLine

FIRST_SEED = 10**15
"""Far beyond any seed that training reaches."""


@dataclass(frozen=True, slots=True)
class ValidationSet:
    name: str
    lines: tuple[RenderedLine, ...]

    def first(self, count: int) -> ValidationSet:
        """The same kind, fewer lines."""
        return ValidationSet(self.name, self.lines[:count])


def kind_of(text: str) -> str:
    if any(char >= "⺀" for char in text):
        return "chinese"
    return "latin" if sum(char.isalpha() for char in text) >= 3 else "numbers"


def validation_sets(
    renderer: LineRenderer, count: int = 100, difficulty: float = 0.5
) -> tuple[ValidationSet, ...]:
    """``count`` lines each of Chinese, Latin and numbers, always the same."""
    found: dict[str, list[RenderedLine]] = {"chinese": [], "latin": [], "numbers": []}
    seed = FIRST_SEED
    while min(map(len, found.values())) < count:
        line = renderer.line(seed, difficulty)
        seed += 1
        lines = found[kind_of(line.text)]
        if len(lines) < count:
            lines.append(line)
    return tuple(ValidationSet(name, tuple(lines)) for name, lines in found.items())


def read(
    model: Crnn, crops: Sequence[NDArray[np.uint8]], alphabet: Alphabet, pixels: int = 12_000
) -> list[str]:
    """Greedy readings in the crops' order; lines of like width go together."""
    prepared = [prepare(crop) for crop in crops]
    order = sorted(range(len(prepared)), key=lambda index: prepared[index].shape[2])
    readings = [""] * len(prepared)
    start = 0
    with torch.inference_mode():
        while start < len(order):
            stop = start + 1
            while (
                stop < len(order) and (stop + 1 - start) * prepared[order[stop]].shape[2] <= pixels
            ):
                stop += 1
            part = order[start:stop]
            stacked = torch.from_numpy(batch([prepared[index] for index in part]))
            assert stacked.shape[2] == HEIGHT
            best = model(stacked).argmax(2).numpy()
            for index, classes in zip(part, best, strict=True):
                readings[index] = alphabet.greedy(classes)
            start = stop
    return readings


def validate(model: Crnn, sets: Sequence[ValidationSet], alphabet: Alphabet) -> dict[str, Score]:
    results = {}
    for each in sets:
        readings = read(model, [line.image for line in each.lines], alphabet)
        results[each.name] = score(zip(readings, (line.text for line in each.lines), strict=True))
    return results
