"""From a text map to quads in reading order."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.engine.detector import (
    DetectorSettings,
    LineDetector,
    in_reading_order,
    kernels,
    network_input,
)


def text_map(*rectangles, size=(200, 400)):
    """A map with full kernels: centre, size, angle each."""
    found = np.zeros(size, dtype=np.float32)
    for rectangle in rectangles:
        cv2.fillPoly(found, [cv2.boxPoints(rectangle).astype(np.int32)], 1.0)
    return found


def quad_at(x, y, width=60, height=20):
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], np.float32)


class FixedMap:
    """A network that always sees the same text."""

    metadata: dict[str, str] = {}

    def __init__(self, seen):
        self.seen = seen
        self.shapes = []

    def run(self, batch):
        self.shapes.append(batch.shape)
        return self.seen(batch.shape[2:])[None, None]


def test_kernel_grows_to_the_height_of_its_line():
    (quad,) = kernels(text_map(((200, 100), (120, 10), 0)), DetectorSettings())
    width, height = quad[2] - quad[0]
    # Area x unclip / perimeter on both sides: 120 x 10 x 1.6 / 130 = 14.8 more each way.
    assert width == pytest.approx(134.8, abs=3)
    assert height == pytest.approx(24.8, abs=3)


def test_faint_kernel_is_no_line():
    faint = text_map(((200, 100), (120, 10), 0)) * 0.4
    assert kernels(faint, DetectorSettings()) == []
    assert len(kernels(faint, DetectorSettings(box_threshold=0.35))) == 1


@settings(deadline=None)
@given(st.floats(-30, 30))
def test_quad_follows_the_slope_of_its_line(angle):
    (quad,) = kernels(text_map(((200, 100), (120, 12), angle)), DetectorSettings())
    slope = np.rad2deg(np.arctan2(*(quad[1] - quad[0])[::-1]))
    assert slope == pytest.approx(angle, abs=2.5)
    assert quad[0][0] < quad[1][0] and quad[0][1] < quad[3][1]


def test_lone_character_stands_upright_though_its_kernel_is_a_diamond():
    (quad,) = kernels(text_map(((200, 100), (20, 20), 45)), DetectorSettings())
    assert quad[0][1] == quad[1][1] and quad[0][0] == quad[3][0]


def test_quads_come_back_in_pixels_of_the_page():
    network = FixedMap(lambda size: text_map(((size[1] / 2, 100), (120, 10), 0), size=size))
    page = np.full((2000, 3000, 3), 255, dtype=np.uint8)
    (quad,) = LineDetector(network, DetectorSettings(long_side=1024)).detect(page)
    assert quad.mean(axis=0)[0] == pytest.approx(1500, abs=5)
    assert quad.max() <= 3000


@settings(max_examples=40, deadline=None)
@given(st.integers(100, 3000), st.integers(100, 3000))
def test_input_sides_are_multiples_of_the_step_and_the_aspect_is_kept(width, height):
    network = FixedMap(lambda size: np.zeros(size, dtype=np.float32))
    chosen = DetectorSettings(long_side=960, short_side=320)
    LineDetector(network, chosen).detect(np.zeros((height, width, 3), dtype=np.uint8))
    rows, columns = network.shapes[0][2:]
    assert rows % chosen.step == 0 and columns % chosen.step == 0
    assert max(rows, columns) <= chosen.long_side
    assert abs(columns - width * rows / height) <= chosen.step * max(1, width / height)


def test_page_without_pixels_has_no_lines():
    network = FixedMap(lambda size: np.ones(size, dtype=np.float32))
    assert LineDetector(network).detect(np.zeros((1, 50, 3), dtype=np.uint8)) == ()


def test_network_sees_blue_first_between_minus_one_and_one():
    pixel = np.array([[[255, 0, 51]]], dtype=np.uint8)
    assert network_input(pixel).ravel().tolist() == pytest.approx([-0.6, -1, 1])


@settings(deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=6, max_size=6), st.randoms())
def test_reading_order_does_not_depend_on_jitter(jitter, shuffler):
    places = [(x, y) for y in (10, 50) for x in (10, 150, 290)]
    quads = [quad_at(x, y + wobble) for (x, y), wobble in zip(places, jitter, strict=True)]
    shuffled = quads.copy()
    shuffler.shuffle(shuffled)
    ordered = in_reading_order(shuffled)
    assert [id(quad) for quad in ordered] == [id(quad) for quad in quads]
