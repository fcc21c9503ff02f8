"""`date_format`: the strptime directives that a template may use, as a regex over the text."""

from __future__ import annotations

from typing import Final

import regex

DIRECTIVES: Final = {
    "Y": r"(?P<year>\d{4})",
    "y": r"(?P<short_year>\d{2})",
    "m": r"(?P<month>\d{1,2})",
    "d": r"(?P<day>\d{1,2})",
    "e": r"(?P<day>\d{1,2})",
    "B": r"(?P<month_name>[^\W\d_]{3,}\.?)",
    "b": r"(?P<month_name>[^\W\d_]{3,}\.?)",
    "H": r"(?P<hour>\d{1,2})",
    "I": r"(?P<hour>\d{1,2})",
    "M": r"(?P<minute>\d{2})",
    "S": r"(?P<second>\d{2})",
    "p": r"(?P<half>[AaPp]\.?[Mm]\.?|上午|下午)",
    "A": r"[^\W\d_]+\.?",
    "a": r"[^\W\d_]+\.?",
}
"""Each supported directive with the regex of what it prints; the groups name its meaning."""

_SEPARATORS = "./-"


def date_format_regex(date_format: str) -> str:
    """The regex of a date format: white space is optional, separators stand for each other.

    Raises ValueError where a directive is unknown or stands twice.
    """
    parts: list[str] = []
    used: set[str] = set()
    at = 0
    while at < len(date_format):
        char = date_format[at]
        if char == "%":
            directive = date_format[at + 1 : at + 2]
            at += 2
            if directive == "%":
                parts.append("%")
                continue
            if directive not in DIRECTIVES:
                known = " ".join(f"%{name}" for name in DIRECTIVES)
                raise ValueError(f"%{directive} is unknown; there are {known}")
            meaning = DIRECTIVES[directive]
            if meaning in used:
                raise ValueError(f"%{directive} says again what stands before it")
            used.add(meaning)
            parts.append(meaning)
            continue
        at += 1
        if char.isspace():
            parts.append(r"\s*")
        elif char in _SEPARATORS:
            parts.append(r"\s*[./-]\s*")
        else:
            parts.append(r"\s*" + regex.escape(char) + r"\s*")
    if not used:
        raise ValueError("names no part of a date; write it like %d.%m.%Y")
    return "".join(parts)
