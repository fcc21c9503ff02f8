"""Real servers for tests, each on a port and in a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
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


@contextmanager
def postgresql_server(folder: Path) -> Iterator[str]:
    """Run PostgreSQL with an empty database; yields its URL."""
    programs = _postgresql_programs()
    user = _as_postgres()
    data = folder / "postgresql"
    data.mkdir()
    if user:
        shutil.chown(data, "postgres")
        for parent in data.parents:
            if parent.stat().st_uid == os.getuid() and parent.is_relative_to("/tmp"):
                parent.chmod(parent.stat().st_mode | 0o711)
    port = free_port()
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "stencil", "-A", "trust", "-N"]
    subprocess.run([*user, *initdb], check=True, stdout=subprocess.DEVNULL, cwd="/")
    command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", str(data)]
    log = (folder / "postgresql.log").open("w")
    process = subprocess.Popen([*user, *command, "-h", "127.0.0.1"], stderr=log, cwd="/")
    url = f"postgresql://stencil@127.0.0.1:{port}/postgres"
    try:
        wait_until(lambda: _answers(lambda: psycopg.connect(url).close()), 60, "PostgreSQL answers")
        yield url
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _postgresql_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    other = shutil.which("initdb")
    path = str(found[-1]) if found else other
    return Path(needs(path, "PostgreSQL")).parent


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root; its own user is used then."""
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if _root() else []


def _root() -> bool:
    return os.getuid() == 0


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except (redis.RedisError, psycopg.Error, OSError):
        return False
    return True
