"""One reviewer at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from review import claiming, deciding
from review.claiming import Wanted
from review.models import Doubt
from tests import made
from tests.review.conftest import Doubtful

pytestmark = pytest.mark.django_db

ALL = Wanted()


def test_two_reviewers_are_given_different_doubts(doubtful: Doubtful, ann: User, ben: User) -> None:
    doubtful(net=made.reading("100.00", 0.5), total=made.reading("118.00", 0.5))
    first, second = claiming.claim_next(ann, ALL), claiming.claim_next(ben, ALL)
    assert {first[0].name, second[0].name} == {"net", "total"}
    assert claiming.claim_next(ben, ALL, without=[second[0].pk]) == []


def test_a_reviewer_who_opens_the_desk_again_gets_the_same_doubt(
    doubtful: Doubtful, ann: User
) -> None:
    doubtful(net=made.reading("100.00", 0.5), total=made.reading("118.00", 0.5))
    assert claiming.claim_next(ann, ALL) == claiming.claim_next(ann, ALL)


def test_doubts_ahead_are_kept_too(doubtful: Doubtful, ann: User, ben: User) -> None:
    doubtful(net=made.reading("100.00", 0.5), total=made.reading("118.00", 0.5))
    assert len(claiming.claim_next(ann, ALL, count=3)) == 2
    assert claiming.claim_next(ben, ALL) == []


def test_a_lease_that_has_run_out_frees_the_doubt(doubtful: Doubtful, ann: User, ben: User) -> None:
    doubtful(total=made.reading("118.00", 0.5))
    doubt = claiming.claim_next(ann, ALL)[0]
    Doubt.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert claiming.claim_next(ben, ALL) == [doubt]
    assert claiming.hold([doubt.pk], ann) == 0


def test_a_lease_is_extended_while_the_reviewer_looks(doubtful: Doubtful, ann: User) -> None:
    doubtful(total=made.reading("118.00", 0.5))
    doubt = claiming.claim_next(ann, ALL)[0]
    Doubt.objects.update(claimed_until=timezone.now() + timedelta(seconds=1))
    assert claiming.hold([doubt.pk], ann) == 1
    doubt.refresh_from_db()
    assert doubt.claimed_until is not None
    assert doubt.claimed_until > timezone.now() + timedelta(seconds=60)


def test_what_nobody_took_meanwhile_is_still_theirs(doubtful: Doubtful, ann: User) -> None:
    doubtful(net=made.reading("100.00", 0.5), total=made.reading("118.00", 0.5))
    net, total = sorted(claiming.claim_next(ann, ALL, 2), key=lambda doubt: doubt.name)
    claiming.release([net.pk, total.pk], ann)
    deciding.skip(total.pk, ann)
    assert claiming.hold([net.pk, total.pk], ann) == 1
    assert Doubt.objects.get(claimed_by=ann) == net


def test_what_a_reviewer_leaves_is_free_at_once(doubtful: Doubtful, ann: User, ben: User) -> None:
    doubtful(total=made.reading("118.00", 0.5))
    doubt = claiming.claim_next(ann, ALL)[0]
    assert claiming.release([doubt.pk], ben) == 0
    assert claiming.release([doubt.pk], ann) == 1
    assert claiming.claim_next(ben, ALL) == [doubt]


def test_the_open_doubts_are_counted_for_whom_they_are(
    doubtful: Doubtful, ann: User, chief: User
) -> None:
    doubtful(net=made.reading("100.00", 0.5), total=made.reading("118.00", 0.5))
    Doubt.objects.filter(name="net").update(escalated=True)
    assert (claiming.open_count(ann), claiming.open_count(chief)) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_eight_reviewers_at_once_never_get_the_same_doubt(
    doubtful: Doubtful, on_disk: Callable[[], None]
) -> None:
    for _ in range(6):
        doubtful(
            net=made.reading("100.00", 0.5),
            tax=made.reading("18.00", 0.5),
            total=made.reading("118.00", 0.5),
        )
    people = [User.objects.create_user(f"reviewer {number}") for number in range(8)]
    all_of_them = set(Doubt.objects.values_list("pk", flat=True))
    on_disk()

    def work(user: User) -> list[int]:
        try:
            held: list[int] = []
            while found := claiming.claim_next(user, ALL, count=2, without=held):
                held += [doubt.pk for doubt in found]
            return held
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as threads:
        given = [pk for held in threads.map(work, people) for pk in held]
    assert Counter(given) == dict.fromkeys(all_of_them, 1)
