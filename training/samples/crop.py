"""A cut line with its text: what readers learn from and are judged by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LabelledCrop:
    """One line's picture and the characters that are printed on it.

    load: gives the bytes of the image file, each time anew; raises OSError where they are gone.
        Where it has an attribute ``digest``, that is their SHA-256.
    text: as printed, not normalised.
    document: key of the document it was cut from; empty where it came alone.
    template, field: what kind of value it is; empty where that is unknown.
    """

    name: str
    load: Callable[[], bytes]
    text: str
    document: str = ""
    template: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class FileBytes:
    """The bytes of a file, read when asked for."""

    path: Path

    def __call__(self) -> bytes:
        return self.path.read_bytes()


@dataclass(frozen=True, slots=True)
class KeptBytes:
    """Bytes that are in memory already."""

    data: bytes

    def __call__(self) -> bytes:
        return self.data
