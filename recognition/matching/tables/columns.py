"""Where a table's columns stand on a page, and which column a piece of text belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recognition.matching.placing import PlacedLine
from recognition.matching.tables.header import Header, drawn_columns
from recognition.matching.tables.ink import extent, full_width, glyphs
from recognition.matching.tables.rulings import Ruling
from templates_app.definition.template import Table

_SHARED_GAP = 0.03
_RULED_SHARE = 0.5
_AGREED = 0.08
_INSIDE = 0.005


@dataclass(frozen=True, slots=True)
class Edge:
    """A column border at template x.

    left, right: the columns on its two sides; None outside the table or in an undrawn gap.
    source: what it was taken from: "drawn", "header", "space" or "ruling".
    low, high: the printed headers around it; it lies between them.
    """

    x: float
    left: str | None
    right: str | None
    source: str = "drawn"
    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True, slots=True)
class Layout:
    """A table's columns on one page, from left to right."""

    edges: tuple[Edge, ...]

    @property
    def left(self) -> float:
        return self.edges[0].x

    @property
    def right(self) -> float:
        return self.edges[-1].x

    def spans(self) -> list[tuple[str, float, float]]:
        """Column name, left and right template x."""
        return [
            (edge.right, edge.x, after.x)
            for edge, after in zip(self.edges, self.edges[1:], strict=False)
            if edge.right is not None
        ]


def expected_layout(table: Table, header: Header | None) -> Layout:
    """The columns as drawn, moved to where the printed headers say they are."""
    drawn = drawn_columns(table)
    across = _mapping(table, header)
    touching = max(_SHARED_GAP * (table.box[2] - table.box[0]), 4.0)
    source = "drawn" if header is None else "header"
    edges = [Edge(across(drawn[0][1][0]), None, drawn[0][0].name, source)]
    for (column, span), (after, next_span) in pairwise(drawn):
        if next_span[0] - span[1] <= touching:
            x = across((span[1] + next_span[0]) / 2)
            edges.append(Edge(x, column.name, after.name, source))
        else:
            edges.append(Edge(across(span[1]), column.name, None, source))
            edges.append(Edge(across(next_span[0]), None, after.name, source))
    edges.append(Edge(across(drawn[-1][1][1]), drawn[-1][0].name, None, source))
    return Layout(tuple(_between_headers(edge, header) for edge in edges))


def _between_headers(edge: Edge, header: Header | None) -> Edge:
    """The edge moved, if need be, so that it doesn't run through the headers beside it."""
    if header is None:
        return edge
    before = header.cells.get(edge.left) if edge.left else None
    after = header.cells.get(edge.right) if edge.right else None
    low = before.right if before else -np.inf
    high = after.left if after else np.inf
    if low > high:
        low = high = (low + high) / 2
    return replace(edge, x=float(np.clip(edge.x, low, high)), low=low, high=high)


def _mapping(table: Table, header: Header | None) -> _Mapping:
    """Drawn x -> found x, from where the found headers stand in their drawn ranges.

    Headers are set in the middle of their columns or flush with one side: what fits best counts.
    Where all of them stand inside their ranges anyway, nothing has moved, unless they agree
    that it has.
    """
    found = [
        (span, header.cells[column.name])
        for column, span in drawn_columns(table)
        if header is not None and column.name in header.cells
    ]
    if not found:
        return _Mapping()
    drawn = np.array([span for span, _ in found], dtype=np.float64)
    seen = np.array([(cell.left, cell.right) for _, cell in found], dtype=np.float64)
    widths = drawn[:, 1] - drawn[:, 0]
    middle = _theil_sen(drawn.mean(axis=1), seen.mean(axis=1), widths)
    overhang = np.maximum(drawn[:, 0] - seen[:, 0], seen[:, 1] - drawn[:, 1]).clip(min=0)
    if overhang.mean() <= _INSIDE * (table.box[2] - table.box[0]):
        agreed = len(found) >= 4 and float(np.median(np.abs(middle.off) / widths)) < _AGREED
        return middle if agreed and 0.85 < middle.scale < 1.18 else _Mapping()
    left = _theil_sen(drawn[:, 0], seen[:, 0], widths)
    right = _theil_sen(drawn[:, 1], seen[:, 1], widths)
    flush = min(left, right, key=_Mapping.misfit)
    return flush if flush.misfit() < 0.6 * middle.misfit() else middle


@dataclass(frozen=True, slots=True, eq=False)
class _Mapping:
    """Drawn x -> found x: a scale and a shift, and how far each header stands off them.

    at, off: drawn x of the headers, ascending, and their distances from scale and shift; between
        two headers a border goes with both.
    """

    scale: float = 1.0
    shift: float = 0.0
    at: tuple[float, ...] = (0.0,)
    off: tuple[float, ...] = (0.0,)

    def __call__(self, x: float) -> float:
        return self.scale * x + self.shift + float(np.interp(x, self.at, self.off))

    def misfit(self) -> float:
        return float(np.abs(self.off).mean())


