"""Ready ways to say what a value looks like, to choose from instead of writing a regex."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Ready:
    """One entry: its English title, an example, and the keys that it sets."""

    title: str
    example: str
    keys: dict[str, Any] = field(default_factory=dict)


PATTERNS: tuple[Ready, ...] = (
    Ready("Digits only", "00123", {"type": "code", "charset": "digits", "pattern": r"\d+"}),
    Ready("Letters and digits", "RE2024", {"type": "code", "charset": "alnum"}),
    Ready(
        "Chinese invoice code",
        "012002100311",
        {"type": "code", "charset": "digits", "pattern": r"\d{12}|\d{10}"},
    ),
    Ready(
        "Chinese invoice number",
        "76293190",
        {"type": "code", "charset": "digits", "pattern": r"\d{8}|\d{20}"},
    ),
    Ready(
        "Chinese check code",
        "00534 48093 29784 22076",
        {"type": "code", "charset": "digits", "pattern": r"\d{20}"},
    ),
    Ready(
        "Chinese taxpayer number",
        "91120118MA06YHFMX5",
        {"type": "tax_id", "checksum": "cn.uscc"},
    ),
    Ready("IBAN", "DE89 3704 0044 0532 0130 00", {"type": "code", "checksum": "iban"}),
    Ready("European VAT number", "DE136695976", {"type": "tax_id", "checksum": "eu.vat"}),
    Ready(
        "Invoice number with letters",
        "RE-2024-0815",
        {"type": "code", "pattern": r"[A-Z]{1,4}[-/]?\d{2,4}[-/]?\d{2,8}"},
    ),
    Ready("Order number", "PO-10023", {"type": "code", "pattern": r"[A-Z]{1,3}-?\d{3,10}"}),
    Ready(
        "Postal code, five digits",
        "10115",
        {"type": "code", "charset": "digits", "pattern": r"\d{5}"},
    ),
    Ready("Time of day", "15:54", {"type": "time"}),
    Ready("Currency code", "EUR", {"type": "code", "choices": ["EUR", "USD", "CNY", "GBP", "CHF"]}),
)
