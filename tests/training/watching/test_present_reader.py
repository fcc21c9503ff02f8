"""Estimates and drift are of the reader that reads now, once enough is known of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from training.runs.models import Promotion
from training.watching.alerting import confidence_drift
from training.watching.judged import Judged, Observed, Seen
from training.watching.present_reader import of_present_reader, reads_since

pytestmark = pytest.mark.django_db
NOW = timezone.now()
THEN = NOW - timedelta(days=30)


def promoted(at: datetime, state: str = Promotion.State.DONE) -> None:
    row = Promotion.objects.create(reader="new", before="old", kind="promoted", state=state)
    Promotion.objects.filter(pk=row.pk).update(begun_at=at)


def verdicts(at: datetime, count: int, wrong: int, confidence: float = 0.9) -> Observed:
    return Observed(
        tuple(Seen(confidence, False, at) for _ in range(count)),
        tuple(Judged(confidence, number >= wrong, False, at) for number in range(count)),
    )


def both(one: Observed, other: Observed) -> Observed:
    return Observed((*one.seen, *other.seen), (*one.judged, *other.judged))


def test_without_a_promotion_all_values_count():
    observed = verdicts(THEN, 50, 10)
    found = of_present_reader(observed)
    assert found.observed is observed
    assert (found.since, found.mixed) == (None, False)


def test_a_promotion_that_was_not_carried_out_changes_nothing():
    promoted(THEN, Promotion.State.VOID)
    assert reads_since() is None


def test_once_enough_is_judged_only_the_present_reader_counts():
    promoted(THEN)
    before, after = verdicts(THEN - timedelta(days=9), 80, 40), verdicts(NOW, 60, 3)
    found = of_present_reader(both(before, after))
    assert found.observed == after
    assert (found.since, found.mixed) == (THEN, False)


def test_until_then_values_of_the_one_before_count_too_and_that_is_said():
    promoted(THEN)
    observed = both(verdicts(THEN - timedelta(days=9), 80, 40), verdicts(NOW, 5, 0))
    found = of_present_reader(observed)
    assert found.observed is observed
    assert found.mixed


def test_a_reader_that_is_surer_than_the_one_before_has_not_drifted():
    old, recent = NOW - timedelta(days=60), NOW - timedelta(days=3)
    seen = [Seen(0.4 + 0.002 * number, False, old) for number in range(200)]
    seen += [Seen(0.9 + 0.0004 * number, True, recent) for number in range(200)]
    observed = Observed(seen, ())
    assert confidence_drift(observed, NOW, None).moved
    assert not confidence_drift(observed, NOW, NOW - timedelta(days=5)).moved
