"""Two workers that store two files of one invoice at the same moment."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.conftest import ROOT
from tests.services.installation import Installation

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("services")]

LONG_ENOUGH = 3.0
"""Seconds in which a worker that waits for nobody would have stored its record."""


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(
    request: pytest.FixtureRequest, new_installation: Callable[..., Installation]
) -> Installation:
    """An installation with its tables; nothing of it runs."""
    return new_installation(request.param)


def test_one_of_two_files_of_an_invoice_read_at_once_warns_of_the_other(
    installation: Installation,
) -> None:
    with _worker(installation, "first.png") as first:
        assert _says(first) == "ready"
        assert _says(first) == "stored"
        with _worker(installation, "second.png") as second:
            assert _says(second) == "ready"
            time.sleep(LONG_ENOUGH)
            first.communicate()
            assert _says(second) == "stored"
            second.communicate()
    assert (first.returncode, second.returncode) == (0, 0)
    rows = installation.ask("SELECT data FROM recognition_record ORDER BY created_at")
    records = [row[0] if isinstance(row[0], dict) else json.loads(str(row[0])) for row in rows]
    assert [len(record["warnings"]) for record in records] == [0, 1]
    assert [record["status"] for record in records] == ["accepted", "needs_review"]


def _worker(installation: Installation, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.services.save_invoice", name],
        cwd=ROOT,
        env=installation.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _says(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline().strip()
