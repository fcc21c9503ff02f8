"""A claimed document on its way to its records."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.conf import LazySettings

from recognition import actions, jobs, storage
from recognition.catalogue import current_index
from recognition.heartbeat import Heartbeat
from recognition.models import Document, Record
from recognition.processing import process
from templates_app.models import Template
from tests import made


@pytest.mark.django_db
def test_a_picture_no_template_fits_is_unmatched() -> None:
    made.template()
    document = made.document(made.png())
    claim = jobs.claim(document.pk)
    assert claim is not None
    assert process(claim)
    document.refresh_from_db()
    record = document.records.get()
    assert (document.state, document.page_count) == (Document.State.DONE, 1)
    assert record.status == Record.Status.UNMATCHED
    assert record.data["document"]["sha256"] == document.sha256
    assert record.data["timings"]["total"] > 0


@pytest.mark.django_db
def test_a_file_that_can_not_be_read_is_a_failed_record() -> None:
    document = made.document(b"%PDF-1.7 and nothing more", "a.pdf")
    claim = jobs.claim(document.pk)
    assert claim is not None
    assert process(claim)
    assert document.records.get().status == Record.Status.FAILED


@pytest.mark.django_db
def test_an_error_gives_the_document_back_until_its_attempts_are_used_up(
    settings: LazySettings,
) -> None:
    settings.MAX_ATTEMPTS = 2
    document = made.document()
    storage.remove(document.sha256)
    first = jobs.claim_next()
    assert first is not None
    assert not process(first)
    document.refresh_from_db()
    assert document.state == Document.State.QUEUED
    second = jobs.claim_next()
    assert second is not None
    assert process(second)
    reason = document.records.get().reason
    assert "2 attempts" in reason
    assert "FileNotFoundError" in reason


@pytest.mark.django_db
def test_a_claim_that_was_lost_before_reading_is_not_read() -> None:
    document = made.document(made.png())
    claim = jobs.claim(document.pk)
    assert claim is not None
    actions.delete([document.pk])
    assert not process(claim)


@pytest.mark.django_db
def test_the_index_follows_what_is_published_and_switched_off() -> None:
    assert "bill" not in current_index()
    made.template()
    first = current_index()
    assert first["bill"].version == 1
    assert current_index() is first
    made.template(title="Invoice")
    assert current_index()["bill"].version == 2
    template = Template.objects.get()
    template.active = False
    template.save()
    assert "bill" not in current_index()


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_extended_while_a_long_document_is_read(settings: LazySettings) -> None:
    settings.LEASE = timedelta(seconds=0.6)
    document = made.document()
    claim = jobs.claim(document.pk)
    assert claim is not None
    with Heartbeat(claim):
        threading.Event().wait(1.5)
        assert jobs.sweep().requeued == ()
    threading.Event().wait(0.8)
    assert jobs.sweep().requeued == (document.pk,)


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_ends_when_the_document_is_cancelled(settings: LazySettings) -> None:
    settings.LEASE = timedelta(seconds=0.3)
    document = made.document()
    claim = jobs.claim(document.pk)
    assert claim is not None
    with Heartbeat(claim) as heartbeat:
        actions.cancel([document.pk])
        heartbeat._thread.join(5)
        assert not heartbeat._thread.is_alive()


@pytest.mark.django_db
def test_a_document_assigned_to_a_template_that_is_switched_off_says_so() -> None:
    template = made.template().template
    document = made.document(made.png())
    actions.assign(document, template)
    template.active = False
    template.save()
    claim = jobs.claim(document.pk)
    assert claim is not None
    assert process(claim)
    (record,) = document.records.all()
    assert record.status == Record.Status.FAILED
    assert record.reason.startswith("The template bill, which bill.png is to be read with, is")


@pytest.mark.django_db
def test_a_document_whose_store_is_away_keeps_its_lease(settings: LazySettings) -> None:
    document = made.document(made.png())
    away = {"BACKEND": "tests.ocrproject.lost_store.LostStore"}
    settings.STORAGES = {**settings.STORAGES, "documents": away}
    claim = jobs.claim(document.pk)
    assert claim is not None
    assert not process(claim)
    document.refresh_from_db()
    assert (document.state, document.attempt) == (Document.State.PROCESSING, 1)
    assert jobs.sweep(document.lease_until + timedelta(seconds=1)).requeued == (document.pk,)
    settings.MAX_ATTEMPTS = 2
    last = jobs.claim(document.pk)
    assert last is not None
    assert process(last)
    assert "The file store can't be used (OSError)" in document.records.get().reason
