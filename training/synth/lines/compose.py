"""Set a text into a line of ink, keeping where every character stands."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.synth.lines.glyphs import EM, FaceAtlas, Glyph

Ink = NDArray[np.uint8]
SIDE = EM
"""Empty pixels left and right of the text on its canvas."""
BASELINE = 2 * EM
HEIGHT = 3 * EM
FULL_WIDTH = {char: chr(ord(char) + 0xFEE0) for char in "(),:;!?%"} | {"¥": "￥"}


@dataclass(frozen=True, slots=True)
class Setting:
    """How a line is set: distances in em.

    tracking: added after every character; digit_squeeze: width factor of digits;
    space: width of a space, None for the face's own; jitter: of each character's height;
    full_width: punctuation is drawn as its full-width form.
    """

    tracking: float = 0.0
    digit_squeeze: float = 1.0
    space: float | None = None
    jitter: float = 0.0
    full_width: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """A line of ink on its canvas.

    ink: (HEIGHT, W) uint8 coverage. spans: per character of the text its (left, right) in canvas
    pixels: the ink's for printed characters, the gap for spaces.
    top, bottom: rows that the text occupies.
    """

    ink: Ink
    spans: NDArray[np.float32]
    top: int
    bottom: int


def choose_setting(rng: random.Random, hanzi: bool, short: bool = False) -> Setting:
    """Mostly plain; some lines are spaced out, tightened or have squeezed digits.

    short: a label of two to four characters, which forms often spread over their column.
    """
    kind = rng.random()
    tracking = 0.0
    if kind < 0.25:
        tracking = rng.uniform(-0.04, 0.08)
    elif kind < 0.33:
        tracking = rng.uniform(0.08, 0.5 if hanzi else 0.3)
    elif kind < 0.35 and hanzi:
        tracking = rng.uniform(0.5, 2.0)
    if short and hanzi and rng.random() < 0.2:
        tracking = rng.uniform(0.3, 2.5)
    squeeze = rng.uniform(0.7, 1.0) if rng.random() < 0.1 else 1.0
    space = rng.uniform(0.22, 0.9) if rng.random() < 0.4 else None
    jitter = rng.uniform(0, 0.03) if rng.random() < 0.1 else 0.0
    return Setting(tracking, squeeze, space, jitter, hanzi and rng.random() < 0.55)


def compose(
    text: str,
    main: FaceAtlas,
    latin: FaceAtlas,
    fallback: FaceAtlas,
    setting: Setting,
    rng: random.Random,
) -> Composed:
    """Set ``text``: hanzi in ``main``, the rest in ``latin``, what either lacks in ``fallback``."""
    placed: list[tuple[Glyph, Ink, int, int]] = []
    spans = np.zeros((len(text), 2), np.float32)
    pen = float(SIDE)
    top, bottom = BASELINE - int(0.55 * EM), BASELINE - 2
    for position, char in enumerate(text):
        if setting.full_width and char in FULL_WIDTH and FULL_WIDTH[char] in main:
            char = FULL_WIDTH[char]
        atlas = main if char >= "⺀" else latin
        if char not in atlas:
            atlas = main if char in main else fallback
        glyph = atlas.glyph(char)
        if char == " ":
            width = max(glyph.advance if setting.space is None else setting.space * EM, 5.0)
            spans[position] = pen, pen + width
            pen += width
            continue
        ink, left, advance = glyph.ink, glyph.left, glyph.advance
        if setting.digit_squeeze < 1 and char in "0123456789.," and ink.shape[1] > 4:
            keep = np.linspace(
                0, ink.shape[1] - 1, max(3, round(ink.shape[1] * setting.digit_squeeze))
            )
            low = keep.astype(np.int32)
            part = (keep - low)[None].astype(np.float32)
            high = np.minimum(low + 1, ink.shape[1] - 1)
            ink = (ink[:, low] * (1 - part) + ink[:, high] * part).astype(np.uint8)
            left, advance = round(left * setting.digit_squeeze), advance * setting.digit_squeeze
        x = round(pen) + left
        y = (
            BASELINE
            + glyph.top
            + (round(rng.gauss(0, setting.jitter) * EM) if setting.jitter else 0)
        )
        placed.append((glyph, ink, max(x, 0), max(y, 0)))
        right = x + max(ink.shape[1], 1)
        spans[position] = x, right
        if ink.size:
            top, bottom = min(top, y), max(bottom, y + ink.shape[0])
        pen += max(advance + setting.tracking * EM, 0.5 * ink.shape[1], 2.0)
    width = int(max(pen, float(spans[:, 1].max(initial=0)))) + SIDE + 1
    canvas = np.zeros((HEIGHT, width), np.uint8)
    for _, ink, x, y in placed:
        h, w = min(ink.shape[0], HEIGHT - y), ink.shape[1]
        if h > 0 and w > 0:
            part_of = canvas[y : y + h, x : x + w]
            np.maximum(part_of, ink[:h, : part_of.shape[1]], out=part_of)
    return Composed(canvas, spans, max(top, 0), min(bottom, HEIGHT))


def join(first: Composed, second: Composed, gap: float, level: float) -> Composed:
    """Set ``second`` ``gap`` em behind ``first``, whose ink is weakened to ``level`` (0..1)."""
    end = float(first.spans[:, 1].max())
    start = float(second.spans[:, 0].min())
    shift = round(end + gap * EM - start)
    width = max(first.ink.shape[1], second.ink.shape[1] + shift)
    canvas = np.zeros((HEIGHT, width), np.uint8)
    canvas[:, : first.ink.shape[1]] = (first.ink * level).astype(np.uint8)
    place = canvas[:, max(shift, 0) : shift + second.ink.shape[1]]
    np.maximum(place, second.ink[:, -place.shape[1] :], out=place)
    spans = np.concatenate((first.spans, second.spans + np.float32(shift)))
    return Composed(canvas, spans, min(first.top, second.top), max(first.bottom, second.bottom))
