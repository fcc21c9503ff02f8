"""Printed dates and times to ISO 8601, by the order and the month names of a locale."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import regex

from recognition.values.confusions import digits_for_letters
from recognition.values.month_names import month_of
from templates_app.definition.date_formats import date_format_regex
from templates_app.definition.known import babel_locale

Kind = str
"""`date`, `time` or `datetime`."""

_CENTURY_TURNS = 69
_EARLIEST, _LATEST = 1800, 2199
_TIME: Final = regex.compile(
    r"(?P<half>[AaPp]\.?[Mm]\.?|上午|下午)?\s*"
    r"(?P<hour>\d{1,2})\s*(?:[:时点hH]|\.(?=\d{2}))\s*(?P<minute>\d{2})?\s*分?"
    r"(?:\s*[:.]?\s*(?P<second>\d{2})(?:[.,]\d+)?\s*秒?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?:Uhr|hrs?|h)?",
    regex.IGNORECASE,
)
_YEAR_FIRST: Final = regex.compile(
    r"(?P<year>\d{4})(?:[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号曰口]?"
    r"|(?P<month>\d{2})(?P<day>\d{2}))"
)
_THREE_NUMBERS: Final = regex.compile(r"(\d{1,2})([-/.,年])(\d{1,2})[-/.,月](\d{4}|'?\d{2})日?")
_DAY_NAME_YEAR: Final = regex.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[.])?[-/,.]?(?P<name>\p{L}{3,})[-/,.]*"
    r"(?:(?P<year>\d{4})|'?(?P<short_year>\d{2}))",
    regex.IGNORECASE,
)
_NAME_DAY_YEAR: Final = regex.compile(
    r"(?P<name>\p{L}{3,})[-/,.]*(?P<day>\d{1,2})(?:st|nd|rd|th)?[-/,.]+"
    r"(?:(?P<year>\d{4})|'?(?P<short_year>\d{2}))"
    r"|(?P<name>\p{L}{3,})[-/,.]*(?P<day>\d{1,2})(?:st|nd|rd|th)?(?P<year>\d{4})",
    regex.IGNORECASE,
)
_LEADING: Final = regex.compile(
    r"^(?:den|vom|le|the|dated|du|(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer"
    r"|jeu|ven|sam|dim)\p{L}*(?:[.,]+|(?=\d)))",
    regex.IGNORECASE,
)
_TRAILING: Final = regex.compile(r"(?:星期|周|\()[一二三四五六日天]\)?$")
_HAN_DATE: Final = regex.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日?"
)
_HAN_DIGITS: Final = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {
    "○": "0", "零": "0"
}  # fmt: skip
_WORDS_WITH_DIGITS: Final = regex.compile(r"[\w|!]*\d[\w|!]*")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time that was read.

    value: ISO 8601; None where several readings are equally good.
    doubt: why it might be another one, for a person; None where it is unmistakable.
    notes: what had to be taken for something else on the way.
    """

    value: str | None
    doubt: str | None = None
    notes: tuple[str, ...] = ()


def read_moment(
    text: str, kind: Kind, locale: str | None = None, date_format: str | None = None
) -> Moment | None:
    """The date, time or datetime that a text prints, or None where it prints none.

    kind: `date`, `time` or `datetime`; a time beside a date is left out of a `date`.
    date_format: strptime order, the only one tried; else the usual ones of the locale.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    for candidate, notes in _candidates(text):
        moment = _read(candidate, kind, locale, date_format)
        if moment is not None:
            return Moment(moment.value, moment.doubt, notes + moment.notes)
    return None


def _candidates(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The text as it is, then with letters inside numbers read as digits."""
    yield text, ()
    digits = _WORDS_WITH_DIGITS.sub(lambda word: digits_for_letters(word[0]), text)
    if digits != text:
        pairs = dict.fromkeys((a, b) for a, b in zip(text, digits, strict=True) if a != b)
        yield digits, tuple(f"'{a}' read as '{b}' in a number" for a, b in pairs)


