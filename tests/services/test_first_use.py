"""Several machines of one installation that start at the same moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.services.installation import Installation
from tests.services.servers import postgresql_server

MACHINES = 3

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("services")]


def test_machines_that_find_an_empty_database_at_once_make_its_tables_once(
    tmp_path: Path,
) -> None:
    with postgresql_server(tmp_path) as url:
        machines = []
        for number in range(MACHINES):
            home = tmp_path / f"home-{number}"
            home.mkdir()
            machines.append(Installation(home, STENCIL_DATABASE_URL=url))
        started = [
            subprocess.Popen(
                [sys.executable, "manage.py", "token", "list"],
                cwd=ROOT,
                env=machine.environment,
                stderr=subprocess.PIPE,
                text=True,
            )
            for machine in machines
        ]
        said = [process.communicate(timeout=240)[1] for process in started]
        assert [process.returncode for process in started] == [0] * MACHINES, said
        assert machines[0].ask("SELECT count(*) FROM auth_group") == [(5,)]
