"""Made-up templates, records and files that tests of the Django rooms start from."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from PIL import Image, ImageDraw

from recognition import jobs, saving, storage
from recognition.models import Batch, Document, Record, Upload
from recognition.pipeline import ExtractedDocument
from templates_app.importing import import_template
from templates_app.models import TemplateVersion

TEMPLATE: dict[str, Any] = {
    "format": "stencil-template/1",
    "name": "bill",
    "title": "Bill",
    "language": "en",
    "pages": [{"number": 1, "width": 800, "height": 600}],
    "fields": [
        {"name": "invoice_number", "type": "code", "box": [300, 40, 600, 80]},
        {"name": "seller_name", "type": "text", "box": [300, 100, 600, 140]},
        {"name": "net", "type": "amount", "box": [300, 400, 600, 440]},
        {"name": "tax", "type": "amount", "box": [300, 450, 600, 490]},
        {"name": "total", "type": "amount", "box": [300, 500, 600, 540]},
        {"name": "paid", "type": "checkbox", "box": [300, 550, 330, 580], "required": False},
    ],
    "tables": [
        {
            "name": "items",
            "box": [50, 200, 750, 380],
            "orientation": "horizontal",
            "header_height": 30,
            "columns": [
                {"name": "item", "header": "Item", "range": [50, 500]},
                {"name": "amount", "header": "Amount", "type": "amount", "range": [500, 750]},
            ],
        }
    ],
    "rules": [{"name": "adds up", "expr": "net + tax == total"}],
}


def template(**changes: Any) -> TemplateVersion:
    """Publish the made-up template, with changes."""
    return import_template({**TEMPLATE, **changes}).version


def reading(value: Any, confidence: float = 0.99, **changes: Any) -> dict[str, Any]:
    """One value as a record states it; accepted from 0.95 on."""
    return {
        "value": value,
        "text": value if isinstance(value, str) else None,
        "confidence": confidence,
        "accepted": confidence >= 0.95,
        "reason": None if confidence >= 0.95 else "read with doubt",
        "page": 1,
        "box": [[300.0, 40.0], [600.0, 40.0], [600.0, 80.0], [300.0, 80.0]],
        "source": "ocr",
        "evidence": {},
        **changes,
    }


def row(item: str, amount: str, top: float, confidence: float = 0.99) -> dict[str, Any]:
    """One row of the items, at a height on the page."""

    def box(x0: float, x1: float) -> list[list[float]]:
        return [[x0, top], [x1, top], [x1, top + 20], [x0, top + 20]]

    return {
        "item": reading(item, box=box(50, 500)),
        "amount": reading(amount, confidence, box=box(500, 750)),
    }


def record(version: int = 1, **changes: Any) -> dict[str, Any]:
    """A record of the made-up template, all of it accepted, with changes to its fields."""
    fields = {
        "invoice_number": reading("A-17"),
        "seller_name": reading("Alder Lane"),
        "net": reading("100.00"),
        "tax": reading("18.00"),
        "total": reading("118.00"),
        "paid": reading(None),
    }
    fields.update(changes.pop("fields", {}))
    return {
        "format": "stencil-record/1",
        "document": {"id": None, "file": "bill.png", "sha256": "0" * 64, "pages": 1, "part": 1},
        "pages": [{"number": 1, "width": 800, "height": 600, "dpi": None, "status": "read"}],
        "template": {"name": "bill", "version": version, "score": 0.9},
        "status": "accepted",
        "reason": None,
        "fields": fields,
        "tables": {"items": [row("Tea", "60.00", 240), row("Cups", "40.00", 280)]},
        "rules": [{"name": "adds up", "passed": True, "detail": None, "overridden": None}],
        "unplaced": [],
        "warnings": [],
        "timings": {"total": 0.1},
        **changes,
    }


def unread(status: str = "unmatched", reason: str = "No template fits.") -> dict[str, Any]:
    """A record without a template."""
    return record(status=status, reason=reason, template=None, tables={}, rules=[]) | {"fields": {}}


def document(content: bytes = b"some bytes", name: str = "bill.png") -> Document:
    """A waiting document with its bytes in the store."""
    sha256 = hashlib.sha256(content).hexdigest()
    storage.store(io.BytesIO(content), sha256, len(content))
    return Document.objects.create(sha256=sha256, name=name, size=len(content))


def batch(*found: Document) -> Batch:
    """What somebody handed in together."""
    handed_in = Batch.objects.create(source=Batch.Source.API)
    for one in found:
        Upload.objects.create(batch=handed_in, document=one, name=one.name)
    return handed_in


def saved(found: Document, *records: dict[str, Any]) -> list[Record]:
    """Claim a waiting document and store what was read of it."""
    claim = jobs.claim(found.pk)
    assert claim is not None
    assert saving.save(claim, [ExtractedDocument(one, (1,)) for one in records])
    return list(found.records.order_by("part"))


def read_again(found: Document, *records: dict[str, Any]) -> list[Record]:
    """Queue a document again and store what the new reading gave."""
    jobs.enqueue([found])
    return saved(found, *records)


def png(text: str = "Total 118.00", size: tuple[int, int] = (400, 120)) -> bytes:
    """A picture with a line of text."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).text((20, 40), text, fill="black", font_size=28)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
