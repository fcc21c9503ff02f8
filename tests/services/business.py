"""A business database as its own administrator sees it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from exports.database.connecting import connection

SERVERS = pytest.mark.parametrize("business", ["postgresql", "mariadb"], indirect=True)
PASSWORD = "sw0rdf&sh/77"
WRITTEN = "sw0rdf%26sh%2F77"


class Business:
    """A database, asked and changed by its own administrator."""

    def __init__(self, url: str, wrong_password: str) -> None:
        self.url = url
        self.wrong_password = wrong_password
        self.kind = url.partition(":")[0]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with connection(self.url, 5) as opened:
            return [tuple(row) for row in opened.execute(text(query))]

    def tell(self, *statements: str) -> None:
        with connection(self.url, 5) as opened:
            for statement in statements:
                opened.execute(text(statement))
            opened.commit()

    def empty(self) -> None:
        with connection(self.url, 5) as opened:
            for name in ("order_lines", "orders", "bill_items", "bill"):
                opened.execute(text(f"DROP TABLE IF EXISTS {name}"))
            opened.commit()
