"""A quick reader, and a slower one that is asked for the lines that the first doubts.

Where the second was asked its reading stands, for it is the more exact of the two; the first
one's bears witness. Two confidences are weighed as those of independent witnesses (Bayes). On
documents of a kind that the first was taught, and was shown to read better, it is the other way
round (docs/decisions/who-is-believed.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rapidfuzz.distance import Levenshtein

from recognition.engine.contract import Constraint, Reading
from recognition.reading import Char, Image, squeezed

DOUBT = 0.93
"""A line less certain than this is shown to the second reader (docs/decisions/two-readers.md)."""

MOSTLY = 0.4
"""A page of which more of the worded lines are in doubt is not of a kind that the first knows."""
_PAGE = 12

_LEAST, _MOST = 1e-4, 1 - 1e-4


class Recogniser(Protocol):
    """Reads line crops, in order, as ``contract.Reader.recognize`` does."""

    def recognize(
        self, crops: Sequence[Image], constraint: Constraint | None = None, beam: int = 0
    ) -> list[Reading]:
        """Read rectified line crops, in order."""


@dataclass(frozen=True, slots=True)
class TwoReaders:
    """``first`` reads every crop; ``second`` bare numbers, for without its point a number is
    another number, and whatever the first is less certain of than ``doubt``, had to bend to the
    constraint or found empty. Of a page that the first mostly doubts it alone has the say.

    belief: where the first is known to read this kind of document better, how often it is the one
        that is right when both differ, 0..1; its reading stands then, and is no surer than that.
    """

    first: Recogniser
    second: Recogniser
    doubt: float = DOUBT
    belief: float | None = None

    def recognize(
        self, crops: Sequence[Image], constraint: Constraint | None = None, beam: int = 0
    ) -> list[Reading]:
        """Read crops, in order, each by one reader or by both."""
        readings = self.first.recognize(crops, constraint, beam)
        if self._strange(readings):
            return self.second.recognize(crops, constraint, beam)
        asked = [i for i, reading in enumerate(readings) if self._doubts(reading)]
        self._ask(asked, readings, crops, constraint, beam)
        return readings

    def glance(self, crops: Sequence[Image]) -> tuple[list[Reading], list[bool]]:
        """The first's readings, and whether each is one that the second should be asked about.

        It is asked at once where the first found nothing, or mostly doubts what it read.
        """
        readings = self.first.recognize(crops)
        if self._strange(readings):
            return self.second.recognize(crops), [False] * len(crops)
        empty = [i for i, reading in enumerate(readings) if not reading.chars]
        doubted = [bool(reading.chars) and self._doubts(reading) for reading in readings]
        self._ask(empty, readings, crops)
        return readings, doubted

    def reconsider(self, crops: Sequence[Image], readings: Sequence[Reading]) -> list[Reading]:
        """Readings of a glance that were doubted, weighed against the second's of their crops."""
        found = list(readings)
        self._ask(range(len(found)), found, crops)
        return found

    def _ask(
        self,
        asked: Sequence[int],
        readings: list[Reading],
        crops: Sequence[Image],
        constraint: Constraint | None = None,
        beam: int = 0,
    ) -> None:
        """In place: what both readers make of the crops whose numbers are given."""
        if not asked:
            return
        others = self.second.recognize([crops[i] for i in asked], constraint, beam)
        for i, other in zip(asked, others, strict=True):
            readings[i] = (
                weighed(readings[i], other)
                if self.belief is None
                else believed(readings[i], other, self.belief)
            )

    def _strange(self, readings: Sequence[Reading]) -> bool:
        if self.belief is not None:
            return False
        worded = [reading for reading in readings if _worded(reading)]
        unsure = sum(self._unsure(reading) for reading in worded)
        return len(worded) >= _PAGE and unsure > MOSTLY * len(worded)

    def _doubts(self, reading: Reading) -> bool:
        return self._unsure(reading) or not _worded(reading)

    def _unsure(self, reading: Reading) -> bool:
        return reading.support < 1.0 or reading.certainty < self.doubt


def _worded(reading: Reading) -> bool:
    return any(char.text.isalpha() for char in reading.chars)


