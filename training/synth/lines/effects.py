"""What printers, scanners, fax, cameras and JPEG do to a line."""

from __future__ import annotations

import random

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]


def smooth_noise(
    rng: np.random.Generator, shape: tuple[int, int], cell: tuple[int, int]
) -> NDArray[np.float32]:
    """Noise in 0..1 that varies over ``cell`` (rows, columns) pixels."""
    small = rng.random((max(2, shape[0] // cell[0]), max(2, shape[1] // cell[1])), np.float32)
    return np.asarray(
        cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), np.float32
    )


def thicken(ink: Plane, amount: float) -> Plane:
    """Spread (amount > 0) or thin (< 0) the strokes by a share of one pixel."""
    kernel = np.ones((2, 2), np.uint8)
    moved = cv2.dilate(ink, kernel) if amount > 0 else cv2.erode(ink, kernel)
    share = min(abs(amount), 1.0)
    return cv2.addWeighted(ink, 1 - share, moved, share, 0).astype(np.uint8)


def dot_matrix(ink: Plane, pitch: float, fill: float) -> Plane:
    """Print with round pins ``pitch`` pixels apart, as impact printers do."""
    height, width = ink.shape
    rows, columns = max(2, round(height / pitch)), max(2, round(width / pitch))
    struck = (cv2.resize(ink, (columns, rows), interpolation=cv2.INTER_AREA) > 90).astype(
        np.uint8
    ) * 255
    scale = 4
    pin = np.zeros((scale, scale), np.float32)
    cv2.circle(pin, (scale // 2, scale // 2), 1, 1.0, -1)
    pin = np.maximum(pin, fill)
    large = np.kron(struck, np.ones((scale, scale), np.float32)) * np.tile(pin, (rows, columns))
    return (
        np.asarray(cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA), np.float32)
        .clip(0, 255)
        .astype(np.uint8)
    )


def worn(ink: Plane, rng: np.random.Generator, strength: float) -> Plane:
    """Lose ink in specks and in patches."""
    keep = 1 - strength * (smooth_noise(rng, ink.shape, (7, 9)) > 0.62)
    keep = keep * (1 - 0.8 * strength * (rng.random(ink.shape, np.float32) < 0.25 * strength))
    return (ink * keep).astype(np.uint8)


def thermal_fade(ink: Plane, rng: np.random.Generator, strength: float) -> Plane:
    """Fade in vertical and horizontal bands, as a thermal head with weak elements prints."""
    height, width = ink.shape
    columns = smooth_noise(rng, (2, width), (1, 12))[:1]
    rows = smooth_noise(rng, (height, 2), (5, 1))[:, :1]
    faded: NDArray[np.float32] = ink * (1 - strength * columns) * (1 - 0.5 * strength * rows)
    return faded.astype(np.uint8)


def rulings(ink: Plane, top: int, bottom: int, rng: random.Random) -> Plane:
    """Draw an underline, a line through the edge, the side of a box or a frame of dots."""
    width = ink.shape[1]
    thickness = rng.choice((1, 1, 2, 2, 3))
    level = rng.choice((255, 255, 200, 140))
    for _ in range(rng.choice((1, 1, 2))):
        kind = rng.random()
        if kind < 0.45:
            y = bottom + rng.randint(-1, 6)
            cv2.line(ink, (0, y), (width, y + rng.choice((-1, 0, 0, 1))), level, thickness)
        elif kind < 0.65:
            y = top - rng.randint(0, 6)
            cv2.line(ink, (0, y), (width, y), level, thickness)
        elif kind < 0.9:
            x = rng.choice((rng.randint(8, 34), width - rng.randint(8, 34)))
            cv2.line(ink, (x, 0), (x, ink.shape[0]), level, thickness)
        else:
            y = bottom + rng.randint(1, 5)
            ink[max(0, y - 1) : y + 1, ::4] = level
    return ink


def pen(ink: Plane, rng: random.Random) -> Plane:
    """A stroke of a pen through the line: a tick, a crossing out, part of a signature."""
    height, width = ink.shape
    length = rng.uniform(0.5, 4.0) * height
    start = rng.uniform(-0.2 * length, width)
    share = np.linspace(0, 1, 24)
    bend, rise = rng.uniform(-0.4, 0.4) * height, rng.uniform(-0.6, 0.6) * height
    middle = rng.uniform(0.2, 0.8) * height
    across = start + share * length
    up = middle + rise * (share - 0.5) + bend * np.sin(np.pi * share * rng.choice((1, 2)))
    points = np.stack([across, up], axis=1).round().astype(np.int32)
    cv2.polylines(ink, [points], False, rng.randint(150, 255), rng.choice((1, 2, 2, 3)))
    return ink


def seal(shape: tuple[int, int], rng: random.Random) -> Plane:
    """Part of a round or oval seal crossing the line, as coverage."""
    height, width = shape
    plane = np.zeros(shape, np.uint8)
    radius = rng.randint(60, 160)
    centre = rng.randint(0, width), rng.randint(-radius, height + radius)
    axes = radius, max(20, int(radius * rng.choice((1.0, 1.0, 0.7))))
    cv2.ellipse(plane, centre, axes, 0, 0, 360, 255, rng.randint(3, 6))
    for angle in range(0, 360, rng.randint(14, 24)):
        x = int(centre[0] + 0.8 * axes[0] * np.cos(np.radians(angle)))
        y = int(centre[1] + 0.8 * axes[1] * np.sin(np.radians(angle)))
        for _ in range(4):
            start = x + rng.randint(-9, 9), y + rng.randint(-9, 9)
            cv2.line(
                plane,
                start,
                (start[0] + rng.randint(-12, 12), start[1] + rng.randint(-12, 12)),
                255,
                2,
            )
    return plane


def resample(image: Plane, factor: float, rng: random.Random) -> Plane:
    """Lose detail: down by ``factor`` and up again."""
    height, width = image.shape
    small = max(4, round(width * factor)), max(8, round(height * factor))
    image = cv2.resize(
        image, small, interpolation=rng.choice((cv2.INTER_AREA, cv2.INTER_LINEAR))
    ).astype(np.uint8)
    way = rng.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LINEAR, cv2.INTER_NEAREST))
    return np.asarray(cv2.resize(image, (width, height), interpolation=way), np.uint8)


def jpeg(image: Plane, quality: int) -> Plane:
    _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)


def motion_blur(image: Plane, length: int, rng: random.Random) -> Plane:
    kernel = np.zeros((length, length), np.float32)
    cv2.line(kernel, (0, rng.randrange(length)), (length - 1, rng.randrange(length)), 1.0, 1)
    return np.asarray(cv2.filter2D(image, -1, kernel / max(float(kernel.sum()), 1.0)), np.uint8)


def sharpened(image: Plane, amount: float) -> Plane:
    """Unsharp masking, as scanners do by themselves: strokes darker, a light rim around them."""
    soft = cv2.GaussianBlur(image, (0, 0), 1.2)
    return cv2.addWeighted(image, 1 + amount, soft, -amount, 0).astype(np.uint8)


def binarise(image: Plane, threshold: float) -> Plane:
    """Black and white, as fax and bilevel scans are."""
    return np.where(image > threshold, 255, 0).astype(np.uint8)
