"""Batches of few shapes, and numbers that don't depend on how crops were batched."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.engine.decoding import greedy
from recognition.engine.recogniser import (
    LineRecogniser,
    RecogniserSettings,
    legible_softmax,
    softmax,
    width_ladder,
)

WIDTHS = (32, 64, 128, 256)


class InkCounter:
    """A network of two frames a batch row: the first says how many columns are inked."""

    metadata: dict[str, str] = {}

    def __init__(self):
        self.shapes = []

    def run_each(self, batches, take):
        for index, batch in enumerate(batches):
            self.shapes.append(batch.shape)
            inked = (batch[:, 0, 0, :] > 0).sum(axis=1)
            output = np.zeros((len(batch), 2, 300), dtype=np.float32)
            output[np.arange(len(batch)), 0, inked] = 1.0
            output[:, 1, 0] = 1.0
            take(index, output)


def recogniser(network, **chosen):
    return LineRecogniser(
        network,
        RecogniserSettings(
            characters=("", *(chr(0x4E00 + count) for count in range(1, 300))),
            prepare=lambda crop, widest: np.ones((1, 8, min(widest, crop.shape[1])), np.float32),
            width_of=lambda crop: crop.shape[1],
            widths=WIDTHS,
            **{"narrow": 128, "batch": 4, **chosen},
        ),
    )


def crops_of(widths):
    return [np.zeros((8, width, 3), dtype=np.uint8) for width in widths]


@settings(deadline=None)
@given(st.lists(st.integers(1, 256), max_size=40))
def test_every_crop_gets_its_own_reading_whatever_stands_beside_it(widths):
    readings = recogniser(InkCounter()).recognize(crops_of(widths))
    assert [ord(reading.text) - 0x4E00 for reading in readings] == widths


@settings(deadline=None)
@given(st.lists(st.integers(1, 256), max_size=60))
def test_few_shapes_are_ever_asked_for(widths):
    network = InkCounter()
    recogniser(network).recognize(crops_of(widths))
    assert {shape[3] for shape in network.shapes} <= set(WIDTHS)
    assert {shape[0] for shape in network.shapes} <= {1, 2, 4}
    assert all(shape[0] == 1 for shape in network.shapes if shape[3] > 128)


def test_line_beyond_the_widest_input_is_squeezed_into_it():
    network = InkCounter()
    (reading,) = recogniser(network).recognize(crops_of([1000]))
    assert network.shapes == [(1, 1, 8, 256)]
    assert ord(reading.text) - 0x4E00 == 256


def test_crop_without_pixels_reads_as_nothing_and_costs_nothing():
    network = InkCounter()
    (reading,) = recogniser(network).recognize([np.zeros((0, 10, 3), dtype=np.uint8)])
    assert reading.chars == () and network.shapes == []


@given(st.integers(8, 100), st.integers(100, 4000), st.sampled_from([4, 8, 16]))
def test_ladder_rises_to_the_widest_in_small_steps(narrowest, widest, step):
    widths = width_ladder(narrowest, widest, step)
    assert widths[0] == narrowest and widths[-1] == widest
    for lower, higher in itertools.pairwise(widths):
        assert lower < higher <= max(lower * 1.12 + step, lower + step)


def test_frames_that_show_characters_have_their_full_softmax():
    logits = np.random.default_rng(5).normal(0, 4, (40, 30)).astype(np.float32)
    full, (legible, best) = softmax(logits), legible_softmax(logits)
    np.testing.assert_allclose(full.sum(axis=1), 1, atol=1e-5)
    shown = best != 0
    assert shown.any()
    np.testing.assert_allclose(legible[shown], full[shown], atol=1e-5)
    for symbol, wanted in zip(greedy(legible, best=best), greedy(full), strict=True):
        assert symbol.label == wanted.label
        assert symbol.confidence == pytest.approx(wanted.confidence, abs=1e-5)
        assert symbol.centre == pytest.approx(wanted.centre, abs=1e-4)
        assert [label for label, _ in symbol.alternatives] == [
            label for label, value in wanted.alternatives if value > wanted.confidence * np.exp(-18)
        ]


def test_softmax_of_log_probabilities_is_what_they_were():
    probabilities = softmax(np.random.default_rng(6).normal(0, 2, (10, 7)).astype(np.float32))
    np.testing.assert_allclose(softmax(np.log(probabilities)), probabilities, atol=1e-6)


def test_logits_and_probabilities_decode_alike():
    class Logits(InkCounter):
        def run_each(self, batches, take):
            super().run_each(batches, lambda index, output: take(index, 50 * output))

    crops = crops_of([10, 20, 200])
    expected = [reading.text for reading in recogniser(InkCounter()).recognize(crops)]
    found = recogniser(Logits(), output="logits").recognize(crops)
    assert [reading.text for reading in found] == expected
    assert found[0].chars[0].confidence == pytest.approx(1.0)
