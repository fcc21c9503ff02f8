"""What people do with documents: cancel, delete, read again, assign a template."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable

from django.db import transaction

from recognition import jobs, page_images, read_pages, storage
from recognition.models import Document
from recognition.signals import documents_deleted
from templates_app.models import Template

logger = logging.getLogger(__name__)

State = Document.State


def cancel(ids: Iterable[uuid.UUID]) -> int:
    """Stop reading documents that wait or are being read; return how many."""
    return Document.objects.filter(
        pk__in=list(ids), state__in=(State.QUEUED, State.PROCESSING)
    ).update(state=State.CANCELLED, claim=None, lease_until=None)


def delete(ids: Iterable[uuid.UUID]) -> int:
    """Delete documents with their records, pictures and bytes; return how many."""
    with transaction.atomic():
        # locked before their records, as a worker that stores a result does
        chosen = Document.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk")
        documents = list(chosen)
        Document.objects.filter(pk__in=[document.pk for document in documents]).delete()
        transaction.on_commit(lambda: _forget(documents))
    return len(documents)


def _forget(documents: list[Document]) -> None:
    documents_deleted.send_robust(None, digests={document.sha256 for document in documents})
    for document in documents:
        # the same bytes may have been handed in again meanwhile
        if not Document.objects.filter(sha256=document.sha256).exists():
            page_images.forget(document.sha256)
            read_pages.forget(document.sha256)
            try:
                storage.remove(document.sha256)
            except storage.StoreUnavailable as error:
                logger.warning("The bytes %s are left in the store: %s", document.sha256, error)


def reprocess(ids: Iterable[uuid.UUID]) -> int:
    """Read documents again with the current templates; decisions of people are kept."""
    with transaction.atomic():
        documents = list(Document.objects.filter(pk__in=list(ids)))
        jobs.enqueue(documents)
    return len(documents)


def assign(document: Document, template: Template | None) -> None:
    """Read a document with this template whatever the choice would say; None: choose again."""
    with transaction.atomic():
        document.assigned = template
        document.save(update_fields=["assigned"])
        jobs.enqueue([document])
