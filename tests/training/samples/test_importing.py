"""Labelled folders become collections; what is bad is reported and stays where it is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.training.samples.pictures import picture
from training.samples import zip_folder
from training.samples.crop import KeptBytes, LabelledCrop
from training.samples.dividing import document_key
from training.samples.folder_reading import Form, SourceError, read_folder
from training.samples.folder_writing import write_folder
from training.samples.importing import ImportingError, bring_in
from training.samples.labelled import labelled
from training.samples.models import Collection, Sample
from training.samples.zip_folder import unpacked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("12_1.png", "34_2.png"):
        (tmp_path / name).write_bytes(picture(name))
    (tmp_path / "bad.png").write_bytes(b"noise")
    return tmp_path


@pytest.mark.django_db
def test_good_pictures_become_samples_of_the_collection(folder: Path):
    report = bring_in(read_folder(folder), "seals")
    assert (report.kept, report.known, report.faults) == (2, 0, {"unopenable": 1})
    assert [bad.name for bad in report.bad] == ["bad.png"]
    assert (folder / "bad.png").exists()
    assert sorted(crop.text for crop in labelled("seals")) == ["12", "34"]
    assert list(labelled("reviewed")) == []


@pytest.mark.django_db
def test_pictures_keep_the_bytes_that_they_came_with_and_their_side(folder: Path):
    bring_in(read_folder(folder), "seals")
    by_text = {crop.text: crop for crop in labelled("seals")}
    for crop in labelled(folder):
        if crop.text in by_text:
            assert by_text[crop.text].load() == crop.load()
            assert document_key(by_text[crop.text]) == document_key(crop)


@pytest.mark.django_db
def test_a_folder_that_has_grown_is_brought_in_again_without_repeating(folder: Path):
    bring_in(read_folder(folder), "seals")
    (folder / "56_3.png").write_bytes(picture("56"))
    report = bring_in(read_folder(folder), "seals")
    assert (report.kept, report.known) == (1, 2)
    assert Sample.objects.count() == 3


@pytest.mark.django_db
def test_what_is_known_of_a_crop_comes_along(tmp_path: Path):
    crop = LabelledCrop("n", KeptBytes(picture()), "1", "doc", "invoice", "total")
    write_folder([crop], tmp_path / "out", Form.JSONL)
    bring_in(read_folder(tmp_path / "out"), "moved")
    sample = Sample.objects.get()
    assert (sample.group, sample.template, sample.field) == ("doc", "invoice", "total")
    assert (sample.width, sample.height) == (120, 32)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "a b", "ü", "x" * 65])
def test_a_collection_needs_a_plain_name(name: str, folder: Path):
    with pytest.raises(ImportingError):
        bring_in(read_folder(folder), name)


@pytest.mark.django_db
def test_a_folder_without_a_good_picture_makes_no_collection(tmp_path: Path):
    (tmp_path / "bad.png").write_bytes(b"noise")
    assert bring_in(read_folder(tmp_path), "none").kept == 0
    assert not Collection.objects.exists()


@pytest.mark.django_db
def test_a_source_that_is_not_there_names_those_that_are(folder: Path):
    bring_in(read_folder(folder), "seals")
    with pytest.raises(SourceError, match="seals"):
        labelled("sael")


def zipped(**files: bytes) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    buffer.seek(0)
    return buffer


def test_a_zip_of_a_folder_is_that_folder(tmp_path: Path):
    packed = zipped(**{"set/labels.txt": b"a.png 1", "set/a.png": picture(), "__MACOSX/x": b"x"})
    assert [crop.text for crop in labelled(unpacked(packed, tmp_path))] == ["1"]


def test_nothing_is_unpacked_outside_the_folder(tmp_path: Path):
    inner = tmp_path / "in"
    inner.mkdir()
    unpacked(zipped(**{"../../evil.png": b"x", "/abs.png": b"x", "1.png": picture()}), inner)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["1.png"]


def test_what_is_no_zip_is_refused(tmp_path: Path):
    with pytest.raises(SourceError, match="no zip file"):
        unpacked(io.BytesIO(b"not a zip"), tmp_path)


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(zip_folder, "MOST_BYTES", 1000)
    with pytest.raises(SourceError, match="Divide it"):
        unpacked(zipped(**{"1.png": bytes(5000)}), tmp_path)


def test_a_zip_of_a_database_is_refused(tmp_path: Path):
    write_folder([LabelledCrop("n", KeptBytes(picture()), "1")], tmp_path / "db", Form.LMDB)
    packed = zipped(**{"data.mdb": (tmp_path / "db/data.mdb").read_bytes()})
    target = tmp_path / "unpacked"
    target.mkdir()
    with pytest.raises(SourceError, match="command line"):
        unpacked(packed, target)
