"""Rendered lines: text -> grey image with the place of every character."""

from __future__ import annotations

import bisect
import random
from dataclasses import dataclass
from itertools import accumulate

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.engine.preprocess import HEIGHT
from training.synth.lines import effects
from training.synth.lines.compose import BASELINE, SIDE, Composed, choose_setting, compose, join
from training.synth.lines.font_table import HANZI_FAMILIES, LATIN_FAMILIES
from training.synth.lines.fonts import Face, find_faces
from training.synth.lines.glyphs import EM, FaceAtlas
from training.synth.lines.texts import TextSource

BY_LOT = 0.4
"""Share of the difficulty that characters drawn by lot get."""
NARROWEST = 5.0
"""Mean width of a character on the prepared line down to which print is squeezed, pixels."""
SHARP = 24
"""Crops of fewer rows are not blurred, shrunk and coded as much as others: little is left then."""


@dataclass(frozen=True, slots=True)
class RenderedLine:
    """One line as a reader would be given it.

    image: (H, W) uint8 grey. spans: (len(text), 2) float32, left and right of each character in
    image pixels.
    """

    image: NDArray[np.uint8]
    text: str
    spans: NDArray[np.float32]


class LineRenderer:
    """Draws lines; the same seed and difficulty always give the same bytes.

    only: names of held-out families to draw with instead of the training fonts.
    """

    def __init__(self, charset: tuple[str, ...], only: frozenset[str] | None = None) -> None:
        self.texts = TextSource(charset)
        hanzi, latin = find_faces(HANZI_FAMILIES, only), find_faces(LATIN_FAMILIES, only)
        self.hanzi = [FaceAtlas(face) for face in hanzi or find_faces(HANZI_FAMILIES)]
        self.latin = [FaceAtlas(face) for face in latin or find_faces(LATIN_FAMILIES)]
        self.fallback = FaceAtlas(self._widest(find_faces(HANZI_FAMILIES)))
        self.hanzi_weights = list(accumulate(atlas.face.weight for atlas in self.hanzi))
        self.latin_weights = list(accumulate(atlas.face.weight for atlas in self.latin))

    @staticmethod
    def _widest(faces: tuple[Face, ...]) -> Face:
        """Unifont, which draws every class."""
        return next(face for face in faces if face.path.endswith("unifont.otf"))

    def line(self, seed: int, difficulty: float = 1.0, longest: int = 40) -> RenderedLine:
        """Draw the line of ``seed``; ``difficulty`` 0 is clean print, 1 hardly legible."""
        rng = random.Random(seed)
        text = self.texts.sample(rng, longest)
        if text.drawn_by_lot:
            # a worn 0 is a 0 and no Û: only text that means something is ever hard to read
            difficulty *= BY_LOT
        return self.draw(text.characters, rng, difficulty)

    def draw(self, text: str, rng: random.Random, difficulty: float) -> RenderedLine:
        has_hanzi = any(char >= "⺀" for char in text)
        composed = self._set(text, rng, has_hanzi)
        noise = np.random.default_rng(rng.getrandbits(32))
        ink = composed.ink
        if rng.random() < 0.16:
            self._neighbours(composed, rng)
        if rng.random() < 0.12:
            ink = effects.rulings(ink, composed.top, composed.bottom, rng)
        if " " in text and rng.random() < 0.12:
            ink = cell_border(ink, text, composed, rng)
        if rng.random() < 0.04 * difficulty:
            ink = effects.pen(ink, rng)
        ink = _printed(ink, rng, noise, difficulty, has_hanzi)
        ink, spans = _cropped(ink, composed, rng, difficulty, has_hanzi)
        image = _captured(ink, rng, noise, difficulty)
        return RenderedLine(image, text, spans)

    def _set(self, text: str, rng: random.Random, has_hanzi: bool) -> Composed:
        """Set a line in one piece, or a label and its value each in its own print."""
        colon = text.find(":") + 1
        if not 1 < colon < len(text) - 1 or rng.random() < 0.5:
            return self._compose(text, rng, has_hanzi)
        label, value = text[:colon].strip(), text[colon:].lstrip()
        first, second = (
            self._compose(part, rng, any(char >= "⺀" for char in part)) for part in (label, value)
        )
        level = 1.0 if rng.random() < 0.4 else rng.uniform(0.35, 1.0)
        joined = join(first, second, rng.uniform(0.02, 0.6), level)
        if len(label) + len(value) == len(text):
            return joined
        gap = [[joined.spans[len(label) - 1][1], joined.spans[len(label)][0]]]
        blanks = np.repeat(np.array(gap, np.float32), len(text) - len(label) - len(value), 0)
        spans = np.concatenate((joined.spans[: len(label)], blanks, joined.spans[len(label) :]))
        return Composed(joined.ink, spans, joined.top, joined.bottom)

    def _compose(self, text: str, rng: random.Random, has_hanzi: bool) -> Composed:
        main = self._pick(self.hanzi, self.hanzi_weights, text, rng)
        own_latin = has_hanzi and rng.random() < 0.6
        latin = main if own_latin else self._pick(self.latin, self.latin_weights, text, rng)
        if not has_hanzi and rng.random() < 0.2:
            latin = main
        return compose(
            text, main, latin, self.fallback, choose_setting(rng, has_hanzi, 1 < len(text) < 5), rng
        )

    def _pick(
        self, atlases: list[FaceAtlas], weights: list[float], text: str, rng: random.Random
    ) -> FaceAtlas:
        """A face that has the text's characters of its script; after six tries any."""
        hanzi = atlases is self.hanzi
        needed = {char for char in text if (char >= "⺀") == hanzi}
        for _ in range(6):
            atlas = atlases[bisect.bisect(weights, rng.random() * weights[-1])]
            if needed <= atlas.covered:
                break
        return atlas

    def _neighbours(self, line: Composed, rng: random.Random) -> None:
        """Let the line above or below reach into this one's edge."""
        other = self._compose(self.texts.sample(rng, 30).characters, rng, True)
        body = other.ink[other.top : other.bottom]
        width = min(body.shape[1], line.ink.shape[1])
        if rng.random() < 0.5:
            start = line.bottom + rng.randint(2, 7)
            part = body[: max(0, line.ink.shape[0] - start), :width]
            target = line.ink[start : start + part.shape[0], :width]
        else:
            end = line.top - rng.randint(2, 7)
            part = body[-end:, :width] if end > 0 else body[:0, :width]
            target = line.ink[max(0, end - part.shape[0]) : max(end, 0), :width]
        np.maximum(target, part, out=target)


