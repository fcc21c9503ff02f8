"""Skew is measured to a tenth of a degree, and straight pages are left alone."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest

from recognition.pages.skew import skew_angle
from recognition.reading import Image
from tests.recognition.pages.drawing import drawn_page, tilted


def grey(page: Image) -> np.ndarray:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)


@pytest.mark.parametrize("table", [True, False], ids=["ruled", "free"])
@pytest.mark.parametrize("degrees", [-14.0, -8.0, -2.3, -0.6, 0.0, 0.4, 1.0, 3.7, 8.0, 14.5])
def test_the_angle_is_right_to_a_tenth_of_a_degree(degrees: float, table: bool) -> None:
    page = tilted(drawn_page(1000, 700, table), degrees)
    assert skew_angle(grey(page)) == pytest.approx(degrees, abs=0.1)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_on_its_side_or_head_is_measured_too(turns: int) -> None:
    page = np.ascontiguousarray(np.rot90(tilted(drawn_page(1000, 700), 4.0), turns))
    assert skew_angle(grey(page)) == pytest.approx(4.0, abs=0.1)


def test_noise_does_not_change_the_angle() -> None:
    page = tilted(drawn_page(1000, 700), 2.0).astype(np.float64)
    noisy = page * 0.8 + np.random.default_rng(0).normal(0, 12, page.shape)
    measured = skew_angle(grey(np.clip(noisy, 0, 255).astype(np.uint8)))
    assert measured == pytest.approx(2.0, abs=0.1)


def test_an_empty_page_and_mere_noise_have_no_skew() -> None:
    assert skew_angle(np.full((700, 1000), 255, np.uint8)) == 0.0
    noise = np.random.default_rng(0).integers(0, 255, (700, 1000)).astype(np.uint8)
    assert skew_angle(noise) == 0.0


def test_measuring_takes_little_time() -> None:
    page = grey(drawn_page(1000, 700))
    skew_angle(page)
    times = []
    for _ in range(5):
        start = time.process_time()
        skew_angle(page)
        times.append(time.process_time() - start)
    assert min(times) < 0.15
