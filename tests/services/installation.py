"""An installation of its own in a folder, started as people start it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import psycopg

from tests.conftest import ROOT
from tests.services.servers import free_port, wait_until

_COUNT = "SELECT state, count(*) FROM recognition_document GROUP BY state"


class Installation:
    """Runs commands, and everything under the supervisor, with a STENCIL_HOME of its own."""

    def __init__(self, home: Path, **variables: str) -> None:
        self.home = home
        self.port = free_port()
        self.database_url = variables.get("STENCIL_DATABASE_URL", "")
        kept = {name: os.environ[name] for name in os.environ if not name.startswith("STENCIL_")}
        self.environment = {
            **kept,
            "DJANGO_SETTINGS_MODULE": "ocrproject.settings",
            "STENCIL_HOME": str(home),
            "STENCIL_AUDIT_SHARE": "0",
            "STENCIL_DEMO": "0",
            "STENCIL_LEASE_SECONDS": "6",
            "STENCIL_MAX_ATTEMPTS": "20",
            "STENCIL_WEB_WORKERS": "1",
            "PORT": str(self.port),
            **variables,
        }
        self._server: subprocess.Popen[bytes] | None = None

    def make_tables(self) -> None:
        """Give it a SQLite database as migrating makes it, which is done once for all."""
        (self.home / "stencil.sqlite3").write_bytes(_migrated())

    def run(self, *arguments: str) -> str:
        """Run a program of the project to its end and return what it printed."""
        return self.finished(*arguments).stdout

    def finished(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the project to its end; raises where it fails."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )

    def start(self, *commands: str) -> None:
        """Start everything, or some commands alone, under the supervisor."""
        log = (self.home / "serve.log").open("ab")
        some = ["-m", "tests.services.supervised", *commands]
        self._server = subprocess.Popen(
            [sys.executable, *(some if commands else ["manage.py", "serve"])],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=log,
        )

    def stop(self) -> int:
        """Stop as an administrator does; returns the exit status."""
        assert self._server is not None
        self._server.terminate()
        return self._server.wait(60)

    def kill(self, command: str) -> bool:
        """`kill -9` the supervisor's child that runs a command; False where none runs."""
        assert self._server is not None
        children = Path(f"/proc/{self._server.pid}/task/{self._server.pid}/children")
        for pid in children.read_text().split():
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if command.encode() in arguments:
                os.kill(int(pid), signal.SIGKILL)
                return True
        return False

    def states(self) -> Counter[str]:
        """How many documents are in each state."""
        return Counter({str(state): int(str(count)) for state, count in self.ask(_COUNT)})

    def wait_for(self, done: int, seconds: float) -> None:
        """Wait until so many documents are read."""
        wait_until(lambda: self.states()["done"] >= done, seconds, f"{done} documents are read")

    def ask(self, query: str) -> Sequence[tuple[object, ...]]:
        """Ask the installation's database."""
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(query).fetchall()
        connection = sqlite3.connect(f"file:{self.home}/stencil.sqlite3?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


@cache
def _migrated() -> bytes:
    """A new installation's database file."""
    with tempfile.TemporaryDirectory() as folder:
        made = Installation(Path(folder))
        made.run("manage.py", "migrate", "--verbosity", "0")
        return (made.home / "stencil.sqlite3").read_bytes()
