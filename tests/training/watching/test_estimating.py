"""How often the machine is wrong, told from audits and decisions, and when that can't be told."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.watching.estimating import Lack, error_of, wilson
from training.watching.judged import Judged, Observed, Seen
from training.watching.thresholds import LADDER, curve, lowest_within

DAY = datetime(2026, 11, 2, tzinfo=UTC)


def seen(count: int, accepted: bool, confidence: float = 0.9) -> list[Seen]:
    return [Seen(confidence, accepted, DAY)] * count


def judged(right: int, wrong: int, accepted: bool, confidence: float = 0.9) -> list[Judged]:
    return [Judged(confidence, number < right, accepted, DAY) for number in range(right + wrong)]


def test_a_few_audits_speak_for_all_that_was_accepted():
    # 900 accepted, 90 of them audited, one wrong; 100 doubtful, all decided, half of them wrong
    observed = Observed(
        seen(900, True) + seen(100, False), judged(89, 1, True) + judged(50, 50, False)
    )
    found = error_of(observed)
    assert found.error == pytest.approx((900 * 1 / 90 + 50) / 1000)
    assert found.lack is None
    # counted without weights it would seem that 27% are wrong
    assert found.high < 0.13


def test_without_audits_nothing_is_said_of_what_was_accepted():
    found = error_of(Observed(seen(900, True) + seen(100, False), judged(90, 10, False)))
    assert found.error is None
    assert found.lack is Lack.AUDITS
    assert (found.low, found.high) == (0.0, 1.0)


def test_without_decisions_nothing_is_said_of_doubts():
    found = error_of(Observed(seen(100, True) + seen(100, False), judged(40, 0, True)))
    assert found.lack is Lack.DECISIONS


def test_few_verdicts_are_said_to_be_few():
    found = error_of(Observed(seen(10, True), judged(10, 0, True)))
    assert (found.error, found.lack) == (0.0, Lack.FEW)
    assert found.high == pytest.approx(0.28, abs=0.01)


def test_of_nothing_nothing_is_said():
    assert error_of(Observed([], [])).lack is Lack.NOTHING


def test_unequal_weights_are_worth_fewer_verdicts():
    even = error_of(
        Observed(seen(100, True) + seen(100, False), judged(50, 0, True) + judged(50, 0, False))
    )
    uneven = error_of(
        Observed(seen(1000, True) + seen(100, False), judged(10, 0, True) + judged(90, 0, False))
    )
    assert even.verdicts == pytest.approx(100)
    assert uneven.verdicts < 15


@given(st.floats(0, 1), st.floats(0.5, 1e6))
def test_an_interval_holds_its_share_and_lies_in_bounds(share: float, count: float):
    low, high = wilson(share, count)
    assert 0 <= low <= share <= high <= 1


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    chance, held = random.Random(5), 0
    for _ in range(2000):
        wrong = sum(chance.random() < 0.03 for _ in range(200))
        low, high = wilson(wrong / 200, 200)
        held += low <= 0.03 <= high
    assert held / 2000 == pytest.approx(0.95, abs=0.02)


def spread(count: int, seed: int = 1) -> Observed:
    """Values whose confidence is exactly how often they are right; doubts decided, 10% audited."""
    chance = random.Random(seed)
    stated, verdicts = [], []
    for _ in range(count):
        confidence = chance.betavariate(12, 1)
        accepted = confidence >= 0.95
        stated.append(Seen(confidence, accepted, DAY))
        if not accepted or chance.random() < 0.1:
            right = chance.random() < confidence
            verdicts.append(Judged(confidence, right, accepted, DAY))
    return Observed(stated, verdicts)


def test_a_curve_tells_the_true_error_at_every_threshold():
    observed = spread(40_000)
    for point in curve(observed, (0.6, 0.8, 0.9, 0.97)):
        taken = [one.confidence for one in observed.seen if one.confidence >= point.threshold]
        truth = 1 - sum(taken) / len(taken)
        assert point.error.error is not None
        assert point.error.low - 0.002 <= truth <= point.error.high + 0.002
        assert point.accepted == pytest.approx(len(taken) / 40_000)


def test_a_higher_threshold_never_accepts_more():
    shares = [point.accepted for point in curve(spread(2000))]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == len(LADDER)


def test_the_lowest_threshold_within_a_limit_is_sure_of_it():
    points = curve(spread(40_000))
    found = lowest_within(points, 0.05)
    assert found is not None
    assert found.error.high <= 0.05
    assert all(p.error.high > 0.05 for p in points if p.threshold < found.threshold)
    assert lowest_within(points, 0.0001) is None
