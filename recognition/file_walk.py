"""The files that a command line names, folders walked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from recognition.pages.failures import UnreadableFile
from recognition.pages.kinds import kind_of

_HEAD = 4096


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read; ``named`` where the command line named it itself, not its folder."""

    path: Path
    named: bool


def walk(paths: Iterable[Path]) -> Iterator[FoundFile]:
    """Yield the named files, and of folders all files in order of their names.

    What is neither image nor PDF is passed over in folders, but not where it is named.
    """
    for path in paths:
        if path.is_dir():
            for inner in sorted(path.rglob("*")):
                if inner.is_file() and is_document(inner):
                    yield FoundFile(inner, named=False)
        else:
            yield FoundFile(path, named=True)


def is_document(path: Path) -> bool:
    """Whether the file's first bytes are those of an image or a PDF."""
    try:
        with path.open("rb") as file:
            kind_of(file.read(_HEAD), path.name)
    except (OSError, UnreadableFile):
        return False
    return True
