"""Reading what is in doubt once more, with whatever reads now; people's decisions are kept."""

from __future__ import annotations

from django.db.models import QuerySet

from recognition.actions import reprocess
from recognition.models import Document, Record


def doubtful() -> QuerySet[Document]:
    """Documents that were read and have a record that waits for a person."""
    waiting = Record.objects.filter(status=Record.Status.NEEDS_REVIEW)
    return Document.objects.filter(state=Document.State.DONE, pk__in=waiting.values("document_id"))


def read_doubtful_again() -> int:
    """Queue them; returns how many."""
    return reprocess(doubtful().values_list("pk", flat=True))