def _read(text: str, kind: Kind, locale: str | None, date_format: str | None) -> Moment | None:
    if date_format is not None:
        return _by_format(text, kind, date_format)
    if kind == "time":
        time = _time(text)
        return Moment(time) if time else None
    if kind == "date":
        date = _date(text, locale)
        if date is not None:
            return date
    for head, tail in _splits(text):
        time = _time(tail)
        date = _date(head, locale) if time else None
        if date is not None and date.value is not None and kind == "datetime":
            return Moment(f"{date.value}T{time}", date.doubt, date.notes)
        if date is not None:
            return date
    return None


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Ways to part a date from the time behind it: at white space or a `T` first."""
    gaps = [match.span() for match in regex.finditer(r"\s*(?:[Tt,]|um|at|à)?\s+|[Tt,]", text)]
    for start, end in reversed(gaps):
        yield text[:start], text[end:]
    for at in range(len(text) - 4, 5, -1):
        yield text[:at], text[at:]


def _by_format(text: str, kind: Kind, date_format: str) -> Moment | None:
    pattern = regex.compile(r"\s*" + date_format_regex(date_format) + r"\s*", regex.IGNORECASE)
    match = pattern.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    time = _clock(parts) if parts.get("hour") else None
    if kind == "time":
        return Moment(time) if time else None
    month = month_of(parts["month_name"]) if parts.get("month_name") else parts.get("month")
    date = _day(_full_year(parts.get("year"), parts.get("short_year")), month, parts.get("day"))
    if date is None or (kind == "datetime" and time is None):
        return None
    return Moment(f"{date}T{time}" if kind == "datetime" else date)


def _time(text: str) -> str | None:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    if match["minute"] is None and not match["half"] and not regex.search("[时点]", text):
        return None
    return _clock(match.groupdict())


def _clock(parts: dict[str, str | None]) -> str | None:
    hour, minute = int(parts["hour"] or 0), int(parts.get("minute") or 0)
    half = (parts.get("half") or "").lower().replace(".", "")
    if half in ("pm", "下午") and hour < 12:
        hour += 12
    elif half in ("am", "上午") and hour == 12:
        hour = 0
    second = parts.get("second")
    if hour > 23 or minute > 59 or int(second or 0) > 59:
        return None
    return f"{hour:02}:{minute:02}" + (f":{second}" if second else "")


def _date(text: str, locale: str | None) -> Moment | None:
    """A date in compact form, then without the weekday or article before it."""
    compact = _TRAILING.sub("", "".join(text.split()))
    return _compact_date(compact, locale) or _compact_date(_LEADING.sub("", compact), locale)


def _compact_date(compact: str, locale: str | None) -> Moment | None:
    if match := _YEAR_FIRST.fullmatch(compact):
        return _moment(_day(match["year"], match["month"], match["day"]))
    if match := _THREE_NUMBERS.fullmatch(compact):
        return _ordered(match[1], match[3], match[4].lstrip("'"), _order(locale))
    for shape in (_DAY_NAME_YEAR, _NAME_DAY_YEAR):
        if match := shape.fullmatch(compact):
            year = _full_year(match["year"], match["short_year"])
            return _moment(_day(year, month_of(match["name"], locale), match["day"]))
    if match := _HAN_DATE.fullmatch(compact):
        year = "".join(_HAN_DIGITS[char] for char in match[1])
        return _moment(_day(year, _han_number(match[2]), _han_number(match[3])))
    return None


def _moment(date: str | None) -> Moment | None:
    return Moment(date) if date else None


@lru_cache(maxsize=64)
def _order(locale: str | None) -> str | None:
    """`dmy`, `mdy` or `ymd`, as the locale writes short dates; None where no locale is given."""
    known = babel_locale(locale) if locale else None
    if known is None:
        return None
    pattern = known.date_formats["short"].pattern
    return "".join(sorted("dmy", key=lambda part: pattern.lower().find(part)))


def _ordered(first: str, second: str, third: str, order: str | None) -> Moment | None:
    """Three numbers by the locale's order; another order is doubted, several are refused."""
    orders = ("dmy", "mdy") if len(third) == 4 else ("dmy", "mdy", "ymd")
    readings = {}
    for name in orders:
        parts = dict(zip(name, (first, second, third), strict=True))
        date = _day(_full_year(None, parts["y"]), parts["m"], parts["d"])
        if date is not None:
            readings[name] = date
    if order in readings:
        return Moment(readings[order])
    dates = sorted(set(readings.values()))
    if not dates:
        return None
    if len(dates) > 1:
        return Moment(None, f"may be {' or '.join(dates)}; give the field a locale or date_format")
    if order in orders:
        return Moment(dates[0], "is not in the order of the locale; check day and month")
    return Moment(dates[0])


def _full_year(year: str | None, short_year: str | None) -> str | None:
    """Four digits; two are taken as 1969 to 2068, as POSIX does."""
    if year or not short_year or len(short_year) == 4:
        return year or short_year
    return ("19" if int(short_year) >= _CENTURY_TURNS else "20") + short_year.zfill(2)


def _day(year: str | None, month: str | int | None, day: str | int | None) -> str | None:
    if year is None or month is None or day is None or not _EARLIEST <= int(year) <= _LATEST:
        return None
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _han_number(words: str) -> int:
    tens, ten, ones = words.rpartition("十")
    value = int(_HAN_DIGITS.get(ones, "0"))
    return value + (10 * int(_HAN_DIGITS.get(tens, "1")) if ten else 0)
