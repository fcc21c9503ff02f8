"""What a reader must offer; the pipeline knows no more of it than this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from recognition.reading import Char, Image, Line, Quad


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one crop.

    chars: best reading, positions 0..1 along the crop's width.
    alternatives: further readings of the whole crop, best first, each with its probability
        relative to the best one's (0..1).
    support: 1 where no constraint was asked for or the free reading keeps it by itself. Where
        the constraint changed the reading: its probability against the free one, at most a
        half; ``chars`` carry their confidence multiplied by it. 0 where the pixels contradict
        every text that the constraint allows: then the free reading stands.
    certainty: about how probable the pixels make the free reading, white space left out; also
        what may stand between its characters, unseen, lowers it.
    """

    chars: tuple[Char, ...]
    alternatives: tuple[tuple[str, float], ...] = ()
    support: float = 1.0
    certainty: float = 1.0

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars)


@dataclass(frozen=True, slots=True)
class Constraint:
    """What can be printed in a field, for decoding.

    pattern: regular expression that the whole text must match, or None.
    charset: the only characters that can occur, or None.
    choices: the closed list of texts, or None.
    """

    pattern: str | None = None
    charset: str | None = None
    choices: tuple[str, ...] | None = None


class Reader(Protocol):
    """Reads pages and crops.

    A reader MUST be safe to call from one thread at a time, MUST NOT open network connections,
    MUST keep the order of what it is given and MUST return an empty reading, not raise, where
    nothing is legible. It SHOULD be created once per process.
    """

    @property
    def name(self) -> str:
        """Name and version, as records and evidence state it."""

    def detect(self, image: Image) -> tuple[Quad, ...]:
        """Find the text lines of an upright page; quads in pixels of ``image``."""

    def recognize(
        self, crops: Sequence[Image], constraint: Constraint | None = None, beam: int = 0
    ) -> list[Reading]:
        """Read rectified line crops, in order; ``beam`` > 0 asks for n-best alternatives."""

    def read_quads(self, image: Image, quads: Sequence[Quad]) -> tuple[Line, ...]:
        """Cut out and read lines that were detected before, in the order of their quads."""

    def glance(self, image: Image, quads: Sequence[Quad]) -> tuple[Line, ...]:
        """As ``read_quads``, but what would take longer to be sure of is left doubtful."""

    def reconsider(self, image: Image, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Lines of a glance, in order, the doubtful ones as surely as ``read_quads`` reads them."""

    def read(self, image: Image) -> tuple[Line, ...]:
        """Detect, cut out and read every line of an upright page."""
