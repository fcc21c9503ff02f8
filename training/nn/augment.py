"""Change labelled crops as other printers, scanners and hands would have: few become many."""

from __future__ import annotations

import random

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.engine.preprocess import HEIGHT, grey
from training.synth.lines import effects

Plane = NDArray[np.uint8]


def augmented(crop: Plane, rng: random.Random, strength: float) -> Plane:
    """A changed copy of a crop, (H, W) grey; the same seed gives the same bytes.

    strength: 0 changes nothing, 1 is what a second printer and scanner would change, 2 more.
    """
    plane = grey(crop)
    if strength <= 0:
        return plane
    noise = np.random.default_rng(rng.getrandbits(32))
    plane = _moved(plane, rng, strength)
    if rng.random() < 0.35:
        plane = _waved(plane, rng, noise, strength)
    if rng.random() < 0.4:
        plane = _pressed(plane, rng, strength)
    if rng.random() < 0.15 * strength:
        plane = _speckled(plane, noise, rng, strength)
    return _captured(plane, rng, noise, strength)


def joined(first: Plane, second: Plane, gap: int) -> Plane:
    """Two crops side by side at one height, ``gap`` pixels of the first one's paper between."""
    height = max(first.shape[0], 8)
    width = max(4, round(second.shape[1] * height / second.shape[0]))
    other = cv2.resize(second, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)
    paper = np.full((height, gap), np.median(first), np.uint8)
    return np.hstack((first, paper, other))


def _moved(plane: Plane, rng: random.Random, strength: float) -> Plane:
    """Stretched, sheared, turned a little, and cut with other margins."""
    height, width = plane.shape
    stretch = 1.0 + strength * rng.uniform(-0.14, 0.14)
    shear = strength * rng.gauss(0, 0.07) if rng.random() < 0.5 else 0.0
    angle = np.radians(strength * rng.gauss(0, 0.7)) if rng.random() < 0.5 else 0.0
    above, below, left, right = (
        height * strength * rng.uniform(-0.03, 0.07),
        height * strength * rng.uniform(-0.03, 0.07),
        height * strength * rng.uniform(-0.04, 0.12),
        height * strength * rng.uniform(-0.04, 0.12),
    )
    sloped = float(np.clip(np.tan(angle), -0.2 * height / width, 0.2 * height / width))
    new_height = max(8, round(height + above + below))
    new_width = max(8, round((width + left + right) * stretch))
    matrix = np.array(
        [
            [stretch, stretch * shear, stretch * (left - shear * height / 2)],
            [sloped * stretch, 1.0, above - sloped * width / 2],
        ],
        np.float32,
    )
    moved = cv2.warpAffine(
        plane,
        matrix,
        (new_width, new_height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return moved.astype(np.uint8)


def _waved(plane: Plane, rng: random.Random, noise: np.random.Generator, strength: float) -> Plane:
    """Bent as paper and hands bend: every pixel moves by what a smooth field says."""
    height, width = plane.shape
    reach = height * 0.05 * min(strength, 2.0) * rng.random()
    cell = max(4, height // 2), max(4, height // 2)
    shift_x, shift_y = (
        (effects.smooth_noise(noise, (height, width), cell) - 0.5) * 2 * reach for _ in range(2)
    )
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    return cv2.remap(
        plane,
        xs + shift_x,
        ys + shift_y,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.uint8)


def _pressed(plane: Plane, rng: random.Random, strength: float) -> Plane:
    """Bolder or thinner by less than a pixel of the reader's height."""
    amount = min(1.0, strength) * rng.uniform(-0.6, 0.8)
    if plane.shape[0] > 1.6 * HEIGHT:  # a kernel of two pixels would do nothing
        width = max(8, round(plane.shape[1] * 1.5 * HEIGHT / plane.shape[0]))
        plane = cv2.resize(
            plane, (width, round(1.5 * HEIGHT)), interpolation=cv2.INTER_AREA
        ).astype(np.uint8)
    dark_on_light = float(np.median(plane)) >= 128
    ink = 255 - plane if dark_on_light else plane
    changed = effects.thicken(ink, amount)
    return 255 - changed if dark_on_light else changed


def _speckled(
    plane: Plane, noise: np.random.Generator, rng: random.Random, strength: float
) -> Plane:
    """Specks of paper and of ink, and now and then a small patch lost."""
    out = plane.copy()
    low, high = int(plane.min()), int(plane.max())
    chance = noise.random(plane.shape, np.float32)
    share = 0.012 * strength
    out[chance < share] = high
    out[chance > 1 - share] = low
    if rng.random() < 0.5:
        side = max(2, round(plane.shape[0] * rng.uniform(0.08, 0.2)))
        y = rng.randrange(max(1, plane.shape[0] - side))
        x = rng.randrange(max(1, plane.shape[1] - side))
        out[y : y + side, x : x + side] = np.median(plane)
    return out


def _captured(
    plane: Plane, rng: random.Random, noise: np.random.Generator, strength: float
) -> Plane:
    """Contrast, blur, lost detail, grain and JPEG."""
    if rng.random() < 0.5:
        gain, shift = rng.uniform(0.6, 1.1), strength * rng.uniform(-25, 25)
        plane = (
            ((plane.astype(np.float32) - 128) * gain + 128 + shift).clip(0, 255).astype(np.uint8)
        )
    if rng.random() < 0.3:
        plane = effects.resample(plane, rng.uniform(max(0.45, 1 - 0.4 * strength), 1.0), rng)
    if rng.random() < 0.35:
        sigma = rng.uniform(0.2, 0.4 + 0.5 * strength) * plane.shape[0] / HEIGHT
        plane = cv2.GaussianBlur(plane, (0, 0), max(sigma, 0.2)).astype(np.uint8)
    if rng.random() < 0.4:
        grain = noise.standard_normal(plane.shape, np.float32)
        plane = (plane + grain * rng.uniform(1, 4 + 8 * strength)).clip(0, 255).astype(np.uint8)
    if rng.random() < 0.25:
        plane = effects.jpeg(plane, rng.randint(45, 92))
    return plane
