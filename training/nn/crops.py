"""Line crops of the shared documents, cut by their ground-truth boxes: measuring only."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from recognition.engine.crops import rectify
from recognition.reading import Image

SETS = ("vat_einvoice_pdf_zh", "sroie_en", "xfund_zh", "funsd_en")
CASELESS = frozenset({"sroie_en"})
"""Sets whose transcripts are upper case whatever is printed."""


@dataclass(frozen=True, slots=True)
class Crop:
    """One line cut from a page: its pixels, transcript and name (image and line number)."""

    image: Image
    text: str
    name: str


def data_folder() -> Path | None:
    """The shared documents: ``STENCIL_DATA`` or ``../shared/data``; None where they are absent."""
    folder = Path(os.environ.get("STENCIL_DATA", "../shared/data"))
    return folder if folder.is_dir() else None


def crops_of(folder: Path, name: str) -> Iterator[Crop]:
    """Crops of the lines of one set that are not marked to be ignored."""
    with (folder / name / "gt.jsonl").open(encoding="utf-8") as pages:
        for row in map(json.loads, pages):
            loaded = cv2.imread(str(folder / name / row["image"]))
            if loaded is None:
                raise FileNotFoundError(f"{folder / name / row['image']} cannot be read.")
            page: Image = cv2.cvtColor(loaded, cv2.COLOR_BGR2RGB).astype(np.uint8)
            for number, line in enumerate(row["lines"]):
                quad = np.array(line["box"], np.float32)
                if not line.get("ignore") and line["text"].strip():
                    crop = rectify(page, quad, height=None)
                    yield Crop(crop, line["text"], f"{name}/{row['image']}#{number}")
