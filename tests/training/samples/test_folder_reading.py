"""Labelled folders are told apart by looking, and every file in them is accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import lmdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.samples.pictures import picture
from training.samples.crop import LabelledCrop
from training.samples.faults import BadFile, Fault
from training.samples.folder_reading import (
    Form,
    SourceError,
    form_of,
    label_of,
    read_folder,
)
from training.samples.labelled import labelled


def pictures(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(picture(name))
    return folder


def texts(folder: Path) -> dict[str, str]:
    return {f.name: f.text for f in read_folder(folder) if isinstance(f, LabelledCrop)}


def faults(folder: Path) -> dict[str, Fault]:
    return {f.name: f.fault for f in read_folder(folder) if isinstance(f, BadFile)}


def database(folder: Path, *entries: tuple[bytes, str]) -> Path:
    with (
        lmdb.open(str(folder), map_size=1 << 20) as environment,
        environment.begin(write=True) as t,
    ):
        for index, (image, label) in enumerate(entries, start=1):
            t.put(f"image-{index:09d}".encode(), image)
            t.put(f"label-{index:09d}".encode(), label.encode())
        t.put(b"num-samples", str(len(entries)).encode())
    return folder


def test_labels_txt_gives_each_file_its_text(tmp_path: Path):
    pictures(tmp_path, "a.png", "sub/b.jpg", "with space.png")
    (tmp_path / "labels.txt").write_text("a.png 12 34\nsub/b.jpg\t价税合计\nwith space.png x y\n")
    assert form_of(tmp_path) is Form.LABELS
    assert texts(tmp_path) == {
        "a.png": "12 34",
        "sub/b.jpg": "价税合计",
        "with space.png": "x y",
    }


def test_labels_txt_of_windows_is_read(tmp_path: Path):
    pictures(tmp_path, "sub/a.png")
    (tmp_path / "labels.txt").write_bytes("\ufeffsub\\a.png 12\r\n".encode())
    assert texts(tmp_path) == {"sub/a.png": "12"}


def test_jsonl_gives_text_and_what_else_is_known(tmp_path: Path):
    pictures(tmp_path, "a.png")
    row = {"filename": "a.png", "text": " 1 ", "document": "d", "template": "t", "field": "f"}
    (tmp_path / "labels.jsonl").write_text(json.dumps(row) + "\n")
    (crop,) = labelled(tmp_path)
    assert form_of(tmp_path) is Form.JSONL
    assert (crop.text, crop.document, crop.template, crop.field) == (" 1 ", "d", "t", "f")
    assert crop.load() == picture("a.png")


def test_names_are_labels_with_or_without_a_serial(tmp_path: Path):
    pictures(tmp_path, "00560.png", "AB_12_7.jpg", "deep/x1_c0ffee.PNG")
    assert form_of(tmp_path) is Form.NAMES
    assert texts(tmp_path) == {
        "00560.png": "00560",
        "AB_12_7.jpg": "AB_12",
        "deep/x1_c0ffee.PNG": "x1",
    }


def test_a_list_of_something_else_beside_the_pictures_is_no_list_of_labels(tmp_path: Path):
    pictures(tmp_path, "77.png")
    (tmp_path / "gt.jsonl").write_text(json.dumps({"image": "77.png", "lines": []}) + "\n")
    assert texts(tmp_path) == {"77.png": "77"}


def test_a_database_is_read_by_its_keys(tmp_path: Path):
    database(tmp_path, (picture("a"), "甲"), (picture("b"), "b b"))
    crops = list(labelled(tmp_path))
    assert form_of(tmp_path) is Form.LMDB
    assert [(crop.name, crop.text) for crop in crops] == [
        ("image-000000001", "甲"),
        ("image-000000002", "b b"),
    ]
    assert crops[1].load() == picture("b")
    assert len(list(labelled(tmp_path))) == 2


def test_a_database_tells_which_entries_are_missing_or_empty(tmp_path: Path):
    database(tmp_path, (picture("a"), ""), (picture("b"), "b"))
    with lmdb.open(str(tmp_path)) as environment, environment.begin(write=True) as transaction:
        transaction.delete(b"image-000000002")
    assert faults(tmp_path) == {"image-000000001": Fault.EMPTY, "image-000000002": Fault.MISSING}


def test_a_broken_database_is_refused_in_words(tmp_path: Path):
    (tmp_path / "data.mdb").write_bytes(b"no database")
    with pytest.raises(SourceError, match="cannot be opened as LMDB"):
        read_folder(tmp_path)


def test_what_a_list_says_wrongly_is_named_by_file(tmp_path: Path):
    pictures(tmp_path, "good.png", "blank.png", "forgotten.png")
    (tmp_path / "notes.doc").write_text("no picture")
    (tmp_path / "labels.txt").write_text(
        "good.png 1\ngood.png 2\nblank.png\nnot-there.png 3\n../outside.png 4\nnotes.doc 5\n"
    )
    assert texts(tmp_path) == {"good.png": "1"}
    assert sorted(faults(tmp_path).items()) == [
        ("../outside.png", Fault.MISSING),
        ("blank.png", Fault.EMPTY),
        ("forgotten.png", Fault.UNLABELLED),
        ("good.png", Fault.REPEATED),
        ("not-there.png", Fault.MISSING),
        ("notes.doc", Fault.SUFFIX),
    ]


def test_lines_that_are_no_label_are_named_by_number(tmp_path: Path):
    pictures(tmp_path, "a.png")
    lines = ['{"filename": "a.png", "text": "1"}', "{oops", '["a"]', '{"filename": "b", "text": 5}']
    (tmp_path / "labels.jsonl").write_text("\n".join(lines))
    assert faults(tmp_path) == {
        "labels.jsonl, line 2": Fault.LINE,
        "labels.jsonl, line 3": Fault.LINE,
        "labels.jsonl, line 4": Fault.LINE,
    }


def test_a_file_that_a_list_names_outside_the_folder_is_never_opened(tmp_path: Path):
    outside = tmp_path / "secret.png"
    outside.write_bytes(picture())
    folder = pictures(tmp_path / "in", "a.png")
    (folder / "labels.txt").write_text(f"a.png 1\n{outside} 2\n../secret.png 3\n")
    assert texts(folder) == {"a.png": "1"}


@pytest.mark.parametrize("made", ["nothing", "empty", "text"])
def test_a_place_without_labelled_pictures_is_refused(tmp_path: Path, made: str):
    place = tmp_path / "place"
    if made != "nothing":
        place.mkdir()
    if made == "text":
        (place / "readme.md").write_text("hello")
    with pytest.raises(SourceError):
        read_folder(place)


def test_a_list_in_another_encoding_is_refused_in_words(tmp_path: Path):
    pictures(tmp_path, "a.png")
    (tmp_path / "labels.txt").write_bytes("a.png 价税".encode("gbk"))
    with pytest.raises(SourceError, match="UTF-8"):
        list(read_folder(tmp_path))


PRINTED = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")))


@given(labels=st.lists(PRINTED.filter(lambda text: text.strip()), min_size=1, max_size=5))
def test_any_text_comes_back_from_labels_txt_and_jsonl(labels: list[str], tmp_path_factory):
    folder = tmp_path_factory.mktemp("labels")
    names = [f"{number}.png" for number in range(len(labels))]
    pictures(folder, *names)
    pairs = dict(zip(names, labels, strict=True))
    (folder / "labels.txt").write_text("".join(f"{n}\t{t}\n" for n, t in pairs.items()), "utf-8")
    assert texts(folder) == pairs
    (folder / "labels.txt").unlink()
    rows = [json.dumps({"filename": name, "text": text}) for name, text in pairs.items()]
    (folder / "labels.jsonl").write_text("\n".join(rows), "utf-8")
    assert texts(folder) == pairs


@given(PRINTED, st.text(st.characters(categories=("Nd", "Ll")), min_size=1))
def test_a_serial_never_eats_of_the_label(label: str, serial: str):
    assert label_of(f"{label}_{serial}") == label


@given(content=st.binary(max_size=300))
def test_any_bytes_as_a_list_are_read_or_refused(content: bytes, tmp_path_factory):
    folder = pictures(tmp_path_factory.mktemp("bytes"), "a.png")
    for name in ("labels.txt", "labels.jsonl"):
        (folder / name).write_bytes(content)
        try:
            found = list(read_folder(folder))
        except SourceError:
            found = []
        assert all(isinstance(one, BadFile | LabelledCrop) for one in found)
        (folder / name).unlink()
