"""The same invoice as other bytes."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from recognition import decisions
from recognition.models import Record
from tests import made

pytestmark = pytest.mark.django_db


def twice() -> tuple[Record, Record]:
    made.template()
    first = made.saved(made.document(b"first", "first.png"), made.record())[0]
    second = made.saved(made.document(b"second", "second.png"), made.record())[0]
    return first, second


def test_the_same_number_of_the_same_seller_needs_a_person() -> None:
    first, second = twice()
    assert first.status == Record.Status.ACCEPTED
    assert second.status == Record.Status.NEEDS_REVIEW
    assert "first.png" in second.data["warnings"][0]["message"]
    assert second.data["warnings"][0]["record"] == str(first.pk)


def test_a_person_may_accept_it_all_the_same() -> None:
    _, second = twice()
    second = decisions.accept(second.pk, User.objects.create_user("ann"), "a corrected copy")
    assert second.status == Record.Status.ACCEPTED
    assert len(second.data["warnings"]) == 1


def test_the_same_number_of_another_seller_is_no_duplicate() -> None:
    made.template()
    made.saved(made.document(b"first"), made.record())
    other = made.record(fields={"seller_name": made.reading("Harbour Finch")})
    assert made.saved(made.document(b"second"), other)[0].status == Record.Status.ACCEPTED


def test_a_rejected_record_is_no_twin() -> None:
    first, _ = twice()
    decisions.reject(first.pk, None)
    third = made.saved(made.document(b"third"), made.record())[0]
    assert [w["record"] for w in third.data["warnings"]] != [str(first.pk)]


def test_reading_the_first_again_does_not_warn_about_the_later_one() -> None:
    first, _ = twice()
    again = made.read_again(first.document, made.record())[0]
    assert again.status == Record.Status.ACCEPTED
    assert again.data["warnings"] == []
