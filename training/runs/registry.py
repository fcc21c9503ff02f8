"""The models of this installation on disk: those trained here, and which of all reads."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

from recognition.engine.models import (
    PPOCR,
    ModelFolder,
    UnknownModelError,
    default_name,
    find_models,
    model_roots,
)
from training.run_folder import RunFolder, write_whole

POINTER = "default.txt"


def run_folder(name: str) -> RunFolder:
    """The folder of a run, whether it exists or not."""
    return RunFolder(Path(settings.STENCIL_HOME) / "training" / name)


def home() -> Path:
    """Where models trained here lie; made on first use."""
    folder = model_roots()[0]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def champion() -> str:
    """The reader that documents are read with, such as ``crnn-base+pp-ocrv6-small``."""
    return default_name()


def trained_half(reader: str) -> str:
    """The model of a reader that can be trained; empty where it has none."""
    return next((part for part in reader.split("+") if part != PPOCR), "")


def with_half(reader: str, model: str) -> str:
    """The reader with its trained model replaced; its second reader stays."""
    parts = reader.split("+")
    if all(part == PPOCR for part in parts):
        return f"{model}+{PPOCR}"
    return "+".join(part if part == PPOCR else model for part in parts)


def model(name: str) -> ModelFolder:
    """A model by name; raises UnknownModelError."""
    found = find_models()
    if name not in found:
        known = ", ".join(found)
        raise UnknownModelError(f"There is no model {name!r}. Known: {known}.")
    return found[name]


def register(run: RunFolder, name: str, facts: dict[str, Any], metrics: dict[str, Any]) -> None:
    """Let a run's export be a model of this installation, at once or not at all.

    facts: added to its ``config.json``; metrics: its ``metrics.json``.
    """
    target = home() / name
    scratch = run.path / "registered"
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(run.model, scratch)
    config = ModelFolder(scratch).document("config.json")
    write_whole(scratch / "config.json", config | facts)
    write_whole(scratch / "metrics.json", metrics)
    if target.exists():
        # the same run compared once more: its model is already there, file by file the same
        shutil.rmtree(scratch)
        return
    scratch.rename(target)


def point_at(reader: str) -> None:
    """Let documents be read with this reader from now on: one rename, which is all or nothing."""
    folder = home()
    draft = folder / f".{POINTER}.{os.getpid()}"
    with draft.open("w", encoding="utf-8") as file:
        file.write(reader + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / POINTER)
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
