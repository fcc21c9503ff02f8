"""Time per line of an exported model beside PP-OCRv6 small: same crops, one thread, OpenVINO."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.engine import ppocr
from recognition.engine.preprocess import batch, prepare
from recognition.engine.runtime import Network, Tensor, load_network

BUCKET = 64


def milliseconds_per_line(
    folder: Path, crops: Sequence[NDArray[np.uint8]], rounds: int = 5
) -> dict[str, float]:
    """Median processor time per line of the networks alone, taken in turns on a busy machine too.

    Widths are rounded up as serving does, and every shape has been compiled before it counts.
    """
    ours = load_network(folder / "model.onnx", threads=1)
    theirs = load_network(ppocr.model_file(ppocr.RECOGNISER_FILE), threads=1)
    pairs = [(_ours(crop), _theirs(crop)) for crop in crops]
    spent: dict[str, list[float]] = {"crnn": [], "ppocr": []}
    for turn in range(rounds + 1):
        for name, network, which in (("crnn", ours, 0), ("ppocr", theirs, 1)):
            seconds = _spent(network, [pair[which] for pair in pairs])
            if turn:
                spent[name].append(1000 * seconds / len(crops))
    return {name: round(median(values), 2) for name, values in spent.items()}


def _spent(network: Network, inputs: Sequence[Tensor]) -> float:
    begun = time.process_time()
    for lines in inputs:
        network.run(lines)
    return time.process_time() - begun


def _ours(crop: NDArray[np.uint8]) -> Tensor:
    line = prepare(crop)
    return batch([line], -(-line.shape[2] // BUCKET) * BUCKET)


def _theirs(crop: NDArray[np.uint8]) -> Tensor:
    height, width = crop.shape[:2]
    inner = max(1, round(width * ppocr.HEIGHT / height))
    line = cv2.resize(crop, (inner, ppocr.HEIGHT)).astype(np.float32) / 127.5 - 1
    out = np.zeros((1, 3, ppocr.HEIGHT, -(-inner // BUCKET) * BUCKET), np.float32)
    out[0, :, :, :inner] = line.transpose(2, 0, 1)
    return out
