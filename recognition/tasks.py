"""What a broker's message starts."""

from __future__ import annotations

from celery import shared_task

from recognition import jobs
from recognition.processing import process


@shared_task(name=jobs.TASK)
def read(document_id: str) -> None:
    """Read a document, unless somebody else does or has."""
    claim = jobs.claim(document_id)
    if claim is not None:
        process(claim)
