"""Alerts open where a template is read worse, once, and close by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from recognition.models import FieldValue, Record
from tests import made
from tests.training.watching.watched import stated
from training.samples.models import Sample
from training.watching import alerting
from training.watching.models import Alert

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _template(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made.template()
    monkeypatch.setattr(alerting, "known_characters", lambda: frozenset("A-0123456789"))
    monkeypatch.setattr(alerting, "_clock", alerting._Clock())


def many(at: datetime, count: int, wrong: int, confidence: float = 0.6, text: str = "1") -> None:
    """So many decided values of one day, put into the tables at once."""
    record = stated(at, 0.99)
    Sample.objects.bulk_create(
        Sample(
            origin=Sample.Origin.REVIEW,
            record=record,
            document=record.document,
            template="bill",
            field="total",
            confidence=confidence,
            machine_value="1",
            value="1",
            truth=text,
            corrected=number < wrong,
            decided_at=at,
        )
        for number in range(count)
    )


def kinds() -> list[tuple[str, str]]:
    return sorted((a.field, a.kind) for a in Alert.objects.filter(closed_at=None))


def test_a_field_that_is_read_worse_is_told_once_and_until_it_is_better():
    many(NOW - timedelta(days=40), 300, wrong=6)
    many(NOW - timedelta(days=2), 100, wrong=30)
    alerting.watch(NOW)
    alerting.watch(NOW + timedelta(hours=1))
    assert ("total", "accuracy") in kinds()
    alert = Alert.objects.get(field="total", kind="accuracy")
    assert (alert.opened_at, alert.checked_at) == (NOW, NOW + timedelta(hours=1))
    assert (alert.facts["before"], alert.facts["now"]) == (0.98, 0.7)
    many(NOW + timedelta(days=30), 200, wrong=4)
    alerting.watch(NOW + timedelta(days=31))
    alert.refresh_from_db()
    assert alert.closed_at == NOW + timedelta(days=31)


def test_confidences_that_have_moved_are_told():
    many(NOW - timedelta(days=60), 200, wrong=0, confidence=0.97)
    many(NOW - timedelta(days=2), 100, wrong=0, confidence=0.7)
    alerting.watch(NOW)
    assert ("total", "confidence") in kinds()


def test_characters_that_the_reader_lacks_are_told_with_how_often_they_come():
    many(NOW - timedelta(days=2), 4, wrong=4, text="€ 1")
    alerting.watch(NOW)
    assert kinds() == [("", "charset")]
    assert Alert.objects.get().facts == {"characters": {"€": 4}, "of": 1}


def test_what_is_well_is_not_told():
    many(NOW - timedelta(days=40), 300, wrong=6)
    many(NOW - timedelta(days=2), 100, wrong=2)
    assert alerting.watch(NOW) == 0


def test_the_sweeper_looks_once_in_an_hour(monkeypatch: pytest.MonkeyPatch):
    looks: list[int] = []
    monkeypatch.setattr(alerting, "watch", lambda: looks.append(1))
    call_command("sweep", "--once")
    call_command("sweep", "--once")
    assert looks == [1]


def test_many_values_are_looked_at_quickly():
    import time

    record = stated(NOW - timedelta(days=3), 0.99)
    FieldValue.objects.bulk_create(
        FieldValue(record=record, name=f"f{n % 20}", value="1", confidence=0.9, accepted=True)
        for n in range(20_000)
    )
    started = time.perf_counter()
    alerting.watch(NOW)
    assert time.perf_counter() - started < 10
    assert Record.objects.count() == 1
