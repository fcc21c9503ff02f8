"""Printed numbers to plain decimal strings, by the habits of a locale; no floats anywhere."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

from recognition.values.amounts_in_words import amount_in_words
from recognition.values.confusions import digits_for_letters
from templates_app.definition.known import babel_locale

_SIGNS = "-−–—﹣"
_APOSTROPHES = "'’‘`´"
_CURRENCY = (
    r"(?:[¥￥$€£₣₹₩₽]|(?:US|HK|NT|CA|AU|C|A)\$|人民币|RMB|CN[YH]|EURO?S?|USD|GBP|CHF|SFR|JPY|HKD"
    r"|MYR|SGD|INR|RM|RS\.?|[元圆圓]整?)"
)
_BEFORE = regex.compile(rf"\s*({_CURRENCY})\s*", regex.IGNORECASE)
_AFTER = regex.compile(rf"\s*({_CURRENCY})\s*$", regex.IGNORECASE)
_CURRENCY_SIGN = regex.compile(_CURRENCY, regex.IGNORECASE)
_MISREAD_SIGN = regex.compile(r"[YV羊半￥](?=\s*[\d-])")
_FILLED_DECIMALS = regex.compile(rf"(?<=\d)[.,]\s*[{_SIGNS}]{{1,2}}$")
_NUMBER = regex.compile(rf"[\d\s.,{_APOSTROPHES}]*\d[\d\s.,{_APOSTROPHES}]*")
_GROUPED_BY_SPACES = regex.compile(r"\d{1,3}(?:\s\d{3})+(?:[.,]\d*)?")
_APART = regex.compile(r"(?<=\d)\s+(?=\d)")
_LONG_DECIMALS = regex.compile(r"[.,]\d{3,}\s\d+")
_INDIAN = frozenset({"en_IN", "hi_IN"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that was read.

    value: plain decimal string, sign first, the printed number of decimals.
    doubt: why it might be another number, for a person; None where it is unmistakable.
    notes: what had to be taken for something else on the way.
    """

    value: str
    doubt: str | None = None
    notes: tuple[str, ...] = ()


def read_amount(text: str, locale: str | None = None, unit: str | None = None) -> Amount | None:
    """The number that a text prints, or None where it prints none.

    Knows grouping and decimal signs of the locale (without one: those of en and zh), currency
    signs and names, ``unit``, signs before and after, parentheses for negative numbers, full-width
    characters and Chinese amounts in words.
    """
    text = drop_unit(unicodedata.normalize("NFKC", text).strip(), unit)
    for candidate, notes in _candidates(text):
        amount = _read(candidate, locale)
        if amount is not None:
            return Amount(amount.value, amount.doubt, notes + amount.notes)
    words = amount_in_words(text)
    return Amount(f"{words:f}") if words is not None else None


def read_integer(text: str, locale: str | None = None, unit: str | None = None) -> Amount | None:
    """A whole number; None where decimals other than one or two zeros are printed."""
    amount = read_amount(text, locale, unit)
    if amount is None:
        return None
    whole, point, decimals = amount.value.partition(".")
    if point and decimals not in ("0", "00"):
        return None
    return Amount(whole, amount.doubt, amount.notes)


def read_percent(text: str, locale: str | None = None, unit: str | None = None) -> Amount | None:
    """A number beside which a percent sign may stand, without the sign."""
    text = drop_unit(unicodedata.normalize("NFKC", text).strip(), unit)
    return read_amount(text.removesuffix("%").removeprefix("%"), locale)


def drop_unit(text: str, unit: str | None) -> str:
    """The text without a unit at its end or start; width, case and white space do not matter."""
    if not unit:
        return text
    wanted = "".join(unicodedata.normalize("NFKC", unit).split()).casefold()
    if not wanted:
        return text
    printed = r"\s*".join(regex.escape(char) for char in wanted)
    without = regex.sub(rf"\s*{printed}\s*$", "", text, flags=regex.IGNORECASE)
    if without == text:
        without = regex.sub(rf"^\s*{printed}\s*", "", text, flags=regex.IGNORECASE)
    return without


