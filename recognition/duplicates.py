"""The same invoice handed in as other bytes: warned about before it is accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import connection

from recognition.models import FieldValue, Record

Data = dict[str, Any]

NUMBER = "invoice_number"
_SELLERS = ("seller_tax_id", "seller_id", "seller_vat_id", "seller_name", "seller")
KIND = "duplicate"


def hold(records: Iterable[Data]) -> None:
    """Let nobody else look for twins of these records until this transaction ends.

    Two files of one invoice may be read at once: the second looks when the first is stored.
    SQLite lets one transaction write at a time as it is.
    """
    if connection.vendor != "postgresql":
        return
    numbers = {_value(data["fields"], NUMBER) for data in records}
    # in one order for all, so that two files of several invoices don't wait for each other
    keys = sorted(_lock_key(number) for number in numbers if number)
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _lock_key(number: str) -> int:
    digest = hashlib.sha256(f"{KIND} {number}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def warned(data: Data, record: Record) -> Data:
    """Return the record with a warning for each earlier record of the same number and seller.

    Such a record needs a person, unless one has accepted it already. ``data`` is not modified.
    """
    warnings = [entry for entry in data["warnings"] if entry.get("kind") != KIND]
    twins = _twins(data["fields"], record)
    if not twins:
        return {**data, "warnings": warnings}
    number = data["fields"][NUMBER]["value"]
    warnings += [_warning(number, twin) for twin in twins]
    status = data["status"]
    if status == Record.Status.ACCEPTED and not data.get("accepted_by"):
        status = Record.Status.NEEDS_REVIEW.value
    return {**data, "warnings": warnings, "status": status}


def _warning(number: str, twin: Record) -> Data:
    return {
        "page": None,
        "kind": KIND,
        "document": str(twin.document_id),
        "record": str(twin.pk),
        "message": (
            f"Invoice {number} of this seller was handed in before as {twin.document.name}. "
            "Compare the two, then accept this one or reject it."
        ),
    }


def _twins(fields: Data, record: Record) -> list[Record]:
    number = _value(fields, NUMBER)
    seller = next((name for name in _SELLERS if _value(fields, name)), None)
    if not number or seller is None:
        return []
    same_number = _holding(NUMBER, number)
    same_seller = _holding(seller, _value(fields, seller))
    twins = (
        Record.objects.filter(pk__in=same_number)
        .filter(pk__in=same_seller)
        .exclude(document_id=record.document_id)
        .exclude(status=Record.Status.REJECTED)
    )
    if not record._state.adding:
        twins = twins.filter(created_at__lt=record.created_at)
    return list(twins.select_related("document").order_by("created_at")[:5])


def _holding(name: str, value: str) -> Any:
    rows = FieldValue.objects.filter(
        name=name, row=None, start=value[: FieldValue.START], value=value
    )
    return rows.values("record")


def _value(fields: Data, name: str) -> str:
    value = fields.get(name, {}).get("value")
    return value if isinstance(value, str) else ""
