"""A labelled folder that comes as a zip file from anybody: unpacked with care."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO

from training.samples.folder_reading import Form, SourceError, form_of

MOST_FILES = 20_000
MOST_BYTES = 4 * 1024**3
_CHUNK = 1 << 20


def unpacked(file: IO[bytes], folder: Path) -> Path:
    """Unpack a zip file into ``folder`` and return the labelled folder in it.

    Raises SourceError where it is no zip file, holds too much, or holds nothing labelled; LMDB
    is refused, for its files are memory that the library trusts.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _unpack(archive, folder)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise SourceError(
            f"This is no zip file that can be unpacked ({error}). Pack the folder again, without "
            "a password."
        ) from None
    source = _innermost(folder)
    if form_of(source) is Form.LMDB:
        raise SourceError(
            "This is an LMDB database. Such files are taken on the command line alone: "
            "manage.py samples import FOLDER --name NAME."
        )
    return source


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise SourceError(
            f"It holds {len(entries)} files, more than {MOST_FILES}. Divide it, or use the command "
            "line: manage.py samples import FOLDER --name NAME."
        )
    left = MOST_BYTES
    for entry in entries:
        target = folder / entry.filename
        inside = target.resolve().is_relative_to(folder.resolve())
        if not inside or "\0" in entry.filename or entry.filename.startswith("__MACOSX/"):
            continue
        left = _unpack_one(archive, entry, target, left)


def _unpack_one(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Write one file and return how many bytes may still come; the stated sizes may be lies."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as packed, target.open("wb") as out:
            while chunk := packed.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise SourceError(
                        f"It holds more than {MOST_BYTES // 1024**3} GB unpacked. Divide it."
                    )
                out.write(chunk)
    except OSError as error:
        raise SourceError(
            f"{entry.filename} can't be unpacked ({error.strerror or error}). Give it a shorter or "
            "plainer name."
        ) from None
    return left


def _innermost(folder: Path) -> Path:
    """The folder that a zip of a folder holds, where it holds nothing else."""
    while True:
        inside = [path for path in folder.iterdir() if not path.name.startswith(".")]
        if len(inside) != 1 or not inside[0].is_dir() or inside[0].name == "images":
            return folder
        folder = inside[0]