def _candidates(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The text as it is, then with the misreadings that only a number allows."""
    candidates: list[tuple[str, tuple[str, ...]]] = [(text, ())]
    without_sign = _MISREAD_SIGN.sub("", text, count=1)
    if without_sign != text and _MISREAD_SIGN.match(text):
        candidates.append((without_sign, (f"'{text[0]}' taken for a currency sign",)))
    digits = digits_for_letters(text)
    if digits != text and sum(char.isdigit() for char in text) * 2 >= len("".join(text.split())):
        pairs = dict.fromkeys((a, b) for a, b in zip(text, digits, strict=True) if a != b)
        notes = tuple(f"'{a}' read as '{b}' in a number" for a, b in pairs)
        candidates.append((digits, notes))
    return candidates


def _read(text: str, locale: str | None) -> Amount | None:
    bare, negative = _without_signs(text)
    bare = _FILLED_DECIMALS.sub("", bare)
    if not _NUMBER.fullmatch(bare):
        return None
    decimal, indian = _separators(locale)
    doubt = _digits_apart(bare, spaces_group=decimal == "," or "," in bare)
    digits = "".join(char for char in bare if not char.isspace() and char not in _APOSTROPHES)
    split = _split(digits.rstrip(".,"), decimal, indian)
    if split is None:
        return None
    whole, decimals, note = split
    if doubt is None and len(decimals) == 3 and _CURRENCY_SIGN.search(text):
        doubt = "has three decimals beside a currency sign; check for a grouping sign"
    whole = whole.lstrip("0") or "0"
    value = f"{whole}.{decimals}" if decimals else whole
    sign = "-" if negative and value.strip("0.") else ""
    return Amount(sign + value, doubt, (note,) if note else ())


def _without_signs(text: str) -> tuple[str, bool]:
    """The text without currency, sign and parentheses, and whether these make it negative."""
    negative = False
    before = None
    while before != text:
        before = text
        text = text.strip()
        if text.startswith("(") and text.endswith(")"):
            text, negative = text[1:-1], True
        if text[:1] and text[0] in _SIGNS:
            text, negative = text[1:], not negative
        elif text.startswith("+"):
            text = text[1:]
        elif text[-1:] and text[-1] in _SIGNS and not _FILLED_DECIMALS.search(text):
            text, negative = text[:-1], not negative
        if leading := _BEFORE.match(text):
            text = text[leading.end() :]
        if trailing := _AFTER.search(text):
            text = text[: trailing.start()]
    return text, negative


def _digits_apart(text: str, spaces_group: bool) -> str | None:
    """Why digits with white space between them may be two numbers, None where they are not.

    Long decimals that go on after a space are a number that was printed on two lines.
    """
    if not _APART.search(text) or _LONG_DECIMALS.search(text):
        return None
    if spaces_group and _GROUPED_BY_SPACES.fullmatch(text.strip()):
        return None
    return "has digits that stand apart; check that this is one number"


@lru_cache(maxsize=64)
def _separators(locale: str | None) -> tuple[str, bool]:
    """The decimal sign of a locale, and whether it groups digits by two (lakh, crore)."""
    known = babel_locale(locale) if locale else None
    if known is None:
        return ".", False
    decimal = known.number_symbols.get("latn", {}).get("decimal", ".")
    return ("," if decimal == "," else "."), str(known) in _INDIAN


def _split(digits: str, decimal: str, indian: bool) -> tuple[str, str, str | None] | None:
    """Whole digits, decimals and a note where the locale's habits had to be left."""
    other = "," if decimal == "." else "."
    if decimal in digits and other in digits:
        last = max(digits.rfind("."), digits.rfind(","))
        point = digits[last]
        whole, decimals = digits[:last], digits[last + 1 :]
        group = other if point == decimal else decimal
        if point in whole or not _is_grouped(whole, group, indian):
            return _misread_groups(digits)
        note = None if point == decimal else f"'{point}' taken for the decimal sign"
        return whole.replace(group, ""), decimals, note
    if decimal in digits:
        if digits.count(decimal) == 1:
            whole, _, decimals = digits.partition(decimal)
            return whole, decimals, None
        if _is_grouped(digits, decimal, indian):
            return (
                digits.replace(decimal, ""),
                "",
                f"'{decimal}' taken for a grouping sign",
            )
        return _misread_groups(digits)
    if other in digits:
        if _is_grouped(digits, other, indian):
            return digits.replace(other, ""), "", None
        if digits.count(other) == 1:
            whole, _, decimals = digits.partition(other)
            return whole, decimals, f"'{other}' taken for the decimal sign"
        return _misread_groups(digits)
    return digits, "", None


def _is_grouped(whole: str, group: str, indian: bool) -> bool:
    first, *rest = whole.split(group)
    if not rest:
        return True
    if not 1 <= len(first) <= 3 or first == "0":
        return False
    if indian and len(rest[-1]) == 3 and all(len(part) == 2 for part in rest[:-1]):
        return True
    return all(len(part) == 3 for part in rest)


def _misread_groups(digits: str) -> tuple[str, str, str | None] | None:
    """`1.234.50` or `1,234,50`: groups of three, then two decimals; all else is no number."""
    parts = regex.split(r"[.,]", digits)
    if len(parts) < 3 or len(parts[-1]) != 2 or not 1 <= len(parts[0]) <= 3:
        return None
    if any(len(part) != 3 for part in parts[1:-1]):
        return None
    return "".join(parts[:-1]), parts[-1], "a grouping sign taken for the other one"
