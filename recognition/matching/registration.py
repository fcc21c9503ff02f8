"""Bringing a page and a template together: fuzzy marks, RANSAC, then the best-fitting transform.

Fischler and Bolles, "Random sample consensus", 1981; here every pair of correspondences is
tried at once, which for the few dozen marks of a form is exhaustive and deterministic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.matching.labels import occurrences
from recognition.matching.marks import Mark
from recognition.matching.placing import project
from recognition.reading import Line, Matrix

Points = NDArray[np.floating[Any]]
"""(n, 2) points, or rows of a linear system."""

Kind = Literal["similarity", "affine", "homography"]

_TOLERANCE = 0.03
_MOST_TURN = np.deg2rad(25.0)
_SCALES = (0.1, 10.0)
_MOST_CANDIDATES = 6
_SHEAR_COST = 0.5
_TURN_COST = 2.0
"""Share of its votes that a transform loses for each radian off the marks' own turn."""
_SCALE_COST = 1.0
"""Share of its votes that a transform loses for each factor of e off the marks' own scale."""


@dataclass(frozen=True, slots=True, eq=False)
class Correspondence:
    """One place on the page where a mark's text stands.

    drawn, found: (2, 2) centres of the mark's first and last character, template pixels and
        page pixels.
    """

    mark: int
    line: int
    start: int
    end: int
    errors: int
    drawn: Points
    found: Points


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """How a template page lies on a straightened page.

    to_sheet: template pixels -> page pixels; to_template: the way back.
    kind: the family the transform was estimated in.
    placed: the correspondences that agree with it, at most one per mark.
    marks: the template page's marks.
    score: share of the marks found in place; drawn anchors alone count where there are any.
    residual: median distance of the placed marks, template pixels.
    shifts: (n, 4) x, y of each placed mark and how far (dx, dy) it stands off, template pixels.
    """

    to_sheet: Matrix
    to_template: Matrix
    kind: Kind
    placed: tuple[Correspondence, ...]
    marks: tuple[Mark, ...]
    score: float
    residual: float
    shifts: Points

    def shift_at(self, x: float, y: float, reach: float) -> tuple[float, float]:
        """How far print near (x, y) stands off the transform, from the marks around it.

        Rows matter more than columns: marks above and below count as twice as far.
        reach: distance in template pixels at which a mark's say has fallen to a half.
        """
        if not len(self.shifts):
            return 0.0, 0.0
        dx = self.shifts[:, 0] - x
        dy = 2 * (self.shifts[:, 1] - y)
        weights = 1.0 / (1.0 + (dx * dx + dy * dy) / (reach * reach)) ** 2
        total = weights.sum() + 0.05
        shift = (self.shifts[:, 2:] * weights[:, None]).sum(axis=0) / total
        return float(shift[0]), float(shift[1])


def correspondences(marks: Sequence[Mark], lines: Sequence[Line]) -> list[Correspondence]:
    """Every place where a mark's text is read, best first within a mark, some per mark."""
    texts = [line.text for line in lines]
    found: list[Correspondence] = []
    for number, mark in enumerate(marks):
        here = [
            (place.errors, index, place.start, place.end)
            for index, text in enumerate(texts)
            for place in occurrences(mark.text, text)
        ]
        for errors, index, start, end in sorted(here)[:_MOST_CANDIDATES]:
            found.append(_correspond(number, mark, index, lines[index], start, end, errors))
    return found


def _correspond(
    number: int, mark: Mark, index: int, line: Line, start: int, end: int, errors: int
) -> Correspondence:
    x0, y0, x1, y1 = mark.box
    middle = (y0 + y1) / 2
    half = (x1 - x0) / (2 * max(len(mark.text), 1))
    drawn = np.array([[x0 + half, middle], [x1 - half, middle]], dtype=np.float64)
    quad = line.quad.astype(np.float64)
    left, right = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    first, last = line.chars[start].position, line.chars[end - 1].position
    along = np.array([left + (right - left) * first, left + (right - left) * last])
    return Correspondence(number, index, start, end, errors, drawn, along)


def register(
    marks: Sequence[Mark], lines: Sequence[Line], size: tuple[int, int]
) -> Registration | None:
    """Find the transform under which most marks stand where the template has them.

    size: width and height of the template page. None where no mark is read at all.
    """
    found = correspondences(marks, lines)
    if not found:
        return None
    diagonal = float(np.hypot(*size))
    agreed = _consensus(found, diagonal * _TOLERANCE)
    if agreed is None:
        return None
    matrix, placed, kind = _refine(found, agreed, diagonal)
    return _registration(tuple(marks), matrix, placed, kind)


