"""Check digits, by the modules of python-stdnum."""

from __future__ import annotations

from typing import Final

from recognition.values.confusions import (
    differences,
    the_only_look_alike,
    within_charset,
)
from templates_app.definition.known import checksum_validator

_DIGITS: Final = "0123456789"
_CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALPHABETS: Final = {
    "cn.uscc": _DIGITS + "ABCDEFGHJKLMNPQRTUWXY",
    "cn.ric": _DIGITS + "X",
    "iban": _DIGITS + _CAPITALS,
    "eu.vat": _DIGITS + _CAPITALS,
    "luhn": _DIGITS,
    "ean": _DIGITS,
    "de.vat": "DE" + _DIGITS,
    "de.idnr": _DIGITS,
    "de.stnr": _DIGITS,
    "fr.siret": _DIGITS,
    "fr.siren": _DIGITS,
    "us.ein": _DIGITS + "-",
    "us.ssn": _DIGITS + "-",
}
"""Characters that a number can hold, where that decides between look-alikes."""


def checksum_holds(number: str, name: str) -> bool:
    """Whether python-stdnum's module ``name`` accepts a number; False for an unknown module."""
    validate = checksum_validator(name)
    if validate is None:
        return False
    try:
        validate(number)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        # Its modules raise more than their own ValidationError where the input is odd.
        return False
    return True


def demanded_by_checksum(number: str, name: str) -> tuple[str, tuple[str, ...]]:
    """The number with characters that cannot occur in it replaced by their look-alikes.

    Changed only where the checksum holds afterwards; a character that may occur is never
    changed, because one number in thirty would pass by chance.
    """
    alphabet = _ALPHABETS.get(name)
    if alphabet is None or checksum_holds(number, name):
        return number, ()
    better, notes = within_charset(number, alphabet)
    if better != number and checksum_holds(better, name):
        return better, notes
    foreign = [char for char in number if char not in alphabet]
    if not foreign:
        return number, ()
    found = the_only_look_alike(
        number,
        lambda variant: set(variant) <= set(alphabet) and checksum_holds(variant, name),
    )
    return (found, differences(number, found)) if found else (number, ())
