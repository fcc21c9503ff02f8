"""What is known of a field: what the machine stated, and the verdicts that count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from recognition import decisions
from recognition.models import Decision
from tests import made
from tests.training.watching.watched import judged, stated
from training.watching.collecting import quality_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _template(db: None) -> None:
    made.template()


def field():
    return quality_of("bill").fields["invoice_number"]


def test_values_are_known_by_the_machines_confidence_also_after_a_decision():
    stated(NOW, 0.97)
    judged(NOW, 0.6, right=False)
    assert sorted((one.confidence, one.accepted) for one in field().seen) == [
        (0.6, False), (0.97, True),
    ]  # fmt: skip
    assert [(one.confidence, one.right) for one in field().judged] == [(0.6, False)]


def test_audits_are_verdicts_on_what_the_machine_accepted():
    judged(NOW, 0.99, audit=True)
    judged(NOW, 0.98, right=False, audit=True)
    verdicts = {(one.confidence, one.right, one.accepted) for one in field().judged}
    assert verdicts == {(0.99, True, True), (0.98, False, True)}


def test_what_a_person_opened_by_choice_is_no_verdict_on_what_was_accepted():
    judged(NOW, 0.99, right=False)
    assert field().judged == []
    assert len(field().seen) == 1


def test_what_a_person_could_not_read_is_no_verdict():
    record = stated(NOW, 0.6)
    decisions.decide_value(record.pk, "invoice_number", None, None, reason="unreadable")
    assert field().judged == []


def test_a_value_that_is_not_there_is_a_wrong_one():
    record = stated(NOW, 0.6)
    decisions.decide_value(record.pk, "invoice_number", None, None, reason="empty")
    assert [one.right for one in field().judged] == [False]


def test_a_decision_that_was_taken_back_is_no_verdict():
    judged(NOW, 0.6, right=False)
    decisions.take_back(Decision.objects.get().pk, None)
    assert field().judged == []
    assert [one.confidence for one in field().seen] == [0.6]


def test_cells_are_known_by_table_and_column():
    record = stated(NOW, 0.99)
    decisions.decide_value(record.pk, "items.amount", "61.00", None, row=0)
    assert len(quality_of("bill").fields["items.amount"].seen) == 2


def test_what_is_older_than_a_year_is_left_out():
    judged(NOW - timedelta(days=400), 0.6)
    assert quality_of("bill").fields == {}


def test_other_templates_are_left_out():
    judged(NOW, 0.6)
    assert quality_of("other").fields == {}
