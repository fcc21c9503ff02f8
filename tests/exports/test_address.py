"""A database's address in parts and as a URL."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from exports.database.address import Address, address_of, url_of

KEPT = "postgresql://erp:p%40ss%2Fword@db.example.org:5433/business?sslmode=require"
SERVER = Address("postgresql", "db.example.org", "5433", "business", "erp", "", "require")


def problems(address: Address, kept: str = "") -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        url_of(address, kept)
    return caught.value.message_dict


def test_parts_make_a_url_and_a_url_its_parts() -> None:
    parts = Address("postgresql", "db.example.org", "5433", "business", "erp", "p@ss/word")
    assert address_of(url_of(parts)) == parts
    assert address_of(KEPT).password == "p@ss/word"


def test_a_file_needs_no_host() -> None:
    assert url_of(Address("sqlite", "ignored", database="orders.db")) == "sqlite:///orders.db"


def test_mysql_and_mariadb_are_one_system() -> None:
    assert address_of("mysql://root@127.0.0.1/shop").system == "mariadb"


def test_a_password_left_empty_stays() -> None:
    changed = Address("postgresql", "db.example.org", "5433", "archive", "erp", sslmode="require")
    assert address_of(url_of(changed, KEPT)).password == "p@ss/word"


@pytest.mark.parametrize(
    "other",
    [
        Address("postgresql", "evil.example.org", "5433", "business", "erp"),
        Address("postgresql", "db.example.org", "5432", "business", "erp"),
        Address("postgresql", "db.example.org", "5433", "business", "root"),
        Address("mariadb", "db.example.org", "5433", "business", "erp"),
    ],
)
def test_a_kept_password_is_told_to_no_other_server(other: Address) -> None:
    assert "again" in problems(other, KEPT)["password"][0]


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        ("verify-full", "require", True),
        ("require", "", True),
        ("", "disable", True),
        ("require", "verify-full", False),
        ("", "require", False),
    ],
)
def test_a_kept_password_is_not_told_over_a_weaker_encryption(
    before: str, after: str, asked: bool
) -> None:
    at = ("postgresql", "db.example.org", "5433", "business", "erp")
    kept = url_of(Address(*at, password="secret", sslmode=before))
    changed = Address(*at, sslmode=after)
    if asked:
        assert "weaker" in problems(changed, kept)["password"][0]
    else:
        assert address_of(url_of(changed, kept)).password == "secret"


@pytest.mark.parametrize(
    ("address", "part"),
    [
        (Address("oracle", "h", database="d"), "system"),
        (Address("postgresql", "", database="d"), "host"),
        (Address("postgresql", "h"), "database"),
        (Address("sqlite"), "database"),
        (Address("mariadb", "h", "x", "d"), "port"),
        (Address("mariadb", "h", "70000", "d"), "port"),
    ],
)
def test_a_mistake_is_named_by_its_part(address: Address, part: str) -> None:
    assert list(problems(address)) == [part]


def test_an_unreadable_url_has_no_parts() -> None:
    assert address_of("not a url") == Address()
