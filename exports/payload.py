"""A message as JSON, with numbers and dates written exactly."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from exports.column_types import Value
from exports.message import Message
from exports.rows import Row

FORMAT = "stencil-delivery/1"


def payload(message: Message) -> dict[str, Any]:
    """Return the `stencil-delivery/1` document: the mapped columns, child tables by name.

    Decimals are texts, so that no reader turns them into binary floats.
    """
    body: dict[str, Any] = {
        "format": FORMAT,
        "event": "record.taken_back" if message.taken_back else "record.accepted",
        "delivery": str(message.key),
        "record": str(message.record),
        "record_version": message.version,
        "template": message.template,
    }
    if not message.taken_back:
        body["row"] = plain_row(message.rows.main)
        body["tables"] = {
            child.table.table: [plain_row(row) for row in child.rows]
            for child in message.rows.children
        }
    return body


def plain_row(row: Row) -> dict[str, str | int | bool | None]:
    """Return a row's values as JSON has them."""
    return {name: plain(value) for name, value in row.items()}


def plain(value: Value) -> str | int | bool | None:
    """Return a value as JSON has it: decimals, dates and UUIDs as text."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, UUID):
        return str(value)
    return value
