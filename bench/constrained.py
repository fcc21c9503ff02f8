"""What decoding under a field's pattern mends, and what it lets through that breaks the pattern."""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from bench.reading import served_reader
from bench.report import append, table
from recognition.engine.contract import Constraint, Reader, Reading
from recognition.reading import Image
from training.synth.lines.charset import build_charset
from training.synth.lines.render import LineRenderer

ACCEPT_AT = 0.95
"""The threshold that the product ships with."""
_DIFFICULTY = 0.5
"""Of the print: 0 is clean, 1 hardly legible."""
_BATCH = 64
_MOST = 40_000
_FIRST_SEED = 9 * 10**14
"""Far from the seeds of training and of validation."""


@dataclass(frozen=True, slots=True)
class FieldKind:
    """A kind of field: its pattern and how its values are made up."""

    pattern: str
    value: Callable[[random.Random], str]


def _amount(chance: random.Random) -> str:
    return f"{chance.uniform(1, 10 ** chance.randint(1, 6)):,.2f}"


def _date(chance: random.Random) -> str:
    return f"{chance.randint(1990, 2029)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def _drawn(shape: str) -> Callable[[random.Random], str]:
    """Values of a shape in which A stands for any capital and 9 for any digit."""
    letters = {"A": "ABCDEFGHJKLMNPQRSTUVWXYZ", "9": "0123456789"}
    return lambda chance: "".join(chance.choice(letters.get(place, place)) for place in shape)


KINDS: Mapping[str, FieldKind] = {
    "invoice number": FieldKind(r"\d{8}", _drawn("99999999")),
    "order code": FieldKind(r"[A-Z]{2}-\d{4}-\d{3}", _drawn("AA-9999-999")),
    "serial": FieldKind(r"[A-Z]\d{2}[A-Z]\d{5}", _drawn("A99A99999")),
    "amount": FieldKind(r"\d{1,3}(,\d{3})*\.\d{2}", _amount),
    "date": FieldKind(r"(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", _date),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--errors", type=int, default=40, help="wrong without it, of each kind")
    parser.add_argument("--violating", type=int, default=1000, help="crops that break it")
    parser.add_argument("--reader", default="crnn-base", help="a model's name")
    parser.add_argument("--no-record", action="store_true", help="leave results.jsonl alone")


def run(options: argparse.Namespace) -> None:
    """Measure each kind of field, print tables, append the results."""
    reader = served_reader(options.reader)
    renderer = LineRenderer(build_charset())
    rows, result = [], {}
    for name, kind in KINDS.items():
        lines, free, bound = _errors(reader, renderer, kind, options.errors)
        rows.append((name, str(lines), str(free), str(bound), f"{bound / max(free, 1):.2f}"))
        result[name] = {"lines": lines, "free": free, "constrained": bound}
    free, bound = (sum(r[k] for r in result.values()) for k in ("free", "constrained"))
    rows.append(("all", "", str(free), str(bound), f"{bound / max(free, 1):.2f}"))
    print(table(("field", "lines", "wrong", "wrong constrained", "ratio"), rows))
    forced, accepted = _violations(reader, renderer, options.violating)
    print(
        f"of {options.violating} that break their pattern {forced} were bent, {accepted} accepted"
    )
    if not options.no_record:
        violating = {"crops": options.violating, "bent": forced, "accepted": accepted}
        append({"bench": "constrained", "reader": reader.name, **result, "violating": violating})


def _errors(
    reader: Reader, renderer: LineRenderer, kind: FieldKind, wanted: int
) -> tuple[int, int, int]:
    """Lines read until ``wanted`` are wrong without the pattern; wrong without and with it."""
    lines = free = bound = 0
    values = _values(kind)
    while free < wanted and lines < _MOST:
        batch = [next(values) for _ in range(_BATCH)]
        crops = [_crop(renderer, text, lines + at) for at, text in enumerate(batch)]
        plain = [_text(reading) for reading in reader.recognize(crops)]
        under = dict(enumerate(plain))
        # A reading that keeps the pattern by itself stays what it is.
        bent = [at for at, text in enumerate(plain) if not re.fullmatch(kind.pattern, text)]
        constraint = Constraint(pattern=kind.pattern)
        readings = reader.recognize([crops[at] for at in bent], constraint, beam=8)
        under.update(zip(bent, map(_text, readings), strict=True))
        lines += len(batch)
        free += sum(found != text for found, text in zip(plain, batch, strict=True))
        bound += sum(under[at] != text for at, text in enumerate(batch))
    return lines, free, bound


def _violations(reader: Reader, renderer: LineRenderer, count: int) -> tuple[int, int]:
    """Crops whose print breaks the pattern: how many were read as if they kept it, and how many
    of these with every character above the threshold."""
    forced = accepted = 0
    chance = random.Random(7)
    kinds = list(KINDS.values())
    for number in range(count):
        kind = kinds[number % len(kinds)]
        text = _broken(kind, chance)
        crop = _crop(renderer, text, _MOST + number)
        (reading,) = reader.recognize([crop], Constraint(pattern=kind.pattern), beam=8)
        if re.fullmatch(kind.pattern, _text(reading)):
            forced += 1
            accepted += min(char.confidence for char in reading.chars) >= ACCEPT_AT
    return forced, accepted


def _broken(kind: FieldKind, chance: random.Random) -> str:
    """A value with a digit missing, one too many or a letter swapped in."""
    while True:
        text = kind.value(chance)
        at = chance.choice([i for i, char in enumerate(text) if char.isdigit()])
        instead = chance.choice(("", text[at] + chance.choice("0123456789"), chance.choice("BGSZ")))
        broken = text[:at] + instead + text[at + 1 :]
        if not re.fullmatch(kind.pattern, broken):
            return broken


def _values(kind: FieldKind) -> Iterator[str]:
    chance = random.Random(5)
    while True:
        yield kind.value(chance)


def _crop(renderer: LineRenderer, text: str, number: int) -> Image:
    line = renderer.draw(text, random.Random(_FIRST_SEED + number), _DIFFICULTY)
    return np.repeat(line.image[:, :, None], 3, axis=2)


def _text(reading: Reading) -> str:
    return "".join(reading.text.split())