def cell_border(ink: effects.Plane, text: str, line: Composed, rng: random.Random) -> effects.Plane:
    """Draw the border of two cells into a gap of the line, where one is wide enough."""
    gaps = [
        span
        for span, char in zip(line.spans, text, strict=True)
        if char == " " and span[1] - span[0] > EM / 3
    ]
    if gaps:
        left, right = rng.choice(gaps)
        x = round(float(left + right) / 2)
        level = rng.choice((255, 255, 200, 140))
        cv2.line(ink, (x, 0), (x, ink.shape[0]), level, rng.choice((1, 1, 2, 2, 3, 4)))
    return ink


def _printed(
    ink: effects.Plane,
    rng: random.Random,
    noise: np.random.Generator,
    difficulty: float,
    hanzi: bool,
) -> effects.Plane:
    """What the printer does: pins, spread, worn ribbons, weak thermal heads.

    Print that would be left with less than two fifths of its ink is not degraded at all: what
    nobody can read teaches nothing.
    """
    clean = ink
    if rng.random() < 0.05 + 0.05 * difficulty:
        pitch = rng.uniform(1.4, 2.0) if hanzi else rng.uniform(1.6, 3.2)
        ink = effects.dot_matrix(ink, pitch, rng.uniform(0.2, 0.75))
    if rng.random() < 0.45:
        ink = effects.thicken(
            ink, rng.uniform(-0.8, 1.0) if rng.random() < 0.8 else rng.uniform(0.8, 1.0)
        )
    if rng.random() < 0.22 * difficulty:
        ink = effects.worn(ink, noise, rng.uniform(0.1, 0.9) * difficulty)
    if rng.random() < 0.15 * difficulty:
        ink = effects.thermal_fade(ink, noise, rng.uniform(0.3, 0.9) * difficulty)
    return ink if float(ink.sum()) >= 0.4 * float(clean.sum()) else clean


