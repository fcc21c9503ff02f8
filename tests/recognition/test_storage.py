"""Bytes under their hash, and pictures of pages."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db.models.signals import post_save

from recognition import actions, page_images, storage
from recognition.intake import take_in
from recognition.models import Batch, Document
from tests import made


def test_bytes_come_back_by_their_hash() -> None:
    file = io.BytesIO(b"some bytes")
    sha256, size = storage.hash_file(file)
    storage.store(file, sha256, size)
    assert sha256 == hashlib.sha256(b"some bytes").hexdigest()
    assert storage.load(sha256) == b"some bytes"


def test_a_file_that_was_cut_off_while_it_was_written_is_replaced(settings: LazySettings) -> None:
    content = b"a whole document"
    sha256 = hashlib.sha256(content).hexdigest()
    path = Path(settings.STENCIL_HOME) / "files" / sha256[:2] / sha256
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content[:5])
    storage.store(io.BytesIO(content), sha256, len(content))
    assert storage.load(sha256) == content


def test_storing_twice_leaves_one_file(settings: LazySettings) -> None:
    for _ in range(2):
        file = io.BytesIO(b"twice")
        sha256, size = storage.hash_file(file)
        storage.store(file, sha256, size)
    folder = Path(settings.STENCIL_HOME) / "files" / sha256[:2]
    assert [path.name for path in folder.iterdir() if path.name.startswith(sha256)] == [sha256]


@pytest.mark.django_db(transaction=True)
def test_deleting_forgets_bytes_and_pictures() -> None:
    document = made.document(made.png("gone"))
    page_images.page_png(document, 1, 200)
    actions.delete([document.pk])
    with pytest.raises(FileNotFoundError):
        storage.load(document.sha256)
    with pytest.raises(FileNotFoundError):
        page_images.page_png(document, 1, 200)


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_named() -> None:
    with pytest.raises(page_images.PageMissing, match=r"bill\.png has 1 pages, no page 2"):
        page_images.page_png(made.document(made.png()), 2)


@pytest.mark.django_db
def test_pictures_are_dropped_when_there_are_too_many() -> None:
    page_images.page_png(made.document(made.png("pruned")), 1)
    assert page_images.prune(0) >= 1
    assert page_images.prune(0) == 0


@pytest.mark.django_db
def test_bytes_that_a_deletion_takes_while_they_are_handed_in_again_are_kept() -> None:
    file = io.BytesIO(made.png())
    file.name = "bill.png"

    def take_away(instance: Document, **_: object) -> None:
        """What deleting an equal document does last, just before the new one can be seen."""
        storage.remove(instance.sha256)

    post_save.connect(take_away, sender=Document)
    try:
        batch = take_in([file], None, Batch.Source.API)
    finally:
        post_save.disconnect(take_away, sender=Document)
    document = batch.uploads.get().document
    assert document is not None
    assert storage.load(document.sha256) == made.png()
