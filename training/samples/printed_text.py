"""From a decided value back to the characters on paper.

A reader learns characters, not values: of 2024-03-05 it must know that 2024年03月05日 is printed.
What a person confirmed is printed as it was read. What a person corrected is put into the shape
of the raw reading, and counts only where that shape is certain.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import permutations
from typing import Final

import regex

from recognition.values.confusions import TO_DIGIT
from recognition.values.contract import Value
from recognition.values.dates import read_moment
from recognition.values.folding import fold, squeeze, tidy
from recognition.values.month_names import month_of
from recognition.values.settling import MARKS, MOMENTS, NUMBERS, settle
from templates_app.definition.template import ValueSpec


class Obstacle(StrEnum):
    """Why nothing can be learnt from a decision."""

    MARK = "mark"
    """A box or signature is no text; a barcode is not read by the reader."""
    EMPTY = "empty"
    """Nothing is printed there."""
    UNREADABLE = "unreadable"
    """A person can't read it either."""
    FORM = "form"
    """The value is known, but not for certain how it is printed."""
    LINES = "lines"
    """The value stands on several lines."""
    PART = "part"
    """The value is only a part of what is printed at its place."""
    CELLS = "cells"
    """The characters stand in cells of their own and are read one by one."""
    NOWHERE = "nowhere"
    """The machine found no text there and nobody drew the place."""


@dataclass(frozen=True, slots=True)
class MachineReading:
    """What the machine made of a place.

    text: as read; value: after normalising; repairs: what was changed in between.
    """

    text: str | None
    value: Value
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedText:
    """The characters on paper, or the obstacle where they are not known for certain."""

    text: str | None
    obstacle: Obstacle | None = None


_FORM: Final = PrintedText(None, Obstacle.FORM)
_MARKS: Final = MARKS | {"barcode"}
_AS_TYPED: Final = frozenset({"text", "email", "phone"})
_DATE_SIGNS: Final = regex.compile(r"[-/.,:\s年月日号时点分秒]+|T")
_BETWEEN_NUMBERS: Final = ("-", "/", ".", ",")
_MISREAD_DAY: Final = regex.compile(r"(?<=月\s*\d{1,2}\s*)[曰口]")
_WORD: Final = regex.compile(r"[^\W\d_]{3,}")
_NUMBER_RUN: Final = regex.compile(r"\d+")
_CORE: Final = regex.compile(r"\d(?:[\d.,'’\s]*\d)?")
_AROUND_NUMBERS: Final = regex.compile(
    r"[\s¥￥$€£₣₹₩₽()%+\-−–—]|US|HK|RMB|CN[YH]|EURO?S?|USD|GBP|CHF|JPY|HKD|RM|Rs\.?|元|圆|整|人民币",
    regex.IGNORECASE,
)
_GROUPS: Final = ("", ",", ".", " ", "'", "’")


def printed_text(
    decided: Value, reason: str, machine: MachineReading, spec: ValueSpec, drawn: bool = False
) -> PrintedText:
    """The characters that are printed where a person decided a value.

    reason: 'empty' or 'unreadable' where ``decided`` is None.
    drawn: whether the person drew another place, so that the machine's reading is of no use.
    """
    if spec.type in _MARKS or isinstance(decided, bool):
        return PrintedText(None, Obstacle.MARK)
    if decided is None:
        unreadable = reason == "unreadable"
        return PrintedText(None, Obstacle.UNREADABLE if unreadable else Obstacle.EMPTY)
    if "\n" in decided:
        return PrintedText(None, Obstacle.LINES)
    if drawn:
        return PrintedText(decided) if spec.type in _AS_TYPED | {"code", "tax_id"} else _FORM
    raw = tidy(machine.text or "")
    if not raw:
        return PrintedText(None, Obstacle.NOWHERE)
    if spec.type in MOMENTS and _has_misread_sign(raw):
        return _FORM
    if decided == machine.value and not machine.repairs:
        return PrintedText(_cleaned(raw, spec))
    candidates = set(_candidates(decided, raw, machine, spec))
    return PrintedText(candidates.pop()) if len(candidates) == 1 else _FORM


def same_value(decided: Value, stated: Value, spec: ValueSpec) -> bool:
    """Whether two values are the same; 118.5 is 118.50."""
    if decided == stated or spec.type not in NUMBERS:
        return decided == stated
    numbers = [one for one in (decided, stated) if isinstance(one, str)]
    return len(numbers) == 2 and _same_number(*numbers)


def _cleaned(raw: str, spec: ValueSpec) -> str:
    """A reading without what dates are read in spite of."""
    return _MISREAD_DAY.sub("日", raw) if spec.type in MOMENTS else raw


