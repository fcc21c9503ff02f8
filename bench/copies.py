"""Degraded copies of the measured documents, made once and kept in a folder."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import cv2

from bench.documents import ROOT, Sample
from training.synth.degrade import Kind, degrade


def kept_folder() -> Path:
    """Where the bench keeps what it need not make twice: ``bench`` under STENCIL_HOME."""
    home = os.environ.get("STENCIL_HOME")
    return (Path(home) if home else ROOT / "var") / "bench"


def copy(sample: Sample, kind: Kind, seed: int, severity: float = 1.0) -> tuple[bytes, str]:
    """One degraded copy as the bytes of a PNG file and its file name.

    A clean copy is the document's own file.
    """
    if kind == "clean":
        return sample.path.read_bytes(), sample.path.name
    worse = "" if severity == 1.0 else f"-{severity:g}"
    name = f"{sample.path.stem}-{kind}-{seed}{worse}.png"
    kept = kept_folder() / "copies" / sample.set_name / name
    if not kept.exists():
        _make(sample, kind, seed, severity, kept)
    return kept.read_bytes(), name


def _make(sample: Sample, kind: Kind, seed: int, severity: float, path: Path) -> None:
    """Each document gets damage of its own: its name is part of the seed."""
    own = zlib.crc32(f"{sample.name}/{seed}".encode())
    image = degrade(sample.image(), kind, own, sample.value_boxes(), severity).image
    done, coded = cv2.imencode(".png", image[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 3])
    if not done:
        raise ValueError(f"{path} could not be coded as PNG")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(coded.tobytes())
    unfinished.replace(path)
