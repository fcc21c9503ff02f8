"""Tables: lines in, rows of cells out, the text that found no cell beside them."""

from __future__ import annotations

from collections.abc import Sequence

from recognition.matching.table_contract import SheetPage, TableMatch
from recognition.matching.tables.horizontal import read_horizontal
from recognition.matching.tables.levelling import level_of, levelled, restored
from recognition.matching.tables.vertical import read_vertical
from templates_app.definition.template import Table

__all__ = ["read_table"]


def read_table(table: Table, pages: Sequence[SheetPage]) -> TableMatch:
    """Read one table of a template from the pages of a document, in their order.

    The first page registered to the table's own template page is where it starts; pieces and
    regions of the result are in template space. Raises TimeoutError where a pattern of
    ``ends_at`` takes too long.
    """
    pivot = (table.box[0] + table.box[2]) / 2
    levels = {page.index: level_of(page, pivot) for page in pages}
    level_pages = [levelled(page, levels[page.index]) for page in pages]
    read = read_vertical if table.orientation == "vertical" else read_horizontal
    return restored(read(table, level_pages), levels)