def _candidates(decided: str, raw: str, machine: MachineReading, spec: ValueSpec) -> Iterator[str]:
    known = machine.value if isinstance(machine.value, str) and not machine.repairs else None
    if spec.type in MOMENTS:
        yield from _moments(decided, _cleaned(raw, spec), known, spec)
    elif spec.type in NUMBERS:
        yield from _numbers(decided, raw, known, spec)
    else:
        text = _string(decided, raw, machine, spec)
        if text is not None:
            yield text


def _string(decided: str, raw: str, machine: MachineReading, spec: ValueSpec) -> str | None:
    """The raw reading with the value in it replaced; None where it does not stand there once."""
    value = machine.value if isinstance(machine.value, str) else squeeze(raw)
    compact = not any(char.isspace() for char in value)
    folded = fold(raw, compact=compact)
    if folded.text == value:
        return _replaced(decided, raw, value, compact)
    if spec.choices is None and folded.text.count(value) == 1:
        start, end = folded.origin(at := folded.text.index(value), at + len(value))
        middle = _replaced(decided, raw[start:end], value, compact)
        return None if middle is None else raw[:start] + middle + raw[end:]
    if spec.choices is None and len(squeeze(raw)) == len(squeeze(decided)):
        return _replaced(decided, raw, squeeze(raw), compact=True)
    # what is typed as it is printed needs no shape; a choice may stand for other words
    return decided if spec.type == "text" and spec.choices is None else None


def _replaced(decided: str, raw: str, value: str, compact: bool) -> str | None:
    """``raw`` with other characters in its shape: its white space and its widths stay."""
    plain = raw == value
    if plain or (not compact and squeeze(raw) == squeeze(value)):
        return decided
    wanted = squeeze(decided) if compact else decided
    folded = fold(raw, compact=compact)
    one_to_one = len(folded.text) == len(wanted) == len(set(folded.starts))
    if not one_to_one:
        return None
    shaped = list(raw)
    for start, old, new in zip(folded.starts, folded.text, wanted, strict=True):
        if old != new:
            shaped[start] = new
    return "".join(shaped)


def _moments(decided: str, raw: str, known: str | None, spec: ValueSpec) -> Iterator[str]:
    """The decided moment with the order, the digits and the signs of the raw reading."""
    digits = _as_digits(raw)
    runs = list(_NUMBER_RUN.finditer(digits))
    parts, before = _parts(decided), _parts(known or "")
    gaps = [gap for gap in _gaps(digits, runs) if gap]
    spelled = _spelled_month(gaps, spec.locale)
    if spelled is not None:
        if parts.pop("m", None) != spelled or (known and before.pop("m", None) != spelled):
            return
    elif not all(_DATE_SIGNS.fullmatch(gap) for gap in gaps):
        return
    for style in _styles(len(runs), parts):
        if known is not None:
            if _written(before, style, digits, runs) != digits:
                continue
        elif [len(text) for text in _texts(parts, style)] != [len(run[0]) for run in runs]:
            continue
        text = _written(parts, style, digits, runs)
        again = read_moment(text, spec.type, spec.locale, spec.date_format)
        if again is not None and again.value == decided:
            yield text


def _has_misread_sign(raw: str) -> bool:
    """Whether different signs stand between a date's numbers: nobody prints 12.06/2025."""
    digits = _as_digits(raw)
    between = _gaps(digits, list(_NUMBER_RUN.finditer(digits)))[1:-1]
    return len({gap for gap in between if gap in _BETWEEN_NUMBERS}) > 1


def _spelled_month(gaps: list[str], locale: str | None) -> int | None:
    """The month that is spelled among a date's numbers; None where none or more is spelled."""
    words = [word for gap in gaps for word in _WORD.findall(gap)]
    months = [month_of(word, locale) for word in words]
    return months[0] if len(months) == 1 else None


_Style = tuple[tuple[str, int], ...]
"""The parts of a moment in the order of print, each with its least digits."""


def _styles(runs: int, parts: dict[str, int]) -> Iterator[_Style]:
    """The ways in which the parts of a moment may stand as so many numbers."""
    clock = [name for name in "HMS" if name in parts]
    days = [name for name in "Ymd" if name in parts]
    if runs == len(clock) + 1 and len(days) == 3:
        yield (("Ymd", 8), *((name, 2) for name in clock))
    for order in permutations(days):
        names = (*order, *clock)
        if len(names) != runs:
            continue
        for padded in (0, 2):
            for years in (4, 2):
                lengths = {"Y": years, "m": padded, "d": padded, "H": padded, "M": 2, "S": 2}
                yield tuple((name, lengths[name]) for name in names)


