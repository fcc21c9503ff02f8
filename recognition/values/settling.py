"""From the text in a region to a checked value."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import regex

from recognition.values.amounts import (
    Amount,
    drop_unit,
    read_amount,
    read_integer,
    read_percent,
)
from recognition.values.amounts_in_words import CHARACTERS as MONEY_WORDS
from recognition.values.amounts_in_words import amount_in_words
from recognition.values.checksums import checksum_holds, demanded_by_checksum
from recognition.values.choices import nearest_choice
from recognition.values.codes import form_problem, normal_form, without_left_overs
from recognition.values.confusions import (
    differences,
    outside_charset,
    the_only_look_alike,
    within_charset,
)
from recognition.values.contract import Settled
from recognition.values.dates import Moment, read_moment
from recognition.values.folding import fold, tidy
from recognition.values.patterns import COMPACT_TYPES, find_in, match_value
from recognition.values.percents import HUNDRED, is_percent, misread_sign, with_percent_sign
from templates_app.definition.template import ValueSpec

NUMBERS: Final = frozenset({"integer", "amount", "percent"})
MOMENTS: Final = frozenset({"date", "time", "datetime"})
MARKS: Final = frozenset({"checkbox", "signature"})
_AS_PRINTED: Final = frozenset({"text", "barcode"})
_STAND_IN: Final = regex.compile(
    r"[*×✱x]{2,}|\*|[-−–—―_~]+|[/\\]+|无|n/?a\.?|nil|none|keine?|néant|不适用",
    regex.IGNORECASE,
)
_MARKED: Final = regex.compile(r"[☑☒✓✔✗✘√■●⊠x✕✖]|selected|yes|ja|oui|是|true", regex.IGNORECASE)
_EMPTY_BOX: Final = regex.compile(r"[☐□○◯▢]|unselected|no|nein|non|否|false", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Picked:
    """What the checks of pattern and charset left of a text, and what they had against it."""

    text: str
    problem: str | None
    repairs: tuple[str, ...]


def settle(
    text: str | None, spec: ValueSpec, *, multiline: bool = False, join: str = "\n"
) -> Settled:
    """Normalise and check the text of a region by what the template says of it.

    text: the region's lines, joined by line ends, label excluded; None where nothing was found.
    multiline, join: whether the lines stay apart in a text value, and what joins them.
    """
    if text is None or not text.strip():
        return _nothing(text, spec, "nothing was found here")
    span = find_in(text, spec)
    if span is None:
        return _nothing(text, spec, f"'find' ({spec.find}) found nothing in {_quoted(text)}")
    read = text[slice(*span)]
    tidied = read.strip() if spec.type == "barcode" else tidy(read, join if multiline else None)
    if spec.type in MARKS:
        return _mark(read, tidied, spec)
    if spec.type not in _AS_PRINTED:
        tidied = without_left_overs(tidied)
        if not tidied:
            return _nothing(read, spec, f"only {_quoted(read)} was found here")
    if spec.type in NUMBERS | MOMENTS and _STAND_IN.fullmatch(fold(tidied, compact=True).text):
        return _nothing(read, spec, f"{_quoted(tidied)} is printed here, which stands for none")
    if spec.choices is not None:
        return _choice(read, tidied, spec)
    picked = _pick(tidied, spec)
    if spec.type in NUMBERS | MOMENTS:
        return _typed(read, picked, spec)
    return _string(read, picked, spec)


def _nothing(text: str | None, spec: ValueSpec, reason: str) -> Settled:
    if spec.required:
        reason += "; a value is required"
    return Settled(None, text, not spec.required, reason)


def _quoted(text: str) -> str:
    shown = tidy(text)
    return f"'{shown if len(shown) <= 60 else shown[:57] + '...'}'"


def _mark(read: str, tidied: str, spec: ValueSpec) -> Settled:
    if spec.type == "signature" or _MARKED.fullmatch(tidied):
        return Settled(True, read, True)
    if _EMPTY_BOX.fullmatch(tidied):
        return Settled(False, read, True)
    return Settled(None, read, False, f"{_quoted(read)} tells neither marked nor empty")


def _choice(read: str, tidied: str, spec: ValueSpec) -> Settled:
    found = nearest_choice(tidied, spec.choices or ())
    if found is None:
        return Settled(None, read, False, f"{_quoted(read)} is none of the choices")
    choice, errors = found
    repairs = (f"{_quoted(read)} taken for the choice '{choice}'",) if errors else ()
    checked = _pick(choice, spec)
    settle_as = _typed if spec.type in NUMBERS | MOMENTS else _string
    settled = settle_as(read, checked, spec)
    return Settled(settled.value, read, settled.valid, settled.reason, repairs + settled.repairs)


def _pick(tidied: str, spec: ValueSpec) -> _Picked:
    """Apply charset and pattern: the part of the text that is the value."""
    text = tidied
    repairs: tuple[str, ...] = ()
    if spec.charset is not None:
        text, repairs = _printable(tidied, spec)
    problem = _charset_problem(text, spec)
    if spec.pattern is None:
        return _Picked(text, problem, repairs)
    try:
        matched = _match(text, spec)
    except TimeoutError:
        return _Picked(text, f"the pattern {spec.pattern} takes too long; simplify it", repairs)
    if matched is None and spec.type not in _AS_PRINTED:
        body = fold(text, compact=spec.type in COMPACT_TYPES).text
        better = the_only_look_alike(body, lambda variant: _match(variant, spec) is not None)
        if better is not None:
            matched = _match(better, spec)
            repairs += differences(body, better)
    if matched is None and is_percent(spec) and (better := with_percent_sign(text)) is not None:
        matched = _match(better, spec) or _match(better.removesuffix("%"), spec)
        if matched is not None:
            repairs += (f"'{misread_sign(text)}' taken for a percent sign",)
    if matched is not None:
        return _Picked(matched, problem and _charset_problem(matched, spec), repairs)
    return _Picked(text, f"{_quoted(text)} does not fit the pattern {spec.pattern}", repairs)


def _printable(tidied: str, spec: ValueSpec) -> tuple[str, tuple[str, ...]]:
    """The text by a charset: look-alikes put right, foreign signs at the ends dropped."""
    charset = spec.charset or ""
    text = tidied
    repairs: tuple[str, ...] = ()
    if spec.type not in _AS_PRINTED:
        text, repairs = within_charset(unicodedata.normalize("NFKC", tidied), charset)
    start, end = 0, len(text)
    while start < end and _droppable(text[start], charset):
        start += 1
    while end > start and _droppable(text[end - 1], charset):
        end -= 1
    dropped = (text[:start] + text[end:]).strip()
    if start == end or not dropped:
        return text, repairs
    return text[start:end], (
        *repairs,
        f"'{dropped}' dropped, which cannot be printed here",
    )


def _droppable(char: str, charset: str) -> bool:
    if char.isspace():
        return True
    return not char.isalnum() and bool(outside_charset(char, charset))


def _charset_problem(text: str, spec: ValueSpec) -> str | None:
    if spec.charset is None:
        return None
    without_unit = drop_unit(text, spec.unit)
    foreign = outside_charset(without_unit, spec.charset)
    if foreign:
        return f"{_quoted(text)} holds '{foreign}', which cannot be printed here"
    if set(spec.charset) <= MONEY_WORDS and amount_in_words(text) is None:
        return f"{_quoted(text)} is no amount in words"
    return None


def _match(text: str, spec: ValueSpec) -> str | None:
    """The value within the text where the whole of it fits the pattern, unit beside it or not."""
    for candidate in dict.fromkeys((text, drop_unit(text, spec.unit))):
        folded = fold(candidate, compact=spec.type in COMPACT_TYPES)
        span = match_value(folded.text, spec.pattern or "")
        if span is not None:
            return candidate[slice(*folded.origin(*span))]
    return None


_READ_NUMBER: Final[dict[str, Callable[[str, str | None, str | None], Amount | None]]] = {
    "integer": read_integer,
    "amount": read_amount,
    "percent": read_percent,
}


def _typed(read: str, picked: _Picked, spec: ValueSpec) -> Settled:
    found: Amount | Moment | None
    if spec.type in NUMBERS:
        found = _READ_NUMBER[spec.type](picked.text, spec.locale, spec.unit)
    else:
        found = read_moment(
            drop_unit(picked.text, spec.unit), spec.type, spec.locale, spec.date_format
        )
    if found is None:
        reason = f"{_quoted(picked.text)} is no {spec.type}"
        return Settled(None, read, False, reason, picked.repairs)
    problem = picked.problem or (f"{_quoted(picked.text)} {found.doubt}" if found.doubt else None)
    value = found.value
    if problem is None and is_percent(spec):
        problem = _percent_problem(picked.text, value or "", spec)
    if problem is None and spec.checksum and not checksum_holds(value or "", spec.checksum):
        problem = _checksum_problem(value or "", spec)
    return Settled(value, read, problem is None, problem, picked.repairs + found.notes)


def _percent_problem(text: str, value: str, spec: ValueSpec) -> str | None:
    """Why a share above the whole may be a smaller one whose sign was read as digits."""
    better = with_percent_sign(text)
    found = read_percent(better, spec.locale) if better is not None else None
    if found is None or abs(Decimal(value)) <= HUNDRED or abs(Decimal(found.value)) > HUNDRED:
        return None
    return (
        f"{_quoted(text)} may be '{found.value}%', its percent sign read as '{misread_sign(text)}'"
    )


def _string(read: str, picked: _Picked, spec: ValueSpec) -> Settled:
    value = normal_form(drop_unit(picked.text, spec.unit) or picked.text, spec.type)
    repairs, problem = picked.repairs, picked.problem
    if spec.checksum is not None:
        better, notes = demanded_by_checksum(value, spec.checksum)
        if notes:
            value, repairs, problem = (
                better,
                repairs + notes,
                _pick(better, spec).problem,
            )
        if problem is None and not checksum_holds(value, spec.checksum):
            problem = _checksum_problem(value, spec)
    problem = problem or form_problem(value, spec.type)
    return Settled(value, read, problem is None, problem, repairs)


def _checksum_problem(value: str, spec: ValueSpec) -> str:
    return f"{_quoted(value)} fails its check digits ({spec.checksum}); a character is misread"
