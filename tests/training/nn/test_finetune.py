"""Fine-tuning in processes of its own: shared work, new characters, what is kept."""

import os
import random
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from tests.conftest import ROOT
from tests.training.nn.drawn import CHARSET, drawn
from tests.training.nn.test_learning import SMALL
from training.nn.augment import augmented, joined
from training.nn.checkpoint import Checkpoint
from training.nn.compare import parity
from training.nn.data import Alphabet
from training.nn.export import export
from training.nn.mixing import CropLines, Labelled, UnusableCropsError, batches
from training.nn.model import Crnn
from training.run_folder import CropRow, RunFolder, RunSettings

pytestmark = pytest.mark.xdist_group("torch")


def folder_of(path: Path, texts: list[str], **settings: object) -> RunFolder:
    folder = RunFolder(path)
    path.mkdir(parents=True)
    parts = ["held_out", "validation", "train", "train", "train", "train"]
    folder.write_crops(
        (
            CropRow(f"crops/{number}.png", text, parts[number % 6], f"{number}"),
            cv2.imencode(".png", drawn(text).image)[1].tobytes(),
        )
        for number, text in enumerate(texts)
    )
    quick = {
        "rate": 5e-3, "pixels": 1500, "decay": 0.97, "strength": 0.5, "replay": 0.0,
        "evaluate_every": 3.0, "processor_time": True,
    }  # fmt: skip
    folder.write_settings(RunSettings("run", **(quick | settings)))
    return folder


def numbers(count: int, digits: str = "0123456789") -> list[str]:
    rng = random.Random(7)
    return ["".join(rng.choices(digits, k=rng.randint(3, 5))) for _ in range(count)]


def start(folder: RunFolder) -> subprocess.Popen[bytes]:
    with folder.log.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "training.nn.finetune", str(folder.path)],
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )


@pytest.fixture
def base(tmp_path) -> Path:
    """A model of ten digits that has learnt nothing yet."""
    torch.manual_seed(3)
    network = Crnn(SMALL).train()
    for _ in range(3):
        network(torch.rand(4, 1, 32, 96))
    weights = network.state_dict()
    export(Checkpoint(SMALL, CHARSET, weights, weights, None), tmp_path / "base")
    return tmp_path / "base"


def test_two_processes_share_the_work_and_learn_one_network(tmp_path):
    folder = folder_of(tmp_path / "run", numbers(90), threads=2, minutes=1.5, patience=99)
    assert start(folder).wait(300) == 0, folder.log.read_text()
    rows = list(folder.curve())
    assert rows[-1]["character_accuracy"] > 0.9
    assert folder.progress().stage == "done"
    assert folder.outcome()["parity"]["problem"] == ""


def test_no_process_outlives_the_one_that_started_it(tmp_path):
    folder = folder_of(tmp_path / "run", numbers(40), threads=2, minutes=30)
    process = start(folder)
    deadline = time.monotonic() + 120
    while not folder.checkpoint.exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert children
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    while any(_alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not any(_alive(child) for child in children)


def _alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_characters_of_the_labels_are_added_and_all_others_kept(tmp_path, base):
    folder = folder_of(
        tmp_path / "run", [f"{text}-" for text in numbers(40)], base=str(base), minutes=0.05,
        threads=1,
    )  # fmt: skip
    assert start(folder).wait(200) == 0, folder.log.read_text()
    found = Checkpoint.load(folder.best)
    assert found.charset == (*CHARSET, "-")
    assert (folder.model / "charset.txt").read_text() == "\n".join((*CHARSET, "-")) + "\n"


def test_a_truncated_or_foreign_file_is_no_parity(tmp_path, base):
    assert parity(base).problem == ""
    network = base / "model.onnx"
    whole = network.read_bytes()
    network.write_bytes(whole[: len(whole) // 2])
    assert "cannot be loaded" in parity(base).problem
    torch.manual_seed(4)
    weights = Crnn(SMALL).state_dict()
    export(Checkpoint(SMALL, CHARSET, weights, weights, None), tmp_path / "other")
    network.write_bytes((tmp_path / "other" / "model.onnx").read_bytes())
    assert "stands off torch" in parity(base).problem


def test_changes_are_seeded_and_keep_the_line_legible():
    crop = drawn("20241121").image
    one, again = (augmented(crop, random.Random(5), 1.0) for _ in range(2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one[:30, :30], augmented(crop, random.Random(6), 1.0)[:30, :30])
    assert np.array_equal(augmented(crop, random.Random(5), 0.0), crop)
    for seed in range(60):
        changed = augmented(crop, random.Random(seed), 1.5)
        assert changed.ndim == 2 and min(changed.shape) >= 8
        assert np.ptp(changed) > 40, seed


def test_joined_crops_stand_side_by_side_at_one_height():
    first, second = drawn("12").image, cv2.resize(drawn("345").image, None, fx=2, fy=2)
    both = joined(first, second, 6)
    assert both.shape[0] == first.shape[0]
    assert both.shape[1] == pytest.approx(first.shape[1] + 6 + second.shape[1] / 2, abs=2)


def test_batches_are_of_even_width_and_none_is_left_over():
    crops = [Labelled(drawn(text).image, text) for text in numbers(50)]
    lines = CropLines(crops, Alphabet(CHARSET), 1, 0.5)
    stream = batches(lines, 1500, 1)
    shapes = [batch.pixels.shape for batch in islice(stream, 30)]
    widths = [shape[0] * shape[3] for shape in shapes]
    assert min(shape[0] for shape in shapes) > 3
    assert max(widths) < 3 * min(widths)


def test_crops_too_narrow_for_their_text_are_not_trained_on():
    narrow = Labelled(np.full((32, 12), 255, np.uint8), "1234567890")
    with pytest.raises(UnusableCropsError, match="fits its picture"):
        CropLines([narrow], Alphabet(CHARSET), 1, 1.0)
