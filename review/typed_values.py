"""What a person types as the value of a field: brought to its normal form, and what speaks
against it."""

from __future__ import annotations

from dataclasses import dataclass

from recognition.decided_values import decided_value
from recognition.values.settling import settle
from templates_app.definition.template import ValueSpec


@dataclass(frozen=True, slots=True)
class Typed:
    """A value in its stored form.

    doubt: what of the field's own checks it does not meet; it may be decided all the same.
    """

    value: str | bool | None
    doubt: str = ""


def typed_value(text: str, spec: ValueSpec) -> Typed:
    """Return what a person has typed in its stored form, as printed (``1,180.00``) or plain.

    Raises ValueError, which says how to write it.
    """
    read = settle(text.strip() or None, spec)
    try:
        value = decided_value(text, spec)
    except ValueError:
        # people copy what is printed; where that can be told for certain, so be it
        if not read.valid or read.value is None:
            raise
        value = decided_value(read.value, spec)
    if isinstance(value, str) and not read.valid:
        return Typed(value, read.reason or "")
    return Typed(value)
