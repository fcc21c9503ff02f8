"""Steps of fine-tuning: lines of people's crops, changed anew each time, beside rendered ones."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognition.engine.preprocess import FRAME, grey, input_width, prepare
from training.nn.augment import augmented, joined
from training.nn.data import Alphabet, Batch, Sample, collate, to_sample
from training.run_folder import CropRow, RunFolder
from training.synth.lines.charset import fold
from training.synth.lines.render import LineRenderer

CHUNK = 48
"""Lines prepared before they are sorted by width and cut into batches."""
OWN_TEXTS = 0.3
"""Share of the rendered lines that say what a labelled crop says, in every font: so new
characters and new words are learnt in more than one print."""
JOINED = 0.08
LONGEST = 22
WIDEST = 1600
"""Prepared lines wider than this are left out of steps: one would be a batch of its own."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A crop as it is trained on: (H, W) grey, and its text with look-alikes folded."""

    image: NDArray[np.uint8]
    text: str


class UnusableCropsError(ValueError):
    """The crops cannot be trained on; the message says why and what to do."""


def opened(folder: RunFolder, rows: Sequence[CropRow]) -> list[Labelled]:
    """The pictures of crops; raises UnusableCropsError where one cannot be opened."""
    found = []
    for row in rows:
        try:
            image = folder.picture(row.file)
        except FileNotFoundError:
            raise UnusableCropsError(
                f"The picture {row.name or row.file} cannot be opened; take it out and start a "
                "new run."
            ) from None
        found.append(Labelled(grey(image), label_of(row.text)))
    return found


def label_of(text: str) -> str:
    """A text as it is trained on: look-alikes folded, white space single."""
    return " ".join(fold(text).split())


def characters_of(crops: Sequence[Labelled]) -> tuple[str, ...]:
    """Every character of the texts, sorted."""
    return tuple(sorted({char for crop in crops for char in crop.text}))


class CropLines:
    """Endless samples of the crops, each pass in another order, each time changed otherwise.

    strength: of the changes; may be raised as training goes on.
    """

    def __init__(
        self, crops: Sequence[Labelled], alphabet: Alphabet, seed: int, strength: float
    ) -> None:
        self._crops = [crop for crop in crops if _teaches(crop)]
        if not self._crops:
            raise UnusableCropsError(
                "There is no crop to train on whose text fits its picture. Review some values, or "
                "name a folder with labelled pictures."
            )
        self._alphabet, self.strength = alphabet, strength
        self._rng = random.Random(seed)
        self._order: list[int] = []

    def sample(self) -> Sample:
        """The next line, ready for the network."""
        while True:
            crop = self._next()
            # the reader must keep knowing the crop as it is
            unchanged = self._rng.random() < 0.1
            image = crop.image
            text = crop.text
            if not unchanged:
                if self._rng.random() < JOINED * min(self.strength, 2.0):
                    other = self._next()
                    gap = self._rng.randint(0, max(1, image.shape[0] // 3))
                    image, text = joined(image, other.image, gap), text + other.text
                image = augmented(image, self._rng, self.strength * self._rng.random() * 1.5)
            prepared = prepare(image)
            frames = prepared.shape[2] // FRAME
            if prepared.shape[2] <= WIDEST and _fits(text, frames):
                labels = self._alphabet.encode(text)
                return Sample((prepared * 255).astype(np.uint8), labels, np.zeros(frames, np.int64))

    def _next(self) -> Labelled:
        if not self._order:
            self._order = list(range(len(self._crops)))
            self._rng.shuffle(self._order)
        return self._crops[self._order.pop()]


def plain_sample(crop: Labelled, alphabet: Alphabet) -> Sample:
    """A crop as it is, ready for the network."""
    prepared = prepare(crop.image)
    frames = np.zeros(prepared.shape[2] // FRAME, np.int64)
    return Sample((prepared * 255).astype(np.uint8), alphabet.encode(crop.text), frames)


def _teaches(crop: Labelled) -> bool:
    width = input_width(crop.image)
    return bool(crop.text) and width <= WIDEST and _fits(crop.text, width // FRAME)


def _fits(text: str, frames: int) -> bool:
    """Whether CTC has room: a frame for each character and one between two that are the same."""
    repeats = sum(one == other for one, other in itertools.pairwise(text))
    return len(text) + repeats <= frames


class RenderedLines:
    """Endless rendered samples, so that what was known stays known."""

    def __init__(
        self,
        renderer: LineRenderer,
        alphabet: Alphabet,
        texts: Sequence[str],
        seed: int,
    ) -> None:
        self._renderer, self._alphabet = renderer, alphabet
        self._rng = random.Random(seed)
        self._position = seed * 1_000_003
        drawable = renderer.fallback.covered
        self._texts = [text for text in texts if text and set(text) <= drawable]

    def sample(self) -> Sample:
        """The next line, ready for the network."""
        hardness = self._rng.random()
        if self._texts and self._rng.random() < OWN_TEXTS:
            line = self._renderer.draw(self._own_text(), self._rng, hardness)
        else:
            self._position += 1
            line = self._renderer.line(self._position, hardness, LONGEST)
        return to_sample(line, self._alphabet)

    def _own_text(self) -> str:
        text = self._rng.choice(self._texts)
        start = self._rng.randrange(max(1, len(text) - LONGEST + 1))
        return text[start : start + LONGEST].strip() or text[:1]


def batches(
    lines: CropLines | RenderedLines, pixels: int, seed: int, chunk: int = CHUNK
) -> Iterator[Batch]:
    """Endless batches of about ``pixels`` pixels of width, lines of like width together."""
    shuffler = random.Random(seed)
    while True:
        samples = [lines.sample() for _ in range(chunk)]
        samples.sort(key=lambda sample: sample.pixels.shape[2])
        total = sum(sample.pixels.shape[2] for sample in samples)
        # parts of equal width: a batch of one left over would spoil the batch statistics
        count, reached = max(1, round(total / pixels)), 0
        cut: list[list[Sample]] = [[] for _ in range(count)]
        for sample in samples:
            cut[min(count - 1, reached * count // total)].append(sample)
            reached += sample.pixels.shape[2]
        shuffler.shuffle(cut)
        yield from map(collate, filter(None, cut))
