"""A reader that remembers on disk what it read, so that matching can be tried again in seconds."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from recognition.engine.contract import Constraint, Reading
from recognition.engine.page_reader import PageReader
from recognition.reading import Image, Line, Quad

Answer = TypeVar("Answer")


class RememberingReader:
    """Asks another reader once for each picture; fulfils its contract.

    Times measured through it mean nothing. It knows the reader by its name alone: empty the
    folder when the reader's code has changed.
    """

    def __init__(self, reader: PageReader, folder: Path) -> None:
        self._reader = reader
        self._folder = folder / hashlib.sha256(reader.name.encode()).hexdigest()[:12]
        self._folder.mkdir(parents=True, exist_ok=True)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    @property
    def name(self) -> str:
        return self._reader.name

    def detect(self, image: Image) -> tuple[Quad, ...]:
        return self._remembered("detect", [image], "", lambda: self._reader.detect(image))

    def read(self, image: Image) -> tuple[Line, ...]:
        return self._remembered("read", [image], "", lambda: self._reader.read(image))

    def read_quads(self, image: Image, quads: Sequence[Quad]) -> tuple[Line, ...]:
        where = hashlib.sha256(b"".join(quad.tobytes() for quad in quads)).hexdigest()
        return self._remembered(
            "read_quads", [image], where, lambda: self._reader.read_quads(image, quads)
        )

    def glance(self, image: Image, quads: Sequence[Quad]) -> tuple[Line, ...]:
        where = hashlib.sha256(b"".join(quad.tobytes() for quad in quads)).hexdigest()
        return self._remembered("glance", [image], where, lambda: self._reader.glance(image, quads))

    def reconsider(self, image: Image, lines: Sequence[Line]) -> tuple[Line, ...]:
        asked = [line for line in lines if line.doubtful]
        where = hashlib.sha256(b"".join(line.quad.tobytes() for line in asked)).hexdigest()
        found = iter(
            self._remembered(
                "reconsider", [image], where, lambda: self._reader.reconsider(image, asked)
            )
        )
        return tuple(next(found) if line.doubtful else line for line in lines)

    def recognize(
        self, crops: Sequence[Image], constraint: Constraint | None = None, beam: int = 0
    ) -> list[Reading]:
        return self._remembered(
            "recognize",
            crops,
            f"{constraint}/{beam}",
            lambda: self._reader.recognize(crops, constraint, beam),
        )

    def _remembered(
        self, way: str, images: Sequence[Image], options: str, ask: Callable[[], Answer]
    ) -> Answer:
        key = hashlib.sha256(f"{way}/{options}".encode())
        for image in images:
            key.update(str(image.shape).encode())
            key.update(image.tobytes())
        kept = self._folder / key.hexdigest()
        if kept.exists():
            remembered: Answer = pickle.loads(kept.read_bytes())
            return remembered
        answer = ask()
        kept.write_bytes(pickle.dumps(answer))
        return answer