def _theil_sen(
    drawn: NDArray[np.float64], seen: NDArray[np.float64], widths: NDArray[np.float64]
) -> _Mapping:
    """The median of all pairs' scales, and of the shifts that remain (Theil 1950, Sen 1968)."""
    one, two = np.triu_indices(len(drawn), k=1)
    apart = np.abs(drawn[two] - drawn[one]) > 1
    one, two = one[apart], two[apart]
    scale = 1.0
    if len(one):
        scale = float(np.median((seen[two] - seen[one]) / (drawn[two] - drawn[one])))
    if not 0.7 <= scale <= 1.4:
        scale = 1.0
    shift = float(np.median(seen - scale * drawn))
    off = np.clip(seen - scale * drawn - shift, -0.4 * widths, 0.4 * widths)
    return _Mapping(scale, shift, tuple(drawn.tolist()), tuple(off.tolist()))


def refined(
    layout: Layout,
    rulings: Sequence[Ruling],
    lines: Sequence[PlacedLine],
    top: float,
    bottom: float,
) -> Layout:
    """Edges moved onto the vertical rulings of the table's body, else into its white space.

    lines: the body's text, without the header.
    """
    ruled = [r for r in rulings if r.covers(top, bottom) >= _RULED_SHARE]
    chosen = _align(layout, ruled)
    edges = []
    for number, edge in enumerate(layout.edges):
        ruling = chosen.get(number)
        if ruling is not None:
            edges.append(replace(edge, x=ruling.position, source="ruling"))
        elif number in (0, len(layout.edges) - 1):
            edges.append(_outward(layout, number, lines))
        elif edge.left is not None and edge.right is not None:
            edges.append(_into_space(layout, number, lines))
        else:
            edges.append(edge)
    xs = np.maximum.accumulate([edge.x for edge in edges])
    return Layout(tuple(replace(e, x=float(x)) for e, x in zip(edges, xs, strict=True)))


def _reach(layout: Layout, number: int) -> float:
    """How far an edge may be from where it is expected."""
    edges = layout.edges
    widths = [
        abs(edges[n + 1].x - edges[n].x) for n in (number - 1, number) if 0 <= n < len(edges) - 1
    ]
    return max(0.45 * min(widths), 6.0)


def _align(layout: Layout, rulings: Sequence[Ruling]) -> dict[int, Ruling]:
    """Edges to rulings in order, at the least total cost; either may stay alone."""
    edges = layout.edges
    best = np.zeros((len(edges) + 1, len(rulings) + 1))
    best[1:, 0] = np.arange(1, len(edges) + 1)
    costs = np.full((len(edges), len(rulings)), np.inf)
    for i, edge in enumerate(edges):
        reach = _reach(layout, i)
        alone = sum(edge.low - 3 <= r.position <= edge.high + 3 for r in rulings) == 1
        pinned = alone and np.isfinite(edge.low) and np.isfinite(edge.high)
        for j, ruling in enumerate(rulings):
            slack = 3.0
            if not edge.low - slack <= ruling.position <= edge.high + slack:
                continue
            off = abs(ruling.position - edge.x) / reach
            costs[i, j] = min(off, 0.5) if pinned else (off if off < 1 else np.inf)
    for i in range(len(edges)):
        for j in range(len(rulings)):
            best[i + 1, j + 1] = min(best[i, j + 1] + 1, best[i + 1, j], best[i, j] + costs[i, j])
    chosen: dict[int, Ruling] = {}
    i, j = len(edges), len(rulings)
    while i and j:
        if best[i, j] == best[i - 1, j - 1] + costs[i - 1, j - 1]:
            chosen[i - 1] = rulings[j - 1]
            i, j = i - 1, j - 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i -= 1
    return chosen


def _into_space(layout: Layout, number: int, lines: Sequence[PlacedLine]) -> Edge:
    """The edge moved to the nearest x that runs through the fewest words."""
    edge = layout.edges[number]
    reach = _reach(layout, number)
    low = max(edge.x - reach, edge.low)
    high = min(edge.x + reach, edge.high)
    words = [word for line in lines for word in _words(line)]
    marks = {edge.x, *(x for word in words for x in (word[0] - 2, word[1] + 2))}

    def cost(x: float) -> tuple[int, float]:
        return sum(left < x < right for left, right in words), abs(x - edge.x)

    best = min((x for x in marks if low <= x <= high), key=cost, default=edge.x)
    if cost(best)[0] < cost(edge.x)[0]:
        return replace(edge, x=best, source="space")
    return edge


def _outward(layout: Layout, number: int, lines: Sequence[PlacedLine]) -> Edge:
    """An outer edge moved outward, so that it runs through no word."""
    edge = layout.edges[number]
    reach = _reach(layout, number)
    words = [word for line in lines for word in _words(line)]
    crossed = [word for word in words if word[0] < edge.x < word[1]]
    ends = [left for left, _ in crossed] if edge.left is None else [-right for _, right in crossed]
    if not ends or abs(abs(min(ends)) - edge.x) > reach:
        return edge
    return replace(edge, x=abs(min(ends)), source="space")


def _words(line: PlacedLine) -> list[tuple[float, float]]:
    """The stretches of a line without a gap, left and right x."""
    printed = glyphs(line)
    if not printed:
        return [extent(line)]
    wide = 0.5 * full_width(line)
    words = [[printed[0].left, printed[0].right]]
    for glyph in printed[1:]:
        if glyph.left - words[-1][1] > wide:
            words.append([glyph.left, glyph.right])
        else:
            words[-1][1] = glyph.right
    return [(left, right) for left, right in words]
