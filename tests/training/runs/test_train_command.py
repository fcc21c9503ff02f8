"""The command that trains here and now, started as people start it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.services.installation import Installation

PREPARING = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from training.runs.models import TrainingRun
TrainingRun.objects.create(name="shop", source="reviewed", state="running",
                           lease_until=timezone.now() + timedelta(hours=1))
"""


@pytest.mark.parametrize(("state", "said"), [("failed", "No space left"), ("cancelled", "go on")])
def test_it_waits_no_longer_once_the_other_process_has_ended_the_run(tmp_path, state, said):
    installation = Installation(tmp_path)
    installation.make_tables()
    installation.run("-c", PREPARING)
    waiting = subprocess.Popen(
        [sys.executable, "manage.py", "train", "--name", "shop", "--from", "reviewed"],
        cwd=ROOT,
        env=installation.environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert waiting.stderr
        while "by another process" not in (line := waiting.stderr.readline()):
            assert line, "it ended before it waited"
        with sqlite3.connect(tmp_path / "stencil.sqlite3") as database:
            database.execute(
                "UPDATE training_trainingrun SET state = ?, problem = ?", (state, "No space left")
            )
        _, errors = waiting.communicate(timeout=60)
        assert waiting.returncode == 1
        assert said in errors
    finally:
        waiting.kill()
