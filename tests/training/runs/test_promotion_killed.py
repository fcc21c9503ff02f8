"""`kill -9` while the reader is being changed: whatever moment it hits, exactly one reads."""

import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.services.installation import Installation

ROOT = Path(__file__).resolve().parents[3]
CHANGING = """
import django; django.setup()
from training.runs import promotion, registry
from training.runs.models import Promotion, TrainingRun
runs = {run.name: run for run in TrainingRun.objects.all()}
print("changing", flush=True)
while True:
    now = registry.trained_half(registry.champion())
    run = runs["b" if now == "a" else "a"]
    run.champion = now
    promotion.promote(run)
"""
PREPARING = """
import django; django.setup()
from training.runs.models import TrainingRun
for name in ("a", "b"):
    TrainingRun.objects.create(name=name, source="reviewed", state="done", outcome="better")
"""
SETTLING = """
import django; django.setup()
from training.runs import promotion, registry
from training.runs.models import Promotion
promotion.settle()
from recognition.engine.models import find_models
reader = registry.champion()
assert all(part in find_models() or part == "pp-ocrv6-small" for part in reader.split("+")), reader
assert not Promotion.objects.filter(state="begun").exists()
done = Promotion.objects.filter(state="done").order_by("-pk")
assert done.first().reader == reader, (done.first().reader, reader)
chain = list(done.values_list("before", "reader"))
assert all(later[0] == earlier[1] for later, earlier in zip(chain, chain[1:]))
print(reader, done.count(), Promotion.objects.filter(state="void").count())
"""


@pytest.fixture
def installation(tmp_path):
    """A home with two models and a database of its own."""
    for name in ("a", "b"):
        shutil.copytree(ROOT / "models" / "crnn-base", tmp_path / "models" / name)
    made = Installation(tmp_path)
    made.make_tables()

    def run(program: str) -> str:
        return made.run("-c", program)

    run(PREPARING)
    return made.environment, run


def test_exactly_one_reader_reads_after_every_kill(installation):
    environment, run = installation
    home, chance = Path(environment["STENCIL_HOME"]), random.Random(5)
    changes = 0
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", CHANGING], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )
        assert process.stdout and process.stdout.readline() == b"changing\n"
        time.sleep(chance.uniform(0.05, 0.6))
        process.kill()
        process.wait()
        pointer = (home / "models" / "default.txt").read_text("utf-8")
        assert pointer in ("a+pp-ocrv6-small\n", "b+pp-ocrv6-small\n"), "whole, whenever it hit"
        changes = int(run(SETTLING).split()[1])
    assert changes > 4, "there was something to interrupt"


@pytest.mark.parametrize("carried_out", [True, False])
def test_what_was_begun_is_settled_by_what_the_file_says(installation, carried_out):
    """The two moments at which a kill leaves a row begun: before and after the rename."""
    environment, run = installation
    home = Path(environment["STENCIL_HOME"])
    run(
        "import django; django.setup()\n"
        "from training.runs import promotion, registry\n"
        "from training.runs.models import Promotion, TrainingRun\n"
        "a = TrainingRun.objects.get(name='a'); a.champion = 'crnn-base'\n"
        "promotion.promote(a)\n"
        "Promotion.objects.create(reader='b+pp-ocrv6-small', before='a+pp-ocrv6-small',"
        " kind='promoted')\n" + ("registry.point_at('b+pp-ocrv6-small')\n" if carried_out else "")
    )
    reader, done, void = run(SETTLING).split()
    assert reader == ("b" if carried_out else "a") + "+pp-ocrv6-small"
    assert (done, void) == (("2", "0") if carried_out else ("1", "1"))
    with sqlite3.connect(next(home.glob("*.sqlite3"))) as database:
        (begun,) = database.execute(
            "SELECT count(*) FROM training_promotion WHERE state = 'begun'"
        ).fetchone()
    assert begun == 0
