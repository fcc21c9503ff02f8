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
    assert deciding.undo(ann) == [doubt]
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
