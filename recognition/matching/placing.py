"""Lines brought into template space, where fields and tables are drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognition.reading import Line, Matrix, Quad
from templates_app.definition.template import Box


def project(matrix: Matrix, points: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Map (n, 2) points by a (3, 3) homography; returns (n, 2) float64."""
    points = np.asarray(points, dtype=np.float64)
    homogeneous = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ matrix.T
    return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:3])


def box_quad(box: Box) -> Quad:
    """The (4, 2) corners of a box, clockwise from its top left."""
    x0, y0, x1, y1 = box
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class PlacedLine:
    """A line with its place in template space.

    line: as read, in pixels of the straightened page.
    page: index of that page in the document, from 0.
    box: x0, y0, x1, y1 in template pixels, around the baseline's middle (a skewed quad is
        measured by the middles of its sides, so that it doesn't grow).
    centres: template x of every character's centre.
    vertical: template y where a line that runs up or down the page begins and ends; None for
        one that runs across it.
    """

    line: Line
    page: int
    box: Box
    centres: tuple[float, ...]
    vertical: tuple[float, float] | None = None

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of the box."""
        x0, y0, x1, y1 = self.box
        return (x0 + x1) / 2, (y0 + y1) / 2

    @property
    def height(self) -> float:
        """How tall its letters stand, measured across the line."""
        x0, y0, x1, y1 = self.box
        return y1 - y0 if self.vertical is None else x1 - x0

    def step(self, before: int, after: int) -> float:
        """How far the centres of two characters stand apart along the line."""
        if self.vertical is None:
            return self.centres[after] - self.centres[before]
        chars = self.line.chars
        begin, end = self.vertical
        return (chars[after].position - chars[before].position) * abs(end - begin)

    def cut(self, start: int, end: int) -> PlacedLine:
        """The part that holds ``chars[start:end]``; this line is not modified."""
        chars = self.line.chars
        if start <= 0 and end >= len(chars):
            return self
        if self.vertical is not None:
            return self._cut_vertical(self.vertical, start, end)
        x0, y0, x1, y1 = self.box
        if start >= len(chars):
            return replace(self, line=self.line.cut(start, end), box=(x1, y0, x1, y1), centres=())
        left = x0 if start <= 0 else (self.centres[start - 1] + self.centres[start]) / 2
        right = x1 if end >= len(chars) else (self.centres[end - 1] + self.centres[end]) / 2
        return replace(
            self,
            line=self.line.cut(start, end),
            box=(left, y0, right, y1),
            centres=self.centres[start:end],
        )

    def _cut_vertical(self, vertical: tuple[float, float], start: int, end: int) -> PlacedLine:
        positions = [char.position for char in self.line.chars]
        first, last = vertical

        def border(index: int) -> float:
            if 0 < index < len(positions):
                return first + (positions[index - 1] + positions[index]) / 2 * (last - first)
            return first if index <= 0 else last

        begins, ends = border(start), border(end)
        x0, _, x1, _ = self.box
        return replace(
            self,
            line=self.line.cut(start, end),
            box=(x0, min(begins, ends), x1, max(begins, ends)),
            centres=self.centres[start:end],
            vertical=(begins, ends),
        )


def place(line: Line, to_template: Matrix, page: int) -> PlacedLine:
    """Bring a line of a straightened page into template space."""
    quad = line.quad.astype(np.float64)
    middles = np.array(
        [
            (quad[0] + quad[3]) / 2,
            (quad[1] + quad[2]) / 2,
            (quad[0] + quad[1]) / 2,
            (quad[2] + quad[3]) / 2,
        ]
    )
    left, right, top, bottom = project(to_template, middles)
    height = float(np.hypot(*(bottom - top)))
    along = right - left
    centres = tuple(float(left[0] + char.position * along[0]) for char in line.chars)
    if abs(along[1]) > abs(along[0]):
        begins, ends = float(left[1]), float(right[1])
        middle_x = float(left[0] + right[0]) / 2
        across = (middle_x - height / 2, middle_x + height / 2)
        box = (across[0], min(begins, ends), across[1], max(begins, ends))
        return PlacedLine(line, page, box, centres, (begins, ends))
    middle_y = float(left[1] + right[1]) / 2
    box = (
        float(min(left[0], right[0])),
        middle_y - height / 2,
        float(max(left[0], right[0])),
        middle_y + height / 2,
    )
    return PlacedLine(line, page, box, centres)
