"""Records of the made-up template with decisions and audits, on chosen days."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from recognition import decisions
from recognition.models import Decision, Document, Record
from review.models import Doubt
from tests import made
from training.samples.models import Sample

_serial = itertools.count()


def stated(at: datetime, confidence: float, value: str = "A-17", **changes: Any) -> Record:
    """A record whose invoice number the machine stated with this confidence, on that day."""
    reading = made.reading(value, confidence, **changes)
    document = made.document(f"bytes {next(_serial)}".encode())
    record = made.saved(document, made.record(fields={"invoice_number": reading}))[0]
    Record.objects.filter(pk=record.pk).update(created_at=at)
    Document.objects.filter(pk=document.pk).update(created_at=at)
    return record


def judged(
    at: datetime, confidence: float, right: bool = True, audit: bool = False, **changes: Any
) -> Record:
    """A stated value that a person confirmed or corrected, drawn at random or not."""
    record = stated(at, confidence, **changes)
    value = record.data["fields"]["invoice_number"]["value"]
    decisions.decide_value(record.pk, "invoice_number", value if right else "B-99", None)
    decision = Decision.objects.get(record=record)
    if audit:
        Doubt.objects.update_or_create(
            record=record,
            kind=Doubt.Kind.AUDIT,
            name="invoice_number",
            row=None,
            defaults={
                "template": record.template_version.template,
                "reason": Doubt.Reason.AUDIT,
                "state": Doubt.State.SETTLED,
                "due": at,
                "created_at": at,
                "decision": decision,
            },
        )
    Sample.objects.filter(decision=decision).update(decided_at=at)
    return record
