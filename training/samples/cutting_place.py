"""Where the crop of a decided value is to be cut, and whether it shows the value alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognition.values.folding import squeeze
from training.samples.printed_text import Obstacle

Corners = list[list[float]]
"""Four corners in page pixels, clockwise from the text's top left."""

_FROM_THE_WORDS = frozenset({"read again", "constrained by its pattern"})
"""Looks at the very crop that the words stand in."""
_FROM_THE_REGION = frozenset({"region read again", "without the seal"})
_CELL_BY_CELL = "cell by cell"
_ALIKE = 0.5
_SAME_ROW = 0.5


@dataclass(frozen=True, slots=True)
class CuttingPlace:
    """A place on a page, or the obstacle to learning from what stands there.

    Where there is an obstacle the place may be known all the same, to be shown.
    """

    page: int | None
    region: Corners | None
    obstacle: Obstacle | None = None


def cutting_place(
    reading: Mapping[str, Any], machine: Mapping[str, Any], drawn: Mapping[str, Any] | None
) -> CuttingPlace:
    """Where to cut the crop of a decided value.

    reading: the record's entry of the value, for its evidence; machine: what the machine made of
    it; drawn: ``{"page", "box"}`` where a person drew another place.
    """
    if drawn is not None:
        return CuttingPlace(drawn["page"], drawn["box"])
    page, box = machine.get("page"), machine.get("box")
    if page is None or not box:
        return CuttingPlace(None, None, Obstacle.NOWHERE)
    evidence = reading.get("evidence") or {}
    words = [word for word in evidence.get("words", ()) if word.get("box")]
    text = squeeze(machine.get("text") or "")
    look = evidence.get("reading")
    if not text:
        return CuttingPlace(page, box, Obstacle.NOWHERE)
    if look == _CELL_BY_CELL:
        return CuttingPlace(page, box, Obstacle.CELLS)
    if not words:
        return CuttingPlace(page, box, Obstacle.PART if look else None)
    held = _holding(words, text, look)
    if held is None:
        return CuttingPlace(page, box, Obstacle.PART)
    boxes = [np.array(word["box"], np.float64) for word in held]
    region = boxes[0] if len(boxes) == 1 else _common(boxes)
    several = len(boxes) > 1 and not _one_row(boxes)
    return CuttingPlace(
        page, [[float(x), float(y)] for x, y in region], Obstacle.LINES if several else None
    )


def _holding(
    words: Sequence[Mapping[str, Any]], text: str, look: str | None
) -> Sequence[Mapping[str, Any]] | None:
    """The neighbouring words that show the text and nothing else; None where none do."""
    texts = [squeeze(word.get("text") or "") for word in words]
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            if "".join(texts[start : start + length]) == text:
                return words[start : start + length]
    whole = "".join(texts)
    alike = SequenceMatcher(None, whole, text).ratio() >= _ALIKE
    if look in _FROM_THE_WORDS and alike:
        return words
    # read again with what lies around it: where both ends are the same nothing stands beside it
    same_ends = whole[:1] == text[:1] and whole[-1:] == text[-1:]
    return words if look in _FROM_THE_REGION and alike and same_ends else None


def _axes(box: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors along the text and down from it, (2, 2)."""
    along = (box[1] - box[0]) + (box[2] - box[3])
    along = along / max(float(np.hypot(*along)), 1e-9)
    return np.array([along, [-along[1], along[0]]])


def _one_row(boxes: Sequence[NDArray[np.float64]]) -> bool:
    axes = _axes(max(boxes, key=lambda box: float(np.ptp(box @ _axes(boxes[0])[0]))))
    spans = [(box @ axes[1]).min() for box in boxes], [(box @ axes[1]).max() for box in boxes]
    middles = [(top + bottom) / 2 for top, bottom in zip(*spans, strict=True)]
    height = max(bottom - top for top, bottom in zip(*spans, strict=True))
    return bool(max(middles) - min(middles) <= _SAME_ROW * height)


def _common(boxes: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The rectangle along the first box's text that holds all boxes."""
    axes = _axes(boxes[0])
    turned = np.concatenate(boxes) @ axes.T
    (x0, y0), (x1, y1) = turned.min(axis=0), turned.max(axis=0)
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) @ axes
