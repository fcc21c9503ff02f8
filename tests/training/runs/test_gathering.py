"""Which crops train a run's reader, which end it, and which judge it."""

from __future__ import annotations

from pathlib import Path

from recognition.engine.preprocess import grey
from training.run_folder import CropRow, RunFolder
from training.runs.gathering import JUDGING, gather
from training.samples.crop import FileBytes, LabelledCrop
from training.samples.dividing import document_key, is_held_out


def rows(source: Path, folder: Path, seed: int = 1) -> list[CropRow]:
    run = RunFolder(folder)
    gather(str(source), run, seed, judged_by_reviewed=False)
    return [row for part in ("train", "validation", "held_out") for row in run.crops(part)]


def held_for_ever(source: Path) -> set[str]:
    keys = {
        file.name: document_key(LabelledCrop(file.name, FileBytes(file), "1"))
        for file in source.iterdir()
    }
    return {name for name, key in keys.items() if is_held_out(key)}


def judging(found: list[CropRow]) -> set[str]:
    return {row.name for row in found if row.part == "held_out"}


def test_a_quarter_of_few_crops_judges_even_where_chance_held_out_fewer(digits, tmp_path):
    source = digits(40, seed=8)
    assert len(held_for_ever(source)) < 10
    found = rows(source, tmp_path / "run")
    assert len(judging(found)) == 10
    assert held_for_ever(source) < judging(found)


def test_it_is_noted_which_crops_are_held_out_for_ever_and_how_many(digits, tmp_path):
    source, run = digits(40, seed=8), RunFolder(tmp_path / "run")
    gathered = gather(str(source), run, 1, judged_by_reviewed=False)
    noted = {row.name for row in run.crops() if row.for_ever}
    assert noted == held_for_ever(source)
    assert gathered.counts["held_out"] == 10
    assert gathered.counts["held_out_for_ever"] == len(noted) < 10


def test_of_many_crops_only_those_held_out_for_ever_judge(digits, tmp_path):
    source = digits(240)
    assert len(held_for_ever(source)) >= JUDGING
    assert judging(rows(source, tmp_path / "run")) == held_for_ever(source)


def test_another_seed_lets_other_crops_judge_but_always_those_held_out_for_ever(digits, tmp_path):
    source = digits(40, seed=8)
    one, other = (judging(rows(source, tmp_path / str(seed), seed)) for seed in (1, 2))
    assert one != other
    assert held_for_ever(source) <= one & other


def test_every_crop_is_in_one_part_and_its_picture_is_in_the_folder(digits, tmp_path):
    found = rows(digits(40), tmp_path / "run")
    assert len({row.name for row in found}) == len(found) == 40
    run = RunFolder(tmp_path / "run")
    assert all(grey(run.picture(row.file)).size for row in found)
