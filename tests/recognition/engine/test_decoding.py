"""CTC decoding: against brute force on tiny inputs, and as users of readings see it."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.engine.decoding import (
    align,
    beam_search,
    certainty,
    greedy,
    log_probability,
)


@st.composite
def frames(draw, max_frames=4, max_classes=4, sharpness=1.0):
    shape = draw(st.integers(1, max_frames)), draw(st.integers(2, max_classes))
    seed = draw(st.integers(0, 2**32 - 1))
    logits = np.random.default_rng(seed).normal(0, sharpness, shape)
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (exponentials / exponentials.sum(axis=1, keepdims=True)).astype(np.float32)


def brute_force(probabilities):
    """Probability of every labelling, by running through every path."""
    totals: dict[tuple[int, ...], float] = {}
    count, classes = probabilities.shape
    for path in itertools.product(range(classes), repeat=count):
        folded = tuple(label for label, _ in itertools.groupby(path) if label != 0)
        mass = math.prod(float(probabilities[t, label]) for t, label in enumerate(path))
        totals[folded] = totals.get(folded, 0.0) + mass
    return totals


def spelled(text, width=3, classes=8, peak=0.9):
    """Frames that spell labels clearly, each label in the middle of ``width`` frames."""
    rows = []
    for label in text:
        for frame in range(width):
            row = np.full(classes, (1 - peak) / (classes - 1), dtype=np.float32)
            row[label if frame == width // 2 else 0] = peak
            rows.append(row)
    return np.array(rows)


@settings(deadline=None)
@given(frames())
def test_wide_beam_finds_exactly_the_brute_force_distribution(probabilities):
    truth = brute_force(probabilities)
    found = beam_search(probabilities, width=1000, classes=1000)
    assert {h.labels for h in found} == set(truth)
    for hypothesis in found:
        assert math.exp(hypothesis.log_probability) == pytest.approx(
            truth[hypothesis.labels], rel=1e-4, abs=1e-9
        )


@settings(deadline=None)
@given(frames(max_frames=12, max_classes=9), st.integers(1, 6))
def test_probabilities_of_the_n_best_sum_to_one_at_most(probabilities, width):
    found = beam_search(probabilities, width=width)
    assert sum(math.exp(h.log_probability) for h in found) <= 1 + 1e-5
    assert [h.log_probability for h in found] == sorted(
        (h.log_probability for h in found), reverse=True
    )


@settings(deadline=None)
@given(frames())
def test_log_probability_sums_all_alignments(probabilities):
    for labels, mass in brute_force(probabilities).items():
        assert math.exp(log_probability(probabilities, labels)) == pytest.approx(
            mass, rel=1e-4, abs=1e-9
        )


@settings(deadline=None)
@given(st.lists(st.integers(1, 7), max_size=12))
def test_greedy_equals_a_beam_of_one_on_peaked_frames(labels):
    probabilities = spelled(labels) if labels else spelled([0])
    assert tuple(s.label for s in greedy(probabilities)) == tuple(labels)
    assert beam_search(probabilities, width=1)[0].labels == tuple(labels)


@settings(deadline=None)
@given(frames(max_frames=14, max_classes=6, sharpness=3.0))
def test_aligning_the_greedy_labels_keeps_their_order_inside_the_frames(probabilities):
    labels = [s.label for s in greedy(probabilities)]
    symbols = align(probabilities, labels)
    assert [s.label for s in symbols] == labels
    centres = [s.centre for s in symbols]
    assert centres == sorted(centres)
    assert all(0 < centre < len(probabilities) for centre in centres)
    assert all(0 <= s.confidence <= 1 for s in symbols)


def test_beam_prefers_the_labelling_whose_alignments_add_up():
    # Greedy takes blank twice (0.6 * 0.6); the alignments of "1" hold 0.64 together.
    probabilities = np.array([[0.6, 0.4], [0.6, 0.4]], dtype=np.float32)
    assert greedy(probabilities) == ()
    assert beam_search(probabilities)[0].labels == (1,)


def test_a_doubled_letter_needs_a_blank_between():
    probabilities = spelled([3, 3])
    assert [s.label for s in greedy(probabilities)] == [3, 3]
    assert [s.label for s in greedy(probabilities[[1, 4]])] == [3]


def test_symbol_stands_in_the_middle_of_its_frames():
    symbols = greedy(spelled([2, 5, 1], width=5))
    assert [s.centre for s in symbols] == [2.5, 7.5, 12.5]


def test_symbol_lists_what_else_the_frame_could_be_without_the_blank():
    probabilities = np.array([[0.05, 0.6, 0.1, 0.25]], dtype=np.float32)
    (symbol,) = greedy(probabilities, alternatives=5)
    assert symbol.confidence == pytest.approx(0.6)
    assert [label for label, _ in symbol.alternatives] == [3, 2]


def test_labelling_longer_than_the_frames_has_no_probability_and_no_alignment():
    probabilities = spelled([1], width=2)
    assert log_probability(probabilities, [1, 1]) == float("-inf")
    with pytest.raises(ValueError, match="don't fit"):
        align(probabilities, [1, 1])


def test_empty_page_edge_gives_no_symbols():
    nothing = np.zeros((0, 5), dtype=np.float32)
    assert greedy(nothing) == ()
    assert beam_search(nothing)[0].labels == ()


def frames_of(*rows):
    """Rows of probabilities for the classes blank, a, b and white space."""
    return np.array(rows, dtype=np.float32)


A, B, SPACE = 1, 2, 3


def test_symbol_that_lost_against_the_blank_lowers_the_certainty_alone():
    heard = frames_of([0.01, 0.99, 0, 0], [0.67, 0, 0.33, 0], [0.01, 0.99, 0, 0])
    path = greedy(heard)
    assert [symbol.label for symbol in path] == [A, A]
    assert min(symbol.confidence for symbol in path) > 0.98
    assert certainty(heard, path) == pytest.approx(0.67, abs=0.01)


def test_frames_that_waver_between_a_symbol_and_its_neighbours_lose_nothing():
    heard = frames_of([0.01, 0.99, 0, 0], [0.5, 0.49, 0.01, 0], [0, 0.4, 0.6, 0], [0, 0, 1, 0])
    assert certainty(heard, greedy(heard)) > 0.98


def test_white_space_is_no_doubt():
    heard = frames_of([0.01, 0.99, 0, 0], [0.4, 0, 0, 0.6], [0.01, 0, 0.99, 0])
    path = greedy(heard)
    assert [symbol.label for symbol in path] == [A, SPACE, B]
    assert certainty(heard, path, silent=[SPACE]) > 0.98
    assert certainty(heard, path) < 0.61


def test_certainty_of_nothing_is_that_of_its_blanks():
    assert certainty(frames_of([0.9, 0.1, 0, 0], [1, 0, 0, 0]), ()) == pytest.approx(0.9)
    assert certainty(np.zeros((0, 4), dtype=np.float32), ()) == 1.0
