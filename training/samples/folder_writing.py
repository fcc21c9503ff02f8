"""Writing labelled crops as a folder, in any of the forms that are read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import lmdb

from training.samples.crop import LabelledCrop
from training.samples.folder_reading import Form

_PICTURES = "images"
_AT_ONCE = 1000
_LONGEST_NAME = 255
_NO_NAME = frozenset('/\\\0:*?"<>|')
_MAP_SIZE = 1 << 30
_ENDINGS = {
    b"\x89PNG": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"BM": ".bmp",
    b"II*\0": ".tif",
    b"MM\0*": ".tif",
    b"RIFF": ".webp",
}


class FolderError(ValueError):
    """The crops can't be written there or in that form; the message says what to do."""


def write_folder(crops: Iterable[LabelledCrop], folder: Path, form: Form) -> int:
    """Write crops to a new or empty folder; return how many.

    `names` holds no label with signs that no file name can have, `labels` none with line ends;
    `jsonl` holds all, with document, template and field. A folder that could not be finished is
    removed. Raises FolderError, OSError where a picture is gone or nothing can be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderError(f"{folder} is there already and not empty. Name a new folder.")
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _WRITERS[form](iter(crops), folder)
    except BaseException:
        if made:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _names(crops: Iterator[LabelledCrop], folder: Path) -> int:
    count = 0
    for count, crop in enumerate(crops, start=1):
        data = crop.load()
        name = f"{crop.text}_{count:06d}{_ending(data)}"
        unfit = {char for char in crop.text if char in _NO_NAME or not char.isprintable()}
        unfit |= {"."} & set(crop.text[:1])
        if unfit or len(name.encode()) > _LONGEST_NAME or not crop.text.strip():
            why = "".join(sorted(unfit)) or "its length"
            raise FolderError(
                f"The label {crop.text!r} can't be a file's name ({why}). "
                "Choose the form jsonl, which holds every label."
            )
        (folder / name).write_bytes(data)
    return count


def _labels(crops: Iterator[LabelledCrop], folder: Path) -> int:
    with (folder / "labels.txt").open("w", encoding="utf-8", newline="\n") as lines:
        count = 0
        for count, crop in enumerate(crops, start=1):
            if crop.text != crop.text.strip() or any(c in "\n\r" for c in crop.text):
                raise FolderError(
                    f"The label {crop.text!r} has line ends, or blanks around it, which labels.txt "
                    "can't hold. Choose the form jsonl."
                )
            lines.write(f"{_picture(crop, count, folder)}\t{crop.text}\n")
    return count


def _jsonl(crops: Iterator[LabelledCrop], folder: Path) -> int:
    with (folder / "labels.jsonl").open("w", encoding="utf-8", newline="\n") as lines:
        count = 0
        for count, crop in enumerate(crops, start=1):
            known = {"document": crop.document, "template": crop.template, "field": crop.field}
            row = {
                "filename": _picture(crop, count, folder),
                "text": crop.text,
                **{name: value for name, value in known.items() if value},
            }
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    return count


def _picture(crop: LabelledCrop, number: int, folder: Path) -> str:
    data = crop.load()
    name = f"{_PICTURES}/{number:06d}{_ending(data)}"
    (folder / _PICTURES).mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return name


def _ending(data: bytes) -> str:
    return next((end for start, end in _ENDINGS.items() if data.startswith(start)), ".png")


def _lmdb(crops: Iterator[LabelledCrop], folder: Path) -> int:
    count, size = 0, _MAP_SIZE
    with lmdb.open(str(folder), map_size=size) as environment:
        while batch := list(islice(crops, _AT_ONCE)):
            entries = [(crop.load(), crop.text.encode()) for crop in batch]
            while not _put(environment, entries, count):
                size *= 2
                environment.set_mapsize(size)
            count += len(entries)
        with environment.begin(write=True) as transaction:
            transaction.put(b"num-samples", str(count).encode())
    # the lock file belongs to the process that writes
    (folder / "lock.mdb").unlink(missing_ok=True)
    return count


def _put(
    environment: lmdb.Environment, entries: Sequence[tuple[bytes, bytes]], before: int
) -> bool:
    """Put entries in one transaction; False, and nothing put, where the database is full."""
    try:
        with environment.begin(write=True) as transaction:
            for number, (image, label) in enumerate(entries, start=before + 1):
                transaction.put(f"image-{number:09d}".encode(), image)
                transaction.put(f"label-{number:09d}".encode(), label)
    except lmdb.MapFullError:
        return False
    return True


_WRITERS = {Form.NAMES: _names, Form.LABELS: _labels, Form.JSONL: _jsonl, Form.LMDB: _lmdb}
