"""A database's address in parts, as a person enters it, and as the URL that is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

SYSTEMS = {"postgresql": "PostgreSQL", "mariadb": "MariaDB, MySQL", "sqlite": "SQLite"}
ENCRYPTIONS = ("", "disable", "require", "verify-full")
_STRENGTH = {"disable": 0, "allow": 1, "": 2, "prefer": 2, "require": 3, "verify-ca": 4}
_STRONGEST = 5
_ASK_AGAIN = (
    "Enter the password again: the saved one is only told to the server and user that it was "
    "entered for, and never over a weaker encryption."
)
_SAME = ("postgres", "postgresql"), ("mysql", "mariadb"), ("sqlite",)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is; ``database`` is a file's name for SQLite.

    sslmode: one of ENCRYPTIONS, empty for encryption where the server offers it.
    """

    system: str = "postgresql"
    host: str = ""
    port: str = ""
    database: str = ""
    user: str = ""
    password: str = ""
    sslmode: str = ""

    @property
    def server(self) -> tuple[str, str, str, str]:
        """Whom a password is told to."""
        return self.system, self.host, self.port, self.user

    @property
    def encryption(self) -> int:
        """How strong it is, in order."""
        return _STRENGTH.get(self.sslmode, _STRONGEST)


def address_of(url: str) -> Address:
    """Return the parts of a kept URL, its password too; an unreadable one has none."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return Address()
    name = parsed.drivername.partition("+")[0]
    return Address(
        system=next((names[-1] for names in _SAME if name in names), "postgresql"),
        host=parsed.host or "",
        port=str(parsed.port or ""),
        database=parsed.database or "",
        user=parsed.username or "",
        password=str(parsed.password or ""),
        sslmode=str(parsed.query.get("sslmode", "")),
    )


def url_of(address: Address, kept: str = "") -> str:
    """Return the URL of an address; raises ValidationError by part.

    kept: the URL until now, whose password stays where none is given. It is never told to
        another server than the one that it was entered for, nor over a weaker encryption.
    """
    problems: dict[str, str] = {}
    if address.system not in SYSTEMS:
        problems["system"] = f"Choose one of {', '.join(SYSTEMS)}."
    if not address.database:
        problems["database"] = "Name the database."
    if address.system == "sqlite":
        address = Address(system="sqlite", database=address.database)
    elif not address.host:
        problems["host"] = "Name the host, or its address."
    if address.port and not (address.port.isascii() and address.port.isdigit()):
        problems["port"] = "A port is a number, such as 5432."
    elif address.port and not 0 < int(address.port) < 65536:
        problems["port"] = "A port is a number from 1 to 65535."
    before = address_of(kept)
    if not address.password and before.password and address.system != "sqlite":
        if address.server == before.server and address.encryption >= before.encryption:
            address = replace(address, password=before.password)
        else:
            problems["password"] = _ASK_AGAIN
    if problems:
        raise ValidationError(problems)
    return URL.create(
        address.system,
        username=address.user or None,
        password=address.password or None,
        host=address.host or None,
        port=int(address.port) if address.port else None,
        database=address.database,
        query={"sslmode": address.sslmode} if address.sslmode else {},
    ).render_as_string(hide_password=False)