def _cropped(
    ink: effects.Plane, line: Composed, rng: random.Random, difficulty: float, hanzi: bool
) -> tuple[effects.Plane, NDArray[np.float32]]:
    """Warp the canvas into a crop of 11..44 px height with margins as boxes have them."""
    body = line.bottom - line.top
    above, below = (body * max(rng.gauss(0.08, 0.10), -0.1 * difficulty) for _ in range(2))
    if rng.random() < 0.25:
        above, below = above + body * rng.uniform(0, 0.3), below + body * rng.uniform(0, 0.3)
    top, bottom = line.top - above, line.bottom + below
    left = float(line.spans[:, 0].min()) - EM * max(rng.gauss(0.10, 0.15), -0.06 * difficulty)
    right = float(line.spans[:, 1].max()) + EM * max(rng.gauss(0.10, 0.15), -0.06 * difficulty)
    left, right = max(left, 0.0), min(right, float(ink.shape[1]))
    height = rng.choice((32, 32, 32, rng.randint(24, 44)))
    if rng.random() < 0.4:
        # small print of a page scanned at 100 to 150 dots an inch
        height = rng.randint(17, 28) if hanzi else rng.randint(11, 26)
    scale = height / (bottom - top)
    stretch = scale
    if rng.random() < 0.45:
        stretch *= rng.uniform(0.75, 1.3) if hanzi else rng.uniform(0.45, 1.5)
    print_width = float(np.mean(line.spans[:, 1] - line.spans[:, 0]))
    stretch = max(stretch, min(scale, NARROWEST * height / (HEIGHT * print_width)))
    width = max(6, round((right - left) * stretch))
    angle = np.tan(np.radians(rng.gauss(0, 0.5 + 0.5 * difficulty) if rng.random() < 0.35 else 0.0))
    angle = float(np.clip(angle, -0.22 * height / width, 0.22 * height / width))
    shear = rng.gauss(0, 0.12) if rng.random() < 0.12 else 0.0
    middle_x, middle_y = (left + right) / 2, (line.top + line.bottom) / 2
    # Canvas to crop: x' = stretch (x - left + shear (y - mid)), y' = scale (y - top) + angle dx
    matrix = np.array(
        [
            [stretch, stretch * shear, -stretch * (left + shear * middle_y)],
            [angle * stretch, scale, -scale * top - angle * stretch * middle_x],
        ],
        np.float32,
    )
    if scale < 0.72:
        ink = cv2.GaussianBlur(ink, (0, 0), 0.35 / scale).astype(np.uint8)
    crop = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR).astype(np.uint8)
    spans = (line.spans - left) * stretch
    return crop, spans.astype(np.float32)


def _captured(
    ink: effects.Plane, rng: random.Random, noise: np.random.Generator, difficulty: float
) -> NDArray[np.uint8]:
    """What paper, scanner, camera and JPEG do."""
    paper, black = rng.uniform(185, 255), rng.uniform(0, 70)
    if rng.random() < 0.2:
        black = rng.uniform(60, paper - 60)
    ground = np.full(ink.shape, paper, np.float32)
    if rng.random() < 0.3 * difficulty:
        ground -= effects.smooth_noise(noise, ink.shape, (20, 60)) * rng.uniform(10, 60)
    if rng.random() < 0.08 * difficulty:
        ground -= effects.seal((ink.shape[0], ink.shape[1]), rng) * np.float32(
            rng.uniform(0.1, 0.7)
        )
    image = ground - ink.astype(np.float32) * np.float32(1 / 255) * (ground - black)
    if rng.random() < 0.03:
        image, paper, black = 255 - image, 255 - paper, 255 - black
    plane = image.clip(0, 255).astype(np.uint8)
    small = ink.shape[0] < SHARP
    if not small and rng.random() < 0.5:
        low = 0.75 - 0.33 * difficulty
        plane = effects.resample(plane, rng.uniform(low, 1.0), rng)
    if rng.random() < (0.25 if small else 0.5):
        sigma = rng.uniform(0.3, 0.5 + (0.2 if small else 0.7) * difficulty)
        plane = cv2.GaussianBlur(plane, (0, 0), sigma).astype(np.uint8)
    if not small and rng.random() < 0.05 * difficulty:
        plane = effects.motion_blur(plane, rng.choice((3, 4)), rng)
    if rng.random() < 0.12:
        plane = effects.sharpened(plane, rng.uniform(0.5, 2.0))
    if rng.random() < 0.4:
        grain = noise.standard_normal(plane.shape, np.float32) * np.float32(
            rng.uniform(1, 4 + 14 * difficulty)
        )
        plane = (plane + grain).clip(0, 255).astype(np.uint8)
    if rng.random() < 0.08:
        # between the print and the paper that are left by now, or weak strokes would all go
        ends = np.percentile(plane, (1, 99))
        inked, bare = ends if black < paper else ends[::-1]
        plane = effects.binarise(plane, float(inked + rng.uniform(0.45, 0.75) * (bare - inked)))
        if rng.random() < 0.5:
            plane = cv2.GaussianBlur(plane, (3, 3), 0.6).astype(np.uint8)
    if rng.random() < 0.3:
        lowest = 70 - (20 if small else 45) * difficulty
        plane = effects.jpeg(plane, rng.randint(int(lowest), 95))
    return plane


__all__ = ["BASELINE", "SIDE", "LineRenderer", "RenderedLine"]
