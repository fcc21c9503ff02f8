"""Labelled folders: the forms they come in, told apart by looking, and what they hold.

- `labels`: `labels.txt` (or `gt.txt`), each line a file name, a tab or spaces, and its text;
- `jsonl`: `labels.jsonl` (or the one .jsonl there is), each line ``{"filename", "text"}`` and,
  where known, ``"document"``, ``"template"``, ``"field"``;
- `names`: nothing but pictures named `label_serial.ext` or `label.ext`, in folders or not;
- `lmdb`: a database with the keys of deep-text-recognition-benchmark: `num-samples`, and from 1
  on `image-%09d` and `label-%09d` (https://github.com/clovaai/deep-text-recognition-benchmark).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path, PurePosixPath

import lmdb

from training.samples.crop import FileBytes, KeptBytes, LabelledCrop
from training.samples.faults import BadFile, Fault

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"})
LISTS = ("labels.txt", "gt.txt")
LONGEST_MESSAGE = 80

Found = LabelledCrop | BadFile


class SourceError(ValueError):
    """Nothing labelled can be found there; the message says what was looked for."""


class Form(StrEnum):
    """How a folder tells the text of its pictures."""

    LABELS = "labels"
    JSONL = "jsonl"
    NAMES = "names"
    LMDB = "lmdb"


def form_of(source: Path) -> Form:
    """The form of a folder, or of the list of labels in it; raises SourceError."""
    return _looked_at(source)[0]


def read_folder(source: Path) -> Iterator[Found]:
    """Every picture of a labelled folder with its text, and every file that has none.

    source: the folder, or the list of labels in it. Pictures are not opened. Those of an LMDB
    database are held in memory while they are used. Raises SourceError.
    """
    form, place = _looked_at(source)
    match form:
        case Form.LMDB:
            return _database(place)
        case Form.LABELS:
            return _listed(place, _label_lines(place))
        case Form.JSONL:
            return _listed(place, _json_lines(place))
        case Form.NAMES:
            return _named(place)


def is_picture(path: PurePosixPath | Path) -> bool:
    """Whether a file has the ending of a picture."""
    return path.suffix.lower() in SUFFIXES


def _looked_at(source: Path) -> tuple[Form, Path]:
    if source.is_file():
        if source.suffix == ".jsonl":
            return Form.JSONL, source
        if source.suffix == ".txt":
            return Form.LABELS, source
        if source.name == "data.mdb":
            return Form.LMDB, source.parent
        raise SourceError(f"{source} is no folder and no list of labels (.txt or .jsonl).")
    if not source.is_dir():
        raise SourceError(f"There is no folder {source}.")
    if (source / "data.mdb").is_file():
        return Form.LMDB, source
    for name in LISTS:
        if (source / name).is_file():
            return Form.LABELS, source / name
    lists = [path for path in sorted(source.glob("*.jsonl")) if _names_files(path)]
    if lists:
        chosen = next((path for path in lists if path.name == "labels.jsonl"), lists[0])
        return Form.JSONL, chosen
    if any(is_picture(path) for path in source.rglob("*")):
        return Form.NAMES, source
    raise SourceError(
        f"{source} holds no labelled pictures: no labels.txt, no .jsonl with filename and text, "
        "no LMDB database (data.mdb), and no picture whose name could be its label."
    )


def _names_files(path: Path) -> bool:
    """Whether a .jsonl is a list of labels; other lists may lie beside the pictures."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        first = next((line for line in lines if line.strip()), "")
    try:
        row = json.loads(first)
    except json.JSONDecodeError:
        return path.name == "labels.jsonl"
    return isinstance(row, dict) and "filename" in row


