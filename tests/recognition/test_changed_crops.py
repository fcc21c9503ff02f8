from __future__ import annotations

import numpy as np
import pytest

from recognition.changed_crops import PREPROCESSING, ChangedCropsReader, at_height, denoised
from recognition.engine.ppocr import default_reader
from recognition.reading import Image
from tests.recognition.pages.drawing import drawn_page


@pytest.mark.parametrize(("own", "width"), [(20, 300), (48, 720), (96, 1440)])
def test_a_line_is_brought_to_the_height_with_its_aspect_kept(own: int, width: int) -> None:
    assert at_height(np.zeros((own, width, 3), np.uint8), 32).shape == (32, 480, 3)


def test_a_narrow_line_keeps_a_pixel() -> None:
    assert at_height(np.zeros((500, 2, 3), np.uint8), 8).shape == (8, 1, 3)


def test_lines_that_keep_enough_pixels_read_the_same() -> None:
    reader, page = default_reader(), drawn_page()
    changed = ChangedCropsReader(reader, [lambda crop: at_height(crop, 40)])
    assert [line.text for line in changed.read(page)] == [line.text for line in reader.read(page)]
    assert changed.name == reader.name


def test_changes_are_made_in_order_and_an_empty_crop_is_left_alone() -> None:
    seen: list[tuple[str, tuple[int, ...]]] = []

    def noted(name: str, image: Image) -> Image:
        seen.append((name, image.shape))
        return at_height(image, 16)

    reader = ChangedCropsReader(
        default_reader(), [lambda i: noted("first", i), lambda i: noted("second", i)]
    )
    empty, line = np.zeros((0, 9, 3), np.uint8), np.full((32, 64, 3), 255, np.uint8)
    assert [reading.text for reading in reader.recognize([empty, line])] == ["", ""]
    assert seen == [("first", (32, 64, 3)), ("second", (16, 32, 3))]


@pytest.mark.parametrize("name", PREPROCESSING)
def test_every_kind_of_preprocessing_leaves_clear_print_legible(name: str) -> None:
    reader, page = default_reader(), drawn_page()
    changed = ChangedCropsReader(reader, [PREPROCESSING[name]])
    assert [line.text for line in changed.read(page)] == [line.text for line in reader.read(page)]


def test_denoising_takes_a_speck_away_and_keeps_a_stroke() -> None:
    crop = np.full((20, 40, 3), 255, np.uint8)
    crop[5, 5] = 0
    crop[4:16, 20:24] = 0
    clean = denoised(crop)
    assert clean[5, 5].min() == 255
    assert clean[10, 21].max() == 0
