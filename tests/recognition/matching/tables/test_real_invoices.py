"""Item rows of real e-invoices of four issuers, by a template that is drawn on one of them.

The lines are the documents' own text, so that only the reading of tables is tried.
"""

from __future__ import annotations

import numpy as np
import pytest

from bench.compare import folded
from bench.documents import SETS, DataMissing, Sample, TruthLine
from bench.item_rows import true_rows
from recognition.matching.marks import marks_of
from recognition.matching.placing import place
from recognition.matching.registration import register
from recognition.matching.table_contract import Cell, SheetPage
from recognition.matching.tables import read_table
from recognition.matching.tables.ink import units
from recognition.reading import Char, Image, Line, Page, StraightPage
from templates_app.definition.parsing import parse_template
from templates_app.definition.template import Template

INVOICES = SETS["e-invoices"]


def _samples() -> list[Sample]:
    try:
        return INVOICES.samples()
    except DataMissing as missing:
        pytest.skip(str(missing))


def _line(truth: TruthLine) -> Line:
    total = sum(units(char) for char in truth.text)
    chars, used = [], 0.0
    for char in truth.text:
        chars.append(Char(char, (used + units(char) / 2) / total, 1.0))
        used += units(char)
    return Line(np.array(truth.quad, dtype=np.float32), tuple(chars))


def _sheet(template: Template, sample: Sample, image: Image) -> SheetPage:
    lines = [_line(line) for line in sample.lines if not line.ignore]
    size = template.pages[0].width, template.pages[0].height
    registered = register(marks_of(template, 1), lines, size)
    assert registered is not None
    placed = tuple(place(line, registered.to_template, 0) for line in lines)
    straight = StraightPage(Page(1, image), image, np.eye(3))
    return SheetPage(0, 1, True, straight, registered.to_sheet, placed)


def _printed(cell: Cell | None) -> str | None:
    """The cell's text; a stand-in for none, as ``***``, is none."""
    text = folded("".join(piece.text for piece in cell.pieces)) if cell is not None else ""
    return text if text.strip("*") else None


@pytest.mark.parametrize("ruled", [True, False], ids=["rulings", "no rulings"])
def test_every_item_row_is_right(ruled: bool) -> None:
    samples = _samples()
    template = parse_template(INVOICES.definition())
    wrong = {}
    for sample in samples:
        image = sample.image()
        sheet = _sheet(template, sample, image if ruled else np.full((8, 8, 3), 255, np.uint8))
        match = read_table(template.tables[0], [sheet])
        found = [{name: _printed(cell) for name, cell in row.cells.items()} for row in match.rows]
        truth = [
            {name: folded(text) if text else None for name, text in row.items()}
            for row in true_rows(sample)
        ]
        if found != truth or match.unplaced:
            wrong[sample.name] = found
    assert wrong == {}
