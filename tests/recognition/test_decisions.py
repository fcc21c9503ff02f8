"""What people decide, and that it outlives a new reading."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User

from recognition import decisions
from recognition.models import Decision, FieldValue, Record, RecordVersion
from recognition.signals import decision_taken_back, value_decided
from tests import made

pytestmark = pytest.mark.django_db

Status = Record.Status


@pytest.fixture
def ann() -> User:
    return User.objects.create_user("ann")


def doubtful(**fields: Any) -> Record:
    made.template()
    return made.saved(made.document(), made.record(status="needs_review", fields=fields))[0]


def test_a_decided_value_is_accepted_with_the_machines_reading_kept(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    record = decisions.decide_value(record.pk, "total", "118.00", ann)
    total = record.data["fields"]["total"]
    assert (total["value"], total["source"], total["confidence"]) == ("118.00", "person", 1.0)
    assert total["accepted"]
    assert total["evidence"]["machine"]["value"] == "119.00"
    assert total["evidence"]["decided"]["by"] == "ann"


def test_deciding_the_last_doubtful_value_accepts_the_record(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    record = decisions.decide_value(record.pk, "total", "118.00", ann)
    assert record.status == Status.ACCEPTED
    assert record.data["rules"][0]["passed"] is True


def test_a_decided_value_that_breaks_a_rule_leaves_the_record_in_review(ann: User) -> None:
    record = doubtful(total=made.reading("118.00", 0.4))
    record = decisions.decide_value(record.pk, "total", "120.00", ann)
    assert record.status == Status.NEEDS_REVIEW
    assert record.data["rules"][0]["passed"] is False


def test_an_overridden_rule_no_longer_holds_the_record_back(ann: User) -> None:
    record = doubtful(total=made.reading("118.00", 0.4))
    record = decisions.decide_value(record.pk, "total", "120.00", ann)
    record = decisions.override_rule(record.pk, "adds up", ann, "rounded by the seller")
    assert record.status == Status.ACCEPTED
    assert record.data["rules"][0]["overridden"] == {"by": "ann", "reason": "rounded by the seller"}


def test_a_rule_that_holds_can_not_be_overridden(ann: User) -> None:
    record = doubtful()
    with pytest.raises(decisions.DecisionError, match="has not failed"):
        decisions.override_rule(record.pk, "adds up", ann, "why not")


def test_every_change_raises_the_version_and_keeps_the_state_before(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    changed = decisions.decide_value(record.pk, "total", "118.00", ann)
    before = RecordVersion.objects.get(record=record, number=1)
    assert changed.record_version == changed.data["record_version"] == 2
    assert before.data["fields"]["total"]["value"] == "119.00"
    assert before.replaced_by == ann


def test_a_decision_on_an_outdated_record_is_refused(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    decisions.decide_value(record.pk, "total", "118.00", ann, record_version=1)
    with pytest.raises(decisions.OutdatedError, match="version 2"):
        decisions.decide_value(record.pk, "total", "117.00", ann, record_version=1)


def test_nothing_legible_is_a_decision_too(ann: User) -> None:
    record = doubtful(seller_name=made.reading("A1der", 0.3))
    record = decisions.decide_value(record.pk, "seller_name", None, ann, reason="unreadable")
    seller = record.data["fields"]["seller_name"]
    assert (seller["value"], seller["reason"], seller["accepted"]) == (None, "unreadable", True)
    assert record.status == Status.ACCEPTED


@pytest.mark.parametrize(
    ("name", "row", "value", "says"),
    [
        ("total", None, "1,180.00", "without grouping"),
        ("total", None, 118, "as text"),
        ("total", 0, "1.00", "leave out the row"),
        ("paid", None, "yes", "true for marked"),
        ("nowhere", None, "x", "no value named"),
        ("items.amount", None, "1.00", "2 rows"),
        ("items.amount", 2, "1.00", "2 rows"),
        ("items.colour", 0, "red", "no value named"),
        ("lines.amount", 0, "1.00", "no table named"),
    ],
)
def test_a_value_that_can_not_stand_there_is_refused(
    ann: User, name: str, row: int | None, value: object, says: str
) -> None:
    record = doubtful()
    with pytest.raises(decisions.DecisionError, match=says):
        decisions.decide_value(record.pk, name, value, ann, row=row)


def test_a_rejected_record_is_set_aside_until_it_is_reopened(ann: User) -> None:
    record = decisions.reject(doubtful().pk, ann, "not ours")
    assert (record.status, record.reason) == (Status.REJECTED, "not ours")
    with pytest.raises(decisions.DecisionError, match="Reopen"):
        decisions.decide_value(record.pk, "total", "1.00", ann)
    record = decisions.reopen(record.pk, ann)
    assert (record.status, record.reason) == (Status.ACCEPTED, "")


def test_an_unmatched_record_is_unmatched_again_when_it_is_reopened(ann: User) -> None:
    record = made.saved(made.document(), made.unread())[0]
    decisions.reject(record.pk, ann)
    record = decisions.reopen(record.pk, ann)
    assert (record.status, record.reason) == (Status.UNMATCHED, "No template fits.")


def test_a_record_with_unplaced_text_waits_until_a_person_accepts_it(ann: User) -> None:
    made.template()
    unplaced = [{"page": 1, "box": [[0, 0], [1, 0], [1, 1], [0, 1]], "text": "?", "table": "items"}]
    data = made.record(status="needs_review", unplaced=unplaced)
    record = made.saved(made.document(), data)[0]
    record = decisions.accept(record.pk, ann, "a coffee stain")
    assert record.status == Status.ACCEPTED
    assert record.data["accepted_by"] == {"by": "ann", "reason": "a coffee stain"}


def test_a_record_with_open_values_can_not_be_accepted_as_a_whole(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    with pytest.raises(decisions.DecisionError, match="total"):
        decisions.accept(record.pk, ann)


def test_decisions_are_kept_when_the_document_is_read_again_with_a_new_version(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    decisions.decide_value(record.pk, "total", "118.00", ann)
    made.template(title="Bill, redrawn")
    again = made.record(version=2, status="needs_review", fields={"total": made.reading("11", 0.2)})
    record = made.read_again(record.document, again)[0]
    total = record.data["fields"]["total"]
    assert record.template_version is not None
    assert record.template_version.number == 2
    assert (total["value"], total["source"]) == ("118.00", "person")
    assert total["evidence"]["machine"]["value"] == "11"
    assert record.status == Status.ACCEPTED
    assert Record.objects.count() == 1


def test_a_decided_cell_follows_its_place_on_the_page_when_rows_move(ann: User) -> None:
    record = doubtful()
    decisions.decide_value(record.pk, "items.amount", "45.00", ann, row=1)
    tables = {
        "items": [
            made.row("Header", "0", 200),
            made.row("Tea", "60.00", 240),
            made.row("Cups", "40.00", 281),
        ]
    }
    record = made.read_again(record.document, made.record(tables=tables))[0]
    amounts = [row["amount"]["value"] for row in record.data["tables"]["items"]]
    assert amounts == ["0", "60.00", "45.00"]


def test_a_decision_whose_place_is_gone_is_a_warning(ann: User) -> None:
    record = doubtful()
    decisions.decide_value(record.pk, "items.amount", "45.00", ann, row=1)
    tables = {"items": [made.row("Tea", "60.00", 240)]}
    record = made.read_again(record.document, made.record(tables=tables))[0]
    assert [w["message"] for w in record.data["warnings"]] == [
        "items.amount, row 2 was decided as '45.00', but this reading has no such place. "
        "Check it and decide it again."
    ]


def test_rejection_is_kept_when_the_document_is_read_again(ann: User) -> None:
    record = decisions.reject(doubtful().pk, ann, "not ours")
    assert made.read_again(record.document, made.record())[0].status == Status.REJECTED


def test_values_are_found_by_what_a_person_decided(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    decisions.decide_value(record.pk, "total", "118.00", ann)
    row = FieldValue.objects.get(record=record, name="total")
    assert (row.value, row.start, row.accepted, row.source) == ("118.00", "118.00", True, "person")


def rows(record: Record) -> set[tuple[int, str, str | None]]:
    return set(FieldValue.objects.filter(record=record).values_list("pk", "name", "value"))


def test_a_decision_writes_the_row_of_its_value_and_no_other(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    before = rows(record)
    decisions.decide_value(record.pk, "total", "118.00", ann)
    ((pk, *_),) = before - rows(record)
    assert rows(record) - before == {(pk, "total", "118.00")}


def test_a_row_that_has_got_lost_is_there_again_after_the_next_decision(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    FieldValue.objects.filter(record=record).exclude(name="net").delete()
    decisions.decide_value(record.pk, "total", "118.00", ann)
    assert {name for _, name, _ in rows(record)} >= {"total", "net", "seller_name"}


def test_the_state_before_a_change_is_kept_as_it_was(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    decisions.decide_value(record.pk, "total", "118.00", ann)
    decisions.take_back(record.decisions.get().pk, ann)
    decisions.reject(record.pk, ann, "not ours")
    decisions.reopen(record.pk, ann)
    kept = RecordVersion.objects.filter(record=record).order_by("number")
    assert [(one.data["fields"]["total"]["value"], one.data["status"]) for one in kept] == [
        ("119.00", "needs_review"),
        ("118.00", "accepted"),
        ("119.00", "needs_review"),
        ("119.00", "rejected"),
    ]


BESIDE = {"page": 1, "box": [[300.0, 420.0], [600.0, 420.0], [600.0, 460.0], [300.0, 460.0]]}


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What listeners were told, in order."""
    told: list[str] = []

    def decided(decision: Decision, **_: Any) -> None:
        told.append(f"decided {decision.name} as {decision.value}")

    def taken_back(decision: Decision, **_: Any) -> None:
        told.append(f"took back {decision.name}")

    value_decided.connect(decided)
    decision_taken_back.connect(taken_back)
    yield told
    value_decided.disconnect(decided)
    decision_taken_back.disconnect(taken_back)