def weighed(first: Reading, second: Reading) -> Reading:
    """One reading of two: the second's, unless it is empty or bends further to the constraint.

    Characters that both read gain, those that only one read lose; the other's text is among
    the alternatives where it differs. A reading that was bent to the constraint bears no witness
    for another: both would say what the constraint asks for, whatever is printed.
    """
    keep_first = not second.chars or first.support > second.support
    chosen, other = (first, second) if keep_first else (second, first)
    if not other.chars:
        return chosen
    chars = tuple(_witnessed(chosen.chars, other.chars, counts=other.support >= 1.0))
    if squeezed(chosen.text) == squeezed(other.text):
        return replace(chosen, chars=chars)
    return _with_alternative(chosen, chars, other)


def believed(first: Reading, second: Reading, belief: float) -> Reading:
    """One reading of two where the first is known to be the better reader of this kind of print.

    Its text stands unless it is empty or bends further to the constraint. What both read gains;
    where they differ the line is no surer than ``belief``, how often the first was right then:
    the second's own confidence in print that it does not know says nothing.
    """
    if not first.chars or not second.chars or first.support < second.support:
        return weighed(first, second)
    counts = second.support >= 1.0
    if squeezed(first.text) == squeezed(second.text):
        return replace(first, chars=tuple(_witnessed(first.chars, second.chars, counts)))
    chars = tuple(
        replace(char, confidence=min(char.confidence, belief)) if differs else char
        for char, differs in zip(first.chars, _differing(first.chars, second.chars), strict=True)
    )
    return _with_alternative(first, chars, second)


def _with_alternative(chosen: Reading, chars: tuple[Char, ...], other: Reading) -> Reading:
    rest = tuple(entry for entry in chosen.alternatives if entry[0] != other.text)
    ratio = min(1.0, _least(other.chars) / max(_least(chosen.chars), _LEAST))
    alternatives = sorted(((other.text, ratio), *rest), key=lambda entry: -entry[1])
    return replace(chosen, chars=chars, alternatives=tuple(alternatives))


def _differing(chosen: Sequence[Char], other: Sequence[Char]) -> list[bool]:
    """Of each chosen character whether the other reader saw something else there.

    What the other saw between two characters falls to the one before it, or to the first.
    """
    inked = [at for at, char in enumerate(chosen) if not char.text.isspace()]
    texts = [squeezed(chosen[at].text) for at in inked]
    others = [squeezed(char.text) for char in other if not char.text.isspace()]
    differs = [False] * len(chosen)
    for edit in Levenshtein.opcodes(texts, others):
        if edit.tag == "insert":
            differs[inked[max(0, edit.src_start - 1)]] = True
        elif edit.tag != "equal":
            for at in range(edit.src_start, edit.src_end):
                differs[inked[at]] = True
    return differs


def _witnessed(chosen: Sequence[Char], other: Sequence[Char], counts: bool) -> Iterator[Char]:
    """The chosen characters, each with what the other reader makes of it.

    counts: whether its agreement makes them surer.
    """
    inked = [char for char in other if not char.text.isspace()]
    texts = [squeezed(char.text) for char in chosen if not char.text.isspace()]
    edits = Levenshtein.opcodes(texts, [squeezed(char.text) for char in inked])
    partners: list[tuple[str, Sequence[Char]]] = [("equal", ())] * len(texts)
    for edit in edits:
        for at in range(edit.src_start, edit.src_end):
            within = edit.dest_start + at - edit.src_start
            partners[at] = edit.tag, inked[within : within + 1] if within < edit.dest_end else ()
    at = 0
    for char in chosen:
        if char.text.isspace():
            yield char
            continue
        tag, partner = partners[at]
        at += 1
        if tag == "equal" and not counts:
            yield char
        elif tag == "equal":
            yield replace(char, confidence=_agreed(char.confidence, partner[0].confidence))
        elif partner:
            yield _disputed(char, partner[0])
        else:
            yield replace(char, confidence=min(char.confidence, 0.5))


def _agreed(one: float, other: float) -> float:
    a, b = _bounded(one), _bounded(other)
    return max(one, other, a * b / (a * b + (1 - a) * (1 - b)))


def _disputed(char: Char, other: Char) -> Char:
    a, b = _bounded(char.confidence), _bounded(other.confidence)
    confidence = a * (1 - b) / (a * (1 - b) + b * (1 - a))
    rest = [entry for entry in char.alternatives if entry[0] != other.text]
    alternatives = sorted([(other.text, 1 - confidence), *rest], key=lambda entry: -entry[1])
    return replace(char, confidence=confidence, alternatives=tuple(alternatives))


def _least(chars: Sequence[Char]) -> float:
    return min((char.confidence for char in chars), default=0.0)


def _bounded(confidence: float) -> float:
    return min(_MOST, max(_LEAST, confidence))
