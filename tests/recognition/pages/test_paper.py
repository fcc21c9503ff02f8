"""The paper's outline is given where it is beyond doubt, and only there."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from recognition.pages.paper import find_paper
from recognition.reading import Image
from tests.recognition.pages.drawing import drawn_page, photographed, tilted


def grey(page: Image) -> np.ndarray:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)


@pytest.mark.parametrize("ground", [30, 90, 150, 190])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_paper_on_a_darker_ground_is_found(ground: int, seed: int) -> None:
    photo, way = photographed(drawn_page(), ground, seed)
    outline = find_paper(grey(photo))
    assert outline is not None
    corners = np.array([[[0, 0], [1200, 0], [1200, 800], [0, 800]]], np.float64)
    true = cv2.perspectiveTransform(corners, way)[0]
    assert np.abs(outline - true).max() < 12


def test_paper_on_a_grained_ground_is_found() -> None:
    photo, _ = photographed(drawn_page(), 0)
    rng = np.random.default_rng(5)
    grain = 80 + 25 * np.sin(np.arange(photo.shape[0]) / 5)[:, None, None]
    ground = grain + rng.normal(0, 8, photo.shape)
    mixed = np.where(photo < 12, ground, photo)
    assert find_paper(grey(np.clip(mixed, 0, 255).astype(np.uint8))) is not None


@pytest.mark.parametrize("table", [True, False])
@pytest.mark.parametrize("degrees", [0.0, 3.0, 8.0])
def test_a_scan_that_fills_the_picture_is_left_alone(table: bool, degrees: float) -> None:
    assert find_paper(grey(tilted(drawn_page(table=table), degrees))) is None


def test_a_thick_frame_is_not_taken_for_the_paper() -> None:
    page = drawn_page(table=False)
    cv2.rectangle(page, (60, 60), (1140, 740), (0, 0, 0), 9)
    assert find_paper(grey(page)) is None


def test_a_shaded_panel_with_print_around_it_is_not_taken_for_the_paper() -> None:
    page = np.full((800, 1200, 3), 215, np.uint8)
    page[120:760, 80:1120] = 255
    for text, y in (("Example Trading Ltd", 60), ("Invoice 4711 of 17 March", 100)):
        cv2.putText(page, text, (90, y), cv2.FONT_HERSHEY_DUPLEX, 1.2, (0, 0, 0), 2)
    cv2.putText(page, "Page 1 of 1", (90, 792), cv2.FONT_HERSHEY_DUPLEX, 0.9, (0, 0, 0), 2)
    assert find_paper(grey(page)) is None


def test_paper_that_nearly_touches_the_edge_of_the_photo_is_found() -> None:
    photo, way = photographed(drawn_page(), 60)
    corners = np.array([[[0, 0], [1200, 0], [1200, 800], [0, 800]]], np.float64)
    left = float(cv2.perspectiveTransform(corners, way)[0][:, 0].min())
    near = round(4 * max(photo.shape) / 640)  # at the size the outline is looked for on
    outline = find_paper(grey(photo[:, round(left) - near :]))
    assert outline is not None
    assert abs(float(outline[:, 0].min()) - near) < 12


def test_paper_cut_by_the_edge_of_the_photo_is_left_alone() -> None:
    photo, _ = photographed(drawn_page())
    assert find_paper(grey(photo[:, 300:])) is None


def test_an_empty_picture_has_no_paper() -> None:
    assert find_paper(np.full((300, 400), 128, np.uint8)) is None
