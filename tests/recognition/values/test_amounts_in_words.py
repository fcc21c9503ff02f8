from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.values.amounts_in_words import amount_in_words

DIGITS = "零壹贰叁肆伍陆柒捌玖"


def group(number):
    """A number below 10,000 in financial words, with its inner zeros."""
    words, gap = "", False
    for size, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = number // size % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return words


def in_words(cents):
    whole, tenths, hundredths = cents // 100, cents // 10 % 10, cents % 10
    words = ""
    for size, unit in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = whole // size % 10_000
        if part:
            words += ("零" if words and part < 1000 else "") + group(part) + unit
    words = f"{words}圆" if words else ""
    words += DIGITS[tenths] + "角" if tenths else "零" if words and hundredths else ""
    words += DIGITS[hundredths] + "分" if hundredths else "整"
    return words


@given(st.integers(1, 10**13))
def test_every_amount_is_read_back_from_its_words(cents):
    assert amount_in_words(in_words(cents)) == Decimal(cents) / 100


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("肆拾玖圆陆角整", "49.60"),
        ("壹佰伍拾元整", "150.00"),
        ("人民币壹仟零壹拾元正", "1010.00"),
        ("负叁圆整", "-3.00"),
        ("十二元五角", "12.50"),
        ("零元整", "0.00"),
    ],
)
def test_printed_forms_are_understood(words, amount):
    assert amount_in_words(words) == Decimal(amount)


@pytest.mark.parametrize(
    "words", ["", "元整", "壹壹元", "十二圆拾角", "拾佰元", "陆角陆角", "⊗叁圆整", "万元", "abc"]
)
def test_words_out_of_order_name_no_amount(words):
    assert amount_in_words(words) is None
