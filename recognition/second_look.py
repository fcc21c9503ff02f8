"""Reading a doubtful place again: its rectified crop, the crop constrained, the region anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recognition.engine.contract import Constraint, Reader, Reading
from recognition.engine.crops import rectify
from recognition.ink import ink_box
from recognition.pages.seals import has_seal, without_seal
from recognition.places import Place, joined_rows
from recognition.reading import Char, Image, Line, Quad

CONSTRAINED = "constrained by its pattern"

_MARGIN = 0.12
_REGION_MARGIN = 0.15
_INK_MARGIN = 0.2
_BEAM = 8
_LEGIBLE_HEIGHT = 64
_MOST_ENLARGED = 3.0


@dataclass(frozen=True, slots=True)
class FreshReading:
    """What one more look made of a place.

    origin: which look it was, for the evidence.
    alternatives: further readings of the same crop, best first, with their probability.
    """

    text: str
    chars: tuple[Char, ...]
    origin: str
    alternatives: tuple[tuple[str, float], ...] = ()


def look_again(places: Sequence[Place], reader: Reader) -> list[list[FreshReading]]:
    """Fresh readings of every place, in order; crops of one kind are read as one batch."""
    found: list[list[FreshReading]] = [[] for _ in places]
    single = [i for i, place in enumerate(places) if len(place.rows) == 1 and not place.cells]
    crops = [_line_crop(places[i]) for i in single]
    free = reader.recognize(crops, beam=_BEAM) if crops else []
    for i, crop, reading in zip(single, crops, free, strict=True):
        found[i].append(_fresh(reading, "read again"))
        constraint = constraint_of(places[i])
        if constraint is not None:
            constrained = reader.recognize([crop], constraint, beam=_BEAM)[0]
            found[i].append(_fresh(constrained, CONSTRAINED))
    for i, place in enumerate(places):
        if place.cells:
            found[i].append(_comb(place, reader))
    return found


def look_at_region(place: Place, reader: Reader) -> Iterator[FreshReading]:
    """Detect and read a field's region anew, enlarged; coloured seals dropped out as well.

    Yields every stretch of neighbouring lines, the longest first: what stands beside a value
    (a stamp, a speck) is told from it by what is valid.
    """
    region = place.region()
    if region is None:
        return
    if not place.pieces or place.instance is not None:
        yield from _look_at_ink(place, region, reader)
    native = rectify(place.image, region, height=None, margin=_REGION_MARGIN)
    scale = min(_MOST_ENLARGED, max(1.0, _LEGIBLE_HEIGHT / max(native.shape[0], 1)))
    height = round(native.shape[0] * scale)
    crop = rectify(place.image, region, height=height, margin=_REGION_MARGIN)
    views = [("region read again", crop)]
    if has_seal(crop):
        views.insert(0, ("without the seal", without_seal(crop)))
    for origin, view in views:
        yield from _stretches(reader.read(view), place.multiline, origin)
        if not place.multiline:
            yield _fresh(reader.recognize([view])[0], origin)


def _look_at_ink(place: Place, region: Quad, reader: Reader) -> Iterator[FreshReading]:
    """Read the print that the detector passed over, such as a single digit in its cell."""
    native = rectify(place.image, region, height=None)
    box = ink_box(native)
    if box is None:
        return
    margin = round(_INK_MARGIN * (box[3] - box[1]))
    x0, y0 = max(0, box[0] - 2 * margin), max(0, box[1] - margin)
    crop = np.ascontiguousarray(native[y0 : box[3] + margin, x0 : box[2] + 2 * margin])
    yield _fresh(reader.recognize([crop])[0], "the bare ink of its region")


def constraint_of(place: Place) -> Constraint | None:
    """What is known of the place's text before it is read, None where nothing is."""
    spec = place.spec
    if spec.find is not None or not (spec.pattern or spec.charset or spec.choices):
        return None
    return Constraint(spec.pattern, spec.charset, spec.choices)


def _line_crop(place: Place) -> Image:
    quads = [piece.line.quad for piece in place.pieces]
    quad = quads[0] if len(quads) == 1 else place.quad()
    assert quad is not None
    return rectify(place.image, quad, margin=_MARGIN)


def _fresh(reading: Reading, origin: str) -> FreshReading:
    chars = tuple(char for char in reading.chars if not char.text.isspace())
    return FreshReading(reading.text, chars, origin, reading.alternatives)


def _stretches(lines: Sequence[Line], multiline: bool, origin: str) -> Iterator[FreshReading]:
    legible = [line for line in lines if line.chars]
    if multiline:
        rows = sorted(legible, key=lambda line: float(line.quad[:, 1].mean()))
        if rows:
            yield _joined(rows, "\n", origin)
        return
    across = sorted(legible, key=lambda line: float(line.quad[:, 0].mean()))
    for length in range(len(across), 0, -1):
        for start in range(len(across) - length + 1):
            yield _joined(across[start : start + length], "", origin)


def _joined(lines: Sequence[Line], by: str, origin: str) -> FreshReading:
    chars = tuple(c for line in lines for c in line.chars if not c.text.isspace())
    texts = [line.text for line in lines]
    return FreshReading(by.join(texts) if by else joined_rows(texts), chars, origin)


def _comb(place: Place, reader: Reader) -> FreshReading:
    """Read a comb cell by cell: one character each, the best that the charset allows."""
    region = place.region()
    assert region is not None and place.cells
    crops = [rectify(place.image, cell, margin=-0.06) for cell in _cells(region, place.cells)]
    constraint = Constraint(charset=place.spec.charset) if place.spec.charset else None
    chars = []
    for number, reading in enumerate(reader.recognize(crops, constraint)):
        inked = [char for char in reading.chars if not char.text.isspace()]
        if inked:
            best = max(inked, key=lambda char: char.confidence)
            chars.append(replace(best, position=(number + 0.5) / place.cells))
    return FreshReading("".join(char.text for char in chars), tuple(chars), "cell by cell")


def _cells(region: Quad, count: int) -> Iterator[Quad]:
    top, bottom = region[1] - region[0], region[2] - region[3]
    for number in range(count):
        left, right = number / count, (number + 1) / count
        yield np.array(
            [
                region[0] + top * left,
                region[0] + top * right,
                region[3] + bottom * right,
                region[3] + bottom * left,
            ],
            dtype=np.float32,
        )