def _texts(parts: dict[str, int], style: _Style) -> list[str]:
    return [_text(parts, name, digits) for name, digits in style]


def _text(parts: dict[str, int], name: str, digits: int) -> str:
    if name == "Ymd":
        return f"{parts['Y']:04}{parts['m']:02}{parts['d']:02}"
    number = parts[name] % 100 if (name, digits) == ("Y", 2) else parts[name]
    return str(number).zfill(digits)


def _written(
    parts: dict[str, int], style: _Style, digits: str, runs: list[regex.Match[str]]
) -> str:
    """The moment's numbers in the places of ``runs``; empty where it lacks one of them."""
    if any(part not in parts for name, _ in style for part in name):
        return ""
    gaps = _gaps(digits, runs)
    texts = [*_texts(parts, style), ""]
    return "".join(gap + text for gap, text in zip(gaps, texts, strict=True))


def _gaps(text: str, runs: list[regex.Match[str]]) -> list[str]:
    """What stands before the first number, between them, and behind the last."""
    ends = [0, *(run.end() for run in runs)]
    starts = [*(run.start() for run in runs), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def _parts(moment: str) -> dict[str, int]:
    """Year, month, day, hour, minute, second, as far as they are stated."""
    match = regex.fullmatch(
        r"(?:(?P<Y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d))?T?"
        r"(?:(?P<H>\d\d):(?P<M>\d\d)(?::(?P<S>\d\d))?)?",
        moment,
    )
    stated = match.groupdict() if match else {}
    return {name: int(text) for name, text in stated.items() if text is not None}


def _as_digits(text: str) -> str:
    """Letters that look like digits as digits, in words that hold a digit."""
    folded = "".join(
        unicodedata.normalize("NFKC", char) if char.isdigit() else char for char in text
    )
    return regex.sub(
        r"[\dA-Za-z|!〇○]*\d[\dA-Za-z|!〇○]*",
        lambda word: "".join(TO_DIGIT.get(char, char) for char in word[0]),
        folded,
    )


def _numbers(decided: str, raw: str, known: str | None, spec: ValueSpec) -> Iterator[str]:
    """The decided number with the grouping, the decimals and the signs of the raw reading."""
    digits = _as_digits(raw)
    cores = list(_CORE.finditer(digits))
    if len(cores) != 1:
        return
    core = cores[0][0]
    head, tail = raw[: cores[0].start()], raw[cores[0].end() :]
    if not (_is_beside_numbers(head, spec) and _is_beside_numbers(tail, spec)):
        return
    negative = any(sign in head + tail for sign in "-−–—(")
    if decided.startswith("-") != negative:
        return
    for group in _GROUPS:
        for point in (".", ","):
            if point == group:
                continue
            text = _number(decided, core, known, group, point)
            if text is None:
                continue
            whole = head + text + tail
            again = settle(whole, spec)
            # signs that the locale does not use are rather misread than printed
            if again.repairs or not isinstance(again.value, str):
                continue
            if _same_number(again.value, decided):
                yield whole


def _number(decided: str, core: str, known: str | None, group: str, point: str) -> str | None:
    """The number in one style, where the raw reading is certainly of that style."""
    decimals = _decimals(core, point)
    wanted = len(decided.partition(".")[2])
    if decimals is None or wanted > decimals:
        return None
    text = _grouped(decided, group, point, decimals)
    if known is not None:
        return text if _grouped(known, group, point, decimals) == core else None
    shape = regex.compile(r"\d")
    return text if shape.sub("0", text) == shape.sub("0", core) else None


def _decimals(core: str, point: str) -> int | None:
    """How many decimals a number has if this is its decimal sign."""
    whole, sign, decimals = core.rpartition(point)
    if not sign:
        return 0
    return len(decimals) if decimals.isdigit() and point not in whole else None


def _grouped(number: str, group: str, point: str, decimals: int) -> str:
    whole, _, part = number.lstrip("-").partition(".")
    if group:
        head = len(whole) % 3
        parts = [whole[:head]] * bool(head) + [
            whole[at : at + 3] for at in range(head, len(whole), 3)
        ]
        whole = group.join(parts)
    return whole + (point + part.ljust(decimals, "0") if decimals else "")


def _is_beside_numbers(text: str, spec: ValueSpec) -> bool:
    """Whether a text is made of what is printed beside numbers: currencies, signs, the unit."""
    without_unit = text.replace(spec.unit, "") if spec.unit else text
    return not _AROUND_NUMBERS.sub("", without_unit)


def _same_number(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
