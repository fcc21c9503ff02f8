"""Real servers for tests, each on a port and in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import psycopg
import pymysql
import pytest
import redis
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from kombu import Connection
from kombu.exceptions import OperationalError

_NO_ANSWER = (
    redis.RedisError,
    psycopg.Error,
    pymysql.MySQLError,
    BotoCoreError,
    ClientError,
    OperationalError,
    OSError,
)


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
def rabbitmq_server(folder: Path) -> Iterator[str]:
    """Run RabbitMQ; yields its URL."""
    script = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    program = needs(str(script) if script.exists() else shutil.which("rabbitmq-server"), "RabbitMQ")
    port, home = free_port(), folder / "rabbitmq"
    home.mkdir()
    configuration = home / "rabbitmq.conf"
    configuration.write_text(f"listeners.tcp.1 = 127.0.0.1:{port}\n", encoding="utf-8")
    environment = {
        **os.environ,
        "HOME": str(home),
        "RABBITMQ_CONFIG_FILE": str(configuration),
        "RABBITMQ_CONFIG_FILES": str(home / "no-more"),
        "RABBITMQ_CONF_ENV_FILE": os.devnull,
        "RABBITMQ_NODENAME": f"stencil-{port}@localhost",
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(home),
        "RABBITMQ_LOG_BASE": str(home),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
        "RABBITMQ_PID_FILE": str(home / "pid"),
    }
    with (home / "rabbitmq.log").open("ab") as log:
        process = subprocess.Popen([program], stdout=log, stderr=log, env=environment)
    url = f"amqp://guest:guest@127.0.0.1:{port}//"
    try:
        wait_until(lambda: _answers(_connect, url), 90, "RabbitMQ answers")
        yield url
    finally:
        process.terminate()
        process.wait(60)


def _connect(url: str) -> None:
    with Connection(url, connect_timeout=5) as connection:
        connection.connect()


class Bucket:
    """An S3-compatible store with one bucket, which can be stopped and started again empty."""

    NAME = "papers"

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "bucket.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._client = boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="stencil",
            aws_secret_access_key="of-the-tests",
            config=Config(connect_timeout=2, retries={"total_max_attempts": 1}),
        )

    def start(self) -> None:
        """Start, wait until it answers, and make the bucket."""
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until(lambda: _answers(self._client.list_buckets), 60, "the bucket's server answers")
        self._client.create_bucket(Bucket=self.NAME)

    def stop(self) -> None:
        """Stop; what it held is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def keys(self) -> list[str]:
        """The names of what it holds."""
        found = self._client.list_objects_v2(Bucket=self.NAME)
        return [entry["Key"] for entry in found.get("Contents", [])]

    def take(self, key: str) -> bytes:
        """What it holds under a name."""
        content: bytes = self._client.get_object(Bucket=self.NAME, Key=key)["Body"].read()
        return content

    def put(self, key: str, content: bytes) -> None:
        """Let it hold something."""
        self._client.put_object(Bucket=self.NAME, Key=key, Body=content)

    def variables(self) -> dict[str, str]:
        """What points an installation to it."""
        return {
            "STENCIL_FILES_URL": f"s3://{self.NAME}/stencil",
            "STENCIL_S3_ENDPOINT": self.url,
            "AWS_ACCESS_KEY_ID": "stencil",
            "AWS_SECRET_ACCESS_KEY": "of-the-tests",
            "AWS_DEFAULT_REGION": "us-east-1",
        }


@contextmanager
def running_bucket(folder: Path) -> Iterator[Bucket]:
    """Run moto's server: S3 over real HTTP, kept in memory."""
    bucket = Bucket(folder)
    bucket.start()
    try:
        yield bucket
    finally:
        bucket.stop()


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

    def create_database(self, name: str, like: str) -> str:
        """Make a database as a copy of another one, to which nobody is connected; its URL."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}".encode())
        return f"{self.url.rpartition('/')[0]}/{name}"

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
    with _data_folder(folder, "postgresql", "postgres") as data:
        port = free_port()
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "stencil", "-A", "trust", "-N"]
        subprocess.run([*user, *initdb], check=True, stdout=subprocess.DEVNULL, cwd="/")
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", str(data)]
        url = f"postgresql://stencil@127.0.0.1:{port}/postgres"
        # a machine that fails is not what is tested: nothing waits for a disk
        quick = ["-c", "fsync=off", "-h", "127.0.0.1"]
        server = Server([*user, *command, *quick], folder / "postgresql.log", url)
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
    with _data_folder(folder, "mariadb", "mysql") as data:
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
            # a machine that fails is not what is tested: nothing waits for a disk
            "--innodb-flush-log-at-trx-commit=0",
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


@contextmanager
def _data_folder(folder: Path, name: str, user: str) -> Iterator[Path]:
    """A folder for a server's own user, which it runs as where we are root.

    That one is not below pytest's, which every run that starts closes to other users anew.
    """
    if not _root():
        data = folder / name
        data.mkdir()
        yield data
        return
    with tempfile.TemporaryDirectory(prefix=f"stencil-{name}-") as made:
        shutil.chown(made, user)
        yield Path(made)


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
    except _NO_ANSWER:
        return False
    return True
