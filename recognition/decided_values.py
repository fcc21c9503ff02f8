"""The form a person's value must have to be stored: that of the field's type."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from templates_app.definition.template import ValueSpec

_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,12})?")
_MARKS = ("checkbox", "signature")
_LONGEST = 10_000


def decided_value(value: object, spec: ValueSpec) -> str | bool | None:
    """Return a decided value in its stored form; None says that there is nothing (legible).

    Raises ValueError, which says how to write it.
    """
    if value is None:
        return None
    if spec.type in _MARKS:
        if isinstance(value, bool):
            return value
        raise ValueError("Send true for marked or present, false for not.")
    if not isinstance(value, str):
        raise ValueError("Send the value as text in quotes, or null where there is none.")
    if len(value) > _LONGEST:
        raise ValueError(f"The value is longer than {_LONGEST} characters.")
    if any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in value):
        raise ValueError("The value holds control characters. Send the text alone.")
    text = value.strip()
    return _of_type(text, spec.type) if text else None


def _of_type(text: str, kind: str) -> str:
    if kind in ("integer", "amount", "percent"):
        return _number(unicodedata.normalize("NFKC", text), whole=kind == "integer")
    if kind in ("date", "time", "datetime"):
        return _moment(text, kind)
    if kind in ("code", "tax_id"):
        return "".join(unicodedata.normalize("NFKC", text).split())
    return text


def _number(text: str, whole: bool) -> str:
    if not _NUMBER.fullmatch(text) or (whole and "." in text):
        example = "-1234" if whole else "-1234.50"
        raise ValueError(f"Write the number plainly, without grouping or currency: {example}")
    return text


def _moment(text: str, kind: str) -> str:
    try:
        if kind == "date":
            return date.fromisoformat(text).isoformat()
        if kind == "time":
            shown = time.fromisoformat(text)
            return shown.isoformat("seconds" if shown.second else "minutes")
        moment = datetime.fromisoformat(text)
        return moment.isoformat("T", "seconds" if moment.second else "minutes")
    except ValueError:
        example = {"date": "2021-12-29", "time": "15:54", "datetime": "2019-05-26T15:54"}[kind]
        raise ValueError(f"Write the {kind} in this form: {example}") from None
