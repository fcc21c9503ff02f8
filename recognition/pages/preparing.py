"""A page made ready for reading: straight, upright, its lines found."""

from __future__ import annotations

import numpy as np

from recognition.engine.contract import Reader
from recognition.pages.orientation import orient
from recognition.pages.straightening import (
    Straightening,
    map_quad,
    plan_straightening,
    rotation,
    untouched,
)
from recognition.reading import Line, Page, Quad, StraightPage

_MOSTLY = 0.5  # share of the page beyond which scanned regions decide how it lies
_LEAST_TILT = 0.3  # degrees of text-layer lines


def prepare(page: Page, reader: Reader) -> tuple[StraightPage, tuple[Quad, ...]]:
    """Straighten a page, turn it upright and find the lines that a reader must read.

    The lines are detected once on a page that was the right way up, twice on one that had to be
    turned. On a page with a trusted text layer they are looked for in its scanned regions only.

    Returns the straight page, and the quads in pixels of its image.
    """
    if page.words and _scanned_share(page) <= _MOSTLY:
        straight = _plan_by_words(page).apply(page)
        return straight, _detect_in_regions(straight, reader)
    plan = plan_straightening(page.image)
    straight = plan.apply(page)
    quads = reader.detect(straight.image)
    turns = orient(straight.image, quads, reader)
    if turns == 0:
        return straight, quads
    straight = plan.turned(turns).apply(page)
    return straight, reader.detect(straight.image)


def _scanned_share(page: Page) -> float:
    area = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in page.scanned)
    return area / (page.width * page.height)


def _plan_by_words(page: Page) -> Straightening:
    """Turn a page by the direction that most of its text layer runs in."""
    plan = untouched(page)
    angle = _usual_direction(page.words)
    turns = round(angle / 90)
    plan = plan.turned(-turns)
    tilt = angle - 90 * turns
    if abs(tilt) < _LEAST_TILT:
        return plan
    step, size = rotation(plan.size, -tilt)
    return plan.then(step, size, f"deskewed by {abs(tilt):.1f}°")


def _usual_direction(words: tuple[Line, ...]) -> float:
    """Degrees clockwise that most characters run in, -180..180."""
    along = np.array([line.quad[1].astype(np.float64) - line.quad[0] for line in words])
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    weights = np.array([len(line.chars) for line in words], dtype=np.float64)
    # Upside down lies at -180 and at 180 degrees alike.
    bins = np.round(np.degrees(np.arctan2(along[:, 1], along[:, 0])) / 2).astype(int) % 180
    totals = {int(b): float(weights[bins == b].sum()) for b in np.unique(bins)}
    usual = max(totals, key=lambda b: totals[b])
    x, y = (weights[bins == usual, None] * along[bins == usual]).sum(axis=0)
    return float(np.degrees(np.arctan2(y, x)))


def _detect_in_regions(straight: StraightPage, reader: Reader) -> tuple[Quad, ...]:
    """Lines whose middle lies in a scanned region, in pixels of the straight image.

    The whole page is searched once: a detector is quickest at the sizes it has seen before.
    """
    if not straight.page.scanned:
        return ()
    return tuple(
        quad
        for quad in reader.detect(straight.image)
        if _in_scanned_region(map_quad(quad, straight.to_page), straight.page)
    )


def _in_scanned_region(quad: Quad, page: Page) -> bool:
    x, y = quad.mean(axis=0)
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in page.scanned)
