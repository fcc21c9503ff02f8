"""What is written in any form is read back as it was, or refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.samples.pictures import picture
from training.samples.crop import FileBytes, KeptBytes, LabelledCrop
from training.samples.folder_reading import Form, form_of
from training.samples.folder_writing import FolderError, write_folder
from training.samples.labelled import labelled

LABELS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), max_size=4)


def crops(*texts: str) -> list[LabelledCrop]:
    return [
        LabelledCrop(f"n{number}", KeptBytes(picture(str(number))), text)
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize("form", Form)
def test_texts_and_pictures_come_back(form: Form, tmp_path: Path):
    written = crops("12 34", "价税合计", "a_b", "x")
    assert write_folder(written, tmp_path / "out", form) == 4
    assert form_of(tmp_path / "out") is form
    read = {(crop.text, crop.load()) for crop in labelled(tmp_path / "out")}
    assert read == {(crop.text, crop.load()) for crop in written}


@pytest.mark.parametrize("form", Form)
@given(texts=LABELS)
def test_any_labels_come_back_or_are_refused(form: Form, texts: list[str], tmp_path_factory):
    texts = [text for text in texts if text.strip()]
    folder = tmp_path_factory.mktemp("out")
    try:
        write_folder(crops(*texts), folder, form)
    except FolderError:
        assert form not in (Form.JSONL, Form.LMDB)
        assert list(folder.iterdir()) == []
        return
    if texts:
        assert sorted(crop.text for crop in labelled(folder)) == sorted(texts)


def test_jsonl_keeps_document_template_and_field(tmp_path: Path):
    crop = LabelledCrop("n", KeptBytes(picture()), "1", "abc", "invoice", "total")
    write_folder([crop], tmp_path / "out", Form.JSONL)
    (read,) = labelled(tmp_path / "out")
    assert (read.document, read.template, read.field) == ("abc", "invoice", "total")


def test_pictures_keep_their_bytes_and_their_kind(tmp_path: Path):
    jpeg = picture(kind="JPEG")
    write_folder([LabelledCrop("n", KeptBytes(jpeg), "1")], tmp_path / "out", Form.LABELS)
    assert (tmp_path / "out/images/000001.jpg").read_bytes() == jpeg


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FolderError, match="not empty"):
        write_folder(crops("1"), tmp_path, Form.LABELS)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_that_could_not_be_finished_is_removed(tmp_path: Path):
    gone = LabelledCrop("gone", FileBytes(tmp_path / "gone.png"), "2")
    with pytest.raises(FileNotFoundError):
        write_folder([*crops("1"), gone], tmp_path / "out", Form.JSONL)
    assert not (tmp_path / "out").exists()


def test_more_than_the_first_size_of_the_database_is_written(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("training.samples.folder_writing._MAP_SIZE", 1 << 16)
    noise = [LabelledCrop(str(n), KeptBytes(bytes([n]) * 5000), str(n)) for n in range(100)]
    assert write_folder(noise, tmp_path / "out", Form.LMDB) == 100
    assert [crop.text for crop in labelled(tmp_path / "out")] == [str(n) for n in range(100)]
