"""Pages levelled for reading tables: rows run straight across, however the page was registered.

A layout drawn differently can tilt the registration a little; over the width of a table that is
half a row. The lines' own baselines say how much.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from recognition.matching.placing import PlacedLine, project
from recognition.matching.table_contract import Cell, Row, SheetPage, TableMatch
from templates_app.definition.template import Box

_LONG = 3.0
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Level:
    """A shear: template y falls by ``slope`` per pixel of x, about ``pivot``."""

    slope: float
    pivot: float

    def drop(self, box: Box) -> float:
        """How much lower a box stands on the page than on the levelled one, template pixels."""
        return self.slope * ((box[0] + box[2]) / 2 - self.pivot)


def level_of(page: SheetPage, pivot: float) -> Level:
    """The usual slope of the page's longer lines in template space, longer ones counting more."""
    to_template = np.linalg.inv(page.to_sheet)
    slopes, weights = [], []
    for line in page.lines:
        quad = line.line.quad.astype(np.float64)
        ends = np.array([(quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2])
        (x0, y0), (x1, y1) = project(to_template, ends)
        if x1 - x0 >= _LONG * line.height > 0:
            slopes.append((y1 - y0) / (x1 - x0))
            weights.append((x1 - x0) ** 2)
    if len(slopes) < _FEWEST:
        return Level(0.0, pivot)
    order = np.argsort(slopes)
    reached = np.cumsum(np.array(weights)[order])
    middle = int(np.searchsorted(reached, reached[-1] / 2))
    return Level(float(np.array(slopes)[order][middle]), pivot)


def levelled(page: SheetPage, level: Level) -> SheetPage:
    """The page with its lines and its transform in levelled template space."""
    back = np.array([[1, 0, 0], [level.slope, 1, -level.slope * level.pivot], [0, 0, 1.0]])
    lines = tuple(_shifted(line, -level.drop(line.box)) for line in page.lines)
    return replace(page, to_sheet=page.to_sheet @ back, lines=lines)


def restored(match: TableMatch, levels: dict[int, Level]) -> TableMatch:
    """What was read from levelled pages, back in template space; ``levels`` by page index."""

    def up(line: PlacedLine) -> PlacedLine:
        return _shifted(line, levels[line.page].drop(line.box))

    rows = tuple(_row(row, levels[row.page], up) for row in match.rows)
    return replace(match, rows=rows, unplaced=tuple(up(line) for line in match.unplaced))


def _row(row: Row, level: Level, up: Callable[[PlacedLine], PlacedLine]) -> Row:
    cells: dict[str, Cell | None] = {
        name: replace(cell, pieces=tuple(up(piece) for piece in cell.pieces)) if cell else None
        for name, cell in row.cells.items()
    }
    regions = {name: _moved(box, level.drop(box)) for name, box in row.regions.items()}
    return replace(row, cells=cells, regions=regions)


def _shifted(line: PlacedLine, dy: float) -> PlacedLine:
    return replace(line, box=_moved(line.box, dy)) if dy else line


def _moved(box: Box, dy: float) -> Box:
    return box[0], box[1] + dy, box[2], box[3] + dy
