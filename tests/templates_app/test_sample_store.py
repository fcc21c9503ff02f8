"""Bytes that nothing refers to are given back, those in use and those just kept are not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from templates_app import drafts, sample_store
from templates_app.importing import import_template
from templates_app.models import GoldenDocument, KeptSample
from tests import made

pytestmark = pytest.mark.django_db


def tomorrow() -> int:
    return sample_store.remove_unused(timezone.now() + sample_store.GRACE + timedelta(minutes=1))


def test_bytes_stay_as_long_as_a_version_a_draft_or_a_golden_document_has_them() -> None:
    page = {**made.TEMPLATE["pages"][0], "sample": "bill.png"}
    sample = made.png("Bill 12")
    version = import_template({**made.TEMPLATE, "pages": [page]}, {"bill.png": sample}).version
    draft = drafts.new_draft({**made.TEMPLATE, "name": "new"}, {1: ("a.png", b"drawn on")}, None)
    golden = GoldenDocument.objects.create(
        template=version.template, sha256=sample_store.keep(b"golden"), name="g", expected={}
    )
    assert tomorrow() == 0
    draft.delete()
    golden.delete()
    assert tomorrow() == 2
    assert version.samples.get().read() == sample
    with pytest.raises(FileNotFoundError):
        sample_store.load(golden.sha256)


def test_bytes_that_were_just_kept_stay_for_who_is_not_done_yet() -> None:
    digest = sample_store.keep(b"young")
    assert sample_store.remove_unused() == 0
    assert sample_store.load(digest) == b"young"


def test_keeping_the_same_bytes_again_makes_them_young_again() -> None:
    digest = sample_store.keep(b"old")
    KeptSample.objects.update(kept_at=timezone.now() - 2 * sample_store.GRACE)
    sample_store.keep(b"old")
    assert sample_store.remove_unused() == 0
    assert sample_store.load(digest) == b"old"


def test_bytes_given_back_can_be_kept_anew() -> None:
    digest = sample_store.keep(b"back")
    assert tomorrow() == 1
    assert sample_store.keep(b"back") == digest
    assert sample_store.load(digest) == b"back"
