from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.matching.placing import place, project
from recognition.matching.table_contract import SheetPage
from recognition.matching.tables.levelling import level_of, levelled
from tests.recognition.matching.sheets import line_of, sheet


def _tilted(slope: float) -> SheetPage:
    """Level print seen through a registration that tilts it."""
    to_template = np.array([[1, 0, 0], [slope, 1, -400 * slope], [0, 0, 1.0]])
    lines = [line_of("a line of some length", x, y) for y in (100, 200, 300) for x in (50, 450)]
    placed = tuple(place(line, to_template, 0) for line in lines)
    return replace(sheet([]), to_sheet=np.linalg.inv(to_template), lines=placed)


@given(st.floats(-0.03, 0.03))
def test_rows_are_level_afterwards(slope: float) -> None:
    page = _tilted(slope)
    level = level_of(page, 400)
    assert level.slope == pytest.approx(slope, abs=1e-6)
    ys = [line.middle[1] for line in levelled(page, level).lines]
    assert ys == pytest.approx([100, 100, 200, 200, 300, 300], abs=1e-3)


@given(st.floats(-0.03, 0.03))
def test_levelled_pages_lead_to_the_same_place_on_the_page(slope: float) -> None:
    page = _tilted(slope)
    flat = levelled(page, level_of(page, 400))
    for before, after in zip(page.lines, flat.lines, strict=True):
        one = project(page.to_sheet, np.array([before.middle]))
        two = project(flat.to_sheet, np.array([after.middle]))
        assert two == pytest.approx(one, abs=1e-3)


def test_few_lines_say_nothing() -> None:
    page = replace(_tilted(0.02), lines=_tilted(0.02).lines[:2])
    assert level_of(page, 400).slope == 0.0
