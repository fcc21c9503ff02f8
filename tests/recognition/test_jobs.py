"""Claims, leases and the sweeper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from recognition import jobs, saving
from recognition.models import Document, Record
from recognition.pipeline import ExtractedDocument
from recognition.processing import give_up
from tests import made

pytestmark = pytest.mark.django_db

State = Document.State


def later(settings: LazySettings) -> timedelta:
    return settings.LEASE + timedelta(seconds=1)


def test_one_of_two_claims_wins() -> None:
    document = made.document()
    first, second = jobs.claim(document.pk), jobs.claim(document.pk)
    assert first is not None
    assert first.attempt == 1
    assert second is None


def test_the_document_that_has_waited_longest_is_claimed_first() -> None:
    older, newer = made.document(b"older"), made.document(b"newer")
    Document.objects.filter(pk=older.pk).update(queued_at=timezone.now() - timedelta(hours=1))
    claims = [jobs.claim_next(), jobs.claim_next(), jobs.claim_next()]
    assert [claim and claim.document for claim in claims] == [older.pk, newer.pk, None]


def test_a_document_whose_worker_is_gone_is_queued_again(settings: LazySettings) -> None:
    document = made.document()
    lost = jobs.claim(document.pk)
    assert lost is not None
    swept = jobs.sweep(timezone.now() + later(settings))
    assert swept.requeued == (document.pk,)
    again = jobs.claim(document.pk)
    assert again is not None
    assert again.attempt == 2


def test_a_document_that_is_still_being_read_is_left_alone() -> None:
    claim = jobs.claim(made.document().pk)
    assert claim is not None
    assert jobs.extend(claim)
    assert jobs.sweep().requeued == ()


def test_the_result_of_a_lost_claim_is_not_stored(settings: LazySettings) -> None:
    made.template()
    document = made.document()
    lost = jobs.claim(document.pk)
    jobs.sweep(timezone.now() + later(settings))
    held = jobs.claim(document.pk)
    assert lost is not None
    assert held is not None
    result = [ExtractedDocument(made.record(), (1,))]
    assert not saving.save(lost, result)
    assert Record.objects.count() == 0
    assert saving.save(held, result)
    assert not saving.save(held, result)
    assert Record.objects.count() == 1


def test_a_lost_claim_is_not_extended(settings: LazySettings) -> None:
    claim = jobs.claim(made.document().pk)
    assert claim is not None
    jobs.sweep(timezone.now() + later(settings))
    assert not jobs.extend(claim)


def test_a_document_that_ends_every_worker_gets_a_failed_record(settings: LazySettings) -> None:
    document = made.document()
    for _ in range(settings.MAX_ATTEMPTS):
        assert jobs.claim(document.pk) is not None
        swept = jobs.sweep(timezone.now() + later(settings))
    assert [claim.document for claim in swept.exhausted] == [document.pk]
    assert give_up(swept.exhausted[0])
    document.refresh_from_db()
    record = document.records.get()
    assert document.state == State.DONE
    assert record.status == Record.Status.FAILED
    assert f"{settings.MAX_ATTEMPTS} attempts" in record.reason


def test_a_released_document_is_read_again_and_the_attempt_stays_counted() -> None:
    document = made.document()
    claim = jobs.claim(document.pk)
    assert claim is not None
    jobs.release(claim)
    again = jobs.claim(document.pk)
    assert again is not None
    assert again.attempt == 2


def test_a_document_that_failed_waits_behind_the_others() -> None:
    first = made.document(b"first")
    claim = jobs.claim(first.pk)
    second = made.document(b"second")
    assert claim is not None
    jobs.release(claim)
    claims = [jobs.claim_next(), jobs.claim_next()]
    assert [claim and claim.document for claim in claims] == [second.pk, first.pk]


def test_queueing_again_takes_the_claim_and_the_attempts_away() -> None:
    document = made.document()
    claim = jobs.claim(document.pk)
    assert claim is not None
    jobs.enqueue([document])
    assert not jobs.extend(claim)
    again = jobs.claim(document.pk)
    assert again is not None
    assert again.attempt == 1


def test_without_a_broker_nothing_is_announced() -> None:
    made.document()
    assert jobs.sweep(timezone.now() + timedelta(days=1)).announced == 0


def test_a_broker_that_is_down_costs_no_document(
    settings: LazySettings,
    django_capture_on_commit_callbacks,
) -> None:
    settings.BROKER_URL = "redis://127.0.0.1:1/0"
    document = made.document()
    with (
        pytest.MonkeyPatch.context() as patch,
        django_capture_on_commit_callbacks(execute=True),
    ):
        patch.setattr(jobs.current_app.conf, "broker_url", settings.BROKER_URL)
        jobs.enqueue([document])
    document.refresh_from_db()
    assert document.state == State.QUEUED
    assert document.publications == 0
    assert jobs.claim(document.pk) is not None
