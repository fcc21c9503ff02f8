"""Fit the confidence of values on rendered documents that are printed badly and copied badly.

    python -m training.calibrate --documents 40 --write

Every rendered document is known to the letter, so each value that the pipeline reads is known to
be right or wrong, together with what spoke for it. Half of the documents fit the weights, the
other half judge them. Documents of users and of the benchmarks play no part.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import cv2
import numpy as np

from recognition.confirming import confirm
from recognition.engine.contract import Reader
from recognition.engine.models import reader_named
from recognition.filling import Filled, fill
from recognition.matching.index import TemplateIndex
from recognition.reading import Image, Page
from recognition.settlement import FieldReading
from recognition.sheets import parts_of, read_page, sheets_of
from recognition.values import shipped_calibration as shipped
from recognition.values.calibrating import Reliability, Sample, fit, reliability
from recognition.values.confidence import Calibration, confidence
from templates_app.definition.parsing import parse_template
from templates_app.definition.template import Template
from training.synth.degrade import Kind as Copy
from training.synth.degrade import degrade
from training.synth.documents.drawing import Drawing, Printed
from training.synth.documents.kinds import KINDS, Kind, template
from training.synth.documents.rendering import to_images, to_pdf
from training.synth.lines import effects

_DRAWN_ON = 1
_FIRST_SEED = 50_000
_COPIES: tuple[Copy, ...] = tuple(
    copy for copy in get_args(Copy) if copy in ("clean", "scan", "photo", "skew")
)
_COMMON = (1, 3, 3, 2)
_MILDEST, _WORST = 0.7, 2.4
_BADLY_PRINTED = 0.4
ACCEPT_AT = 0.95


@dataclass(frozen=True, slots=True)
class Known:
    """A value that was read, with its truth: where it stands and what speaks for it."""

    kind: str
    seed: int
    name: str
    text: str | None
    truth: str | bool | None
    sample: Sample


def known_values(
    kind: Kind, seeds: Sequence[int], reader: Reader, calibration: Calibration
) -> Iterator[Known]:
    """Read one rendered, damaged document per seed; yield every value that the reader read."""
    drawn = kind.draw(_DRAWN_ON)
    definition = parse_template(template(kind, drawn))
    index = TemplateIndex([definition])
    for seed in seeds:
        drawing = kind.draw(seed)
        filled = _filled(_pages(kind, drawing, seed), definition, index, reader, calibration)
        if filled is None:
            continue
        for name, printed, reading in _pairs(drawing, filled):
            if reading.signals is None or reading.source == "text_layer":
                continue
            right = _same(printed.value if printed else None, reading.settled.value)
            yield Known(
                kind.name,
                seed,
                name,
                reading.settled.text,
                printed.value if printed else None,
                Sample(reading.signals, right),
            )


def _pages(kind: Kind, drawing: Drawing, seed: int) -> list[Page]:
    chance = random.Random(seed)
    severity = chance.uniform(_MILDEST, _WORST)
    copy = chance.choices(_COPIES, _COMMON)[0]
    badly = chance.random() < _BADLY_PRINTED
    pages = []
    for number, image in enumerate(to_images(to_pdf(drawing, kind.title)), start=1):
        printed = badly_printed(image, seed) if badly else image
        damaged = degrade(printed, copy, seed + number, severity=severity).image
        pages.append(Page(number=number, image=damaged))
    return pages


def badly_printed(image: Image, seed: int) -> Image:
    """A page as an impact printer's pins, a worn ribbon or a weak thermal head would print it."""
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    ink = np.asarray(255 - cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    way = chance.choice(("pins", "ribbon", "thermal"))
    if way == "pins":
        ink = effects.dot_matrix(ink, chance.uniform(1.6, 2.8), chance.uniform(0.3, 0.8))
    elif way == "ribbon":
        ink = effects.worn(ink, noise, chance.uniform(0.3, 0.8))
    else:
        ink = effects.thermal_fade(ink, noise, chance.uniform(0.4, 0.9))
    return np.asarray(cv2.cvtColor(255 - ink, cv2.COLOR_GRAY2RGB), np.uint8)


def _filled(
    pages: Sequence[Page],
    definition: Template,
    index: TemplateIndex,
    reader: Reader,
    calibration: Calibration,
) -> Filled | None:
    parts = parts_of([read_page(page, reader) for page in pages], index, definition.name, False)
    if parts[0].choice is None:
        return None
    sheets = sheets_of(parts[0])
    filled = fill(definition, sheets, reader, calibration, ACCEPT_AT)
    return confirm(definition, filled, sheets, reader, calibration, ACCEPT_AT).filled


def _pairs(drawing: Drawing, filled: Filled) -> Iterator[tuple[str, Printed | None, FieldReading]]:
    """Each reading with what was printed; rows of a table only where none was lost or split."""
    for name, reading in filled.fields.items():
        yield name, drawing.fields.get(name), reading
    for table, rows in filled.tables.items():
        truth = drawing.tables.get(table, [])
        if len(rows) != len(truth):
            continue
        for number, (row, printed) in enumerate(zip(rows, truth, strict=True)):
            for column, cell in row.items():
                yield f"{table}[{number}].{column}", printed.get(column), cell


def _same(truth: Any, value: Any) -> bool:
    if isinstance(truth, str) and isinstance(value, str):
        return "".join(truth.split()) == "".join(value.split())
    return bool(truth == value)


def report(samples: Sequence[Sample], calibration: Calibration) -> tuple[str, Reliability]:
    """One line on how confidences and truth agree, and the same in bins."""
    outcomes = [(confidence(s.signals, calibration), s.right) for s in samples]
    found = reliability(outcomes)
    doubtful = [outcome for outcome in outcomes if outcome[0] < 0.99]
    taken = [right for sure, right in outcomes if sure >= ACCEPT_AT]
    right = sum(outcome[1] for outcome in outcomes)
    line = (
        f"{len(outcomes)} values, {right / len(outcomes):.1%} right; "
        f"calibration error {found.error:.4f}, "
        f"{reliability(doubtful).error if doubtful else 0.0:.4f} below 0.99; "
        f"AUROC {ranking(outcomes):.3f}; accepted {len(taken) / len(outcomes):.1%}, "
        f"of these wrong {1 - sum(taken) / max(len(taken), 1):.2%}"
    )
    return line, found


def ranking(outcomes: Sequence[tuple[float, bool]]) -> float:
    """Chance that a right value is surer than a wrong one (AUROC; ties count half)."""
    right = np.array([sure for sure, is_right in outcomes if is_right])
    wrong = np.array([sure for sure, is_right in outcomes if not is_right])
    if not len(right) or not len(wrong):
        return 1.0
    gaps = right[:, None] - wrong[None, :]
    return float((gaps > 0).mean() + (gaps == 0).mean() / 2)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the confidence of values.")
    parser.add_argument("--documents", type=int, default=40, help="of each kind")
    parser.add_argument("--kinds", nargs="*", choices=sorted(KINDS), default=sorted(KINDS))
    parser.add_argument("--reader", help="the reader's name; the default one without")
    parser.add_argument("--strength", type=float, default=1.0, help="pull towards hand-set weights")
    parser.add_argument("--write", action="store_true", help="store the weights beside the code")
    parser.add_argument("--wrong", action="store_true", help="print each wrong value")
    options = parser.parse_args()
    reader = reader_named(options.reader) if options.reader else reader_named()
    now = shipped.shipped_calibration()
    known = []
    for name in options.kinds:
        seeds = range(_FIRST_SEED, _FIRST_SEED + options.documents)
        known += list(known_values(KINDS[name], seeds, reader, now))
        print(f"{name}: {len(known)} values so far", flush=True)
    if options.wrong:
        for value in known:
            if not value.sample.right:
                sure = confidence(value.sample.signals, now)
                print(
                    f"{sure:.3f} {value.kind}/{value.seed} {value.name}: "
                    f"{value.truth!r} read as {value.text!r}"
                )
    teaching = [value.sample for value in known if value.seed % 2 == 0]
    judging = [value.sample for value in known if value.seed % 2]
    fitted = fit(teaching, prior=Calibration(), strength=options.strength)
    print("as shipped:", report(judging, now)[0])
    print("fitted:    ", report(judging, fitted)[0])
    if options.write:
        everything = fit(teaching + judging, prior=Calibration(), strength=options.strength)
        rounded = {name: round(weight, 3) for name, weight in _weights(everything).items()}
        path = Path(shipped.__file__).with_name("calibration.json")
        replace(everything, **rounded).save(path)
        print(f"stored in {path.name}")


def _weights(calibration: Calibration) -> dict[str, float]:
    return {name: getattr(calibration, name) for name in Calibration.__slots__}


if __name__ == "__main__":
    main()
