"""What comes up first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from review.claiming import Wanted, within_reach
from review.models import Doubt
from tests import made
from tests.review.conftest import Doubtful

pytestmark = pytest.mark.django_db


def order(user: User, wanted: Wanted | None = None) -> list[str]:
    """The files and fields of the queue, the first first."""
    found = within_reach(user, wanted or Wanted()).select_related("record__document")
    return [f"{doubt.record} {doubt.name}" for doubt in found]


def test_what_is_required_comes_before_what_is_not(doubtful: Doubtful, ann: User) -> None:
    doubtful(paid=made.reading(True, 0.9), seller_name=made.reading("Alder", 0.9))
    assert order(ann) == ["bill-1.png seller_name", "bill-1.png paid"]


def test_figures_and_keys_come_before_words(doubtful: Doubtful, ann: User) -> None:
    doubtful(seller_name=made.reading("Alder", 0.5), total=made.reading("118.00", 0.5))
    assert order(ann) == ["bill-1.png total", "bill-1.png seller_name"]


def test_what_is_nearly_sure_comes_before_what_is_lost(doubtful: Doubtful, ann: User) -> None:
    doubtful(net=made.reading("100.00", 0.2), total=made.reading("118.00", 0.9))
    assert order(ann) == ["bill-1.png total", "bill-1.png net"]


def test_a_record_that_one_answer_completes_comes_first(doubtful: Doubtful, ann: User) -> None:
    doubtful(net=made.reading("100.00", 0.5), total=made.reading("118.00", 0.5))
    doubtful(net=made.reading("100.00", 0.5))
    assert order(ann)[0] == "bill-2.png net"


def test_what_waits_long_comes_at_last_before_what_is_worth_more(
    doubtful: Doubtful, ann: User
) -> None:
    doubtful(paid=made.reading(True, 0.5))
    doubtful(total=made.reading("118.00", 0.5))
    assert order(ann)[0] == "bill-2.png total"
    old = Doubt.objects.get(name="paid")
    old.created_at, old.due = old.created_at - timedelta(days=3), old.due - timedelta(days=3)
    old.save()
    assert order(ann)[0] == "bill-1.png paid"


def test_the_queue_is_narrowed_by_template_field_batch_reason_and_reading(
    doubtful: Doubtful, ann: User
) -> None:
    record = doubtful(net=made.reading(None, 0.0), total=made.reading("118.00", 0.5))
    other = doubtful(total=made.reading("7.00", 0.5))
    batch = made.batch(other.document)
    assert order(ann, Wanted(template="nothing")) == []
    assert len(order(ann, Wanted(template="bill"))) == 3
    assert order(ann, Wanted(field="net")) == ["bill-1.png net"]
    assert order(ann, Wanted(reason="missing")) == ["bill-1.png net"]
    assert order(ann, Wanted(field="total", text="118.00")) == ["bill-1.png total"]
    assert order(ann, Wanted(batch=batch.pk)) == ["bill-2.png total"]
    assert record.pk != other.pk


def test_a_decision_moves_the_rest_of_its_record_forward(doubtful: Doubtful, ann: User) -> None:
    doubtful(net=made.reading("100.00", 0.5), seller_name=made.reading("Alder", 0.5))
    before = Doubt.objects.get(name="seller_name").due
    from recognition import decisions

    net = Doubt.objects.get(name="net")
    decisions.decide_value(net.record_id, "net", "100.00", ann)
    assert Doubt.objects.get(name="seller_name").due < before
    assert Doubt.objects.get(name="seller_name").due < timezone.now()
