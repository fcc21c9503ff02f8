"""The exported network in serving, with a network whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.contract import Constraint
from recognition.engine.crnn import crnn_recogniser
from recognition.engine.models import ModelFolder
from tests.recognition.engine.tiny_model import PITCH, line_image, write_model


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory):
    return crnn_recogniser(ModelFolder(write_model(tmp_path_factory.mktemp("models") / "tiny")), 1)


@pytest.mark.parametrize("text", ["a", "abcabc", "cab" * 12, "aabbcc" * 14])
def test_lines_of_any_length_are_read(recogniser, text):
    assert recogniser.recognize([line_image(text)])[0].text == text


def test_positions_are_the_middles_of_the_strokes(recogniser):
    text = "abcabcabcab"
    (reading,) = recogniser.recognize([line_image(text)])
    for place, char in enumerate(reading.chars):
        assert char.position * PITCH * len(text) == pytest.approx(PITCH * (place + 0.5), abs=2)


def test_taller_print_gives_the_same_reading(recogniser):
    tall = np.repeat(np.repeat(line_image("abcab"), 3, axis=0), 3, axis=1)
    assert recogniser.recognize([tall])[0].text == "abcab"


def test_greedy_and_beam_and_constrained_agree_on_clear_print(recogniser):
    crop = line_image("abca")
    readings = [
        recogniser.recognize([crop])[0],
        recogniser.recognize([crop], beam=8)[0],
        recogniser.recognize([crop], Constraint(pattern="[a-c]{4}"))[0],
    ]
    assert {reading.text for reading in readings} == {"abca"}
    positions = np.array([[char.position for char in reading.chars] for reading in readings])
    np.testing.assert_allclose(positions[1:], positions[:1].repeat(2, axis=0), atol=0.03)


def test_probabilities_of_a_crop_sum_to_one_and_leave_its_padding_out(recogniser):
    probabilities = recogniser.probabilities(line_image("ab"))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert len(probabilities) == pytest.approx((2 * PITCH + 8) / 4, abs=1)


def test_hundred_crops_keep_their_order(recogniser):
    generator = np.random.default_rng(3)
    texts = ["".join(generator.choice(list("abc"), generator.integers(1, 30))) for _ in range(100)]
    readings = recogniser.recognize([line_image(text) for text in texts])
    assert [reading.text for reading in readings] == texts
