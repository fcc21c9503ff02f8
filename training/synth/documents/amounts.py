"""Amounts and dates as English, German and Chinese documents print them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from training.synth.month_names import ENGLISH_MONTHS

_CENT = Decimal("0.01")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def cents(amount: Decimal) -> Decimal:
    """Rounded half up to two decimals, as bookkeepers do."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def english(amount: Decimal) -> str:
    """1,234.50"""
    return f"{amount:,.2f}"


def german(amount: Decimal) -> str:
    """1.234,50"""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def english_date(day: date) -> str:
    """4 March 2026"""
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"


def german_date(day: date) -> str:
    """04.03.2026"""
    return f"{day.day:02}.{day.month:02}.{day.year}"


def chinese_date(day: date) -> str:
    """2026年03月04日"""
    return f"{day.year}年{day.month:02}月{day.day:02}日"


def in_chinese_words(amount: Decimal) -> str:
    """An amount below a million million in the characters used on invoices: 壹佰贰拾圆伍角整."""
    fen = int(cents(amount) * 100)
    yuan, jiao, last = fen // 100, fen // 10 % 10, fen % 10
    words = _whole(yuan) + "圆" if yuan else ""
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif last and yuan:
        words += "零"
    if last:
        return words + _DIGITS[last] + "分"
    return (words or "零圆") + "整"


def _whole(number: int) -> str:
    """Groups of four digits, each read alone; a gap of zeros is read once."""
    words, gap = "", False
    for group in reversed(range(3)):
        part = number // 10_000**group % 10_000
        for place in reversed(range(4)):
            digit = part // 10**place % 10
            if digit:
                words += ("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place]
                gap = False
            else:
                gap = True
        if part:
            words += _GROUPS[group]
    return words
