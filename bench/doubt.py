"""What the second reader is asked and what that mends; which measure of doubt finds wrong lines."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.line_bench import SETS, cut_lines, is_right
from bench.reading import served_reader
from bench.report import append, table
from recognition.engine.contract import Reading
from recognition.engine.models import PPOCR
from recognition.engine.two_readers import TwoReaders

_LEAST_SURE = 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--sets", default="e-invoices,sroie,xfund,funsd", help=", ".join(SETS))
    parser.add_argument("--limit", type=int, default=500, help="lines of each set")
    parser.add_argument("--first", default="crnn-base", help="a model's name")
    parser.add_argument("--second", default=PPOCR, help="a model's name")
    parser.add_argument("--no-record", action="store_true", help="leave results.jsonl alone")


def run(options: argparse.Namespace) -> None:
    """Measure each set, print tables, append the results."""
    first, second = served_reader(options.first), served_reader(options.second)
    rows, measures = [], []
    for name in options.sets.split(","):
        lines = cut_lines(name, options.limit)
        crops = [line.image for line in lines]
        asked: list[int] = []
        quick, exact = first.recognize(crops), second.recognize(crops)
        readers = TwoReaders(_Told(quick), _Told(exact, asked))
        # line by line, for these lines are no page
        pair = [readers.recognize([crop])[0] for crop in _numbered(len(crops))]
        alone, other, both = (
            np.array(
                [is_right(name, line.text, r.text) for line, r in zip(lines, found, strict=True)]
            )
            for found in (quick, exact, pair)
        )
        shares = {
            "first": alone.mean(),
            "second": other.mean(),
            "pair": both.mean(),
            "either": (alone | other).mean(),
            "asked": len(asked) / len(lines),
        }
        rows.append((name, str(len(lines)), *(f"{100 * share:.1f}%" for share in shares.values())))
        left = {
            "wrong": int((~alone).sum()),
            "certainty": _left(alone, [r.certainty for r in quick]),
            "least character": _left(alone, [_least(r) for r in quick]),
        }
        measures.append((name, *map(str, left.values())))
        if not options.no_record:
            result = {kind: round(float(share), 4) for kind, share in shares.items()}
            append(
                {
                    "bench": "doubt",
                    "set": name,
                    "readers": [first.name, second.name],
                    "lines": len(lines),
                    **result,
                    "left": left,
                }
            )
    print(table(("lines right", "lines", "first", "second", "pair", "either", "asked"), rows))
    print("\nof the first's wrong lines, left after asking for the tenth in most doubt by")
    print(table(("set", "wrong", "certainty", "least character"), measures))


class _Told:
    """A reader whose readings are known, by the number that stands in a crop."""

    def __init__(self, readings: Sequence[Reading], asked: list[int] | None = None) -> None:
        self._readings = readings
        self._asked = [] if asked is None else asked

    def recognize(
        self, crops: Sequence[NDArray[np.uint8]], constraint: object = None, beam: int = 0
    ) -> list[Reading]:
        numbers = [int.from_bytes(crop.tobytes(), "little") for crop in crops]
        self._asked += numbers
        return [self._readings[number] for number in numbers]


def _numbered(count: int) -> list[NDArray[np.uint8]]:
    return [np.frombuffer(number.to_bytes(3, "little"), np.uint8) for number in range(count)]


def _least(reading: Reading) -> float:
    """The confidence of the least sure character, white space left out."""
    inked = [char.confidence for char in reading.chars if not char.text.isspace()]
    return min(inked, default=0.0)


def _left(right: NDArray[np.bool_], sure: Sequence[float]) -> int:
    """Wrong lines that are not among the least sure."""
    order = np.argsort(np.array(sure), kind="stable")
    return int((~right[order[round(_LEAST_SURE * len(order)) :]]).sum())
