"""Where a template asks for it, two different people settle a value alike."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import User

from recognition import decisions
from recognition.decisions import DecisionError
from recognition.models import Decision
from review import claiming, deciding
from review.claiming import Wanted
from review.models import Doubt
from tests import made
from tests.review.conftest import Doubtful

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]

ALL = Wanted()


@pytest.fixture
def doubt(doubtful: Doubtful) -> Doubt:
    doubtful(total=made.reading("119.00", 0.4))
    return Doubt.objects.get(name="total")


def test_the_first_word_settles_nothing_and_leaves_it_to_another(
    doubt: Doubt, ann: User, ben: User
) -> None:
    outcome = deciding.decide(doubt.pk, ann, "118.00")
    assert (outcome.settled, outcome.disagreed, outcome.left) == (False, False, 1)
    assert not Decision.objects.exists()
    assert claiming.claim_next(ann, ALL) == []
    assert claiming.claim_next(ben, ALL) == [doubt]


def test_the_same_word_from_a_second_person_settles_it(doubt: Doubt, ann: User, ben: User) -> None:
    deciding.decide(doubt.pk, ann, "118.00")
    outcome = deciding.decide(doubt.pk, ben, "118.00")
    assert (outcome.settled, outcome.status) == (True, "accepted")
    assert Decision.objects.get().decided_by == ben


def test_one_person_does_not_count_as_two(doubt: Doubt, ann: User) -> None:
    deciding.decide(doubt.pk, ann, "118.00")
    with pytest.raises(DecisionError, match="somebody else has to"):
        deciding.decide(doubt.pk, ann, "118.00")


def test_two_who_differ_leave_it_to_a_third_with_the_right_to_settle(
    doubt: Doubt, ann: User, ben: User, chief: User
) -> None:
    deciding.decide(doubt.pk, ann, "118.00")
    token = uuid.uuid4()
    outcome = deciding.decide(doubt.pk, ben, "119.00", token=token)
    assert (outcome.settled, outcome.disagreed) == (False, True)
    assert deciding.decide(doubt.pk, ben, "119.00", token=token) == outcome
    assert claiming.claim_next(ann, ALL) == claiming.claim_next(ben, ALL) == []
    assert claiming.claim_next(chief, ALL) == [doubt]
    assert deciding.decide(doubt.pk, chief, "118.00").settled
    assert Decision.objects.get().decided_by == chief


def test_empty_and_unreadable_are_not_the_same_word(doubt: Doubt, ann: User, ben: User) -> None:
    deciding.decide(doubt.pk, ann, None, "empty")
    assert deciding.decide(doubt.pk, ben, None, "unreadable").disagreed


def test_the_record_page_is_no_way_around(doubt: Doubt, ann: User) -> None:
    with pytest.raises(DecisionError, match="Two people settle this value"):
        decisions.decide_value(doubt.record_id, "total", "118.00", ann)
    assert not Decision.objects.exists()


def test_a_first_word_can_be_taken_back(doubt: Doubt, ann: User, ben: User) -> None:
    deciding.decide(doubt.pk, ann, "117.00")
    assert deciding.undo(ann).opened == [doubt]
    claiming.release([doubt.pk], ann)
    deciding.decide(doubt.pk, ben, "118.00")
    assert deciding.decide(doubt.pk, ann, "118.00").settled


def test_what_was_said_of_another_reading_does_not_count(
    doubt: Doubt, ann: User, ben: User
) -> None:
    deciding.decide(doubt.pk, ann, "118.00")
    again = made.record(status="needs_review", fields={"total": made.reading("718.00", 0.4)})
    made.read_again(doubt.record.document, again)
    assert not deciding.decide(doubt.pk, ben, "118.00").settled


def settle(doubt: Doubt, ann: User, ben: User, value: str = "118.00") -> None:
    for person in (ann, ben):
        deciding.decide(doubt.pk, person, value)


def test_what_two_have_settled_one_alone_does_not_change(
    doubt: Doubt, ann: User, ben: User, chief: User
) -> None:
    settle(doubt, ann, ben)
    token = uuid.uuid4()
    for _ in range(2):
        record = decisions.decide_value(doubt.record_id, "total", "120.00", chief, token=token)
        assert record.status == "needs_review"
    doubt.refresh_from_db()
    assert (doubt.state, doubt.opinions) == ("open", 1)
    assert claiming.claim_next(chief, ALL) == []
    deciding.decide(doubt.pk, ann, "120.00")
    record.refresh_from_db()
    assert record.data["fields"]["total"]["value"] == "120.00"


def test_who_changes_what_was_settled_is_held_against_what_the_next_one_says(
    doubt: Doubt, ann: User, ben: User
) -> None:
    settle(doubt, ann, ben)
    decisions.decide_value(doubt.record_id, "total", "120.00", ann)
    assert deciding.decide(doubt.pk, ben, "118.00").disagreed


def test_the_settled_value_said_once_more_is_no_change(doubt: Doubt, ann: User, ben: User) -> None:
    settle(doubt, ann, ben)
    assert decisions.decide_value(doubt.record_id, "total", "118.00", ann).status == "accepted"


def test_what_two_have_settled_stays_in_doubt_whatever_the_machine_reads_now(
    doubt: Doubt, ann: User, ben: User
) -> None:
    settle(doubt, ann, ben)
    made.read_again(doubt.record.document, made.record())
    record = decisions.decide_value(doubt.record_id, "total", "120.00", ann)
    doubt.refresh_from_db()
    assert (record.status, doubt.state) == ("needs_review", "open")


def test_at_a_broken_rule_a_settled_value_takes_a_second_person_too(
    doubt: Doubt, ann: User, ben: User
) -> None:
    settle(doubt, ann, ben, "120.00")
    rule, token = Doubt.objects.get(kind="rule"), uuid.uuid4()
    outcome = deciding.correct(rule.pk, ann, "total", None, "118.00", token)
    assert (outcome.doubt, outcome.settled) == (doubt.pk, False)
    deciding.correct(rule.pk, ann, "total", None, "118.00", token)
    rule.refresh_from_db()
    assert rule.state == "waiting"
    assert deciding.decide(doubt.pk, ben, "118.00").status == "accepted"


def test_a_correction_that_waits_for_a_second_person_is_taken_back_as_one(
    doubt: Doubt, ann: User, ben: User
) -> None:
    settle(doubt, ann, ben, "120.00")
    deciding.correct(Doubt.objects.get(kind="rule").pk, ann, "total", None, "118.00")
    assert deciding.undo(ann).opened == [doubt]
    doubt.refresh_from_db()
    assert (doubt.state, doubt.opinions) == ("open", 0)


def test_where_two_differ_the_record_api_asks_for_the_right_to_settle_too(
    doubt: Doubt, ann: User, ben: User, chief: User
) -> None:
    deciding.decide(doubt.pk, ann, "118.00")
    deciding.decide(doubt.pk, ben, "119.00")
    third = User.objects.create_user("third")
    with pytest.raises(DecisionError, match="escalated"):
        decisions.decide_value(doubt.record_id, "total", "119.00", third)
    deciding.decide(doubt.pk, chief, "118.00")
    deciding.undo(chief)
    doubt.refresh_from_db()
    assert doubt.escalated


def test_an_opinion_that_another_has_settled_is_passed_over_by_undo(
    doubtful: Doubtful, ann: User, ben: User
) -> None:
    doubtful(net=made.reading("100.00", 0.4), total=made.reading("119.00", 0.4))
    net, total = (Doubt.objects.get(name=name) for name in ("net", "total"))
    deciding.decide(net.pk, ann, "100.00")
    settle(total, ann, ben)
    undone = deciding.undo(ann)
    assert undone.opened == [net]
    assert undone.refused == [
        "“bill-1.png: total” can't be taken back: Somebody else has settled it since."
    ]
