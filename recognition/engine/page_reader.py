"""A detector and a recogniser put together to read pages and crops."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from recognition.engine.contract import Constraint, Reader, Reading
from recognition.engine.crops import TALL, quad_size, rectify
from recognition.engine.detector import LineDetector
from recognition.engine.two_readers import Recogniser, TwoReaders
from recognition.reading import Image, Line, Quad

_ReadCrops = Callable[[list[Image]], tuple[list[Reading], list[bool]]]

UPRIGHT = 1.3
"""Below this many times taller than wide a quad holds no line that runs downwards."""


class PageReader:
    """Reads pages and crops; fulfils ``recognition.engine.contract.Reader``.

    name: name and version, as records and evidence state it.
    beliefs: of a pair, the templates whose documents the first is known to read better, each with
        how often it is right where both differ.
    """

    def __init__(
        self,
        name: str,
        detector: LineDetector,
        recogniser: Recogniser,
        beliefs: Mapping[str, float] | None = None,
    ) -> None:
        self.name = name
        self.detector = detector
        self.recogniser = recogniser
        self.beliefs = beliefs or {}

    def detect(self, image: Image) -> tuple[Quad, ...]:
        """Find the text lines of an upright page; quads in pixels of ``image``."""
        return self.detector.detect(image)

    def recognize(
        self, crops: Sequence[Image], constraint: Constraint | None = None, beam: int = 0
    ) -> list[Reading]:
        """Read rectified line crops, in order; ``beam`` > 0 asks for n-best alternatives."""
        return self.recogniser.recognize(crops, constraint, beam)

    def read_quads(self, image: Image, quads: Sequence[Quad]) -> tuple[Line, ...]:
        """Read the lines at the given quads of ``image``, in order.

        A quad somewhat taller than wide may hold one narrow character or a short line that runs
        downwards: it is read both ways and the clearer reading stands, its quad so turned that
        the text runs from the first corner to the second.
        """
        return self._lines(
            image, quads, lambda crops: (self.recognize(crops), [False] * len(crops))
        )

    def glance(self, image: Image, quads: Sequence[Quad]) -> tuple[Line, ...]:
        """As ``read_quads``; a pair leaves the lines doubtful that its second should be asked
        about, and ``reconsider`` asks it."""
        if not isinstance(self.recogniser, TwoReaders):
            return self.read_quads(image, quads)
        return self._lines(image, quads, self.recogniser.glance)

    def reconsider(self, image: Image, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines in their order, none of them doubtful any more."""
        doubted = [index for index, line in enumerate(lines) if line.doubtful]
        if not doubted or not isinstance(self.recogniser, TwoReaders):
            return tuple(lines)
        crops = [rectify(image, lines[index].quad, height=None) for index in doubted]
        readings = self.recogniser.reconsider(crops, [Reading(lines[i].chars) for i in doubted])
        found = list(lines)
        for index, reading in zip(doubted, readings, strict=True):
            found[index] = replace(lines[index], chars=reading.chars, doubtful=False)
        return tuple(found)

    def _lines(self, image: Image, quads: Sequence[Quad], read: _ReadCrops) -> tuple[Line, ...]:
        turned = {
            index: np.roll(quad, -1, axis=0) for index, quad in enumerate(quads) if _tall(quad)
        }
        every = [*quads, *turned.values()]
        readings, doubted = read([rectify(image, quad, height=None) for quad in every])
        lines = [
            Line(quad, reading.chars, reader=self.name, doubtful=doubt)
            for quad, reading, doubt in zip(every, readings, doubted, strict=True)
        ]
        for index, other in zip(turned, lines[len(quads) :], strict=True):
            if other.confidence > lines[index].confidence:
                lines[index] = other
        return tuple(lines[: len(quads)])

    def read(self, image: Image) -> tuple[Line, ...]:
        """Detect, cut out and read every line of an upright page."""
        return self.read_quads(image, self.detect(image))


def taught(reader: Reader, template: str) -> Reader | None:
    """The reader as it reads documents of a kind that it was taught; None where it was not."""
    if not isinstance(reader, PageReader) or not isinstance(reader.recogniser, TwoReaders):
        return None
    belief = reader.beliefs.get(template)
    if belief is None:
        return None
    pair = replace(reader.recogniser, belief=belief)
    return PageReader(reader.name, reader.detector, pair)


def _tall(quad: Quad) -> bool:
    width, height = quad_size(quad)
    return UPRIGHT * width < height <= TALL * width
