"""`manage.py samples`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.training.samples.pictures import EVERY_FAULT, folder_of_every_fault, picture
from training.samples.dividing import document_key, is_held_out
from training.samples.folder_reading import Form
from training.samples.labelled import labelled
from training.samples.models import Sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for number in range(30):
        (made / f"{number}_{number}.png").write_bytes(picture(str(number)))
    return made


def run(*words: object) -> int:
    """Run the command and return how it ends."""
    try:
        call_command("samples", *map(str, words))
    except SystemExit as ended:
        return int(str(ended.code))
    except CommandError as error:
        return error.returncode
    return 0


def test_verify_ends_well_where_all_is_good(folder: Path, capsys: Any):
    assert run("verify", folder) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "names: 30 good, none bad; nothing was moved.\n"


def test_verify_names_each_bad_file_and_ends_with_one(folder: Path, capsys: Any):
    (folder / "bad.png").write_bytes(b"noise")
    (folder / "notes.doc").write_text("hello")
    assert run("verify", folder) == 1
    said = capsys.readouterr()
    assert "bad.png: is no picture that can be opened" in said.out
    assert "notes.doc: has .doc" in said.out
    assert said.err.startswith("names: 30 good, 2 bad (1 suffix, 1 unopenable)")


def test_verify_tells_programs_in_json(folder: Path, capsys: Any):
    (folder / "bad.png").write_bytes(b"")
    run("verify", folder, "--json")
    assert json.loads(capsys.readouterr().out)["fault"] == "truncated"


def test_verify_holds_labels_against_a_models_charset_and_pictures_against_a_size(
    folder: Path, capsys: Any
):
    (folder / "1\u0e01_1.png").write_bytes(picture("thai"))
    assert run("verify", folder, "--charset", "crnn-base") == 1
    assert "charset" in capsys.readouterr().out
    assert run("verify", folder, "--size", "120x32") == 0
    assert run("verify", folder, "--size", "80x25") == 1


@pytest.mark.parametrize("action", [("verify", "--json"), ("import", "--name", "seals")])
def test_every_kind_of_bad_file_is_named_and_stays_where_it_is(
    action: tuple[str, ...], tmp_path: Path, capsys: Any
):
    files = folder_of_every_fault()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    command, *options = action
    assert run(command, tmp_path, *options, "--charset", "crnn-base", "--size", "120x32") == 1
    said = capsys.readouterr()
    if command == "verify":
        rows = [json.loads(line) for line in said.out.splitlines()]
        assert {row["file"]: row["fault"] for row in rows} == EVERY_FAULT
    else:
        assert all(f"{name}: " in said.err for name in EVERY_FAULT)
        assert sorted(Sample.objects.values_list("file", flat=True)) == ["good.png", "twice.png"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "/nowhere"),
        ("verify", ".", "--charset", "no-such-model"),
        ("verify", ".", "--size", "large"),
        ("import", "/nowhere", "--name", "x"),
        ("export", "no-such-collection", "--to", "/tmp/never-made"),
        ("split", "reviewed", "--to", "/tmp/never-made", "--share", "2"),
    ],
)
def test_what_cannot_be_done_ends_with_two(words: tuple[str, ...]):
    assert run(*words) == 2


def test_import_keeps_what_is_good_and_export_gives_it_back(
    folder: Path, tmp_path: Path, capsys: Any
):
    (folder / "bad.png").write_bytes(b"noise")
    assert run("import", folder, "--name", "numbers") == 1
    said = capsys.readouterr()
    assert said.out == "numbers: 30 kept, 0 known already, 1 bad (1 unopenable)\n"
    assert "bad.png: is no picture" in said.err
    for form in Form:
        assert run("export", "numbers", "--to", tmp_path / form, "--form", form) == 0
        assert sorted(c.text for c in labelled(tmp_path / form)) == sorted(map(str, range(30)))


def test_export_of_one_side_holds_that_side_alone(folder: Path, tmp_path: Path):
    run("import", folder, "--name", "numbers")
    for side in ("training", "held-out"):
        run("export", "numbers", "--to", tmp_path / side, "--side", side)
    out = list(labelled(tmp_path / "held-out"))
    assert out
    assert all(is_held_out(document_key(crop)) for crop in out)
    assert len(out) + len(list(labelled(tmp_path / "training"))) == 30


def test_split_is_seeded(folder: Path, tmp_path: Path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert run("split", folder, "--to", tmp_path / name, "--share", "0.3", "--seed", seed) == 0
    test = {
        name: {crop.text for crop in labelled(tmp_path / name / "test")} for name in ("a", "b", "c")
    }
    assert test["a"] == test["b"] != test["c"]
    assert len(test["a"]) == 9
    assert len(list(labelled(tmp_path / "a" / "training"))) == 21


def test_a_folder_that_is_there_is_not_written_over(folder: Path, capsys: Any):
    before = sorted(path.name for path in folder.iterdir())
    assert run("export", folder, "--to", folder) == 2
    assert sorted(path.name for path in folder.iterdir()) == before


def test_cut_makes_what_is_missing(capsys: Any):
    assert run("cut") == 0
    assert capsys.readouterr().out == "0 crops cut\n"
    assert not Sample.objects.exists()
