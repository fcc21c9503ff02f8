"""Straightening can always be undone: each point finds its way back."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.pages.straightening import (
    Straightening,
    map_quad,
    quarter_turn,
    rotation,
    straighten,
    words_on,
)
from recognition.reading import Char, Line, Matrix, Page
from tests.recognition.pages.drawing import drawn_page, photographed, tilted

sizes = st.tuples(st.integers(20, 4000), st.integers(20, 4000))
shares = st.tuples(st.floats(0, 1), st.floats(0, 1))


def through(homography: Matrix, x: float, y: float) -> tuple[float, float]:
    mapped = homography @ (x, y, 1.0)
    return float(mapped[0] / mapped[2]), float(mapped[1] / mapped[2])


@given(size=sizes, share=shares, degrees=st.floats(-15, 15), turns=st.integers(-4, 8))
def test_any_point_comes_back_to_where_it_was(
    size: tuple[int, int], share: tuple[float, float], degrees: float, turns: int
) -> None:
    step, turned = rotation(size, degrees)
    plan = Straightening(np.eye(3), size).then(step, turned, "deskewed").turned(turns)
    x, y = share[0] * size[0], share[1] * size[1]
    there = through(plan.to_straight, x, y)
    assert -1 <= there[0] <= plan.size[0] + 1
    assert -1 <= there[1] <= plan.size[1] + 1
    back = through(np.linalg.inv(plan.to_straight), *there)
    assert back == pytest.approx((x, y), abs=1e-6 * max(size))


@given(size=sizes, turns=st.integers(0, 3))
def test_quarter_turns_add_up_to_none(size: tuple[int, int], turns: int) -> None:
    one, turned = quarter_turn(size, turns)
    other, back = quarter_turn(turned, (4 - turns) % 4)
    assert back == size
    assert np.array_equal(other @ one, np.eye(3))


@given(turns=st.integers(0, 3))
def test_quarter_turns_move_pixels_as_their_homography_says(turns: int) -> None:
    page = Page(1, np.full((40, 60, 3), 255, np.uint8))
    page.image[10, 20] = 0
    straight = Straightening(np.eye(3), (60, 40)).turned(turns).apply(page)
    (row,), (column,) = np.nonzero(straight.image[:, :, 0] == 0)
    assert through(straight.to_page, column + 0.5, row + 0.5) == pytest.approx((20.5, 10.5))


@given(
    corners=st.lists(st.tuples(st.floats(0, 900), st.floats(0, 900)), min_size=4, max_size=4),
    degrees=st.floats(-15, 15),
)
def test_a_quad_goes_there_and_back(corners: list[tuple[float, float]], degrees: float) -> None:
    way, _ = rotation((900, 900), degrees)
    quad = np.array(corners, np.float32)
    assert np.allclose(map_quad(map_quad(quad, way), np.linalg.inv(way)), quad, atol=0.01)


def test_a_straight_page_is_left_as_it_is() -> None:
    page = Page(1, drawn_page())
    straight = straighten(page)
    assert straight.image is page.image
    assert np.array_equal(straight.to_page, np.eye(3))
    assert straight.notes == ()


@pytest.mark.parametrize("degrees", [-12.0, -3.0, 1.0, 8.0])
def test_a_skewed_page_is_deskewed(degrees: float) -> None:
    straight = straighten(Page(1, tilted(drawn_page(), degrees)))
    assert straight.notes == (f"deskewed by {abs(degrees):.1f}°",)
    along = straight.to_page @ (1.0, 0.0, 0.0)
    assert np.degrees(np.arctan2(along[1], along[0])) == pytest.approx(degrees, abs=0.1)


def test_a_photo_is_cut_to_its_paper_and_its_print_found_at_the_same_place() -> None:
    drawn = drawn_page()
    photo, way = photographed(drawn)
    straight = straighten(Page(1, photo))
    assert straight.notes[0] == "cut to the paper"
    whole = np.linalg.inv(straight.to_page) @ way
    height, width = straight.image.shape[:2]
    corners = np.array([[[0, 0], [1200, 0], [1200, 800], [0, 800]]], np.float64)
    found = cv2.perspectiveTransform(corners, whole)[0] / (width, height)
    assert np.abs(found - [[0, 0], [1, 0], [1, 1], [0, 1]]).max() < 0.012


def test_words_of_the_text_layer_turn_with_the_page() -> None:
    quad = np.array([[10, 20], [50, 20], [50, 30], [10, 30]], np.float32)
    word = Line(quad, (Char("a", 0.5, 1.0),), source="text_layer")
    page = Page(1, np.full((40, 60, 3), 255, np.uint8), words=(word,))
    straight = straighten(page, quarter_turns=1)
    assert straight.notes == ("turned by 90°",)
    (turned,) = words_on(straight)
    assert turned.text == "a"
    assert turned.quad.tolist() == [[20, 10], [20, 50], [10, 50], [10, 10]]
