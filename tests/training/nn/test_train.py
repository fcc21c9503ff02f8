import csv

import pytest

from training.nn.checkpoint import Checkpoint
from training.nn.train import TrainConfig, difficulty, longest, run


def test_lines_get_harder_and_longer_until_their_share_of_the_time():
    config = TrainConfig("run", minutes=1)
    assert difficulty(config, 0.1) < difficulty(config, 0.5)
    assert difficulty(config, config.hard_from) == difficulty(config, 1.0) == config.hardest
    assert longest(config, 0.0) < longest(config, 1.0) == config.longest


@pytest.mark.xdist_group("torch")
def test_a_stopped_run_goes_on_where_it_stopped(renderer, tmp_path):
    config = TrainConfig("run", minutes=1e-4, pixels=600, workers=0, validation=2)
    run(config, tmp_path)
    first = Checkpoint.load(tmp_path / "checkpoint.pt")
    assert first.step == 1
    run(
        TrainConfig("run", minutes=first.seconds / 60 + 1e-4, pixels=600, workers=0, validation=2),
        tmp_path,
    )
    second = Checkpoint.load(tmp_path / "checkpoint.pt")
    assert second.step > first.step
    assert second.seconds > first.seconds
    assert second.lines > first.lines
    assert second.optimizer["adamw"]["state"][0]["step"] == second.step
    with (tmp_path / "curves.csv").open() as curves:
        assert [int(float(row["step"])) for row in csv.DictReader(curves)] == [
            first.step,
            second.step,
        ]


@pytest.mark.xdist_group("torch")
def test_a_run_can_start_from_another_ones_weights(renderer, tmp_path):
    config = TrainConfig("run", minutes=1e-4, pixels=600, rate=0.0, workers=0, validation=2)
    run(config, tmp_path / "base")
    base = Checkpoint.load(tmp_path / "base" / "checkpoint.pt")
    run(config, tmp_path / "tuned", base=tmp_path / "base" / "checkpoint.pt")
    tuned = Checkpoint.load(tmp_path / "tuned" / "checkpoint.pt")
    assert all(
        (tuned.weights[name] == base.average[name]).all()
        for name in ("classes.weight", "glyph.bias")
    )
    assert tuned.earlier_lines == base.lines > 0


@pytest.mark.xdist_group("torch")
def test_a_run_whose_time_is_over_is_taken_at_its_end(renderer, tmp_path):
    """Not where few lines happened to be read best, with the rate still high."""
    config = TrainConfig("run", minutes=1e-4, pixels=600, workers=0, validation=2)
    run(config, tmp_path)
    lucky = Checkpoint.load(tmp_path / "best.pt")
    lucky.metrics["exact"] = 1.0
    lucky.save(tmp_path / "best.pt")
    longer = TrainConfig(
        "run", minutes=lucky.seconds / 60 + 1e-4, pixels=600, workers=0, validation=2
    )
    assert run(longer, tmp_path).step > lucky.step
