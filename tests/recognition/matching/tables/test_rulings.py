from __future__ import annotations

import cv2
import numpy as np
import pytest

from recognition.matching.table_contract import SheetPage
from recognition.matching.tables.rulings import find_rulings
from recognition.reading import Image, Page, StraightPage
from tests.recognition.matching.sheets import sheet

AREA = (50.0, 80.0, 750.0, 520.0)
GRID = [(x, 100, x, 500) for x in (100, 300, 700)] + [(100, y, 700, y) for y in (100, 300, 500)]


def _page(image: Image, to_sheet: np.ndarray) -> SheetPage:
    straight = StraightPage(Page(1, image), image, np.eye(3))
    return SheetPage(0, 1, True, straight, to_sheet, ())


def test_rulings_of_a_grid_are_found_where_they_are() -> None:
    found = find_rulings(sheet([], GRID), AREA, 24)
    assert [r.position for r in found.vertical] == pytest.approx([100, 300, 700], abs=1)
    assert [r.position for r in found.horizontal] == pytest.approx([100, 300, 500], abs=1)
    assert found.vertical[0].covers(100, 500) > 0.95


def test_hairlines_of_a_page_twice_as_large_are_found_in_template_pixels() -> None:
    image = np.full((2000, 1600, 3), 255, np.uint8)
    for x in (200, 600, 1400):
        cv2.line(image, (x, 200), (x, 1000), (150, 90, 60), 1)
    found = find_rulings(_page(image, np.diag([2.0, 2.0, 1.0])), AREA, 24)
    assert [r.position for r in found.vertical] == pytest.approx([100, 300, 700], abs=1.5)


def test_leaning_ruling_is_one_ruling() -> None:
    found = find_rulings(sheet([], [(300, 100, 303, 500)]), AREA, 24)
    assert [r.position for r in found.vertical] == pytest.approx([301.5], abs=1.5)


def test_ruling_crossed_by_text_is_one_ruling() -> None:
    page = sheet([], [(300, 100, 300, 240), (300, 270, 300, 500)])
    found = find_rulings(page, AREA, 24)
    assert len(found.vertical) == 1
    assert found.vertical[0].covers(100, 500) > 0.95


def test_characters_and_filled_panels_are_no_rulings() -> None:
    image = np.full((600, 800, 3), 255, np.uint8)
    cv2.rectangle(image, (100, 100), (700, 160), (40, 60, 90), -1)
    for n in range(8):
        cv2.putText(image, "HIJKLMNT", (110, 220 + 30 * n), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0,), 2)
    found = find_rulings(_page(image, np.eye(3)), AREA, 24)
    assert found.vertical == ()


def test_area_outside_the_page_holds_no_ruling() -> None:
    found = find_rulings(sheet([], GRID), (2000, 2000, 2500, 2500), 24)
    assert (found.vertical, found.horizontal) == ((), ())
