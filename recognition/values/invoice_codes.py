"""The QR code of Chinese VAT invoices, and which fields of a record it confirms."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import regex
from rapidfuzz.distance import Levenshtein

from recognition.values.contract import Value

_SHAPE: Final = regex.compile(
    r"01,(?P<kind>\d{2}),(?P<code>\d{10}|\d{12})?,(?P<number>\d{8}|\d{20}),"
    r"(?P<amount>-?\d+(?:\.\d{1,2})?)?,(?P<date>\d{8}),(?P<check_code>[0-9A-Za-z]*)(?:,.*)?"
)
_CODE_TYPES: Final = frozenset({"code", "tax_id", "text"})
_FEWEST_DIGITS: Final = 8
_MOST_WRONG: Final = 2


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A field beside what the code says of it.

    field: the field's name. said: the code's entry, such as `number`. value: what the code holds.
    agrees: whether the field's value is the same; False where it differs in one or two characters.
    """

    field: str
    said: str
    value: str
    agrees: bool


def chinese_invoice_qr(text: str) -> Mapping[str, str] | None:
    """What the QR code of a Chinese VAT invoice says, None where the text is no such code.

    Keys: `kind`, `number`, `date` (ISO 8601) and, where they are there, `code`, `amount` (two
    decimals; without tax, on fully digital invoices of kind 31 and 32 with it) and `check_code`.
    """
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        return None
    said = {key: value for key, value in match.groupdict().items() if value}
    try:
        said["date"] = datetime.datetime.strptime(said["date"], "%Y%m%d").date().isoformat()
    except ValueError:
        return None
    if "amount" in said:
        said["amount"] = f"{Decimal(said['amount']):.2f}"
    return said


def confirmations(
    said: Mapping[str, str], values: Mapping[str, Value], types: Mapping[str, str]
) -> tuple[Confirmation, ...]:
    """Fields that the code confirms, and codes that it contradicts by a character or two.

    said: the entries of `chinese_invoice_qr`. values, types: settled values and types of fields.
    """
    found = []
    for field, value in values.items():
        if not isinstance(value, str):
            continue
        for entry, printed in said.items():
            agrees = _agrees(entry, printed, value, types.get(field, "text"))
            if agrees is not None:
                found.append(Confirmation(field, entry, printed, agrees))
                break
    return tuple(found)


def _agrees(entry: str, said: str, value: str, kind: str) -> bool | None:
    """Whether a value is what an entry says; None where they do not speak of the same."""
    if entry == "date":
        return True if kind == "date" and value == said else None
    if entry == "amount":
        same = kind == "amount" and Decimal(value) == Decimal(said)
        return True if same else None
    if kind not in _CODE_TYPES or len(said) < _FEWEST_DIGITS:
        return None
    if value == said:
        return True
    near = Levenshtein.distance(value, said, score_cutoff=_MOST_WRONG) <= _MOST_WRONG
    return False if near else None
