"""Which way up a page is: by the run of its lines, then by which way they can be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recognition.engine.contract import Reader, Reading
from recognition.engine.crops import quad_size, rectify
from recognition.reading import Image, Quad

_TRIED = 4  # lines read each way
_ASPECT = (3.0, 12.0)  # width to height of lines worth trying
_BEST_ASPECT = 6.0  # long enough to tell, short enough to be read quickly
_LEGIBLE = 0.92  # mean confidence that upside-down print doesn't reach
_SIDEWAYS = 2.0  # times as much length must run down the page as across it


def quarter_turns(image: Image, reader: Reader) -> int:
    """Clockwise quarter turns, 0..3, that make the page upright; 0 where nothing tells."""
    return orient(image, reader.detect(image), reader)


def orient(image: Image, quads: Sequence[Quad], reader: Reader) -> int:
    """Clockwise quarter turns, 0..3, that make the page with these lines upright.

    A few good lines are read as they stand. Only where they are hard to read are they read the
    other way round too, and the more legible way wins. So an upright page costs four lines.

    quads: the lines that the reader detected on ``image``.
    """
    downwards = _run_downwards(quads)
    chosen = _worth_trying([quad for quad in quads if _is_tall(quad) == downwards])
    if not chosen:
        return 0
    # Lines that run down the page are cut as if they were read downwards: the page lies on its
    # right side and wants three quarter turns.
    usual, other = (3, 1) if downwards else (0, 2)
    crops = [rectify(image, quad) for quad in chosen]
    as_they_stand = [_legibility(reading) for reading in reader.recognize(crops)]
    if float(np.median(as_they_stand)) >= _LEGIBLE:
        return usual
    reversed_crops = [np.ascontiguousarray(np.rot90(crop, 2)) for crop in crops]
    turned_round = [_legibility(reading) for reading in reader.recognize(reversed_crops)]
    return other if np.mean(turned_round) > np.mean(as_they_stand) else usual


def _run_downwards(quads: Sequence[Quad]) -> bool:
    """Whether far more of the text runs down the page than across it."""
    lengths = [(_is_tall(quad), max(quad_size(quad))) for quad in quads if _is_long(quad)]
    down = sum(length for tall, length in lengths if tall)
    across = sum(length for tall, length in lengths if not tall)
    return down > _SIDEWAYS * across


def _is_tall(quad: Quad) -> bool:
    """Whether the quad's longer side runs down the page."""
    first, second = quad[1] - quad[0], quad[2] - quad[1]
    longer = first if np.hypot(*first) >= np.hypot(*second) else second
    return bool(abs(longer[1]) > abs(longer[0]))


def _aspect(quad: Quad) -> float:
    width, height = quad_size(quad)
    return max(width, height) / max(min(width, height), 1.0)


def _is_long(quad: Quad) -> bool:
    return _aspect(quad) >= 2.0


def _worth_trying(quads: Sequence[Quad]) -> list[Quad]:
    """Lines of a usual size and a good length, the best first."""
    if not quads:
        return []
    usual = float(np.median([min(quad_size(quad)) for quad in quads]))
    fit = [
        quad
        for quad in quads
        if _ASPECT[0] <= _aspect(quad) <= _ASPECT[1] and min(quad_size(quad)) >= 0.7 * usual
    ]
    found = fit or [quad for quad in quads if _is_long(quad)]
    return sorted(found, key=lambda quad: abs(_aspect(quad) - _BEST_ASPECT))[:_TRIED]


def _legibility(reading: Reading) -> float:
    """Mean confidence of the characters; one character alone says little."""
    if len(reading.chars) < 2:
        return 0.0
    return float(np.mean([char.confidence for char in reading.chars]))
