"""The outbox: what enters it, who may take what, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from exports import destinations, mappings, outbox
from exports.failures import Failure
from exports.models import Delivery, Mapping
from recognition import decisions
from recognition.models import Record
from tests import made
from tests.exports import ways

pytestmark = pytest.mark.django_db

State = Delivery.State
BAD = Failure("too_long", "A value does not fit.")
DOWN = Failure("unreachable", "The database does not answer.")
SERVER = Failure("server", "HTTP 500")


def folder_mapping(name: str = "files") -> Mapping:
    """A mapping that needs nothing else to be there."""
    return ways.mapping(destinations.create(name, "folder", {"path": name}))


def actions() -> list[tuple[str, int, str]]:
    rows = Delivery.objects.order_by("record_version", "pk")
    return list(rows.values_list("action", "record_version", "state"))


def claimed() -> outbox.Batch:
    batch = outbox.claim()
    assert batch is not None
    return batch


def test_an_accepted_record_is_queued_for_every_mapping_of_its_template() -> None:
    folder_mapping("one")
    folder_mapping("two")
    ways.accepted()
    assert actions() == [("put", 1, "queued")] * 2


def test_a_doubtful_record_is_not_queued() -> None:
    folder_mapping()
    made.saved(made.document(), made.record(status="needs_review"))
    assert actions() == []


def test_a_change_that_is_undone_leaves_nothing_in_the_outbox() -> None:
    folder_mapping()
    with pytest.raises(RuntimeError), transaction.atomic():
        ways.accepted()
        assert actions() == [("put", 1, "queued")]
        raise RuntimeError
    assert actions() == []
    assert not Record.objects.exists()


def test_a_switched_off_mapping_gets_nothing_and_catches_up_later() -> None:
    mapping = mappings.change(folder_mapping(), enabled=False)
    record = ways.accepted()
    assert actions() == []
    mappings.change(mapping, enabled=True)
    assert outbox.catch_up(mapping, since=timezone.now() + timedelta(hours=1)) == 0
    assert outbox.catch_up(mapping) == 1
    assert outbox.catch_up(mapping) == 0
    assert Delivery.objects.get().record == record


def test_catching_up_takes_back_what_was_rejected_meanwhile() -> None:
    mapping = folder_mapping()
    record = ways.accepted()
    mappings.change(mapping, enabled=False)
    decisions.reject(record.pk, None)
    assert actions() == [("put", 1, "queued")]
    mappings.change(mapping, enabled=True)
    assert outbox.catch_up(mapping) == 1
    assert actions() == [("put", 1, "queued"), ("take_back", 2, "queued")]


def test_a_switched_off_destination_keeps_its_queue() -> None:
    mapping = folder_mapping()
    destinations.change(mapping.destination, enabled=False)
    ways.accepted()
    assert actions() == [("put", 1, "queued")]
    assert outbox.claim() is None
    destinations.change(mapping.destination, enabled=True)
    assert outbox.claim() is not None


def test_a_rejected_record_is_taken_back_at_once() -> None:
    folder_mapping()
    record = ways.accepted()
    decisions.reject(record.pk, None, "a duplicate")
    assert actions() == [("put", 1, "queued"), ("take_back", 2, "queued")]
    assert Delivery.objects.get(action="take_back").next_at <= timezone.now()


def test_a_reopened_record_is_taken_back_at_once() -> None:
    folder_mapping()
    data = made.record(status="needs_review", unplaced=[{"page": 1, "text": "?"}])
    record = made.saved(made.document(), data)[0]
    decisions.accept(record.pk, None)
    decisions.reopen(record.pk, None)
    assert actions() == [("put", 2, "queued"), ("take_back", 3, "queued")]
    assert Delivery.objects.get(action="take_back").next_at <= timezone.now()


def test_a_record_under_correction_is_not_taken_back_between_two_decisions() -> None:
    folder_mapping()
    record = ways.accepted()
    decisions.decide_value(record.pk, "net", "50.00", None)
    pending = Delivery.objects.get(action="take_back")
    assert pending.next_at > timezone.now() + timedelta(minutes=1)
    decisions.decide_value(record.pk, "total", "68.00", None)
    assert actions() == [
        ("put", 1, "queued"),
        ("take_back", 2, "superseded"),
        ("put", 3, "queued"),
    ]


def test_a_correction_that_ends_in_a_rejection_does_not_wait() -> None:
    folder_mapping()
    record = ways.accepted()
    decisions.decide_value(record.pk, "net", "50.00", None)
    decisions.reject(record.pk, None)
    assert actions() == [("put", 1, "queued"), ("take_back", 2, "queued")]
    assert Delivery.objects.get(action="take_back").next_at <= timezone.now()


def test_one_of_two_processes_gets_a_delivery() -> None:
    folder_mapping()
    ways.accepted()
    assert claimed().deliveries[0].record_version == 1
    assert outbox.claim() is None


def test_states_of_one_record_are_claimed_in_their_order() -> None:
    folder_mapping()
    record = ways.accepted()
    decisions.decide_value(record.pk, "seller_name", "Birch Lane", None)
    first = claimed()
    assert [d.record_version for d in first.deliveries] == [1]
    assert outbox.claim() is None
    outbox.delivered(first, first.deliveries[0])
    assert [d.record_version for d in claimed().deliveries] == [2]


def test_what_a_killed_process_held_is_claimed_again_when_its_lease_is_over() -> None:
    folder_mapping()
    ways.accepted()
    lost = claimed()
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    again = claimed()
    assert again.deliveries[0].pk == lost.deliveries[0].pk
    assert not outbox.begin(lost, lost.deliveries[0])
    assert not outbox.holds(lost, lost.deliveries[0])
    assert not outbox.delivered(lost, lost.deliveries[0])
    assert outbox.begin(again, again.deliveries[0])
    assert outbox.holds(again, again.deliveries[0])


def test_the_mappings_take_turns() -> None:
    first, second = folder_mapping("one"), folder_mapping("two")
    for number in range(30):
        ways.accepted(number)
    batch = claimed()
    assert batch.mapping == first
    following = outbox.claim(after=first.pk)
    assert following is not None
    assert following.mapping == second


def test_what_the_destination_refuses_for_one_record_stays_queued_and_holds_up_no_other() -> None:
    mapping = folder_mapping()
    ways.accepted(1)
    ways.accepted(2)
    batch = claimed()
    assert not outbox.failed(batch, batch.deliveries[0], BAD)
    mapping.refresh_from_db()
    refused = Delivery.objects.get(pk=batch.deliveries[0].pk)
    assert (refused.state, refused.code, refused.reason) == (State.QUEUED, "too_long", BAD.message)
    assert refused.next_at > timezone.now()
    assert mapping.paused_until is None


def test_trouble_of_the_destination_keeps_everything_queued_and_pauses() -> None:
    mapping = folder_mapping()
    for number in range(3):
        ways.accepted(number)
    batch = claimed()
    outbox.begin(batch, batch.deliveries[0])
    assert outbox.failed(batch, batch.deliveries[0], DOWN)
    outbox.release(batch)
    assert {state for state, _ in ways.states()} == {"queued"}
    mapping.refresh_from_db()
    assert (mapping.failures, mapping.trouble_code) == (1, "unreachable")
    assert mapping.destination.health == "failing"
    assert outbox.claim() is None


def test_after_a_pause_one_delivery_shows_whether_the_trouble_is_over() -> None:
    mapping = folder_mapping()
    for number in range(3):
        ways.accepted(number)
    batch = claimed()
    outbox.failed(batch, batch.deliveries[0], DOWN)
    outbox.release(batch)
    Mapping.objects.update(paused_until=timezone.now() - timedelta(seconds=1))
    probe = claimed()
    assert len(probe.deliveries) == 1
    outbox.delivered(probe, probe.deliveries[0])
    mapping.refresh_from_db()
    assert (mapping.failures, mapping.paused_until, mapping.trouble) == (0, None, "")


def test_trouble_that_lasts_never_makes_a_dead_letter() -> None:
    folder_mapping()
    ways.accepted()
    for _ in range(30):
        Mapping.objects.update(paused_until=None)
        Delivery.objects.update(next_at=timezone.now())
        batch = claimed()
        outbox.begin(batch, batch.deliveries[0])
        outbox.failed(batch, batch.deliveries[0], DOWN)
    assert ways.states() == [("queued", 1)]
    assert Delivery.objects.get().attempts == 30


@override_settings(EXPORT_ATTEMPTS=3)
def test_a_record_that_breaks_its_receiver_is_given_up_after_its_attempts() -> None:
    folder_mapping()
    ways.accepted()
    for wanted in ("queued", "queued", "failed"):
        Mapping.objects.update(paused_until=None)
        Delivery.objects.update(next_at=timezone.now())
        batch = claimed()
        outbox.begin(batch, batch.deliveries[0])
        outbox.failed(batch, batch.deliveries[0], SERVER)
        assert ways.states() == [(wanted, 1)]


def test_pauses_double_up_to_the_longest() -> None:
    seconds = [outbox.pause(attempts).total_seconds() for attempts in (1, 2, 3, 20)]
    for found, wanted in zip(seconds, (2, 4, 8, 600), strict=True):
        assert wanted * 0.75 <= found <= wanted * 1.25


@override_settings(EXPORT_ATTEMPTS=3)
def test_a_record_that_is_refused_holds_up_no_other_and_is_given_up_after_its_attempts() -> None:
    mapping = folder_mapping()
    ways.accepted()
    for wanted in ("queued", "queued", "failed"):
        ways.due_again()
        batch = claimed()
        outbox.begin(batch, batch.deliveries[0])
        assert not outbox.failed(batch, batch.deliveries[0], BAD)
        assert ways.states() == [(wanted, 1)]
    mapping.refresh_from_db()
    assert (mapping.failures, mapping.paused_until) == (0, None)


@pytest.mark.parametrize("attempts", [1, 12])
def test_a_newer_state_takes_the_place_of_one_that_failed(attempts: int) -> None:
    folder_mapping()
    record = ways.accepted()
    batch = claimed()
    batch.deliveries[0].attempts = attempts
    outbox.failed(batch, batch.deliveries[0], BAD)
    decisions.decide_value(record.pk, "seller_name", "Birch", None)
    newer = claimed()
    assert newer.deliveries[0].record_version == 2
    outbox.delivered(newer, newer.deliveries[0])
    assert ways.states() == [("superseded", 1), ("delivered", 2)]


def test_a_state_that_has_to_wait_is_not_tried_again_once_there_is_a_newer_one() -> None:
    folder_mapping()
    record = ways.accepted()
    batch = claimed()
    decisions.decide_value(record.pk, "seller_name", "Birch", None)
    outbox.failed(batch, batch.deliveries[0], DOWN)
    assert ways.states() == [("superseded", 1), ("queued", 2)]


def test_send_again_starts_over_and_passes_over_what_was_replaced() -> None:
    folder_mapping()
    record = ways.accepted(1)
    ways.accepted(2)
    batch = claimed()
    for delivery in batch.deliveries:
        outbox.begin(batch, delivery)
        outbox.failed(batch, delivery, BAD)
    decisions.decide_value(record.pk, "seller_name", "Birch", None)
    refused = Delivery.objects.filter(record_version=1)
    assert outbox.send_again(refused) == 1
    other = Delivery.objects.exclude(record=record).get()
    assert (other.state, other.attempts, other.reason) == ("queued", 0, "")


def test_the_state_that_is_delivered_is_the_one_that_was_queued() -> None:
    folder_mapping()
    record = ways.accepted()
    decisions.decide_value(record.pk, "seller_name", "Birch Lane", None)
    data = outbox.data_of(claimed().deliveries[0])
    assert data["fields"]["seller_name"]["value"] == "Alder Lane"
