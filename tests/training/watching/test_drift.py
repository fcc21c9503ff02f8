"""Whether what comes in has changed, and whether accuracy has fallen."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.watching.course import fall, weeks
from training.watching.drift import distance, drift, stability_index, unknown_characters
from training.watching.judged import Judged, Observed, Seen

NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=60)


def some(count: int, alpha: float, seed: int) -> list[float]:
    chance = random.Random(seed)
    return [chance.betavariate(alpha, 1) for _ in range(count)]


def test_two_draws_of_the_same_have_not_moved():
    found = drift(some(500, 12, 1), some(300, 12, 2))
    assert found.index < 0.1
    assert not found.moved


def test_lower_confidences_have_moved():
    found = drift(some(500, 12, 1), some(300, 4, 2))
    assert found.index > 0.25
    assert found.moved


def test_few_values_have_never_moved():
    found = drift([0.99] * 500, [0.2] * 20)
    assert found.index > 0.25
    assert not found.moved
    assert not found.enough


def test_nothing_to_compare_is_no_drift():
    assert not drift([], [0.5] * 100).moved


@given(SHARES, SHARES)
def test_measures_are_symmetric_enough_and_in_bounds(one: list[float], other: list[float]):
    assert 0 <= distance(one, other) <= 1
    assert distance(one, other) == distance(other, one)
    assert stability_index(one, other) >= 0


@given(SHARES)
def test_a_sample_does_not_differ_from_itself(values: list[float]):
    assert distance(values, values) == 0
    assert stability_index(values, values) == pytest.approx(0)


def test_distance_is_that_of_kolmogorov_and_smirnov():
    assert distance([1, 2, 3, 4], [3, 4, 5, 6]) == 0.5
    assert distance([0.1], [0.9]) == 1


def test_characters_that_the_reader_lacks_are_counted_by_text():
    texts = ["€12", "€€ 3", "Ж", "12"]
    assert unknown_characters(texts, frozenset("0123456789")) == {"€": 2, "Ж": 1}


def observed(*parts: tuple[float, int, float]) -> Observed:
    """parts: days ago, how many values, the share of them that is right; all of them judged."""
    stated, verdicts = [], []
    for days, count, right in parts:
        at = NOW - timedelta(days=days)
        for number in range(count):
            stated.append(Seen(0.9, False, at))
            verdicts.append(Judged(0.9, number < right * count, False, at))
    return Observed(stated, verdicts)


def test_weeks_begin_on_monday_and_end_with_this_one():
    found = weeks(observed((0, 10, 1.0), (7, 20, 0.5)), NOW, count=3)
    assert [week.monday.date().isoformat() for week in found] == [
        "2026-11-02", "2026-11-09", "2026-11-16",
    ]  # fmt: skip
    assert [(week.stated, week.estimate.error) for week in found] == [
        (0, None), (20, 0.5), (10, 0.0),
    ]  # fmt: skip


def test_a_large_fall_is_certain():
    assert fall(observed((40, 300, 0.98), (3, 100, 0.80)), NOW).certain


@pytest.mark.parametrize(
    "parts",
    [
        ((40, 300, 0.98), (3, 100, 0.97)),  # hardly any
        ((40, 300, 0.98), (3, 10, 0.6)),  # too few
        ((3, 300, 0.5),),  # nothing before
        ((40, 300, 0.8), (3, 100, 0.98)),  # better
    ],
)
def test_what_is_small_uncertain_or_better_is_no_fall(parts):
    assert not fall(observed(*parts), NOW).certain
