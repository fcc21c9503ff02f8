"""Line readers on lines cut out by the ground truth's boxes: lines right, CER, time per line."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from rapidfuzz.distance import Levenshtein

from bench import tesseract
from bench.compare import folded
from bench.documents import TruthLine, data_folder, ground_truth, load_image, truth_lines
from bench.reading import line_readers
from bench.report import append, table
from recognition.engine.contract import Reading
from recognition.engine.crops import rectify
from recognition.engine.models import reader_named
from recognition.reading import Image

SETS = {
    "e-invoices": "vat_einvoice_pdf_zh",
    "sroie": "sroie_en",
    "xfund": "xfund_zh",
    "funsd": "funsd_en",
    "zugferd": "zugferd_de",
}
_FOLDED_CASE = {"sroie"}
_BATCH = 32
_LEAST_HEIGHT = 6


@dataclass(frozen=True, slots=True, eq=False)
class CutLine:
    """One line's picture and what stands on it."""

    image: Image
    text: str


class LineReader(Protocol):
    """Reads cut lines."""

    def recognize(self, crops: Sequence[Image]) -> list[Reading]:
        """Read rectified line crops, in order."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a reader did on a set.

    cer: wrong, missing and extra characters in a hundred of the truth's.
    """

    lines: int
    right: int
    cer: float
    ms_per_line: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--sets", default="e-invoices,sroie,xfund,funsd", help=", ".join(SETS))
    parser.add_argument("--readers", default="all", help="comma list of model names")
    parser.add_argument("--limit", type=int, default=400, help="lines of each set")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--failures", action="store_true", help="print each wrong line")
    parser.add_argument("--no-record", action="store_true", help="leave results.jsonl alone")


def run(options: argparse.Namespace) -> None:
    """Measure each reader on each set, print a table, append the results."""
    chosen = _every_reader() if options.readers == "all" else options.readers.split(",")
    rows = []
    for name in options.sets.split(","):
        lines = cut_lines(name, options.limit)
        for reader_name in chosen:
            reader = _reader(reader_name, options.threads)
            score = measure(reader, lines, name in _FOLDED_CASE, options.failures)
            rows.append(
                (
                    f"{name}, {reader_name}",
                    str(score.lines),
                    f"{100 * score.right / score.lines:.1f}%",
                    f"{score.cer:.2f}%",
                    f"{score.ms_per_line:.1f}",
                )
            )
            if not options.no_record:
                append(
                    {
                        "bench": "lines",
                        "set": name,
                        "reader": reader_name,
                        "lines": score.lines,
                        "right": score.right,
                        "cer": round(score.cer, 3),
                        "ms_per_line": round(score.ms_per_line, 2),
                        "threads": options.threads,
                    }
                )
    print(table(("set, reader", "lines", "right", "CER", "ms/line"), rows))


def compared(text: str, fold_case: bool) -> str:
    """A line's text as it is compared with another."""
    return folded(text).casefold() if fold_case else folded(text)


def is_right(name: str, truth: str, read: str) -> bool:
    """Whether a line of the set was read right."""
    fold_case = name in _FOLDED_CASE
    return compared(truth, fold_case) == compared(read, fold_case)


def _every_reader() -> tuple[str, ...]:
    return (*line_readers(), *([tesseract.NAME] if tesseract.installed() else []))


def _reader(name: str, threads: int) -> LineReader:
    return tesseract.TesseractLines() if name == tesseract.NAME else reader_named(name, threads)


def cut_lines(name: str, limit: int) -> list[CutLine]:
    """Lines of a set, spread evenly over its documents."""
    places = [
        (index, line)
        for index, entry in enumerate(ground_truth(SETS[name]))
        for line in truth_lines(entry)
        if not line.ignore and folded(line.text) and line.box[3] - line.box[1] >= _LEAST_HEIGHT
    ]
    step = max(1.0, len(places) / limit)
    taken = [places[int(number * step)] for number in range(min(limit, len(places)))]
    return list(_cut(name, taken))


def measure(
    reader: LineReader, lines: Sequence[CutLine], fold_case: bool, tell: bool = False
) -> Score:
    """Read the lines in batches; the first batch is read twice, to warm up."""
    reader.recognize([line.image for line in lines[:_BATCH]])
    start = time.perf_counter()
    texts: list[str] = []
    for first in range(0, len(lines), _BATCH):
        batch = [line.image for line in lines[first : first + _BATCH]]
        texts += [reading.text for reading in reader.recognize(batch)]
    seconds = time.perf_counter() - start
    right = errors = characters = 0
    for line, text in zip(lines, texts, strict=True):
        truth, read = compared(line.text, fold_case), compared(text, fold_case)
        right += truth == read
        errors += Levenshtein.distance(truth, read)
        characters += len(truth)
        if tell and truth != read:
            print(f"{truth!r} read as {read!r}")
    return Score(len(lines), right, 100 * errors / characters, 1000 * seconds / len(lines))


def _cut(name: str, places: Sequence[tuple[int, TruthLine]]) -> Iterator[CutLine]:
    entries = ground_truth(SETS[name])
    loaded: tuple[int, Image] | None = None
    for index, line in places:
        if loaded is None or loaded[0] != index:
            path = data_folder() / SETS[name] / entries[index]["image"]
            loaded = (index, load_image(path))
        quad = _quad(line)
        yield CutLine(rectify(loaded[1], quad, height=None), line.text)


def _quad(line: TruthLine) -> np.ndarray:
    """Four corners as stated; other outlines give way to the smallest rectangle around them."""
    points = np.array(line.quad, dtype=np.float32)
    if len(points) == 4:
        return points
    corners = cv2.boxPoints(cv2.minAreaRect(points))
    return np.asarray(corners[np.argsort(corners.sum(axis=1))][[0, 1, 3, 2]], dtype=np.float32)
