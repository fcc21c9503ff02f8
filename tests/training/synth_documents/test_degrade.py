"""Damage is seeded and its geometry known to a fraction of a pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.reading import Image
from training.synth.degrade import KINDS, Kind, degrade, map_points

WIDTH, HEIGHT = 420, 300
SEEDS = st.integers(min_value=0, max_value=10_000)


def page_with_dot(x: int, y: int, radius: int = 5) -> Image:
    """A white page with one black square around a point."""
    image = np.full((HEIGHT, WIDTH, 3), 255, dtype=np.uint8)
    image[y - radius : y + radius, x - radius : x + radius] = 0
    return image


def centre_of_dark(image: Image, near: tuple[float, float], reach: int = 14) -> tuple[float, float]:
    """The centre of what is darker than its surroundings near a point."""
    x, y = round(near[0]), round(near[1])
    left, top = max(0, x - reach), max(0, y - reach)
    part = image[top : y + reach, left : x + reach].mean(axis=2)
    weight = np.clip(np.median(part) * 0.9 - part, 0, None)
    rows, columns = np.mgrid[0 : part.shape[0], 0 : part.shape[1]] + 0.5
    return (
        left + float((columns * weight).sum() / weight.sum()),
        top + float((rows * weight).sum() / weight.sum()),
    )


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=12, deadline=None)
@given(seed=SEEDS, x=st.integers(60, WIDTH - 60), y=st.integers(60, HEIGHT - 60))
def test_a_point_of_the_clean_page_is_found_where_the_homography_puts_it(
    kind: Kind, seed: int, x: int, y: int
) -> None:
    damaged = degrade(page_with_dot(x, y), kind, seed)
    expected = map_points(damaged.from_clean, np.array([[x, y]], dtype=np.float64))[0]
    found = centre_of_dark(damaged.image, (expected[0], expected[1]))
    assert np.hypot(found[0] - expected[0], found[1] - expected[1]) < 0.6


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=12, deadline=None)
@given(seed=SEEDS)
def test_the_way_back_undoes_the_way_there(kind: Kind, seed: int) -> None:
    damaged = degrade(page_with_dot(100, 100), kind, seed)
    corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], dtype=np.float64)
    there = map_points(damaged.from_clean, corners)
    assert np.allclose(map_points(damaged.to_clean, there), corners, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_bytes(kind: Kind) -> None:
    page = page_with_dot(150, 120)
    assert degrade(page, kind, 7).image.tobytes() == degrade(page, kind, 7).image.tobytes()


@pytest.mark.parametrize("kind", ["scan", "photo"])
def test_another_seed_gives_other_damage(kind: Kind) -> None:
    page = page_with_dot(150, 120)
    first, second = degrade(page, kind, 1), degrade(page, kind, 2)
    assert not np.allclose(first.from_clean, second.from_clean)


@pytest.mark.parametrize("kind", ["scan", "photo", "skew", "scale", "upside_down", "quarter"])
@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_only_the_cut_loses_a_corner_of_the_page(kind: Kind, seed: int) -> None:
    damaged = degrade(page_with_dot(100, 100), kind, seed)
    corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], dtype=np.float64)
    placed = map_points(damaged.from_clean, corners)
    height, width = damaged.image.shape[:2]
    assert placed.min() >= -0.5
    assert (placed <= np.array([width, height]) + 0.5).all()


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, x=st.integers(0, 380), y=st.integers(0, 270))
def test_a_cut_keeps_the_boxes_that_must_stay(seed: int, x: int, y: int) -> None:
    box = (float(x), float(y), x + 40.0, y + 30.0)
    damaged = degrade(page_with_dot(100, 100), "cut", seed, keep=[box])
    corners = np.array([box[:2], box[2:]], dtype=np.float64)
    placed = map_points(damaged.from_clean, corners)
    height, width = damaged.image.shape[:2]
    assert placed.min() >= 0
    assert (placed <= np.array([width, height])).all()


def test_a_cut_takes_a_few_percent_of_every_side() -> None:
    height, width = degrade(page_with_dot(100, 100), "cut", 3).image.shape[:2]
    assert 0.88 * WIDTH < width < 0.97 * WIDTH
    assert 0.88 * HEIGHT < height < 0.97 * HEIGHT


@pytest.mark.parametrize("kind", ["scan", "photo"])
def test_severe_damage_leaves_less_of_the_page(kind: Kind) -> None:
    page = page_with_dot(150, 120, radius=2)
    mild, severe = degrade(page, kind, 5, severity=0.5), degrade(page, kind, 5, severity=3.0)
    assert noise_of(severe.image) > noise_of(mild.image)


def noise_of(image: Image) -> float:
    """How much neighbouring pixels in the page's middle differ."""
    middle = image[100:200, 200:300].astype(float)
    return float(np.abs(np.diff(middle, axis=1)).mean())


def test_a_scan_is_grey() -> None:
    coloured = np.full((HEIGHT, WIDTH, 3), (250, 120, 40), dtype=np.uint8)
    image = degrade(coloured, "scan", 1).image
    assert np.abs(image[:, :, 0].astype(int) - image[:, :, 2]).max() <= 2


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"coffee.*choose one of clean, scan"):
        degrade(page_with_dot(100, 100), "coffee", 1)
