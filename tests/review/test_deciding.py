"""What a reviewer does with a doubt."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from recognition import decisions
from recognition.decisions import DecisionError
from recognition.models import Decision, Record
from review import claiming, deciding
from review.claiming import Wanted
from review.models import Doubt, Step
from tests import made
from tests.review.conftest import Doubtful

pytestmark = pytest.mark.django_db

ALL = Wanted()
State = Doubt.State


def doubt_of(record: Record, name: str) -> Doubt:
    return Doubt.objects.get(record=record, name=name)


def test_the_last_decision_accepts_the_record(doubtful: Doubtful, ann: User) -> None:
    record = doubtful(net=made.reading("10.00", 0.4), total=made.reading("118.00", 0.4))
    first = deciding.decide(doubt_of(record, "net").pk, ann, "100.00")
    assert (first.settled, first.status, first.left) == (True, "needs_review", 1)
    last = deciding.decide(doubt_of(record, "total").pk, ann, "118.00")
    assert (last.status, last.left, last.file) == ("accepted", 0, "bill-1.png")
    record.refresh_from_db()
    assert record.status == Record.Status.ACCEPTED


def test_a_decision_that_breaks_a_rule_returns_the_record_with_the_rule(
    doubtful: Doubtful, ann: User
) -> None:
    record = doubtful(total=made.reading("118.00", 0.4))
    outcome = deciding.decide(doubt_of(record, "total").pk, ann, "120.00")
    assert (outcome.status, outcome.left) == ("needs_review", 1)
    rule = Doubt.objects.open().get(record=record)
    assert (rule.kind, rule.name) == ("rule", "adds up")
    passed = deciding.decide(rule.pk, ann, reason="rounded by the seller")
    assert (passed.status, passed.left) == ("accepted", 0)


def test_a_decision_sent_twice_counts_once(doubtful: Doubtful, ann: User) -> None:
    record, token = doubtful(total=made.reading("118.00", 0.4)), uuid.uuid4()
    doubt = doubt_of(record, "total")
    first, second = (deciding.decide(doubt.pk, ann, "118.00", token=token) for _ in range(2))
    assert first == second
    assert (Decision.objects.count(), Step.objects.count()) == (1, 1)
    record.refresh_from_db()
    assert record.record_version == 2


def test_a_decision_asks_little_of_the_database(
    doubtful: Doubtful, ann: User, django_assert_max_num_queries: Any
) -> None:
    record = doubtful(net=made.reading("10.00", 0.4), total=made.reading("118.00", 0.4))
    doubt = doubt_of(record, "net")
    with django_assert_max_num_queries(27):
        deciding.decide(doubt.pk, ann, "100.00", token=uuid.uuid4())


def test_a_token_of_another_step_is_refused(doubtful: Doubtful, ann: User) -> None:
    record, token = (
        doubtful(net=made.reading("100.00", 0.4), total=made.reading("118.00", 0.4)),
        uuid.uuid4(),
    )
    deciding.decide(doubt_of(record, "total").pk, ann, "118.00", token=token)
    with pytest.raises(DecisionError, match="another step"):
        deciding.decide(doubt_of(record, "net").pk, ann, "100.00", token=token)


def test_what_somebody_else_holds_is_not_decided(doubtful: Doubtful, ann: User, ben: User) -> None:
    doubtful(total=made.reading("118.00", 0.4))
    doubt = claiming.claim_next(ann, ALL)[0]
    with pytest.raises(deciding.HeldError, match="Somebody else is looking"):
        deciding.decide(doubt.pk, ben, "118.00")


def test_what_somebody_has_decided_is_not_decided_again(
    doubtful: Doubtful, ann: User, ben: User
) -> None:
    record = doubtful(total=made.reading("118.00", 0.4))
    doubt = doubt_of(record, "total")
    deciding.decide(doubt.pk, ann, "118.00")
    with pytest.raises(deciding.HeldError, match="meanwhile"):
        deciding.decide(doubt.pk, ben, "119.00")


def test_a_refused_value_leaves_the_doubt_as_it_was(doubtful: Doubtful, ann: User) -> None:
    record = doubtful(total=made.reading("118.00", 0.4))
    with pytest.raises(DecisionError, match="without grouping"):
        deciding.decide(doubt_of(record, "total").pk, ann, "1,180")
    assert doubt_of(record, "total").state == State.OPEN
    assert not Step.objects.exists()


def test_the_right_place_goes_with_the_decision(doubtful: Doubtful, ann: User) -> None:
    record = doubtful(total=made.reading("118.00", 0.4))
    region = {"page": 1, "box": [[10.0, 10.0], [60.0, 10.0], [60.0, 30.0], [10.0, 30.0]]}
    deciding.decide(doubt_of(record, "total").pk, ann, "118.00", region=region)
    assert Decision.objects.get().region == region


def test_a_skipped_doubt_comes_back_later_and_to_others_at_once(
    doubtful: Doubtful, ann: User, ben: User
) -> None:
    doubtful(total=made.reading("118.00", 0.4))
    doubt = claiming.claim_next(ann, ALL)[0]
    deciding.skip(doubt.pk, ann)
    assert claiming.claim_next(ann, ALL) == []
    assert claiming.claim_next(ben, ALL) == [doubt]
    claiming.release([doubt.pk], ben)
    Step.objects.update(at=timezone.now() - timedelta(hours=2))
    assert claiming.claim_next(ann, ALL) == [doubt]


def test_an_escalated_doubt_goes_to_those_who_may_settle_it(
    doubtful: Doubtful, ann: User, ben: User, chief: User
) -> None:
    doubtful(total=made.reading("118.00", 0.4))
    doubt = claiming.claim_next(ann, ALL)[0]
    with pytest.raises(DecisionError, match="what makes it hard"):
        deciding.escalate(doubt.pk, ann, " ")
    deciding.escalate(doubt.pk, ann, "two totals on the page")
    assert claiming.claim_next(ben, ALL) == []
    with pytest.raises(deciding.HeldError, match="escalated"):
        deciding.decide(doubt.pk, ben, "118.00")
    assert claiming.claim_next(chief, ALL) == [doubt]
    assert doubt.steps.get().text == "two totals on the page"
    assert deciding.decide(doubt.pk, chief, "118.00").settled


def test_a_note_stays_for_whoever_comes_next(doubtful: Doubtful, ann: User) -> None:
    doubtful(total=made.reading("118.00", 0.4))
    doubt, token = claiming.claim_next(ann, ALL)[0], uuid.uuid4()
    for _ in range(2):
        deciding.note(doubt.pk, ann, "a stamp covers it", token)
    assert [(step.kind, step.text) for step in doubt.steps.all()] == [
        ("noted", "a stamp covers it")
    ]


def test_undo_takes_the_last_decision_back_and_gives_the_doubt_again(
    doubtful: Doubtful, ann: User, ben: User
) -> None:
    record = doubtful(net=made.reading("100.00", 0.4), total=made.reading("118.00", 0.4))
    doubt = doubt_of(record, "total")
    deciding.decide(doubt.pk, ann, "118.00")
    assert deciding.undo(ann).opened == [doubt]
    doubt.refresh_from_db()
    assert (doubt.state, doubt.claimed_by) == (State.OPEN, ann)
    record.refresh_from_db()
    assert record.data["fields"]["total"]["source"] == "ocr"
    with pytest.raises(DecisionError, match="nothing to take back"):
        deciding.undo(ann)
    with pytest.raises(DecisionError, match="nothing to take back"):
        deciding.undo(ben)


def test_undo_goes_back_step_by_step(doubtful: Doubtful, ann: User) -> None:
    record = doubtful(net=made.reading("100.00", 0.4), total=made.reading("118.00", 0.4))
    net, total = doubt_of(record, "net"), doubt_of(record, "total")
    deciding.decide(net.pk, ann, "100.00")
    deciding.skip(total.pk, ann)
    assert deciding.undo(ann).opened == [total]
    assert deciding.undo(ann).opened == [net]


def test_undo_of_an_escalation_brings_it_back(doubtful: Doubtful, ann: User) -> None:
    doubtful(total=made.reading("118.00", 0.4))
    doubt = claiming.claim_next(ann, ALL)[0]
    deciding.escalate(doubt.pk, ann, "two totals")
    assert deciding.undo(ann).opened == [doubt]
    doubt.refresh_from_db()
    assert not doubt.escalated


def test_many_are_accepted_with_one_key_and_taken_back_with_one(
    doubtful: Doubtful, ann: User
) -> None:
    records = [doubtful(seller_name=made.reading("Alder", 0.5)) for _ in range(3)]
    empty = doubtful(seller_name=made.reading(None, 0.1))
    ids = [doubt_of(record, "seller_name").pk for record in (*records, empty)]
    group = uuid.uuid4()
    outcomes, refused = deciding.accept_all([*ids, 999_999], ann, group)
    assert [outcome.status for outcome in outcomes] == ["accepted"] * 3
    assert refused == [
        "seller_name: nothing was read that could be accepted.",
        "Its document has been deleted.",
    ]
    again, _ = deciding.accept_all(ids, ann, group)
    assert len(again) == 3
    assert Decision.objects.count() == 3
    assert [doubt.pk for doubt in deciding.undo(ann).opened] == ids[:3]
    assert Doubt.objects.open().count() == 4


def test_a_step_that_cannot_be_taken_back_does_not_block_those_before_it(
    doubtful: Doubtful, ann: User
) -> None:
    first, second = (doubtful(total=made.reading("118.00", 0.4)) for _ in range(2))
    for record in (first, second):
        deciding.decide(doubt_of(record, "total").pk, ann, "118.00")
    decisions.reject(second.pk, ann)
    undone = deciding.undo(ann)
    assert undone.opened == [doubt_of(first, "total")]
    assert undone.refused == [
        "“bill-2.png: total” can't be taken back: This record is rejected. Reopen it first."
    ]
    with pytest.raises(DecisionError, match="bill-2"):
        deciding.undo(ann)
    decisions.reopen(second.pk, ann)
    assert deciding.undo(ann).opened == [doubt_of(second, "total")]


def test_one_of_many_that_cannot_be_taken_back_leaves_the_others_to_be(
    doubtful: Doubtful, ann: User
) -> None:
    records = [doubtful(seller_name=made.reading("Alder", 0.5)) for _ in range(4)]
    doubts = [doubt_of(record, "seller_name") for record in records]
    deciding.decide(doubts[0].pk, ann, "Alder")
    deciding.accept_all([doubt.pk for doubt in doubts[1:]], ann, uuid.uuid4())
    decisions.reject(records[2].pk, ann)
    undone = deciding.undo(ann)
    assert undone.opened == [doubts[1], doubts[3]]
    assert len(undone.refused) == 1
    assert deciding.undo(ann).opened == [doubts[0]]
