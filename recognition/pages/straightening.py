"""A page cut to its paper, deskewed and turned upright, with the way back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.pages.layer import reading_place
from recognition.pages.paper import find_paper
from recognition.pages.skew import skew_angle
from recognition.reading import Image, Line, Matrix, Page, Quad, StraightPage

_LEAST_SKEW = 0.3  # degrees; less is left alone, resampling would cost more than it gains
_REDUCED = 1000  # pixels of the longer side that paper and skew are measured on


@dataclass(frozen=True, slots=True, eq=False)
class Straightening:
    """How a page is to be straightened.

    to_straight: homography from pixels of the page's image to pixels of the straight image.
    size: width and height of the straight image.
    notes: what it does, for the record's evidence.
    """

    to_straight: Matrix
    size: tuple[int, int]
    notes: tuple[str, ...] = ()

    def then(self, step: Matrix, size: tuple[int, int], note: str) -> Straightening:
        """This, followed by one more step."""
        return Straightening(step @ self.to_straight, size, (*self.notes, note))

    def turned(self, quarter_turns: int) -> Straightening:
        """This, followed by clockwise quarter turns."""
        turns = quarter_turns % 4
        if turns == 0:
            return self
        step, size = quarter_turn(self.size, turns)
        return self.then(step, size, f"turned by {90 * turns}°")

    def apply(self, page: Page) -> StraightPage:
        """The straightened page; an untouched one shares its pixels with the original."""
        image = page.image
        if self.notes:
            image = _warped(page.image, self.to_straight, self.size)
        return StraightPage(page, image, np.linalg.inv(self.to_straight), self.notes)


def untouched(page: Page) -> Straightening:
    """Leave the page as it is."""
    return Straightening(np.eye(3), (page.width, page.height))


def straighten(page: Page, quarter_turns: int = 0) -> StraightPage:
    """Cut a photo to its paper, deskew the page and turn it clockwise by quarter turns.

    What is not beyond doubt is left alone. Pages whose text layer is trusted throughout are
    exact already and only turned.
    """
    plan = untouched(page) if page.words and not page.scanned else plan_straightening(page.image)
    return plan.turned(quarter_turns).apply(page)


def plan_straightening(image: Image) -> Straightening:
    """Find the paper and the skew of a picture; which way is up is not looked at."""
    height, width = image.shape[:2]
    plan = Straightening(np.eye(3), (width, height))
    grey, scale = _reduced_grey(image)
    outline = find_paper(grey)
    if outline is not None:
        step, size = _onto_rectangle(outline / scale)
        plan = plan.then(step, size, "cut to the paper")
        enlarge, shrink = np.diag([1 / scale, 1 / scale, 1.0]), np.diag([scale, scale, 1.0])
        small = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
        grey = np.asarray(cv2.warpPerspective(grey, shrink @ step @ enlarge, small), np.uint8)
    angle = skew_angle(grey)
    if abs(angle) < _LEAST_SKEW:
        return plan
    step, size = rotation(plan.size, -angle)
    return plan.then(step, size, f"deskewed by {abs(angle):.1f}°")


def rotation(size: tuple[int, int], degrees: float) -> tuple[Matrix, tuple[int, int]]:
    """Homography that turns a picture clockwise, and the size that holds all of it."""
    width, height = size
    radians = np.deg2rad(degrees)
    cos, sin = float(np.cos(radians)), float(np.sin(radians))
    across = int(np.ceil(abs(width * cos) + abs(height * sin)))
    down = int(np.ceil(abs(width * sin) + abs(height * cos)))
    turn = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    return _moved(across / 2, down / 2) @ turn @ _moved(-width / 2, -height / 2), (across, down)


def quarter_turn(size: tuple[int, int], turns: int) -> tuple[Matrix, tuple[int, int]]:
    """Homography of clockwise quarter turns, exact to the pixel, and the turned size."""
    width, height = float(size[0]), float(size[1])
    turned = {
        0: ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], size),
        1: ([[0, -1, height], [1, 0, 0], [0, 0, 1]], (size[1], size[0])),
        2: ([[-1, 0, width], [0, -1, height], [0, 0, 1]], size),
        3: ([[0, 1, 0], [-1, 0, width], [0, 0, 1]], (size[1], size[0])),
    }
    rows, turned_size = turned[turns % 4]
    return np.array(rows, dtype=np.float64), turned_size


def words_on(straight: StraightPage) -> tuple[Line, ...]:
    """The text layer's lines of the page in reading order, in pixels of the straight image."""
    if not straight.notes:
        return straight.page.words
    way = np.linalg.inv(straight.to_page)
    words = [replace(line, quad=map_quad(line.quad, way)) for line in straight.page.words]
    return tuple(sorted(words, key=reading_place))


def map_quad(quad: Quad, homography: Matrix) -> Quad:
    """A quad's corners through a homography, in the same order."""
    corners = quad.astype(np.float64).reshape(1, -1, 2)
    return cv2.perspectiveTransform(corners, homography).reshape(-1, 2).astype(np.float32)


def _onto_rectangle(outline: Quad) -> tuple[Matrix, tuple[int, int]]:
    top_left, top_right, bottom_right, bottom_left = outline.astype(np.float64)
    width = round(max(np.hypot(*(top_right - top_left)), np.hypot(*(bottom_right - bottom_left))))
    height = round(max(np.hypot(*(bottom_left - top_left)), np.hypot(*(bottom_right - top_right))))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    step = cv2.getPerspectiveTransform(outline.astype(np.float32), corners)
    return np.asarray(step, dtype=np.float64), (width, height)


def _reduced_grey(image: Image) -> tuple[NDArray[np.uint8], float]:
    """Brightness of the picture, small enough to measure on quickly, and the scale."""
    scale = min(1.0, _REDUCED / max(image.shape[:2]))
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if scale < 1:
        method = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=method)
    return np.asarray(grey, dtype=np.uint8), scale


def _warped(image: Image, homography: Matrix, size: tuple[int, int]) -> Image:
    if _is_quarter_turn(homography):
        turns = round(float(np.degrees(np.arctan2(homography[1, 0], homography[0, 0]))) / 90)
        return np.ascontiguousarray(np.rot90(image, -turns))
    return np.asarray(
        cv2.warpPerspective(
            image,
            homography,
            size,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=_paper_colour(image),
        ),
        dtype=np.uint8,
    )


def _is_quarter_turn(homography: Matrix) -> bool:
    linear = homography[:2, :2]
    return bool(
        np.array_equal(homography[2], (0, 0, 1))
        and np.array_equal(np.abs(linear).sum(axis=0), (1, 1))
        and np.array_equal(linear, np.round(linear))
        and np.linalg.det(linear) > 0
    )


def _paper_colour(image: Image) -> tuple[float, float, float]:
    """What new corners are filled with: the usual bright colour of the page."""
    sample = image[:: max(1, image.shape[0] // 100), :: max(1, image.shape[1] // 100)]
    red, green, blue = (float(np.percentile(sample[..., channel], 75)) for channel in range(3))
    return red, green, blue


def _moved(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])
