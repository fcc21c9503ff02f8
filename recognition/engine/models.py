"""The models on disk: each a folder, several of them live in one process.

``models/NAME/`` holds ``model.onnx``, ``charset.txt`` (one character a line, without the
blank), ``config.json``, ``metrics.json``, LICENCE and, once fitted, ``calibration.json``.
Shipped models lie in the project's ``models/``, those trained here in ``STENCIL_HOME/models``;
of two with one name the one trained here counts. A file ``default.txt`` in either folder names
the reader that is used where none is asked for. ``crnn-base+pp-ocrv6-small`` is a pair: the
first reads, the second is asked where the first doubts.
"""

from __future__ import annotations

import functools
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recognition.engine.page_reader import PageReader
from recognition.engine.two_readers import TwoReaders

PPOCR = "pp-ocrv6-small"
"""The reader on loan, which is no folder but part of an installed package."""


class UnknownModelError(LookupError):
    """No model has this name; the message names those that there are."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """One model on disk."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def weights(self) -> Path:
        return self.path / "model.onnx"

    @property
    def title(self) -> str:
        """Name and version, as records and evidence state them."""
        version = self.document("config.json").get("version")
        return f"{self.name} {version}" if version else self.name

    def charset(self) -> tuple[str, ...]:
        """The characters of the classes from 1 on.

        Raises FileNotFoundError, or ValueError where an entry is empty or stands twice.
        """
        path = self.path / "charset.txt"
        if not path.is_file():
            raise FileNotFoundError(f"The model {self.name} has no {path}; export it again.")
        characters = tuple(path.read_text("utf-8").removesuffix("\n").split("\n"))
        if "" in characters or len(set(characters)) != len(characters):
            raise ValueError(f"{path} has an empty or repeated line; export the model again.")
        return characters

    def document(self, name: str) -> dict[str, Any]:
        """One of the model's JSON files, empty where it has none.

        Raises ValueError where it holds no JSON object.
        """
        path = self.path / name
        if not path.is_file():
            return {}
        try:
            content = json.loads(path.read_text("utf-8"))
        except json.JSONDecodeError as error:
            raise ValueError(f"{path} is no JSON ({error}); export the model again.") from None
        if not isinstance(content, dict):
            raise ValueError(f"{path} must hold a JSON object; export the model again.")
        return content


def beliefs_of(model: ModelFolder) -> tuple[tuple[str, float], ...]:
    """The templates whose documents the model reads better than the second reader does, each with
    how often it is the one that is right where both differ (docs/decisions/who-is-believed.md)."""
    stated = model.document("config.json").get("believed", {})
    return tuple(sorted((str(template), float(share)) for template, share in stated.items()))


def model_roots() -> tuple[Path, ...]:
    """Where models lie: those trained here first, then the shipped ones."""
    project = Path(__file__).resolve().parents[2]
    home = Path(os.environ.get("STENCIL_HOME") or project / "var")
    return home / "models", project / "models"


def find_models(roots: tuple[Path, ...] | None = None) -> dict[str, ModelFolder]:
    """Every model folder by name, sorted."""
    found: dict[str, ModelFolder] = {}
    for root in reversed(roots or model_roots()):
        if root.is_dir():
            for path in root.iterdir():
                if (path / "model.onnx").is_file():
                    found[path.name] = ModelFolder(path)
    return dict(sorted(found.items()))


def default_name(roots: tuple[Path, ...] | None = None) -> str:
    """The name of the reader that is used where none is asked for."""
    for root in roots or model_roots():
        pointer = root / "default.txt"
        if pointer.is_file():
            return pointer.read_text("utf-8").strip()
    return PPOCR


def reader_named(name: str | None = None, threads: int | None = None) -> PageReader:
    """The reader of a model, or the default one; loaded once per process.

    Raises UnknownModelError for a name that no model has, and what loading it raises.
    """
    wanted = name or default_name()
    models = find_models()
    parts = wanted.split("+")
    if len(parts) > 2 or any(part != PPOCR and part not in models for part in parts):
        known = ", ".join([PPOCR, *models])
        raise UnknownModelError(
            f"There is no model {wanted!r}. Known: {known}; two joined by a + read as a pair."
        )
    paths = [None if part == PPOCR else models[part].path for part in parts]
    readers = [_loaded(os.getpid(), path, _stamp(path), threads) for path in paths]
    if len(readers) == 1:
        return readers[0]
    return _pair(*readers, beliefs_of(models[parts[0]]) if parts[0] in models else ())


@functools.lru_cache(maxsize=8)
def _loaded(process: int, path: Path | None, stamp: int, threads: int | None) -> PageReader:
    # A forked child has its parent's objects, but not the threads that they work with; and
    # weights that were replaced are a new model.
    from recognition.engine.crnn import CrnnReader
    from recognition.engine.ppocr import PpOcrReader

    if path is None:
        return PpOcrReader(threads)
    return CrnnReader(ModelFolder(path), _loaded(process, None, 0, threads).detector, threads)


@functools.lru_cache(maxsize=4)
def _pair(
    first: PageReader, second: PageReader, beliefs: tuple[tuple[str, float], ...]
) -> PageReader:
    return PageReader(
        f"{first.name}, where in doubt {second.name}",
        first.detector,
        TwoReaders(first.recogniser, second.recogniser),
        dict(beliefs),
    )


def _stamp(path: Path | None) -> int:
    return 0 if path is None else (path / "model.onnx").stat().st_mtime_ns
