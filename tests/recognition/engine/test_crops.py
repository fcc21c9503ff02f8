"""Crops are what a person would cut."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.engine.crops import along_text, cut_box, quad_size, rectify, widened


def quad_of(x0, y0, x1, y1):
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float32)


def gradient_page(width=300, height=200):
    """Red grows to the right, green downwards, so that any pixel tells where it came from."""
    page = np.zeros((height, width, 3), dtype=np.uint8)
    page[..., 0] = np.linspace(0, 255, width)[None, :]
    page[..., 1] = np.linspace(0, 255, height)[:, None]
    return page


def test_upright_quad_is_cut_pixel_for_pixel():
    page = gradient_page()
    crop = rectify(page, quad_of(20, 30, 120, 60), height=None)
    np.testing.assert_array_equal(crop, page[30:60, 20:120])


def test_crop_takes_the_asked_height_and_keeps_the_aspect():
    crop = rectify(gradient_page(), quad_of(20, 30, 120, 55), height=50)
    assert crop.shape == (50, 200, 3)


@settings(deadline=None)
@given(st.floats(-40, 40), st.floats(40, 80), st.floats(12, 24))
def test_rotated_line_is_cut_straight(angle, length, thickness):
    page = np.full((200, 200, 3), 255, dtype=np.uint8)
    corners = cv2.boxPoints(((100, 100), (length, thickness), angle))
    radians = np.deg2rad(angle)
    along = np.array([np.cos(radians), np.sin(radians)])
    across = np.array([-along[1], along[0]])
    half = along * length / 2, across * thickness / 2
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    quad = np.array([100 + x * half[0] + y * half[1] for x, y in signs])
    cv2.fillPoly(page, [corners.astype(np.int32)], (0, 0, 0))
    crop = rectify(page, quad.astype(np.float32), height=None)
    assert abs(crop.shape[1] - length) <= 1
    assert abs(crop.shape[0] - thickness) <= 1
    assert crop[3:-3, 3:-3].mean() < 10


def test_line_that_runs_downwards_is_turned_to_run_rightwards():
    page = gradient_page()
    crop = rectify(page, quad_of(50, 20, 70, 120), height=None)
    assert crop.shape[:2] == (20, 100)
    assert crop[10, 0, 1] < crop[10, -1, 1], "the top of the line comes first"
    assert crop[0, 50, 0] > crop[-1, 50, 0], "its right side is the top of the letters"


def test_one_narrow_character_is_not_turned():
    assert rectify(gradient_page(), quad_of(50, 20, 65, 50), height=None).shape[:2] == (30, 15)


def test_quad_over_the_edge_repeats_the_edge():
    page = np.full((50, 50, 3), 200, dtype=np.uint8)
    crop = rectify(page, quad_of(-10, -5, 40, 20), height=None)
    assert crop.shape[:2] == (25, 50)
    assert (crop == 200).all()


def test_margin_grows_the_quad_by_a_share_of_its_height():
    grown = widened(quad_of(20, 30, 120, 50), 0.5)
    np.testing.assert_allclose(grown, quad_of(10, 20, 130, 60), atol=1e-4)
    assert rectify(gradient_page(), quad_of(20, 30, 120, 50), None, 0.5).shape[:2] == (40, 120)


def test_turned_quad_starts_at_the_letters_top_left():
    quad = along_text(quad_of(50, 20, 70, 120))
    assert quad[0].tolist() == [70, 20]
    assert quad_size(quad) == (100, 20)


def test_box_is_cut_outwards_to_whole_pixels_and_kept_to_the_image():
    page = gradient_page()
    np.testing.assert_array_equal(cut_box(page, (10.6, 5.2, 20.1, 9.9)), page[5:10, 10:21])
    np.testing.assert_array_equal(cut_box(page, (-5, -5, 3, 4)), page[0:4, 0:3])


def test_box_outside_the_image_says_so():
    with pytest.raises(ValueError, match="holds no pixel"):
        cut_box(gradient_page(), (400, 10, 420, 20))
