import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.engine.preprocess import FRAME, HEIGHT, batch, grey, input_width, prepare


def page(height: int, width: int, paper: int = 250, ink: int = 20) -> np.ndarray:
    """Paper with a block of ink in its middle."""
    crop = np.full((height, width, 3), paper, np.uint8)
    crop[height // 4 : -height // 4, width // 3 : width // 2] = ink
    return crop


@given(st.integers(8, 90), st.integers(1, 700))
def test_prepared_width_keeps_the_aspect_in_whole_frames(height, width):
    prepared = prepare(page(height, width))
    assert prepared.shape[:2] == (1, HEIGHT)
    assert prepared.shape[2] % FRAME == 0
    assert prepared.shape[2] == input_width(page(height, width))
    assert abs(prepared.shape[2] - width * HEIGHT / height) <= 3 * FRAME


def test_paper_becomes_nought_and_ink_one():
    prepared = prepare(page(40, 200))
    assert prepared[0, 16, 2] == 0
    assert prepared[0, 16, 70] == pytest.approx(1.0)


def test_faded_print_looks_like_strong_print():
    strong, faded = prepare(page(40, 200)), prepare(page(40, 200, paper=200, ink=120))
    assert np.abs(strong - faded).max() < 0.05


def test_light_print_on_a_dark_ground_is_turned_over():
    dark = prepare(255 - page(40, 200))
    assert np.abs(dark - prepare(page(40, 200))).max() < 0.05


def test_blank_paper_stays_nearly_blank():
    noise = np.random.default_rng(1).integers(246, 250, (32, 100), np.uint8)
    assert prepare(noise).max() < 0.25


def test_red_seal_is_fainter_than_black_print_but_visible():
    crop = np.full((10, 30, 3), 255, np.uint8)
    crop[:, :10] = 0
    crop[:, 20:] = (230, 60, 60)
    black, _, red = grey(crop)[5, [5, 15, 25]]
    assert black == 0
    assert 140 < red < 200


def test_colour_and_grey_images_give_the_same():
    crop = page(30, 90)
    assert np.abs(prepare(crop) - prepare(crop[..., 0])).max() < 0.02


def test_batch_pads_with_paper_to_the_asked_width():
    lines = [prepare(page(32, 40)), prepare(page(32, 90))]
    stacked = batch(lines, 128)
    assert stacked.shape == (2, 1, HEIGHT, 128)
    assert np.array_equal(stacked[0, :, :, : lines[0].shape[2]], lines[0])
    assert not stacked[0, :, :, lines[0].shape[2] :].any()


def test_image_without_pixels_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match="cut the crop inside the page"):
        prepare(np.zeros((0, 5, 3), np.uint8))
