"""Reading a claimed document: bytes in, records stored, once."""

from __future__ import annotations

import logging

from django.conf import settings

from recognition import jobs, saving, storage
from recognition.catalogue import current_index
from recognition.extraction import extract_settings
from recognition.heartbeat import Heartbeat
from recognition.models import Document
from recognition.pipeline import ExtractedDocument, extract
from recognition.record import FileFacts, failed, file_facts
from recognition.shared_reader import shared_reader

logger = logging.getLogger(__name__)


def process(claim: jobs.Claim) -> bool:
    """Read the claimed document and store its records; False where the claim was lost.

    Nothing is locked while the document is read. An attempt that ends in an error gives the
    document back to the queue; the last one leaves a failed record that says so.
    """
    document = jobs.held(claim).select_related("assigned").first()
    if document is None:
        return False
    try:
        with Heartbeat(claim):
            extracted = _read(document)
    except storage.StoreUnavailable as error:
        # kept until the lease runs out: tried again at once it would only fail again
        logger.warning("Document %s waits for the file store: %s", document.pk, error)
        return claim.attempt >= settings.MAX_ATTEMPTS and give_up(claim, str(error))
    except Exception as error:
        logger.exception("Document %s was not read (attempt %d).", document.pk, claim.attempt)
        if claim.attempt < settings.MAX_ATTEMPTS:
            jobs.release(claim)
            return False
        return give_up(claim, f"{type(error).__name__}: {error}")
    return saving.save(claim, extracted)


def _read(document: Document) -> tuple[ExtractedDocument, ...]:
    data, index = storage.load(document.sha256), current_index()
    wanted = document.assigned.name if document.assigned else None
    if wanted is not None and wanted not in index:
        reason = (
            f"The template {wanted}, which {document.name} is to be read with, is switched off. "
            "Switch it on and read the document again, or assign another one."
        )
        return (ExtractedDocument(failed(file_facts(document.name, data), reason), ()),)
    with shared_reader() as reader:
        return extract(
            data, document.name, index, reader, extract_settings(document.split), template=wanted
        )


def give_up(claim: jobs.Claim, why: str = "the worker ended each time") -> bool:
    """Leave a failed record of a document that has used up its attempts."""
    document = jobs.held(claim).first()
    if document is None:
        return False
    reason = (
        f"{document.name} could not be read in {claim.attempt} attempts ({why}). Read it again "
        "from its page; if that fails too, save it anew (print it to PDF) and upload that."
    )
    facts = FileFacts(document.name, document.sha256, document.page_count or 0)
    return saving.save(claim, (ExtractedDocument(failed(facts, reason), ()),))
