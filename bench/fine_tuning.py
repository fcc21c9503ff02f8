"""Fine-tuning: real captchas, a font never seen, new characters, generated captchas.

Nothing but real training runs, each in a process of its own as the trainer starts it. Minutes
are those of one processor (``--minutes 10`` on two processors is 20 of them), so that what else
runs on the machine changes how long it takes, not what is learnt.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from bench.documents import DataMissing
from bench.report import append
from recognition.engine.models import ModelFolder
from training.nn.crops import data_folder
from training.run_folder import CropRow, Part, RunFolder, RunSettings
from training.synth.lines.fonts import held_out
from training.synth.lines.render import LineRenderer
from training.verdict import pairs_of

CASES = ("captcha", "font", "growth", "generated")
SHIPPED = Path("models/crnn-base")
NEW_CHARACTERS = "₿☎⚠♻✂"
"""Drawn by the renderer's fallback font and in no charset of ours."""
SYMBOLS = "0123456789abcdefghijklmnopqrstuvwxyz"
FIRST_SEED = 77 * 10**6
ALONE = RunSettings("", threads=1, processor_time=True)
FRESH = replace(ALONE, rate=4e-3, replay=0.0, strength=1.3, decay=0.995, pixels=1536, patience=60)
"""For a new network that reads one kind of code."""

Crop = tuple[CropRow, bytes]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", default="captcha,font,growth", help=", ".join(CASES))
    parser.add_argument("--fonts", default=",".join(sorted(held_out())), help="held-out families")
    parser.add_argument("--minutes", type=float, default=20.0, help="of one processor")
    parser.add_argument("--crops", type=int, default=300, help="corrected crops of a font")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--generated", type=int, default=20_000, help="generated captchas")
    parser.add_argument("--keep", type=Path, help="folder for the runs; default: thrown away")


def run(options: argparse.Namespace) -> None:
    """Train and score what was asked for; raises DataMissing."""
    with tempfile.TemporaryDirectory() as scratch:
        home = options.keep or Path(scratch)
        for case in options.cases.split(","):
            for name, row in _CASES[case](home, options):
                row |= {"bench": "fine_tuning", "case": name, "allowed": options.minutes}
                append(row)
                print(json.dumps(row, ensure_ascii=False))


def _captcha(home: Path, options: argparse.Namespace) -> Iterator[tuple[str, dict[str, object]]]:
    """The real captchas, a fifth held out, from nothing and from our base."""
    data = data_folder()
    if data is None:
        raise DataMissing("The shared documents are absent; set STENCIL_DATA.")
    folder = data / "captcha_lzu_digits"
    with (folder / "gt.jsonl").open(encoding="utf-8") as lines:
        rows = [(row["image"], row["fields"]["label"]) for row in map(json.loads, lines)]
    random.Random(options.seed).shuffle(rows)

    def crops() -> Iterator[Crop]:
        for number, (image, label) in enumerate(rows):
            share = number / len(rows)
            part: Part = "held_out" if share < 0.2 else "validation" if share < 0.3 else "train"
            yield CropRow(f"crops/{number}.png", label, part, image), (folder / image).read_bytes()

    for base in (None, SHIPPED):
        tuned = replace(ALONE, replay=0.0, patience=60, strength=1.2)
        settings = FRESH if base is None else tuned
        name = f"captcha-{'none' if base is None else base.name}-{options.seed}"
        yield name, _trained(home, name, crops(), base, options, settings)


def _font(home: Path, options: argparse.Namespace) -> Iterator[tuple[str, dict[str, object]]]:
    """What a desk corrects: values of documents in one print that no reader has seen."""
    for font in options.fonts.split(","):
        renderer = LineRenderer(ModelFolder(SHIPPED).charset(), frozenset({font}))
        crops = list(_values(renderer, options.crops, options.seed, drawn=font))
        yield font, _trained(home, f"{font}-{options.seed}", crops, SHIPPED, options, ALONE)


def _values(renderer: LineRenderer, count: int, seed: int, drawn: str) -> Iterator[Crop]:
    """``count`` crops to learn from and 400 others to be judged by.

    Amounts, dates, codes, quantities, names, companies and labelled values, as fields hold them;
    of a font without ideographs only texts without.
    """
    latin_only = not any(
        atlas.face.family.name == drawn and atlas.face.family.hanzi for atlas in renderer.hanzi
    )
    rng, number = random.Random(seed), 0
    while number < count + 400:
        text = _value(renderer, rng)
        if latin_only and any(char >= "⺀" for char in text):
            continue
        line = renderer.draw(text, random.Random(FIRST_SEED * seed + number), 0.5)
        part: Part = "train" if number < 0.85 * count else "validation"
        part = part if number < count else "held_out"
        yield CropRow(f"crops/{number}.png", text, part), _png(line.image)
        number += 1


