"""How far a page's lines run off the horizontal, by the sharpness of its projections.

After W. Postl, "Detection of linear oblique structures and skew scan in digitized documents"
(ICPR 1986): of all angles, the true one gives the profile whose neighbouring rows differ most.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_RANGE = 15.5  # degrees either way
_COARSE, _FINE = 0.25, 0.05  # degrees between the angles tried
_COARSE_POINTS, _FINE_POINTS = 8000, 30000
_SURE = 1.25  # how much sharper than the usual angle the best one must be
_PLAIN = 40.0  # so much sharper that the other direction need not be tried
_FEWEST_POINTS = 300

Points = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Coordinates across and along the profile."""


def skew_angle(grey: Grey) -> float:
    """Degrees that the text is turned clockwise, -15.5..15.5; 0 where there is no telling.

    Works on pages that lie on their side too: there the columns are measured.

    grey: (height, width) brightness of the page; about 1000 pixels on the longer side are enough
        for a tenth of a degree.
    """
    ink = cv2.subtract(cv2.blur(grey, (31, 31)), grey) > 18
    best_angle, best_sharpness = 0.0, _SURE
    for turned in (False, True):
        points = _edges(ink.T if turned else ink, _FINE_POINTS)
        if len(points[0]) < _FEWEST_POINTS:
            continue
        angle, sharpness = _sharpest(points)
        if sharpness > best_sharpness:
            best_angle, best_sharpness = (-angle if turned else angle), sharpness
        if sharpness > _PLAIN:
            break
    return best_angle


def _edges(ink: NDArray[np.bool_], most: int) -> Points:
    """Lower edges of the ink, thinned evenly to at most ``most`` points."""
    rows, columns = np.nonzero(ink[:-1] & ~ink[1:])
    if len(rows) > most:
        # A stride would fall into step with the columns; a fixed shuffle doesn't.
        keep = np.random.default_rng(0).choice(len(rows), most, replace=False)
        rows, columns = rows[keep], columns[keep]
    return columns.astype(np.float32), rows.astype(np.float32)


def _sharpest(points: Points) -> tuple[float, float]:
    """The angle with the sharpest profile, and how many times sharper than the usual it is."""
    few = points[0][:_COARSE_POINTS], points[1][:_COARSE_POINTS]
    angles = np.arange(-_RANGE, _RANGE + _COARSE / 2, _COARSE)
    sharpness = np.array([_sharpness(few, float(angle), 2.0) for angle in angles])
    coarse = float(angles[int(sharpness.argmax())])
    fine = coarse + np.arange(-7, 8) * _FINE
    finer = np.array([_sharpness(points, float(angle), 1.0) for angle in fine])
    peak = int(finer.argmax())
    offset = 0.0
    if 0 < peak < len(fine) - 1:
        before, at, after = finer[peak - 1 : peak + 2]
        bend = before - 2 * at + after
        offset = float(0.5 * (before - after) / bend) if bend < 0 else 0.0
    ratio = float(sharpness.max() / max(float(np.median(sharpness)), 1e-9))
    return float(fine[peak]) + offset * _FINE, ratio


def _sharpness(points: Points, angle: float, bin_size: float) -> float:
    columns, rows = points
    radians = np.deg2rad(angle)
    profile = rows * np.float32(np.cos(radians)) - columns * np.float32(np.sin(radians))
    profile *= np.float32(1 / bin_size)
    bins = (profile - profile.min()).astype(np.int32)
    counts = np.bincount(bins)
    steps = np.diff(counts)
    return float(np.dot(steps, steps))
