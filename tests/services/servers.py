"""Real servers for tests, each on a port and in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pymysql
import pytest
import redis


def needs(program: str | None, name: str) -> str:
    """Return the program's path; skip the test where it is absent, fail where it is required."""
    if program is not None:
        return program
    message = f"{name} is not installed, so this is not tested"
    if os.environ.get("STENCIL_REQUIRE_SERVICES"):
        pytest.fail(message)
    pytest.skip(message)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def wait_until(done: Callable[[], bool], seconds: float, what: str) -> None:
    """Ask again and again until it is so; fail after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return
        time.sleep(0.2)
    pytest.fail(f"{what}: not within {seconds:.0f} s")


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Run Redis; yields its URL."""
    program = needs(shutil.which("redis-server"), "Redis")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    process = subprocess.Popen([*command, "--save", ""], stdout=subprocess.DEVNULL)
    try:
        client = redis.Redis(port=port)
        wait_until(lambda: _answers(client.ping), 20, "Redis answers")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(20)


class Server:
    """A database server that can be stopped and started again on the same port and folder."""

    def __init__(self, command: Sequence[str], log: Path, url: str) -> None:
        self.url = url
        self._command = command
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, cwd="/")
        wait_until(lambda: _answers(self.ask, "SELECT 1"), 60, f"{self.url} answers")

    def stop(self) -> None:
        """Stop as an administrator in a hurry does: open connections are cut."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT if "postgres" in self.url else signal.SIGTERM)
            self._process.wait(30)
            self._process = None

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Ask the server."""
        with self._connection() as connection:
            cursor = connection.cursor()
            cursor.execute(query)
            return list(cursor.fetchall())

    def tell(self, statement: str) -> None:
        """Change something as the server's administrator."""
        with self._connection() as connection:
            connection.cursor().execute(statement)
            connection.commit()

    def _connection(self) -> Any:
        if self.url.startswith("postgresql"):
            return psycopg.connect(self.url)
        parts = urlsplit(self.url)
        return pymysql.connect(
            host="127.0.0.1", port=parts.port or 0, user="root", database=parts.path[1:]
        )


@contextmanager
def running_postgresql(folder: Path) -> Iterator[Server]:
    """Run PostgreSQL with an empty database."""
    programs = _postgresql_programs()
    user = _as("postgres")
    data = folder / "postgresql"
    data.mkdir()
    _give(data, "postgres")
    port = free_port()
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "stencil", "-A", "trust", "-N"]
    subprocess.run([*user, *initdb], check=True, stdout=subprocess.DEVNULL, cwd="/")
    command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", str(data)]
    url = f"postgresql://stencil@127.0.0.1:{port}/postgres"
    server = Server([*user, *command, "-h", "127.0.0.1"], folder / "postgresql.log", url)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def postgresql_server(folder: Path) -> Iterator[str]:
    """Run PostgreSQL with an empty database; yields its URL."""
    with running_postgresql(folder) as server:
        yield server.url


@contextmanager
def running_mariadb(folder: Path) -> Iterator[Server]:
    """Run MariaDB with an empty database."""
    program = needs(_program("mariadbd", "mysqld"), "MariaDB")
    installer = needs(_program("mariadb-install-db", "mysql_install_db"), "MariaDB")
    data = folder / "mariadb"
    data.mkdir()
    _give(data, "mysql")
    user = ["--user=mysql"] if _root() else []
    subprocess.run(
        [
            *(installer, "--no-defaults", f"--datadir={data}", *user),
            *("--auth-root-authentication-method=normal", "--skip-name-resolve"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    port = free_port()
    command = [
        *(program, "--no-defaults", f"--datadir={data}", f"--socket={data}/socket", *user),
        *(f"--port={port}", "--bind-address=127.0.0.1", f"--pid-file={data}/pid"),
        *("--innodb-buffer-pool-size=64M", "--skip-name-resolve"),
    ]
    server = Server(command, folder / "mariadb.log", f"mariadb://root@127.0.0.1:{port}/test")
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _program(*names: str) -> str | None:
    places = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    return next((path for name in names if (path := shutil.which(name, path=places))), None)


def _give(data: Path, user: str) -> None:
    """Let a server's own user, which it runs as where we are root, reach its folder."""
    if _root():
        shutil.chown(data, user)
        for parent in data.parents:
            if parent.stat().st_uid == os.getuid() and parent.is_relative_to("/tmp"):
                parent.chmod(parent.stat().st_mode | 0o711)


def _postgresql_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    other = shutil.which("initdb")
    path = str(found[-1]) if found else other
    return Path(needs(path, "PostgreSQL")).parent


def _as(user: str) -> list[str]:
    """Servers refuse to run as root; their own user is used then."""
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if _root() else []


def _root() -> bool:
    return os.getuid() == 0


def _answers(ask: Callable[..., object], *arguments: object) -> bool:
    try:
        ask(*arguments)
    except (redis.RedisError, psycopg.Error, pymysql.MySQLError, OSError):
        return False
    return True
