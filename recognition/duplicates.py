"""The same invoice handed in as other bytes: warned about before it is accepted."""

from __future__ import annotations

from typing import Any

from recognition.models import FieldValue, Record

NUMBER = "invoice_number"
_SELLERS = ("seller_tax_id", "seller_id", "seller_vat_id", "seller_name", "seller")
KIND = "duplicate"


def warned(data: dict[str, Any], record: Record) -> dict[str, Any]:
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


def _warning(number: str, twin: Record) -> dict[str, Any]:
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


def _twins(fields: dict[str, Any], record: Record) -> list[Record]:
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


def _value(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name, {}).get("value")
    return value if isinstance(value, str) else ""
