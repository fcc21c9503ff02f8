"""Business databases on real servers, and as destinations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exports import destinations
from exports.models import Destination
from tests.exports import ways
from tests.services.business import PASSWORD, WRITTEN, Business
from tests.services.servers import running_mariadb, running_postgresql


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_postgresql(tmp_path_factory.mktemp("postgresql")) as server:
        ((path,),) = server.ask("SHOW hba_file")
        hba = Path(str(path))
        lines = "host all erp 127.0.0.1/32 scram-sha-256\n" + hba.read_text()
        hba.write_text(lines)
        server.tell(f"CREATE ROLE erp LOGIN PASSWORD '{PASSWORD}'")
        server.tell("GRANT ALL ON SCHEMA public TO erp")
        server.tell("SELECT pg_reload_conf()")
        yield server.url.replace("stencil@", f"erp:{WRITTEN}@")


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_mariadb(tmp_path_factory.mktemp("mariadb")) as server:
        server.tell(f"CREATE USER erp@'%' IDENTIFIED BY '{PASSWORD}'")
        server.tell("GRANT ALL ON test.* TO erp@'%'")
        yield server.url.replace("root@", f"erp:{WRITTEN}@")


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