def _registration(
    marks: tuple[Mark, ...], matrix: Matrix, placed: list[Correspondence], kind: Kind
) -> Registration:
    inverse = np.linalg.inv(matrix)
    expected = np.array([c.drawn.mean(axis=0) for c in placed])
    actual = project(inverse, np.array([c.found.mean(axis=0) for c in placed]))
    offsets = actual - expected
    drawn = {number for number, mark in enumerate(marks) if mark.drawn}
    counted = drawn or set(range(len(marks)))
    in_place = {c.mark for c in placed} & counted
    return Registration(
        to_sheet=matrix,
        to_template=inverse,
        kind=kind,
        placed=tuple(placed),
        marks=marks,
        score=len(in_place) / len(counted),
        residual=float(np.median(np.hypot(offsets[:, 0], offsets[:, 1]))),
        shifts=np.concatenate([expected, offsets], axis=1),
    )


def _consensus(found: list[Correspondence], tolerance: float) -> Matrix | None:
    """The similarity (template -> page) that most marks agree with, by all pairs at once."""
    drawn = np.array([c.drawn.mean(axis=0) for c in found]) @ np.array([1, 1j])
    seen = np.array([c.found.mean(axis=0) for c in found]) @ np.array([1, 1j])
    marks = np.array([c.mark for c in found])
    sure = np.array([1.0 if c.errors == 0 else 0.9 for c in found])
    one, two = np.triu_indices(len(found), k=1)
    apart = (marks[one] != marks[two]) & (np.abs(drawn[two] - drawn[one]) > 4 * tolerance / 3)
    one, two = one[apart], two[apart]
    if len(one) == 0:
        return _from_one_mark(found)
    if len(one) > 4000:
        step = len(one) // 4000 + 1
        one, two = one[::step], two[::step]
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = (seen[two] - seen[one]) / (drawn[two] - drawn[one])
    plausible = (
        np.isfinite(turn)
        & (np.abs(np.angle(turn)) < _MOST_TURN)
        & (np.abs(turn) > _SCALES[0])
        & (np.abs(turn) < _SCALES[1])
    )
    turn, one = turn[plausible], one[plausible]
    if len(turn) == 0:
        return None
    shift = seen[one] - turn * drawn[one]
    errors = np.abs(turn[:, None] * drawn[None, :] + shift[:, None] - seen[None, :])
    errors /= np.abs(turn)[:, None]
    say = np.where(errors < tolerance, sure[None, :] * (1 - 0.5 * errors / tolerance), 0.0)
    votes = np.zeros(len(turn))
    for mark in np.unique(marks):
        votes += say[:, marks == mark].max(axis=1)
    own_turn, own_scale = _own_pose(found)
    votes *= 1 - np.minimum(_TURN_COST * np.abs(np.angle(turn) - own_turn), 0.5)
    votes *= 1 - np.minimum(_SCALE_COST * np.abs(np.log(np.abs(turn) / own_scale)), 0.5)
    best = int(votes.argmax())
    a, b = turn[best], shift[best]
    return np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag], [0.0, 0.0, 1.0]])