def test_a_decision_sent_twice_counts_once(ann: User, heard: list[str]) -> None:
    record, token = doubtful(total=made.reading("119.00", 0.4)), uuid.uuid4()
    for _ in range(2):
        record = decisions.decide_value(
            record.pk, "total", "118.00", ann, record_version=1, token=token
        )
    assert record.record_version == 2
    assert record.decisions.count() == 1
    assert heard == ["decided total as 118.00"]


def test_a_token_of_another_decision_is_refused(ann: User) -> None:
    record, token = doubtful(), uuid.uuid4()
    decisions.decide_value(record.pk, "total", "118.00", ann, token=token)
    with pytest.raises(decisions.DecisionError, match="another decision"):
        decisions.decide_value(record.pk, "net", "100.00", ann, token=token)


def test_a_decision_taken_back_leaves_the_machines_reading_and_its_own_row(
    ann: User, heard: list[str]
) -> None:
    record = doubtful(total=made.reading("119.00", 0.4, evidence={"reading": "lines"}))
    before = record.data["fields"]["total"]
    decisions.decide_value(record.pk, "total", "118.00", ann, region=BESIDE)
    decision = record.decisions.get()
    record = decisions.take_back(decision.pk, ann)
    assert record.data["fields"]["total"] == before
    assert record.status == Status.NEEDS_REVIEW
    decision.refresh_from_db()
    assert (decision.value, decision.taken_back_by) == ("118.00", ann)
    assert heard == ["decided total as 118.00", "took back total"]