def _value(renderer: LineRenderer, rng: random.Random) -> str:
    """A text of the kinds that fields of documents hold, 22 characters at most."""
    names = {
        "amount",
        "amount_in_words",
        "date",
        "code",
        "quantity",
        "company",
        "person",
        "labelled",
        "goods",
        "receipt",
    }
    kinds = [kind for kind in renderer.texts.kinds if kind.__name__ in names]
    while True:
        text = " ".join(rng.choice(kinds)(rng).split())
        text = "".join(char for char in text if char in renderer.texts.known)[:22].strip()
        if text:
            return text


def _growth(home: Path, options: argparse.Namespace) -> Iterator[tuple[str, dict[str, object]]]:
    """Five characters that the base doesn't know, forty crops of each among values."""
    renderer = LineRenderer(ModelFolder(SHIPPED).charset())
    rng = random.Random(options.seed)

    def crops() -> Iterator[Crop]:
        for number in range(400):
            text = list(_value(renderer, rng)[:14])
            text.insert(rng.randrange(len(text) + 1), NEW_CHARACTERS[number % 5])
            line = renderer.draw("".join(text).strip(), random.Random(number), 0.4)
            part: Part = "train" if number < 170 else "validation" if number < 200 else "held_out"
            yield CropRow(f"crops/{number}.png", line.text, part), _png(line.image)

    name = f"growth-{options.seed}"
    yield name, _trained(home, name, crops(), SHIPPED, options, ALONE)


def _generated(home: Path, options: argparse.Namespace) -> Iterator[tuple[str, dict[str, object]]]:
    """Captchas of four of 36 characters, 1,000 others to be judged by."""
    from captcha.image import ImageCaptcha

    def crops() -> Iterator[Crop]:
        rng = random.Random(options.seed)
        image = ImageCaptcha(width=160, height=60)
        for number in range(options.generated + 1_000):
            text = "".join(rng.choices(SYMBOLS, k=4))
            part: Part = "train" if number < 0.98 * options.generated else "validation"
            part = part if number < options.generated else "held_out"
            row = CropRow(f"crops/{number // 1000}/{number}.png", text, part)
            yield row, image.generate(text).getvalue()

    name = f"generated-{options.seed}"
    settings = replace(FRESH, strength=0.5, pixels=3072)
    yield name, _trained(home, name, crops(), None, options, settings)


def _trained(
    home: Path,
    name: str,
    crops: Iterable[Crop],
    base: Path | None,
    options: argparse.Namespace,
    settings: RunSettings,
) -> dict[str, object]:
    """Train as the trainer does and say what the comparison found."""
    folder = RunFolder(home / name)
    folder.path.mkdir(parents=True, exist_ok=True)
    if not (folder.path / "settings.json").exists():
        folder.write_crops(crops)
        folder.write_settings(
            replace(
                settings,
                name=name,
                minutes=options.minutes,
                base=str(base) if base else None,
                champion=str(SHIPPED),
                seed=options.seed,
            )
        )
    with folder.log.open("ab") as log:
        subprocess.run(
            [sys.executable, "-m", "training.nn.finetune", str(folder.path)],
            check=True,
            stdout=log,
            stderr=log,
        )
    return _scores(folder)


def _scores(folder: RunFolder) -> dict[str, object]:
    from training.nn.scores import score

    found, progress = folder.outcome(), folder.progress()
    rows = found["crops"]
    old = score((row["old"] or "", row["text"]) for row in rows)
    new = score((row["new"], row["text"]) for row in rows)
    general = pairs_of(
        row for part in found["general"].values() if isinstance(part, list) for row in part
    )
    with_new = [row for row in rows if set(row["text"]) & set(NEW_CHARACTERS)]
    missed = sum(
        char not in row["new"]
        for row in with_new
        for char in set(row["text"]) & set(NEW_CHARACTERS)
    )
    return {
        "lines": len(rows),
        "right_before": round(old.exact, 4),
        "right": round(new.exact, 4),
        "cer_before": round(old.cer, 4),
        "cer": round(new.cer, 4),
        "general_lines": general.lines,
        "general_before": general.old_right,
        "general": general.new_right,
        **({"new_characters_missed": missed, "of": len(with_new)} if with_new else {}),
        "lines_seen": progress.lines,
        "processor_minutes": round(progress.processor_seconds / 60, 2),
    }


def _png(image: np.ndarray) -> bytes:
    return bytes(cv2.imencode(".png", image)[1])


_CASES = {"captcha": _captcha, "font": _font, "growth": _growth, "generated": _generated}
