"""The types that a mapping's columns may have, and record values converted to them exactly."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

Kind = Literal["text", "integer", "decimal", "date", "time", "datetime", "boolean", "uuid"]
Value = str | int | bool | Decimal | date | time | datetime | uuid.UUID | None

KINDS: tuple[Kind, ...] = get_args(Kind)
_WRITTEN = re.compile(r"([a-z]+)(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?")
_MOST_DIGITS = 65
_LONGEST_TEXT = 65_535
_INTEGER = 2**63
_EXAMPLES = "text, text(40), integer, decimal(18,2), date, time, datetime, boolean, uuid"


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A column's type.

    length: most characters of a text; None for any number.
    digits, scale: of a decimal, in all and after the point; None for any number.
    """

    kind: Kind
    length: int | None = None
    digits: int | None = None
    scale: int | None = None

    def __str__(self) -> str:
        if self.kind == "text" and self.length is not None:
            return f"text({self.length})"
        if self.kind == "decimal" and self.digits is not None:
            return f"decimal({self.digits},{self.scale or 0})"
        return self.kind

    def holds(self, other: ColumnType) -> bool:
        """Whether every value of the other type fits into this one."""
        if self.kind != other.kind:
            return False
        if self.kind == "text":
            return self.length is None or (other.length is not None and other.length <= self.length)
        if self.kind != "decimal" or self.digits is None:
            return True
        if other.digits is None:
            return False
        own_scale, wanted_scale = self.scale or 0, other.scale or 0
        return own_scale >= wanted_scale and (
            self.digits - own_scale >= other.digits - wanted_scale
        )


class ValueProblem(ValueError):
    """A value that its column can't hold; ``code`` is `too_long` or `wrong_type`."""

    def __init__(self, code: Literal["too_long", "wrong_type"], message: str) -> None:
        self.code = code
        super().__init__(message)


def parse_type(text: str) -> ColumnType:
    """Return the type that is written as `text(40)` or `decimal(18,2)`; raises ValueError."""
    found = _WRITTEN.fullmatch(text.strip().lower())
    kind = next((known for known in KINDS if found and found[1] == known), None)
    if found is None or kind is None:
        raise ValueError(f"{text!r} is no column type. Use one of {_EXAMPLES}.")
    first = int(found[2]) if found[2] else None
    second = int(found[3]) if found[3] else None
    if kind == "text" and second is None and (first is None or 1 <= first <= _LONGEST_TEXT):
        return ColumnType(kind, length=first)
    if kind == "decimal":
        if first is None:
            return ColumnType(kind)
        if 1 <= first <= _MOST_DIGITS and (second or 0) <= min(first, 30):
            return ColumnType(kind, digits=first, scale=second or 0)
    elif first is None:
        return ColumnType(kind)
    raise ValueError(f"{text!r} has a size that no database takes. Use one of {_EXAMPLES}.")


def converted(value: str | bool | int | None, wanted: ColumnType) -> Value:
    """Return a record's value as the column's type; never rounded, never cut.

    Raises ValueProblem where the value is none of the type's or does not fit.
    """
    if value is None:
        return None
    if wanted.kind == "text":
        return _text(value, wanted)
    if wanted.kind == "boolean":
        return _boolean(value)
    if wanted.kind in ("integer", "decimal"):
        return _number(value, wanted)
    text = str(value)
    try:
        if wanted.kind == "date":
            return date.fromisoformat(text[:10] if "T" in text else text)
        if wanted.kind == "time":
            return time.fromisoformat(text)
        if wanted.kind == "datetime":
            return datetime.fromisoformat(text)
        return uuid.UUID(text)
    except ValueError:
        raise _wrong(text, wanted) from None


def _text(value: str | bool | int, wanted: ColumnType) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if wanted.length is not None and len(text) > wanted.length:
        raise ValueProblem(
            "too_long",
            f"has {len(text)} characters, the column holds {wanted.length}. "
            "Make the column longer, or correct the value.",
        )
    return text


def _boolean(value: str | bool | int) -> bool:
    if isinstance(value, bool):
        return value
    if str(value) in ("true", "false", "1", "0"):
        return str(value) in ("true", "1")
    raise _wrong(str(value), ColumnType("boolean"))


def _number(value: str | bool | int, wanted: ColumnType) -> int | Decimal:
    try:
        number = Decimal(int(value)) if isinstance(value, bool) else Decimal(value)
    except (InvalidOperation, ValueError):
        raise _wrong(str(value), wanted) from None
    if not number.is_finite():
        raise _wrong(str(value), wanted)
    if wanted.kind == "integer":
        if number != number.to_integral_value() or not -_INTEGER <= number < _INTEGER:
            raise _wrong(str(value), wanted)
        return int(number)
    if wanted.digits is not None:
        _check_digits(number, wanted.digits, wanted.scale or 0)
    return number


def _check_digits(number: Decimal, digits: int, scale: int) -> None:
    whole = len(str(abs(int(number)))) if abs(number) >= 1 else 0
    exponent = number.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    if whole > digits - scale or decimals > scale:
        raise ValueProblem(
            "too_long",
            f"is {number}, the column holds {digits - scale} digits before and {scale} after the "
            "point. Make the column wider, or correct the value.",
        )


def _wrong(text: str, wanted: ColumnType) -> ValueProblem:
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    return ValueProblem(
        "wrong_type",
        f"is {shown!r}, which is no {wanted.kind}. Map it to a column of another type, or "
        "correct the value.",
    )
