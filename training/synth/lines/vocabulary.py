"""Words of forms, invoices, receipts, tickets and laboratory reports: one list a file in words/."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("words")


@cache
def words(name: str) -> tuple[str, ...]:
    """The entries of ``words/<name>.txt``; raises FileNotFoundError for a list that is not kept."""
    return tuple((FOLDER / f"{name}.txt").read_text("utf-8").splitlines())