def _files(folder: Path) -> dict[str, Path]:
    """Every file below a folder by its path from there, hidden ones left out."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    visible = {n: p for n, p in named.items() if not any(s.startswith(".") for s in n.split("/"))}
    return dict(sorted(visible.items()))


_Row = tuple[int, str, str, dict[str, str]] | BadFile
"""Number of the line, file name, text, and what else is known; or a line that makes no sense."""


def _label_lines(path: Path) -> Iterator[_Row]:
    files = _files(path.parent)
    for number, line in _lines(path):
        name, text = _divided(line, files)
        yield number, name, text.strip(), {}


def _divided(line: str, files: dict[str, Path]) -> tuple[str, str]:
    """File name and text of a line; a name with spaces is known by the file that bears it."""
    if "\t" in line:
        name, _, text = line.partition("\t")
        return name.strip(), text
    parts = line.strip().split(" ")
    for end in range(1, len(parts) + 1):
        name = " ".join(parts[:end])
        if _plain(name) in files:
            return name, " ".join(parts[end:])
    return parts[0], " ".join(parts[1:])


def _json_lines(path: Path) -> Iterator[_Row]:
    for number, line in _lines(path):
        where = f"{path.name}, line {number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            yield BadFile(where, Fault.LINE, f"is no JSON ({error.msg}): {_short(line)}")
            continue
        if not isinstance(row, dict) or not isinstance(row.get("filename"), str):
            message = f'needs {{"filename": ..., "text": ...}}: {_short(line)}'
            yield BadFile(where, Fault.LINE, message)
            continue
        text = row.get("text")
        known = {key: row[key] for key in ("document", "template", "field") if key in row}
        if not isinstance(text, str) or not all(isinstance(v, str) for v in known.values()):
            yield BadFile(where, Fault.LINE, f"its text must stand in quotes: {_short(line)}")
            continue
        yield number, row["filename"], text, known


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        content = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is not UTF-8 ({error.reason}). Save it as UTF-8.") from None
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            yield number, line.removesuffix("\r")


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_MESSAGE else f"{line[:LONGEST_MESSAGE]}…"


def _plain(name: str) -> str:
    """A file's path as stated, with the separators of any system and without `./`."""
    return PurePosixPath(name.replace("\\", "/")).as_posix()


def _listed(path: Path, rows: Iterator[_Row]) -> Iterator[Found]:
    files = _files(path.parent)
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, BadFile):
            yield row
            continue
        number, stated, text, known = row
        name = _plain(stated)
        if name in seen:
            message = f"is named a second time in line {number} of {path.name}; keep one of them."
            yield BadFile(name, Fault.REPEATED, message)
            continue
        seen.add(name)
        if name not in files:
            message = f"is named in line {number} of {path.name}, but the folder has no such file."
            yield BadFile(name, Fault.MISSING, message)
        else:
            yield _labelled(name, files[name], text, known)
    for name, file in files.items():
        if name not in seen and is_picture(file):
            message = f"{path.name} does not name it. Add a line for it, or take it away."
            yield BadFile(name, Fault.UNLABELLED, message)


def _named(folder: Path) -> Iterator[Found]:
    for name, path in _files(folder).items():
        yield _labelled(name, path, label_of(path.stem), {})


def label_of(stem: str) -> str:
    """The label that a file's name states, without its suffix: `label_serial` or `label`."""
    label, divider, _ = stem.rpartition("_")
    return label if divider else stem


def _labelled(name: str, path: Path, text: str, known: dict[str, str]) -> Found:
    if not is_picture(path):
        endings = ", ".join(sorted(SUFFIXES))
        ending = path.suffix or "no ending"
        return BadFile(name, Fault.SUFFIX, f"has {ending}; a picture ends in {endings}.")
    if not text.strip():
        return BadFile(name, Fault.EMPTY, "has an empty label. Write the text that is printed.")
    return LabelledCrop(name, FileBytes(path), text, **known)


def _database(folder: Path) -> Iterator[Found]:
    try:
        environment = lmdb.open(str(folder), readonly=True, lock=False, readahead=False)
    except lmdb.Error as error:
        raise SourceError(f"{folder}/data.mdb cannot be opened as LMDB: {error}.") from None
    with environment, environment.begin() as transaction:
        stated = transaction.get(b"num-samples")
        if stated is None or not bytes(stated).isdigit():
            raise SourceError(f"{folder}/data.mdb has no number under num-samples.")
        # a database may be open once in a process: all is read before anything is given out
        return iter([_entry(transaction, n) for n in range(1, int(bytes(stated)) + 1)])


def _entry(transaction: lmdb.Transaction, index: int) -> Found:
    name = f"image-{index:09d}"
    image = transaction.get(name.encode())
    label = transaction.get(f"label-{index:09d}".encode())
    if image is None or label is None:
        lacking = name if image is None else f"label-{index:09d}"
        return BadFile(name, Fault.MISSING, f"the database has no {lacking}.")
    try:
        text = bytes(label).decode("utf-8")
    except UnicodeDecodeError:
        return BadFile(name, Fault.LINE, "its label is not UTF-8.")
    if not text.strip():
        return BadFile(name, Fault.EMPTY, "has an empty label. Write the text that is printed.")
    return LabelledCrop(name, KeptBytes(bytes(image)), text)
