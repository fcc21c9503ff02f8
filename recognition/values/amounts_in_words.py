"""Chinese amounts in words, as invoices and cheques print them: 壹佰贰拾叁圆肆角伍分."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Final

import regex

_DIGITS: Final = {
    char: value
    for value, chars in enumerate(
        (
            "零〇○",
            "壹一弌",
            "贰二貳两",
            "叁三參叄",
            "肆四",
            "伍五",
            "陆六陸",
            "柒七",
            "捌八",
            "玖九",
        )
    )
    for char in chars
}
_TENS: Final = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_ALIKE: Final = str.maketrans({"圆": "元", "圓": "元", "正": "整", "萬": "万", "億": "亿"})
CHARACTERS: Final = frozenset(_DIGITS) | frozenset(_TENS) | frozenset("圆圓元角分整正万萬亿億负負")
"""All characters that such an amount can hold."""

_SHAPE = regex.compile(
    r"(?:人民币)?(?P<negative>[负負])?"
    r"(?:(?P<whole>[^元角分整]+)元)?"
    r"(?P<gap>[零〇○])?(?:(?P<tenths>[^元角分整])角)?"
    r"(?:[零〇○]?(?P<hundredths>[^元角分整])分)?整?"
)


def amount_in_words(text: str) -> Decimal | None:
    """The amount that Chinese number words name, with two decimals; None where they name none.

    Financial (壹贰叁) and everyday (一二三) forms; each unit may stand once, in falling order.
    """
    words = "".join(unicodedata.normalize("NFKC", text).split()).translate(_ALIKE)
    match = _SHAPE.fullmatch(words)
    if match is None or not any(match.group("whole", "tenths", "hundredths")):
        return None
    whole = _number(match["whole"]) if match["whole"] else 0
    tenths = _digit(match["tenths"])
    hundredths = _digit(match["hundredths"])
    if whole is None or tenths is None or hundredths is None:
        return None
    amount = Decimal(whole * 100 + tenths * 10 + hundredths).scaleb(-2)
    return -amount if match["negative"] else amount


def _digit(char: str | None) -> int | None:
    return 0 if char is None else _DIGITS.get(char)


def _number(words: str) -> int | None:
    """A whole number below 10^12, None where the words are out of order."""
    total = 0
    for unit, size in (("亿", 100_000_000), ("万", 10_000)):
        head, found, words = words.rpartition(unit) if words.count(unit) == 1 else ("", "", words)
        if found:
            part = _below_ten_thousand(head)
            if not part:
                return None
            total += part * size
    rest = _below_ten_thousand(words) if words else 0
    return None if rest is None else total + rest


def _below_ten_thousand(words: str) -> int | None:
    total, digit, smallest = 0, None, 10_000
    for position, char in enumerate(words):
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _TENS:
            size = _TENS[char]
            if digit is None and not (size == 10 and position == 0):
                return None
            if size >= smallest or digit == 0:
                return None
            total += (1 if digit is None else digit) * size
            digit, smallest = None, size
        else:
            return None
    return total + (digit or 0)
