"""2,000 records into three databases while deliverers are killed and servers restarted."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.services.installation import Installation
from tests.services.servers import Server, running_mariadb, running_postgresql, wait_until

RECORDS = int(os.environ.get("STENCIL_EXPORTED_RECORDS", "2000"))
KILLS = 10
DELIVERERS = 2
MAIN = "SELECT record_id, invoice_number, seller_name, total, paid, record_version FROM bill"
ITEMS = "SELECT record_id, line_number, item, amount FROM bill_items"

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("services")]


class Deliverers:
    """Several processes that deliver, each started again when it is killed."""

    def __init__(self, stencil: Installation, count: int) -> None:
        self._stencil = stencil
        self._log = (stencil.home / "deliver.log").open("ab")
        self._running = [self._started() for _ in range(count)]

    def kill(self, number: int) -> None:
        """`kill -9` one of them in the middle of what it does, and start another."""
        process = self._running[number % len(self._running)]
        assert process.poll() is None
        process.kill()
        process.wait()
        self._running[number % len(self._running)] = self._started()

    def stop(self) -> None:
        """Stop as an administrator does."""
        for process in self._running:
            process.terminate()
        codes = [process.wait(30) for process in self._running]
        self._log.close()
        assert codes == [0] * len(codes)

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "deliver"],
            cwd=ROOT,
            env=self._stencil.environment,
            stdout=self._log,
            stderr=self._log,
        )


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[Server]]:
    """PostgreSQL and MariaDB, each of its own."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(running_postgresql(tmp_path)),
            stack.enter_context(running_mariadb(tmp_path)),
        ]


@pytest.fixture
def stencil(tmp_path: Path) -> Installation:
    """An installation that tries again soon."""
    home = tmp_path / "home"
    (home / "exports").mkdir(parents=True)
    installation = Installation(home, STENCIL_LEASE_SECONDS="5", STENCIL_EXPORT_PAUSE_SECONDS="2")
    installation.make_tables()
    return installation


def test_every_record_arrives_once_and_whole(stencil: Installation, servers: list[Server]) -> None:
    urls = [server.url for server in servers]
    stencil.run("-m", "tests.services.accept_records", str(RECORDS), *urls, "sqlite:///orders.db")
    wanted = 3 * RECORDS
    assert _states(stencil) == {"queued": wanted}
    chance = random.Random(7)
    deliverers = Deliverers(stencil, DELIVERERS)
    try:
        for number in range(KILLS):
            goal = wanted * (number + 0.5 + 0.3 * chance.random()) / (KILLS + 1)
            wait_until(lambda goal=goal: _delivered(stencil) >= goal, 120, f"{goal:.0f} arrive")
            deliverers.kill(number)
            if number in (2, 6):
                server = servers[number // 4]
                server.stop()
                server.start()
        wait_until(lambda: _delivered(stencil) == wanted, 180, "everything arrives")
    finally:
        deliverers.stop()
    assert _states(stencil) == {"delivered": wanted}
    hit = stencil.ask("SELECT count(*) FROM exports_delivery WHERE attempts > 1")[0][0]
    assert int(str(hit)) > 0
    expected_main, expected_items = _expected(stencil)
    assert len(expected_main) == RECORDS
    lite = sqlite3.connect(stencil.home / "exports" / "orders.db")
    for ask in (*(server.ask for server in servers), lambda query: lite.execute(query).fetchall()):
        assert _plain(ask(MAIN)) == expected_main
        assert _plain(ask(ITEMS)) == expected_items
    lite.close()


def _states(stencil: Installation) -> dict[str, int]:
    rows = stencil.ask("SELECT state, count(*) FROM exports_delivery GROUP BY state")
    return {str(state): int(str(count)) for state, count in rows}


def _delivered(stencil: Installation) -> int:
    return _states(stencil).get("delivered", 0)


def _expected(stencil: Installation) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The rows that the records say there have to be."""
    main: list[tuple[object, ...]] = []
    items: list[tuple[object, ...]] = []
    for (text,) in stencil.ask("SELECT data FROM recognition_record"):
        data = json.loads(str(text))
        fields = {name: reading["value"] for name, reading in data["fields"].items()}
        total = Decimal(fields["total"])
        about = (fields["invoice_number"], fields["seller_name"], total, fields["paid"], 1)
        main.append((data["id"], *about))
        for number, row in enumerate(data["tables"]["items"], start=1):
            cells = (row["item"]["value"], Decimal(row["amount"]["value"]))
            items.append((data["id"], number, *cells))
    return _plain(main), _plain(items)


def _plain(rows: list[tuple[object, ...]]) -> list[tuple[str, ...]]:
    """Rows of every database alike, in an order of their own; two equal ones stay two."""
    return sorted(tuple(_text(value) for value in row) for row in rows)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float | Decimal):
        return format(Decimal(str(value)).quantize(Decimal("0.01")), "f").removesuffix(".00")
    return str(value)
