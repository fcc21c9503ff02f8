"""When a value counts as right: dates as ISO, amounts as decimals, the rest NFKC without space."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from decimal import Decimal, InvalidOperation

from templates_app.definition.template import ValueType

Value = str | bool | None

_DATE_FORMATS = (
    "%Y年%m月%d日",
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d-%m-%y",
    "%d/%m/%y",
    "%d %b %Y",
)


def folded(text: str) -> str:
    """NFKC without any white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def iso_date(text: str) -> str:
    """A printed date as ISO 8601; day before month, as the measured sets print it.

    Raises ValueError where the text is no date of a known form.
    """
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()
        except ValueError:
            continue
    raise ValueError(f"{text!r} is no date in any form that the ground truth uses")


def decimal(text: str) -> Decimal:
    """A printed number as a decimal; the last of comma and point marks the decimals.

    Raises ValueError where there is no number.
    """
    digits = re.sub(r"[^0-9.,+-]", "", unicodedata.normalize("NFKC", text))
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma > point and len(digits) - comma - 1 != 3:
        digits = digits.replace(".", "").replace(",", ".")
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:
        raise ValueError(f"{text!r} is no number") from None


def same(kind: ValueType, truth: str | None, value: Value, fold_case: bool = False) -> bool:
    """Whether a record's value is what the document says; ``truth`` None: it says nothing."""
    if truth is None or value is None:
        return truth is None and value in (None, "")
    if kind in ("checkbox", "signature"):
        return value is (truth == "selected")
    if not isinstance(value, str):
        return False
    if kind == "date":
        return value == iso_date(truth)
    if kind in ("amount", "integer", "percent"):
        return _same_number(truth, value)
    ours, theirs = folded(truth), folded(value)
    return ours.casefold() == theirs.casefold() if fold_case else ours == theirs


def _same_number(truth: str, value: str) -> bool:
    try:
        return decimal(truth) == Decimal(value)
    except InvalidOperation:
        return False
