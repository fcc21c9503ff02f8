"""Business databases on real servers, and as destinations."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exports import destinations
from exports.models import Destination
from tests.exports import ways
from tests.services.business import PASSWORD, WRITTEN, Business
from tests.services.installation import Installation
from tests.services.servers import Server, running_mariadb, running_postgresql


@pytest.fixture(scope="session")
def postgresql_for_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for tests that never stop it."""
    with running_postgresql(tmp_path_factory.mktemp("postgresql")) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql(postgresql_for_all: Server) -> str:
    server = postgresql_for_all
    ((path,),) = server.ask("SHOW hba_file")
    hba = Path(str(path))
    lines = "host all erp 127.0.0.1/32 scram-sha-256\n" + hba.read_text()
    hba.write_text(lines)
    server.tell(f"CREATE ROLE erp LOGIN PASSWORD '{PASSWORD}'")
    server.tell("GRANT ALL ON SCHEMA public TO erp")
    server.tell("SELECT pg_reload_conf()")
    return server.url.replace("stencil@", f"erp:{WRITTEN}@")


@pytest.fixture(scope="session")
def new_postgresql(
    postgresql_for_all: Server, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    """Make a database with the tables of an installation; its URL."""
    migrated, numbers = "migrated", itertools.count(1)
    url = postgresql_for_all.create_database(migrated, like="template1")
    first = Installation(tmp_path_factory.mktemp("migrated"), STENCIL_DATABASE_URL=url)
    first.run("manage.py", "migrate", "--verbosity", "0")

    def make() -> str:
        name = f"installation_{next(numbers)}"
        return postgresql_for_all.create_database(name, like=migrated)

    return make


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_mariadb(tmp_path_factory.mktemp("mariadb")) as server:
        server.tell(f"CREATE USER erp@'%' IDENTIFIED BY '{PASSWORD}'")
        server.tell("GRANT ALL ON test.* TO erp@'%'")
        yield server.url.replace("root@", f"erp:{WRITTEN}@")


@pytest.fixture
def new_installation(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Installation]:
    """Make an installation with its tables in SQLite or PostgreSQL; nothing of it runs."""

    def make(database: str, **variables: str) -> Installation:
        home = tmp_path / "home"
        home.mkdir()
        if database == "postgresql":
            url = request.getfixturevalue("new_postgresql")()
            return Installation(home, STENCIL_DATABASE_URL=url, **variables)
        installation = Installation(home, **variables)
        installation.make_tables()
        return installation

    return make


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def business(request: pytest.FixtureRequest) -> Iterator[Business]:
    """An empty business database."""
    if request.param == "sqlite":
        ways.sqlite_file().unlink(missing_ok=True)
        url = "sqlite:///orders.db"
    else:
        url = request.getfixturevalue(request.param)
    found = Business(url, url.replace(WRITTEN, "wrong-pa55word"))
    found.empty()
    yield found
    found.empty()


@pytest.fixture
def erp(business: Business) -> Destination:
    """The business database as a destination."""
    return destinations.create("erp", "database", {"url": business.url})