def test_taking_back_the_second_decision_on_a_value_leaves_the_first(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    decisions.decide_value(record.pk, "total", "118.00", ann)
    decisions.decide_value(record.pk, "total", "117.00", ann)
    last = record.decisions.last()
    assert last is not None
    record = decisions.take_back(last.pk, ann)
    assert record.data["fields"]["total"]["value"] == "118.00"
    assert record.status == Status.ACCEPTED


def test_a_decision_taken_back_stays_so_when_the_document_is_read_again(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    decisions.decide_value(record.pk, "total", "118.00", ann)
    decisions.take_back(record.decisions.get().pk, ann)
    again = made.record(status="needs_review", fields={"total": made.reading("119.00", 0.4)})
    record = made.read_again(record.document, again)[0]
    assert record.data["fields"]["total"]["source"] == "ocr"


def test_taking_back_twice_is_taking_back_once(ann: User, heard: list[str]) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    decisions.decide_value(record.pk, "total", "118.00", ann)
    for _ in range(2):
        record = decisions.take_back(record.decisions.get().pk, ann)
    assert record.record_version == 3
    assert heard[1:] == ["took back total"]


def test_an_override_taken_back_lets_the_rule_fail_again(ann: User) -> None:
    record = doubtful(total=made.reading("118.00", 0.4))
    decisions.decide_value(record.pk, "total", "120.00", ann)
    decisions.override_rule(record.pk, "adds up", ann, "rounded by the seller")
    record = decisions.take_back(record.decisions.get(kind="rule").pk, ann)
    assert record.data["rules"][0]["overridden"] is None
    assert record.status == Status.NEEDS_REVIEW


def test_a_value_decided_with_another_place_stands_there(ann: User) -> None:
    record = doubtful(total=made.reading("119.00", 0.4))
    record = decisions.decide_value(record.pk, "total", "118.00", ann, region=BESIDE)
    total = record.data["fields"]["total"]
    assert (total["page"], total["box"]) == (1, BESIDE["box"])
    assert total["evidence"]["machine"]["box"] == made.reading("")["box"]
    assert record.decisions.get().region == BESIDE


def test_a_cell_decided_with_another_place_is_still_found_when_read_again(ann: User) -> None:
    record = doubtful()
    decisions.decide_value(record.pk, "items.amount", "45.00", ann, row=1, region=BESIDE)
    record = decisions.decide_value(record.pk, "items.amount", "46.00", ann, row=1)
    assert record.data["warnings"] == []
    record = made.read_again(record.document, made.record())[0]
    amounts = [row["amount"]["value"] for row in record.data["tables"]["items"]]
    assert (amounts, record.data["warnings"]) == (["60.00", "46.00"], [])


@pytest.mark.parametrize(
    ("region", "says"),
    [
        ({"page": 7, "box": BESIDE["box"]}, "page that this record"),
        ({"page": 1, "box": [[0, 0], [1, 1]]}, "four corners"),
        ({"page": 1, "box": [[5, 5], [5, 5], [5, 5], [5, 5]]}, "too small"),
        ({"page": 1, "box": [[0, 0], [float("nan"), 0], [9, 9], [0, 9]]}, "four corners"),
        ({"box": BESIDE["box"]}, "page's number"),
    ],
)
def test_a_place_that_is_none_is_refused(ann: User, region: dict[str, Any], says: str) -> None:
    record = doubtful()
    with pytest.raises(decisions.DecisionError, match=says):
        decisions.decide_value(record.pk, "total", "118.00", ann, region=region)
