"""`kill -9` of the worker at any moment: every document has its record, none two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.services.installation import Installation
from tests.services.servers import rabbitmq_server, redis_server, wait_until

DOCUMENTS = 100
KILLED_AT = (5, 20, 45, 70)

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("services")]


@pytest.fixture(params=["sqlite, no broker", "sqlite, redis", "postgresql, rabbitmq"])
def installation(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    new_installation: Callable[..., Installation],
) -> Iterator[Installation]:
    """A running worker and sweeper with their databases and brokers."""
    database, broker = request.param.split(", ")
    with ExitStack() as servers:
        variables = {}
        if broker == "redis":
            variables["STENCIL_BROKER_URL"] = servers.enter_context(redis_server(tmp_path))
        if broker == "rabbitmq":
            variables["STENCIL_BROKER_URL"] = servers.enter_context(rabbitmq_server(tmp_path))
        running = new_installation(database, **variables)
        running.start("worker", "sweep")
        try:
            yield running
        finally:
            assert running.stop() == 0


def test_every_document_has_one_record(installation: Installation) -> None:
    installation.run("-m", "tests.services.hand_in", str(DOCUMENTS))
    for count in KILLED_AT:
        installation.wait_for(count, seconds=240)
        wait_until(lambda: installation.kill("worker"), 30, "a worker runs")
    installation.wait_for(DOCUMENTS, seconds=300)
    per_document = installation.ask(
        "SELECT count(*), max(record_version) FROM recognition_record GROUP BY document_id"
    )
    statuses = installation.ask("SELECT DISTINCT status FROM recognition_record")
    hit = installation.ask("SELECT count(*) FROM recognition_document WHERE attempt > 1")[0][0]
    assert len(per_document) == DOCUMENTS
    assert set(per_document) == {(1, 1)}
    assert statuses == [("unmatched",)]
    assert isinstance(hit, int)
    assert hit > 0
