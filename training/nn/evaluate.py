"""Score a model on rendered lines and on crops of the shared documents, beside PP-OCR.

python -m training.nn.evaluate --model models/crnn-base
python -m training.nn.evaluate --model var/training/crnn-base/checkpoint.pt --beside
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognition.engine.preprocess import batch, prepare
from recognition.engine.runtime import load_network
from training.nn.checkpoint import Checkpoint
from training.nn.crops import CASELESS, SETS, crops_of, data_folder
from training.nn.data import Alphabet
from training.nn.scores import Score, score
from training.nn.timing import BUCKET, milliseconds_per_line
from training.nn.validation import read, validation_sets
from training.synth.lines.render import LineRenderer

Crops = Sequence[NDArray[np.uint8]]
ReadLines = Callable[[Crops], list[str]]
TIMED = 60
"""Crops that the time per line is taken on."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model to score: its characters and how it reads crops."""

    charset: tuple[str, ...]
    read: ReadLines


def load_candidate(path: Path, threads: int = 1) -> Candidate:
    """A checkpoint (``.pt``) read by torch, or an exported folder read as serving reads it."""
    if path.suffix == ".pt":
        checkpoint = Checkpoint.load(path)
        model, alphabet = checkpoint.model(), Alphabet(checkpoint.charset)
        return Candidate(checkpoint.charset, lambda crops: read(model, crops, alphabet))
    charset = tuple((path / "charset.txt").read_text("utf-8").rstrip("\n").split("\n"))
    network, alphabet = load_network(path / "model.onnx", threads), Alphabet(charset)

    def read_exported(crops: Crops) -> list[str]:
        readings = []
        for crop in crops:
            line = prepare(crop)
            width = -(-line.shape[2] // BUCKET) * BUCKET
            best = network.run(batch([line], width)).argmax(2)[0]
            readings.append(alphabet.greedy(best))
        return readings

    return Candidate(charset, read_exported)


def ppocr_readings(crops: Crops, cache: Path, names: Sequence[str]) -> list[str]:
    """What PP-OCRv6 small reads; kept in ``cache``, for it takes its time."""
    known: dict[str, str] = json.loads(cache.read_text("utf-8")) if cache.exists() else {}
    missing = [index for index, name in enumerate(names) if name not in known]
    if missing:
        from recognition.engine.ppocr import PpOcrReader

        reader = PpOcrReader(threads=1)
        for reading, index in zip(
            reader.recognize([crops[index] for index in missing]), missing, strict=True
        ):
            known[names[index]] = reading.text
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(known, ensure_ascii=False, indent=0), "utf-8")
    return [known[name] for name in names]


def as_row(found: Score) -> dict[str, float]:
    return {"lines": found.lines, "exact": round(found.exact, 4), "cer": round(found.cer, 4)}


def evaluate(
    candidate: Candidate,
    data: Path | None,
    cache: Path | None = None,
    rendered: bool = True,
    limit: int | None = None,
    errors: Path | None = None,
) -> dict[str, dict[str, dict[str, float]]]:
    """Scores per set, PP-OCR's beside them with ``cache``; wrong crops go to ``errors``."""
    results: dict[str, dict[str, dict[str, float]]] = {}
    if rendered:
        for each in validation_sets(LineRenderer(candidate.charset)):
            readings = candidate.read([line.image for line in each.lines])
            pairs = zip(readings, (line.text for line in each.lines), strict=True)
            results[f"rendered_{each.name}"] = {"crnn": as_row(score(pairs))}
    for name in SETS if data else ():
        crops = list(crops_of(data, name))[:limit] if data else []
        images, texts = [crop.image for crop in crops], [crop.text for crop in crops]
        readings, caseless = candidate.read(images), name in CASELESS
        results[name] = {"crnn": as_row(score(zip(readings, texts, strict=True), caseless))}
        if errors:
            write_errors(
                errors / name,
                [(c.image, c.text, r) for c, r in zip(crops, readings, strict=True)],
                caseless,
            )
        if cache:
            others = ppocr_readings(images, cache, [crop.name for crop in crops])
            results[name]["ppocr"] = as_row(score(zip(others, texts, strict=True), caseless))
    return results


def write_errors(
    folder: Path, triples: list[tuple[NDArray[np.uint8], str, str]], caseless: bool
) -> None:
    """Write wrongly read crops as images and their texts as ``truth <tab> reading`` lines."""
    import cv2

    folder.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    for image, truth, reading in triples:
        if not score([(reading, truth)], caseless).right:
            cv2.imwrite(str(folder / f"{len(lines):04d}.png"), image[..., ::-1])
            lines.append(f"{truth}\t{reading}")
    (folder / "readings.tsv").write_text("\n".join(lines), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Score a line reader.")
    parser.add_argument("--model", type=Path, default=Path("models/crnn-base"))
    parser.add_argument("--beside", action="store_true", help="read with PP-OCRv6 small too")
    parser.add_argument("--cache", type=Path, default=Path("var/cache/ppocr_readings.json"))
    parser.add_argument("--errors", type=Path, help="write wrongly read crops here")
    parser.add_argument("--limit", type=int, help="crops per set")
    parser.add_argument("--no-rendered", action="store_true")
    parser.add_argument("--write", action="store_true", help="keep the scores in the model folder")
    options = parser.parse_args()
    data = data_folder()
    results = evaluate(
        load_candidate(options.model),
        data,
        options.cache if options.beside else None,
        not options.no_rendered,
        options.limit,
        options.errors,
    )
    for name, rows in results.items():
        for reader, row in rows.items():
            exact, cer = f"{row['exact']:6.1%}", f"{row['cer']:.2%}"
            print(f"{name:24} {reader:6} {row['lines']:5.0f} lines  {exact} exact  CER {cer}")
    metrics: dict[str, object] = {"sets": results}
    if options.beside and data and options.model.is_dir():
        crops = [crop.image for crop in crops_of(data, SETS[0])][:TIMED]
        metrics["milliseconds_per_line"] = milliseconds_per_line(options.model, crops)
        print(f"milliseconds per line on one thread: {metrics['milliseconds_per_line']}")
    if options.write:
        text = json.dumps(metrics, indent=2, ensure_ascii=False)
        (options.model / "metrics.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
