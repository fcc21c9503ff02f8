"""Batches of rendered lines, endless, from one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import IterableDataset

from recognition.engine.preprocess import FRAME, HEIGHT, MARGIN, Prepared, batch, prepare
from training.nn.targets import frame_targets
from training.synth.lines.render import LineRenderer, RenderedLine

CHUNK = 320
"""Lines rendered before they are sorted by width and cut into batches."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A line ready for the network: (1, 32, W) uint8 ink 0..255, classes, class per frame."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    frames: NDArray[np.int64]


@dataclass(slots=True)
class Batch:
    """pixels (N, 1, 32, W) uint8; frames (N, T) classes; labels and lengths as CTC wants them."""

    pixels: Tensor
    frames: Tensor
    labels: Tensor
    lengths: Tensor

    def on(self, device: torch.device) -> Batch:
        """The batch where the network is; lengths stay with the processor, which asks for them."""
        pixels, frames, labels = (
            values.to(device, non_blocking=True)
            for values in (self.pixels, self.frames, self.labels)
        )
        return Batch(pixels, frames, labels, self.lengths)


class Alphabet:
    """Characters to classes and back; class 0 is the blank."""

    def __init__(self, charset: tuple[str, ...]) -> None:
        self.charset = charset
        self._classes = {char: index + 1 for index, char in enumerate(charset)}

    def __len__(self) -> int:
        return len(self.charset) + 1

    def encode(self, text: str) -> NDArray[np.int64]:
        """Raises KeyError for a character outside the charset."""
        return np.array([self._classes[char] for char in text], np.int64)

    def greedy(self, best: NDArray[np.int64]) -> str:
        """Classes per frame -> text: repeats merged, blanks dropped (Graves et al., 2006)."""
        kept = best[np.insert(best[1:] != best[:-1], 0, True)]
        return "".join(self.charset[index - 1] for index in kept if index > 0)


def to_sample(line: RenderedLine, alphabet: Alphabet) -> Sample:
    """Prepare a rendered line exactly as serving prepares a crop."""
    prepared = prepare(line.image)
    labels = alphabet.encode(line.text)
    spans = line.spans * np.float32(HEIGHT / line.image.shape[0]) + np.float32(MARGIN)
    frames = frame_targets(spans, labels, prepared.shape[2] // FRAME, FRAME)
    return Sample((prepared * 255).astype(np.uint8), labels, frames)


def collate(samples: list[Sample]) -> Batch:
    """Stack samples; padding frames are blank, as they are when serving pads."""
    width = max(sample.pixels.shape[2] for sample in samples)
    pixels = np.zeros((len(samples), 1, HEIGHT, width), np.uint8)
    frames = np.zeros((len(samples), width // FRAME), np.int64)
    for index, sample in enumerate(samples):
        pixels[index, :, :, : sample.pixels.shape[2]] = sample.pixels
        frames[index, : len(sample.frames)] = sample.frames
    labels = np.concatenate([sample.labels for sample in samples])
    lengths = np.array([len(sample.labels) for sample in samples], np.int64)
    return Batch(*map(torch.from_numpy, (pixels, frames, labels, lengths)))


class RenderedBatches(IterableDataset[Batch]):
    """Endless batches of about ``pixels`` pixels of width in all, lines of like width together.

    difficulty, longest: shared values, so that the loop can make lines harder as it goes on.
    """

    def __init__(
        self,
        charset: tuple[str, ...],
        seed: int,
        pixels: int,
        difficulty: Synchronized[float],
        longest: Synchronized[int],
    ) -> None:
        super().__init__()
        self.charset, self.seed, self.pixels = charset, seed, pixels
        self.difficulty, self.longest = difficulty, longest

    def __iter__(self) -> Iterator[Batch]:
        info = torch.utils.data.get_worker_info()
        worker, workers = (info.id, info.num_workers) if info else (0, 1)
        renderer, alphabet = LineRenderer(self.charset), Alphabet(self.charset)
        shuffler = random.Random(self.seed + worker)
        position = self.seed * 1_000_003 + worker
        while True:
            chunk = []
            for _ in range(CHUNK):
                hardness = self.difficulty.value * shuffler.random()
                chunk.append(
                    to_sample(renderer.line(position, hardness, self.longest.value), alphabet)
                )
                position += workers
            batches = list(by_width(chunk, self.pixels))
            shuffler.shuffle(batches)
            yield from map(collate, batches)


def by_width(samples: list[Sample], pixels: int) -> Iterator[list[Sample]]:
    """Cut into groups of lines of like width, each at most ``pixels`` wide when stacked."""
    current: list[Sample] = []
    for sample in sorted(samples, key=lambda sample: sample.pixels.shape[2]):
        if current and (len(current) + 1) * sample.pixels.shape[2] > pixels:
            yield current
            current = []
        current.append(sample)
    if current:
        yield current


def prepared_batch(crops: list[NDArray[np.uint8]], width: int | None = None) -> Prepared:
    """Crops as serving stacks them."""
    return batch([prepare(crop) for crop in crops], width)
