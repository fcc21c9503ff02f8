"""What matching says of a table: rows of cells, and the text that found no cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from recognition.matching.placing import PlacedLine
from recognition.reading import Matrix, StraightPage
from templates_app.definition.template import Box


@dataclass(frozen=True, slots=True, eq=False)
class SheetPage:
    """One page of a document, registered to its template page or carried on from one.

    index: place in the document, from 0.
    template_page: number of the template page it was registered to, or the page of the table
        that goes on over it.
    registered: False for following pages whose transform is only carried over.
    to_sheet: template pixels -> pixels of ``straight.image``.
    lines: every line of the page, in template space, in no particular order.
    """

    index: int
    template_page: int
    registered: bool
    straight: StraightPage
    to_sheet: Matrix
    lines: tuple[PlacedLine, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """The pieces of text of one cell in reading order; ``instance`` counts tables on a page."""

    pieces: tuple[PlacedLine, ...]
    page: int
    instance: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One record of a table; every column of the template is a key.

    regions: where the cells of its first line are, template pixels, as far as columns are known.
    """

    cells: Mapping[str, Cell | None]
    page: int
    instance: int = 1
    regions: Mapping[str, Box] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class TableMatch:
    """What was found of a table over all pages of the document.

    unplaced: text inside the table's area that found no cell.
    warnings: what a person should know, with the page's index where it applies.
    evidence: how header, rulings, ranges and row key were used, for the record.
    """

    rows: tuple[Row, ...]
    unplaced: tuple[PlacedLine, ...] = ()
    warnings: tuple[tuple[int | None, str], ...] = ()
    evidence: Mapping[str, object] | None = None
