"""Whether changing line crops before they are read helps: each change against none."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import cv2
import numpy as np

from bench.compare import folded
from bench.documents import data_folder, ground_truth, load_image, truth_lines
from bench.line_bench import SETS, CutLine, cut_lines, measure
from bench.reading import served_reader
from bench.report import append, table
from recognition.changed_crops import PREPROCESSING, ChangedCropsReader
from recognition.engine.crops import rectify
from training.synth.degrade import degrade, map_points

WAYS: dict[str, tuple[str, ...]] = {
    "as it is": (),
    **{name: (name,) for name in PREPROCESSING},
    "all of them": tuple(PREPROCESSING),
}
_SEVERITY = 2.0
_FOLDED_CASE = {"sroie"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--limit", type=int, default=300, help="lines of each set")
    parser.add_argument("--reader", default="crnn-base", help="a model's name")
    parser.add_argument("--no-record", action="store_true", help="leave results.jsonl alone")


def run(options: argparse.Namespace) -> None:
    """Measure every way on every set, print a table, append the results."""
    reader = served_reader(options.reader)
    sets = {
        "e-invoices, bad scan": (list(_damaged("scan", options.limit)), False),
        "e-invoices, bad photo": (list(_damaged("photo", options.limit)), False),
        **{n: (cut_lines(n, options.limit), n in _FOLDED_CASE) for n in ("sroie", "funsd")},
    }
    rows = []
    for way, names in WAYS.items():
        changed = ChangedCropsReader(reader, [PREPROCESSING[name] for name in names])
        scores = {name: measure(changed, *lines) for name, lines in sets.items()}
        rows.append((way, *(f"{100 * s.right / s.lines:.1f}%" for s in scores.values())))
        if not options.no_record:
            right = {name: round(s.right / s.lines, 4) for name, s in scores.items()}
            append({"bench": "preprocessing", "reader": reader.name, "way": way, "right": right})
    print(table(("lines right", *sets), rows))


def _damaged(kind: str, limit: int) -> Iterator[CutLine]:
    """Lines of the e-invoices, spread evenly, cut out of pages twice as bad as an office's."""
    entries = ground_truth(SETS["e-invoices"])
    each = max(1, limit // len(entries))
    for number, entry in enumerate(entries):
        image = load_image(data_folder() / SETS["e-invoices"] / entry["image"])
        lines = [line for line in truth_lines(entry) if not line.ignore and folded(line.text)]
        damaged = degrade(image, "scan" if kind == "scan" else "photo", number, (), _SEVERITY)
        for line in lines[:: max(1, len(lines) // each)][:each]:
            corners = map_points(damaged.from_clean, np.array(line.quad, dtype=np.float64))
            if len(corners) != 4:
                corners = cv2.boxPoints(cv2.minAreaRect(corners.astype(np.float32)))
            quad = corners.astype(np.float32)
            yield CutLine(rectify(damaged.image, quad, height=None), line.text)