def _own_pose(found: list[Correspondence]) -> tuple[float, float]:
    """Turn in radians and scale of the marks each by itself: the median, long ones first.

    A moved block would else be explained by turning or shrinking the whole page towards it.
    """
    long = sorted(found, key=lambda c: -float(np.ptp(c.drawn[:, 0])))[: max(3, len(found) // 2)]
    seen = np.array([c.found[1] - c.found[0] for c in long]) @ np.array([1, 1j])
    drawn = np.array([c.drawn[1] - c.drawn[0] for c in long]) @ np.array([1, 1j])
    told = (drawn != 0) & (seen != 0)
    if not told.any():
        return 0.0, 1.0
    ways = seen[told] / drawn[told]
    return float(np.median(np.angle(ways))), float(np.exp(np.median(np.log(np.abs(ways)))))


def _from_one_mark(found: list[Correspondence]) -> Matrix | None:
    """The similarity that the first and last character of the longest single mark give."""
    long = [c for c in found if np.ptp(c.drawn[:, 0]) > 0]
    if not long:
        return None
    c = max(long, key=lambda c: (float(np.ptp(c.drawn[:, 0])), -c.errors))
    return _least_squares(c.drawn, c.found, _similarity_rows(c.drawn), None, 1.0)


def _refine(
    found: list[Correspondence], matrix: Matrix, diagonal: float
) -> tuple[Matrix, list[Correspondence], Kind]:
    """Re-estimate from the marks in place: similarity, affine, homography as they bear it."""
    placed = _in_place(found, matrix, diagonal * _TOLERANCE)
    kind: Kind = "similarity"
    for _ in range(2):
        matrix, kind = _fit(placed, matrix, diagonal)
        again = _in_place(found, matrix, diagonal * _TOLERANCE)
        if len(again) < len(placed):
            break
        placed = again
    return matrix, placed, kind


def _in_place(
    found: list[Correspondence], matrix: Matrix, tolerance: float
) -> list[Correspondence]:
    best: dict[int, tuple[float, Correspondence]] = {}
    back = np.linalg.inv(matrix)
    for c in found:
        error = float(np.hypot(*(project(back, c.found).mean(axis=0) - c.drawn.mean(axis=0))))
        if error < tolerance and (c.mark not in best or error < best[c.mark][0]):
            best[c.mark] = (error, c)
    return [c for _, c in best.values()]


def _fit(placed: list[Correspondence], matrix: Matrix, diagonal: float) -> tuple[Matrix, Kind]:
    drawn = np.concatenate([c.drawn for c in placed])
    seen = np.concatenate([c.found for c in placed])
    if len(placed) < 2:
        return matrix, "similarity"
    floor = 0.003 * diagonal * float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    similar = _least_squares(drawn, seen, _similarity_rows(drawn), matrix, floor)
    spread = np.array([c.drawn.mean(axis=0) for c in placed])
    narrow = float(np.linalg.svd(spread - spread.mean(axis=0), compute_uv=False)[-1])
    if len(placed) < 4 or narrow < 0.1 * diagonal:
        return similar, "similarity"
    affine = _least_squares(drawn, seen, _affine_rows(drawn), similar, floor)
    if len(placed) < 8 or _residual(affine, drawn, seen) < 0.0025 * diagonal:
        return affine, "affine"
    homography = _homography(drawn, seen)
    if homography is None or np.abs(homography[2, :2]).max() * diagonal > 1.0:
        return affine, "affine"
    gain = _residual(homography, drawn, seen) / _residual(affine, drawn, seen)
    return (homography, "homography") if gain <= 0.5 else (affine, "affine")


def _homography(drawn: Points, seen: Points) -> Matrix | None:
    found: Any = cv2.findHomography(drawn, seen, cv2.LMEDS)[0]
    return None if found is None else np.asarray(found, dtype=np.float64)


def _residual(matrix: Matrix, drawn: Points, seen: Points) -> float:
    off = project(np.linalg.inv(matrix), seen) - drawn
    return float(np.median(np.hypot(off[:, 0], off[:, 1])))


def _similarity_rows(drawn: Points) -> Points:
    x, y = drawn[:, 0], drawn[:, 1]
    zero, one = np.zeros_like(x), np.ones_like(x)
    rows = np.stack([np.stack([x, -y, one, zero], 1), np.stack([y, x, zero, one], 1)], 1)
    return rows.reshape(-1, 4)


def _affine_rows(drawn: Points) -> Points:
    """Two rows a point, and one that keeps shear small: scanners and printers make none.

    Layouts that are drawn differently would else be taken for a sheared page.
    """
    x, y = drawn[:, 0], drawn[:, 1]
    zero, one = np.zeros_like(x), np.ones_like(x)
    rows = np.stack(
        [np.stack([x, y, one, zero, zero, zero], 1), np.stack([zero, zero, zero, x, y, one], 1)], 1
    )
    reach = float(np.ptp(drawn, axis=0).max())
    shear = _SHEAR_COST * len(drawn) * reach * np.array([[0.0, 1.0, 0.0, 1.0, 0.0, 0.0]])
    return np.concatenate([rows.reshape(-1, 6), shear])


def _least_squares(
    drawn: Points, seen: Points, rows: Points, start: Matrix | None, floor: float
) -> Matrix:
    """Iteratively reweighted least squares (Geman and McClure), so that a moved block won't pull.

    rows: two for each point, x and y, then any number whose result should be zero.
    floor: residual in page pixels below which all points have their full say.
    """
    extra = len(rows) - 2 * len(drawn)
    target = np.concatenate([seen.reshape(-1), np.zeros(extra)])
    weights = (
        np.ones(len(drawn)) if start is None else _weights(project(start, drawn) - seen, floor)
    )
    solution = np.zeros(rows.shape[1])
    for _ in range(8):
        root = np.concatenate([np.sqrt(np.repeat(weights, 2)), np.ones(extra)])
        solution, *_ = np.linalg.lstsq(rows * root[:, None], target * root, rcond=None)
        off = (rows @ solution - target)[: 2 * len(drawn)].reshape(-1, 2)
        weights = _weights(off, floor)
    if len(solution) == 4:
        a, b, tx, ty = solution
        return np.array([[a, -b, tx], [b, a, ty], [0.0, 0.0, 1.0]])
    return np.array([solution[:3], solution[3:], [0.0, 0.0, 1.0]])


def _weights(off: Points, floor: float) -> Points:
    distance = np.hypot(off[:, 0], off[:, 1])
    scale = max(1.5 * float(np.median(distance)), floor)
    return 1.0 / (1.0 + (distance / scale) ** 2) ** 2
