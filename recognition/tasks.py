"""What a broker's message starts."""

from __future__ import annotations

from celery import shared_task

from recognition import golden_jobs, golden_reading, jobs
from recognition.processing import process


@shared_task(name=jobs.TASK)
def read(document_id: str) -> None:
    """Read a document, unless somebody else does or has."""
    claim = jobs.claim(document_id)
    if claim is not None:
        process(claim)
    # a designer waits for it; a long queue of documents must not stand before it
    golden_reading.read_next()


@shared_task(name=golden_jobs.TASK)
def read_golden() -> None:
    """Read the golden document that has waited longest, unless none waits any more."""
    golden_reading.read_next()
