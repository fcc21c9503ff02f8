"""What counts as print in a small region."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from recognition.ink import ink_box


def cell(width: int = 180, height: int = 46) -> np.ndarray:
    return np.full((height, width, 3), 255, np.uint8)


def with_digit(image: np.ndarray, left: int) -> np.ndarray:
    cv2.putText(image, "3", (left, 32), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (20, 20, 20), 2)
    return image


def test_blank_cell_has_no_ink() -> None:
    assert ink_box(cell()) is None


@pytest.mark.parametrize("left", [30, 120])
def test_digit_in_the_middle_is_found_where_it_stands(left: int) -> None:
    found = ink_box(with_digit(cell(), left))
    assert found is not None
    assert left - 2 <= found[0] < found[2] <= left + 20
    assert 12 <= found[1] < found[3] <= 36


@pytest.mark.parametrize("left", [162, 164, 165])
def test_digit_that_touches_the_ruling_at_the_edge_is_found(left: int) -> None:
    image = with_digit(cell(), left)
    image[:, 177:] = (150, 60, 60)
    found = ink_box(image)
    assert found is not None
    assert left - 2 <= found[0] < found[2] <= 178


def test_rulings_by_themselves_are_no_ink() -> None:
    image = cell()
    image[:, :2] = image[:, -3:] = (160, 70, 70)
    image[:3] = image[-2:] = (160, 70, 70)
    assert ink_box(image) is None


def test_what_reaches_in_from_the_next_row_is_no_ink() -> None:
    image = cell()
    image[-3:, 40:60] = 0
    assert ink_box(image) is None
