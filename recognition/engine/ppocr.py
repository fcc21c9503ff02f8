"""The reader on loan: PP-OCRv6 small, from the model files inside the `rapidocr` wheel."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import math
from pathlib import Path

import cv2
import numpy as np

from recognition.engine.detector import LineDetector
from recognition.engine.models import reader_named
from recognition.engine.page_reader import PageReader
from recognition.engine.recogniser import LineRecogniser, RecogniserSettings, width_ladder
from recognition.engine.runtime import STREAMS, Tensor, load_network
from recognition.reading import Image

DETECTOR_FILE = "PP-OCRv6_det_small.onnx"
RECOGNISER_FILE = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48
WIDEST = 3200
LAG = 0.2
"""Frames, fitted on rendered lines of four fonts in three sizes."""


def prepare(crop: Image, widest: int = WIDEST) -> Tensor:
    """(3, 48, width) float32 in -1..1, blue first, the aspect kept up to the widest."""
    line = cv2.resize(crop, (min(widest, input_width(crop)), HEIGHT))
    channels = line[:, :, ::-1].transpose(2, 0, 1).astype(np.float32)
    channels *= 2 / 255
    channels -= 1
    return channels


def input_width(crop: Image) -> int:
    """Width of a crop brought to the network's height."""
    return max(1, math.ceil(int(crop.shape[1]) * HEIGHT / int(crop.shape[0])))


def model_file(name: str) -> Path:
    """Path of a model file inside the installed `rapidocr` package.

    Raises FileNotFoundError where the package or the file is missing.
    """
    spec = importlib.util.find_spec("rapidocr")
    folders = spec.submodule_search_locations if spec is not None else None
    path = Path(folders[0]) / "models" / name if folders else Path(name)
    if not folders or not path.is_file():
        raise FileNotFoundError(
            f"The PP-OCR model {name} is not installed. Install the package rapidocr in the "
            "version that requirements-serve.txt pins; its wheel carries the model."
        )
    return path


class PpOcrReader(PageReader):
    """Detects and reads lines with PP-OCRv6 small.

    threads: processors to use, None for every one available.
    Raises FileNotFoundError where the model files are not installed.
    """

    def __init__(self, threads: int | None = None) -> None:
        network = load_network(model_file(RECOGNISER_FILE), threads, streams=STREAMS)
        characters = ("", *network.metadata["character"].split("\n"), " ")
        super().__init__(
            f"PP-OCRv6 small (rapidocr {importlib.metadata.version('rapidocr')})",
            LineDetector(load_network(model_file(DETECTOR_FILE), threads)),
            LineRecogniser(
                network,
                RecogniserSettings(
                    characters, prepare, input_width, width_ladder(64, WIDEST, 16), shift=LAG
                ),
            ),
        )


def default_reader() -> PageReader:
    """This process's reader, loaded on first use; a forked child loads its own."""
    return reader_named()
