"""What stands in the queue, and how it follows the records."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from recognition import decisions
from recognition.models import Record
from review import queue
from review.models import Doubt
from tests import made
from tests.review.conftest import Doubtful

pytestmark = pytest.mark.django_db

State = Doubt.State
Row = tuple[str, str, int | None, str, str]


def rows(record: Record) -> list[Row]:
    """Kind, name, row, reason and state of a record's doubts."""
    found = Doubt.objects.filter(record=record).order_by("kind", "name", "row")
    return [(one.kind, one.name, one.row, one.reason, one.state) for one in found]


def test_an_accepted_record_leaves_nothing_to_a_person(doubtful: Doubtful) -> None:
    made.template()
    record = made.saved(made.document(), made.record())[0]
    assert rows(record) == []


def test_each_undecided_value_is_one_doubt_with_its_reason(doubtful: Doubtful) -> None:
    two = [{"text": "Alder", "value": "Alder"}, {"text": "Aider", "value": "Aider"}]
    record = doubtful(
        total=made.reading("118.00", 0.8),
        net=made.reading(None, 0.5, text="1O0.oo"),
        tax=made.reading(None, 0.0),
        seller_name=made.reading("Alder", 0.6, evidence={"readings": two}),
        paid=made.reading(None, 0.3),
    )
    assert rows(record) == [
        ("value", "net", None, "invalid", "open"),
        ("value", "seller_name", None, "disagreement", "open"),
        ("value", "tax", None, "missing", "open"),
        ("value", "total", None, "unsure", "open"),
    ]


def test_a_cell_is_a_doubt_with_its_row(doubtful: Doubtful) -> None:
    made.template()
    tables = {"items": [made.row("Tea", "60.00", 240), made.row("Cups", "40.00", 280, 0.5)]}
    record = made.saved(made.document(), made.record(status="needs_review", tables=tables))[0]
    assert rows(record) == [("value", "items.amount", 1, "unsure", "open")]


def test_a_broken_rule_waits_for_the_values_and_comes_up_after_them(
    doubtful: Doubtful, ann: User
) -> None:
    rules = [{"name": "adds up", "passed": False, "detail": None, "overridden": None}]
    made.template()
    fields = {"total": made.reading("119.00", 0.8)}
    data = made.record(status="needs_review", fields=fields, rules=rules)
    record = made.saved(made.document(), data)[0]
    assert ("rule", "adds up", None, "rule", "waiting") in rows(record)
    decisions.decide_value(record.pk, "total", "119.00", ann)
    assert rows(record) == [
        ("rule", "adds up", None, "rule", "open"),
        ("value", "total", None, "unsure", "settled"),
    ]


def test_a_rule_that_holds_after_a_correction_is_withdrawn(doubtful: Doubtful, ann: User) -> None:
    rules = [{"name": "adds up", "passed": False, "detail": None, "overridden": None}]
    made.template()
    fields = {"total": made.reading("119.00", 0.8)}
    data = made.record(status="needs_review", fields=fields, rules=rules)
    record = made.saved(made.document(), data)[0]
    decisions.decide_value(record.pk, "total", "118.00", ann)
    assert ("rule", "adds up", None, "rule", "withdrawn") in rows(record)


def test_a_record_held_back_by_text_without_a_place_is_one_doubt(
    doubtful: Doubtful, ann: User
) -> None:
    made.template()
    unplaced = [{"page": 1, "box": [[0, 0], [1, 0], [1, 1], [0, 1]], "text": "?", "table": "items"}]
    data = made.record(status="needs_review", unplaced=unplaced)
    record = made.saved(made.document(), data)[0]
    assert rows(record) == [("record", "", None, "held", "open")]
    decisions.accept(record.pk, ann, "a stain")
    assert rows(record) == [("record", "", None, "held", "settled")]


def test_a_decision_settles_its_doubt_and_names_who_and_what(doubtful: Doubtful, ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    decisions.decide_value(record.pk, "total", "118.00", ann)
    doubt = Doubt.objects.get(record=record, name="total")
    assert (doubt.state, doubt.settled_by, doubt.decision) == (
        State.SETTLED,
        ann,
        record.decisions.get(),
    )
    assert doubt.settled_at is not None


def test_a_decision_taken_back_opens_its_doubt_again(doubtful: Doubtful, ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    decisions.decide_value(record.pk, "total", "118.00", ann)
    decisions.take_back(record.decisions.get().pk, ann)
    doubt = Doubt.objects.get(record=record, name="total")
    assert (doubt.state, doubt.settled_by, doubt.decision) == (State.OPEN, None, None)


def test_reading_a_document_again_makes_no_second_row(doubtful: Doubtful) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    again = made.record(status="needs_review", fields={"total": made.reading("117.00", 0.5)})
    made.read_again(record.document, again)
    doubt = Doubt.objects.get(record=record)
    assert (doubt.text, doubt.confidence, doubt.state) == ("117.00", 0.5, State.OPEN)


def test_what_a_better_reading_is_sure_of_is_withdrawn_and_kept(doubtful: Doubtful) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    made.read_again(record.document, made.record())
    assert rows(record) == [("value", "total", None, "unsure", "withdrawn")]
    again = made.record(status="needs_review", fields={"total": made.reading("117.00", 0.5)})
    made.read_again(record.document, again)
    assert rows(record) == [("value", "total", None, "unsure", "open")]


def test_a_rejected_record_leaves_the_queue_and_comes_back_when_reopened(
    doubtful: Doubtful, ann: User
) -> None:
    record = doubtful(total=made.reading("118.00", 0.4))
    decisions.reject(record.pk, ann, "not ours")
    assert rows(record) == [("value", "total", None, "unsure", "withdrawn")]
    decisions.reopen(record.pk, ann)
    assert rows(record) == [("value", "total", None, "unsure", "open")]


def test_keeping_the_queue_twice_changes_nothing(doubtful: Doubtful) -> None:
    record = doubtful(total=made.reading("119.00", 0.4), net=made.reading(None, 0.1))
    before = list(Doubt.objects.values())
    queue.keep(record)
    assert list(Doubt.objects.values()) == before


def test_records_from_before_the_queue_are_taken_in(doubtful: Doubtful) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    before = rows(record)
    Doubt.objects.all().delete()
    assert queue.catch_up() == 1
    assert rows(record) == before
    assert queue.catch_up() == 0


def test_a_deleted_document_takes_its_doubts_along(doubtful: Doubtful) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    record.document.delete()
    assert not Doubt.objects.exists()
