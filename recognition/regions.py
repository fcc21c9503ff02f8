"""The place on a page that a person drew, checked against the page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

_CORNERS = 4
_LEAST_SIDE = 2


def decided_region(region: object, pages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return ``{"page": n, "box": [[x, y], ...]}``, four corners in pixels inside that page.

    pages: the record's ``pages``.
    Raises ValueError, which says how to send it.
    """
    if not isinstance(region, Mapping) or not {"page", "box"} <= set(region):
        raise ValueError("Send the place as a page's number and a box of four corners.")
    sizes = {page["number"]: (page["width"], page["height"]) for page in pages}
    number = region["page"]
    if isinstance(number, bool) or not isinstance(number, int) or number not in sizes:
        raise ValueError("The place names a page that this record doesn't have.")
    width, height = sizes[number]
    corners = [_inside(point, width, height) for point in _points(region["box"])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    if max(xs) - min(xs) < _LEAST_SIDE or max(ys) - min(ys) < _LEAST_SIDE:
        raise ValueError("The place is too small to hold a value. Draw the box around it.")
    return {"page": number, "box": corners}


def _points(box: object) -> Sequence[Any]:
    if not isinstance(box, list | tuple) or len(box) != _CORNERS:
        raise ValueError("The box has four corners, each an x and a y in pixels.")
    return box


def _inside(point: Any, width: float, height: float) -> list[float]:
    numbers = isinstance(point, list | tuple) and len(point) == 2
    if not numbers or not all(_is_finite(part) for part in point):
        raise ValueError("The box has four corners, each an x and a y in pixels.")
    x, y = point
    return [round(min(max(x, 0.0), width), 1), round(min(max(y, 0.0), height), 1)]


def _is_finite(part: Any) -> bool:
    return isinstance(part, int | float) and not isinstance(part, bool) and math.isfinite(part)
