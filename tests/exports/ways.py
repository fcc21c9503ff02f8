"""Destinations and mappings that tests of the exports rooms start from."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from exports import destinations, mappings
from exports.definition import definition_document
from exports.delivering import deliver_next
from exports.models import Delivery, Destination, Mapping
from recognition.models import Record
from templates_app.models import Template
from tests import made


def sqlite_file(name: str = "orders.db") -> Path:
    """A database file of its own in the folder that destinations may use."""
    folder = Path(settings.EXPORT_FOLDERS[0])
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def asked(query: str, name: str = "orders.db") -> list[tuple[Any, ...]]:
    """Ask the SQLite destination."""
    connection = sqlite3.connect(sqlite_file(name))
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def told(*statements: str, name: str = "orders.db") -> None:
    """Change the SQLite destination as its own administrator would."""
    connection = sqlite3.connect(sqlite_file(name))
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def template() -> Template:
    """The made-up template, published."""
    found = Template.objects.filter(name="bill").first()
    return found or made.template().template


def destination(url: str = "sqlite:///orders.db", name: str = "books") -> Destination:
    """A database destination."""
    if url == "sqlite:///orders.db":
        sqlite_file().unlink(missing_ok=True)
    return destinations.create(name, "database", {"url": url})


def proposed(to: Destination, **changes: Any) -> dict[str, Any]:
    """The proposal of new tables, with changes."""
    return {**definition_document(mappings.propose(template(), to)), **changes}


def mapping(to: Destination | None = None, **changes: Any) -> Mapping:
    """A mapping to tables that are there."""
    to = to or destination()
    document = proposed(to, **changes)
    if to.kind == Destination.Kind.DATABASE:
        shown = mappings.check(document, template(), to).statements
        if shown:
            mappings.create_tables(document, template(), to, shown)
    return mappings.create(template(), to, document)


def accepted(number: int = 1, **fields: str | None) -> Record:
    """An accepted record of its own document."""
    content = {name: made.reading(value) for name, value in fields.items()}
    content.setdefault("invoice_number", made.reading(f"A-{number}"))
    document = made.document(f"bill {number}".encode(), f"bill-{number}.pdf")
    return made.saved(document, made.record(fields=content))[0]


def delivered() -> None:
    """Deliver until nothing is due."""
    last = 0
    while (served := deliver_next(last)) is not None:
        last = served.mapping


def due_again() -> None:
    """End every pause, as time would."""
    Mapping.objects.update(paused_until=None)
    Delivery.objects.update(next_at=timezone.now())


def states() -> Sequence[tuple[str, int]]:
    """The deliveries' states and versions, oldest first."""
    return list(Delivery.objects.order_by("pk").values_list("state", "record_version"))
