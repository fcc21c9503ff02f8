"""From places to readings: settle each value, and look again where it is in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from recognition.engine.contract import Reader
from recognition.engine.crops import rectify
from recognition.engine.models import UnknownModelError
from recognition.ink import ink_box
from recognition.matching.placing import PlacedLine
from recognition.own_model import read_by_own_model
from recognition.places import Place
from recognition.reading import Char, Quad
from recognition.second_look import CONSTRAINED, FreshReading, look_again, look_at_region
from recognition.values.barcodes import barcodes
from recognition.values.confidence import Calibration, Checks, Signals, confidence
from recognition.values.contract import Settled
from recognition.values.marks import marked, signed
from recognition.values.settling import settle
from templates_app.definition.template import ValueSpec

CONTRADICTED = 0.8
"""The most that is said of a value that something on the page speaks against."""

NO_MODEL = "its model"
_WITHOUT_ITS_MODEL = 0.3
"""The most that is said of a value whose own model is missing: a person shall see why."""

_FROM_PICTURE = ("checkbox", "signature")
_EMPTY_CONFIDENCE = 0.985
_DOUBTFUL_EMPTY = 0.6
_DECODED = 0.9995
_MOST_TRIMMED = 2


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One reading of a place and what settling made of it.

    origin: which look it came from, for the evidence.
    """

    text: str
    chars: tuple[Char, ...]
    settled: Settled
    origin: str

    @property
    def usable(self) -> bool:
        return self.settled.valid and self.settled.value is not None

    @property
    def lowest(self) -> float:
        """Confidence of the least sure character."""
        return min((char.confidence for char in self.chars), default=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class FieldReading:
    """A value with its doubt: what the record states, before the cross-field rules.

    tried: every reading that was considered, the chosen one first.
    quad: (4, 2) pixels of the straight page.
    alternatives: other texts for the same crop, best first, with their probability.
    notes: what else bore on the value, for the evidence.
    """

    place: Place
    settled: Settled
    confidence: float
    tried: tuple[Candidate, ...] = ()
    quad: Quad | None = None
    source: str | None = None
    alternatives: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = ()
    signals: Signals | None = None

    def accepted(self, accept_at: float) -> bool:
        """Whether the engine takes the value without asking a person."""
        threshold = self.place.spec.accept_at
        sure = self.confidence >= (accept_at if threshold is None else threshold)
        if self.settled.value is None:
            return sure and self.settled.valid and not self.place.spec.required
        return sure and self.settled.valid


@dataclass(frozen=True, slots=True)
class Doubt:
    """What settling needs to know beside the place.

    accept_at: confidence from which the engine accepts.
    score: share of the marks that the registration found in place.
    residual: how far the marks in place stand off it, template pixels.
    """

    calibration: Calibration
    accept_at: float
    score: float
    residual: float = 0.0


def settle_places(places: Sequence[Place], reader: Reader, doubt: Doubt) -> list[FieldReading]:
    """Settle every place, in order; those in doubt are read again."""
    readings = [_first_look(place, doubt) for place in places]
    own = _by_own_models(readings, places, doubt)
    again = [
        i
        for i, reading in enumerate(readings)
        if i not in own and _worth_another_look(reading, doubt)
    ]
    for i, fresh in zip(again, look_again([places[i] for i in again], reader), strict=True):
        readings[i] = _decide(readings[i], fresh, doubt)
        if not readings[i].settled.valid or not readings[i].tried:
            readings[i] = _decide(readings[i], _useful(places[i], reader), doubt)
    return readings


def _by_own_models(readings: list[FieldReading], places: Sequence[Place], doubt: Doubt) -> set[int]:
    """In place: what fields' own models read; returns the places that need no other reader."""
    done = set()
    for i, found in read_by_own_model(places):
        place = places[i]
        if isinstance(found, UnknownModelError):
            note = f"its model {place.spec.model} is not installed here; the general one read it"
            sure = min(readings[i].confidence, _WITHOUT_ITS_MODEL)
            notes = (*readings[i].notes, note)
            readings[i] = replace(readings[i], confidence=sure, notes=notes)
        elif found.text:
            candidate = _candidate(place, found.text, found.chars, found.origin)
            reading = _reading(place, (candidate,), doubt)
            readings[i] = replace(reading, alternatives=found.alternatives)
        done.add(i)
    return done


def confirmed(reading: FieldReading, note: str, calibration: Calibration) -> FieldReading:
    """The reading once another source on the page has said the same."""
    return _weighed(reading, note, calibration, confirmed=True)


def ruled(reading: FieldReading, note: str, calibration: Calibration, holds: bool) -> FieldReading:
    """The reading once a rule that speaks of it has held or failed; a failure outweighs."""
    if reading.signals is not None and reading.signals.rules == "failed":
        return replace(reading, notes=(*reading.notes, note))
    weighed = _weighed(reading, note, calibration, rules="hold" if holds else "failed")
    if holds:
        return weighed
    return replace(weighed, confidence=min(weighed.confidence, CONTRADICTED))


def contradicted(reading: FieldReading, note: str) -> FieldReading:
    """The reading once something on the page speaks against it."""
    sure = min(reading.confidence, CONTRADICTED)
    return replace(reading, confidence=sure, notes=(*reading.notes, note))


def _weighed(
    reading: FieldReading, note: str, calibration: Calibration, **evidence: Any
) -> FieldReading:
    noted = replace(reading, notes=(*reading.notes, note))
    if reading.signals is None:
        return noted
    signals = replace(reading.signals, **evidence)
    return replace(noted, signals=signals, confidence=confidence(signals, calibration))


def plainly_valid(place: Place) -> bool:
    """Whether the text as it stands is a valid value; nothing is read again."""
    return bool(place.pieces) and _candidate(place, place.text, place.chars, "lines").usable


def _candidate(place: Place, text: str, chars: tuple[Char, ...], origin: str) -> Candidate:
    settled = settle(text or None, place.spec, multiline=place.multiline, join=place.join)
    return Candidate(text, chars, settled, origin)


def _first_look(place: Place, doubt: Doubt) -> FieldReading:
    if place.spec.type in _FROM_PICTURE:
        return _mark(place)
    if place.spec.type == "barcode":
        return _barcode(place)
    if not place.pieces:
        return _nothing(place)
    return _reading(place, (_from_lines(place),), doubt)


def _from_lines(place: Place) -> Candidate:
    """The whole text of the place, or the part of it that is valid where the whole is not."""
    whole = _candidate(place, place.text, place.chars, "lines")
    if whole.settled.valid:
        return whole
    for rows in _parts(place.pieces) if _strict(place.spec) else ():
        part = replace(place, rows=rows)
        candidate = _candidate(place, part.text, part.chars, "part of the lines")
        if candidate.usable:
            return candidate
    return _trimmed(place, whole) or whole


def _strict(spec: ValueSpec) -> bool:
    """Whether the checks tell a whole value from a part of one."""
    return bool(spec.pattern or spec.checksum or spec.choices)


def _parts(pieces: tuple[PlacedLine, ...]) -> Iterator[tuple[tuple[PlacedLine, ...], ...]]:
    """Shorter stretches of the pieces, longest first: seals and specks stand beside values."""
    for length in range(len(pieces) - 1, 0, -1):
        for start in range(len(pieces) - length + 1):
            yield (pieces[start : start + length],)


def _trimmed(place: Place, whole: Candidate) -> Candidate | None:
    """The text without a character or two at its ends that cannot be printed there."""
    charset = place.spec.charset
    if not charset or place.multiline:
        return None
    chars = list(whole.chars)
    start, end = 0, len(chars)
    while start < min(_MOST_TRIMMED, end) and chars[start].text not in charset:
        start += 1
    while end > max(start, len(chars) - _MOST_TRIMMED) and chars[end - 1].text not in charset:
        end -= 1
    if (start, end) == (0, len(chars)) or start >= end:
        return None
    kept = tuple(chars[start:end])
    text = "".join(char.text for char in kept)
    candidate = _candidate(place, text, kept, "without what cannot be printed there")
    return candidate if candidate.usable else None


def _mark(place: Place) -> FieldReading:
    region = place.region()
    if region is None:
        return _nothing(place)
    if place.spec.type == "checkbox":
        (x0, y0), (x1, y1) = region.min(axis=0), region.max(axis=0)
        value, sure = marked(place.image, (float(x0), float(y0), float(x1), float(y1)))
    else:
        value, sure = signed(rectify(place.image, region, height=None))
    settled = Settled(value=value, text=None, valid=True)
    return FieldReading(place, settled, sure, quad=region, source="ocr")


def _barcode(place: Place) -> FieldReading:
    region = place.region()
    found = (
        barcodes(rectify(place.image, region, height=None, margin=0.1))
        if region is not None
        else ()
    )
    if not found:
        return _nothing(place)
    settled = settle(found[0].text, place.spec)
    return FieldReading(place, settled, _DECODED, quad=region, source="barcode")


def _nothing(place: Place) -> FieldReading:
    region = place.region()
    blank = region is None or ink_box(rectify(place.image, region, height=None)) is None
    settled = Settled(
        value=None,
        text=None,
        valid=not place.spec.required,
        reason="nothing was found where this value is expected",
    )
    sure = _EMPTY_CONFIDENCE if blank else _DOUBTFUL_EMPTY
    return FieldReading(place, settled, sure, quad=region)


def _worth_another_look(reading: FieldReading, doubt: Doubt) -> bool:
    if reading.place.spec.type in (*_FROM_PICTURE, "barcode") or reading.source == "text_layer":
        return False
    if not reading.place.pieces:
        return reading.confidence < _EMPTY_CONFIDENCE
    return not reading.accepted(doubt.accept_at)


def _useful(place: Place, reader: Reader) -> Iterator[FreshReading]:
    """Looks at the region up to the first one that settles; all of them where none does."""
    for fresh in look_at_region(place, reader):
        yield fresh
        if _candidate(place, fresh.text, fresh.chars, fresh.origin).usable:
            return


def _decide(reading: FieldReading, fresh: Iterable[FreshReading], doubt: Doubt) -> FieldReading:
    """Choose among the readings of a place: valid before others, then most agreed, then sure."""
    place = reading.place
    looks = [look for look in fresh if look.text]
    new = [_candidate(place, look.text, look.chars, look.origin) for look in looks]
    tried = [*reading.tried, *new]
    if not tried:
        return reading
    votes = {id(c): sum(other.settled.value == c.settled.value for other in tried) for c in tried}
    tried.sort(key=lambda c: (c.usable, votes[id(c)], c.lowest), reverse=True)
    alternatives = (*reading.alternatives, *(a for look in looks for a in look.alternatives))
    return replace(_reading(place, tuple(tried), doubt), alternatives=alternatives)


def _reading(place: Place, tried: tuple[Candidate, ...], doubt: Doubt) -> FieldReading:
    signals = _signals(place, tried, doubt)
    return FieldReading(
        place=place,
        settled=tried[0].settled,
        confidence=confidence(signals, doubt.calibration),
        tried=tried,
        quad=place.quad(),
        source=place.source,
        signals=signals,
    )


def _signals(place: Place, tried: tuple[Candidate, ...], doubt: Doubt) -> Signals:
    best, others = tried[0], [c for c in tried[1:] if c.origin != CONSTRAINED]
    spec, settled = place.spec, tried[0].settled
    agreeing = sum(c.settled.value == settled.value for c in others)
    rescued = best.origin not in ("lines", "read again") and spec.model is None
    return Signals(
        characters=tuple(char.confidence for char in best.chars),
        text_layer=place.source == "text_layer",
        pattern=_check(bool(spec.pattern or spec.charset or spec.choices), settled.valid),
        checksum=_check(spec.checksum is not None, settled.valid),
        agreement=agreeing / len(others) if others else None,
        parsed=settled.valid or spec.type in ("text", "code", "tax_id"),
        repairs=len(settled.repairs) + rescued,
        forced=best.origin == CONSTRAINED,
        score=doubt.score,
        residual=_residual(place, doubt),
        own_label=place.label is not None,
    )


def _residual(place: Place, doubt: Doubt) -> float:
    """How uncertain it is that the region is where the value stands, in heights of the region.

    A value beside its own label, or in a cell of a table found by its header, is where it is.
    """
    if place.label is not None or place.instance is not None or place.box is None:
        return 0.0
    return max(place.distance, doubt.residual / max(place.box[3] - place.box[1], 1.0))


def _check(given: bool, valid: bool) -> Checks:
    if not given:
        return "none"
    return "hold" if valid else "broken"
