"""Connections to destination databases: the URL checked, the address pinned, time limited."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pymysql
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from exports.database.errors import failure_of
from exports.failures import Failure
from exports.network import checked_addresses, connected

DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mariadb+pymysql",
    "mariadb": "mariadb+pymysql",
    "sqlite": "sqlite+pysqlite",
}
_PORTS = {"postgresql": 5432, "mariadb": 3306}
_QUERY = {"sslmode": ("disable", "prefer", "require", "verify-full")}
_STRICT = (
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = {seconds}"
)
_EXAMPLE = "postgresql://USER:PASSWORD@HOST/DATABASE, mariadb://… or sqlite:///FILE"


def check_url(url: str) -> URL:
    """Return a destination's URL with its driver; raises Failure without repeating the URL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise Failure("mapping", f"This is no database URL. Write it as {_EXAMPLE}.") from None
    driver = DRIVERS.get(parsed.drivername.partition("+")[0])
    if driver is None:
        raise Failure("mapping", f"This database is not known. Use {_EXAMPLE}.")
    parsed = parsed.set(drivername=driver)
    for name, value in parsed.query.items():
        if value not in _QUERY.get(name, ()):
            choices = ", ".join(_QUERY["sslmode"])
            raise Failure(
                "mapping",
                f"The URL's parameter {name!r} is not supported here. There is only sslmode, one "
                f"of {choices}.",
            )
    if not parsed.database:
        raise Failure("mapping", f"The URL names no database. Write it as {_EXAMPLE}.")
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_in_folder(parsed)
    if not parsed.host or "," in parsed.host or parsed.host.startswith("/"):
        raise Failure("mapping", f"The URL names no host. Write it as {_EXAMPLE}.")
    return parsed


def _sqlite_in_folder(url: URL) -> URL:
    from exports.destinations import allowed_path

    if url.database in (None, ":memory:") or str(url.database).startswith("file:"):
        raise Failure("mapping", "Name a file: sqlite:///orders.db")
    return url.set(database=str(allowed_path(str(url.database))))


def engine(url: str, timeout: float) -> Engine:
    """Return an engine that connects to allowed addresses only; raises Failure.

    timeout: seconds to connect, and for any one statement.
    """
    parsed = check_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return create_engine(
            parsed,
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={"timeout": timeout, "check_same_thread": False},
        )
    host, port = str(parsed.host), parsed.port or _PORTS[backend]
    if backend == "postgresql":
        return _postgresql(parsed, host, port, timeout)
    return _mariadb(parsed, host, port, timeout)


def _postgresql(url: URL, host: str, port: int, timeout: float) -> Engine:
    milliseconds = int(timeout * 1000)
    addresses = checked_addresses(host, port)
    mode = url.query.get("sslmode", "prefer")
    arguments = {
        "host": ",".join([host] * len(addresses)),
        "hostaddr": ",".join(addresses),
        "port": ",".join([str(port)] * len(addresses)),
        "connect_timeout": max(2, int(timeout)),
        "application_name": "stencil",
        # nothing of the account that Stencil runs under
        "passfile": f"{os.devnull}/none",
        "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} "
        "-c client_min_messages=error",
        "sslmode": mode,
        **({"sslrootcert": "system"} if mode == "verify-full" else {}),
    }
    return create_engine(
        url.set(query={}, host=None, port=None),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args=arguments,
    )


def _mariadb(url: URL, host: str, port: int, timeout: float) -> Engine:
    made = create_engine(
        url.set(query={}),
        poolclass=NullPool,
        hide_parameters=True,
        # without the locks on gaps, over which two processes that add rows would stumble
        isolation_level="READ COMMITTED",
        connect_args={
            "connect_timeout": max(1, int(timeout)),
            "read_timeout": timeout,
            "write_timeout": timeout,
            "charset": "utf8mb4",
            "init_command": _STRICT.format(seconds=max(1, int(timeout))),
            **_tls(str(url.query.get("sslmode", "prefer"))),
        },
    )

    @event.listens_for(made, "do_connect")
    def connect(dialect: object, record: object, args: Any, options: dict[str, Any]) -> Any:
        # PyMySQL resolves the name itself; the connection is made before, to a checked address
        connection = pymysql.connect(*args, **{**options, "defer_connect": True})
        connection.connect(connected(host, port, timeout))
        return connection

    return made


def _tls(mode: str) -> dict[str, Any]:
    if mode == "disable":
        return {"ssl_disabled": True}
    if mode == "prefer":
        return {}
    context = ssl.create_default_context()
    if mode == "require":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return {"ssl": context}


@contextmanager
def connection(url: str, timeout: float) -> Iterator[Connection]:
    """Open a connection; every error in connecting, and in the block, is a Failure."""
    made = engine(url, timeout)
    try:
        with made.connect() as opened:
            yield opened
    except SQLAlchemyError as error:
        raise failure_of(error, url) from None
    except pymysql.MySQLError as error:
        raise failure_of(error, url) from None
    finally:
        made.dispose()


def try_connection(url: str, timeout: float) -> str:
    """Connect and return the server's name and version; raises Failure."""
    with connection(url, timeout) as opened:
        opened.execute(text("SELECT 1"))
        version = ".".join(str(part) for part in opened.dialect.server_version_info or ())
        return f"{_TITLES[opened.dialect.name]} {version}"


_TITLES = {"postgresql": "PostgreSQL", "mariadb": "MariaDB", "mysql": "MySQL", "sqlite": "SQLite"}
