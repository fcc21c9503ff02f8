"""Amounts and dates are printed as each country prints them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from stdnum import iban as iban_number
from stdnum.cn import uscc

from training.synth.documents.amounts import (
    cents,
    chinese_date,
    english,
    english_date,
    german,
    german_date,
    in_chinese_words,
)
from training.synth.documents.content import Random, credit_code, iban


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("49.60", "肆拾玖圆陆角整"),
        ("100.00", "壹佰圆整"),
        ("1040.84", "壹仟零肆拾圆捌角肆分"),
        ("10005.03", "壹万零伍圆零叁分"),
        ("200000.00", "贰拾万圆整"),
        ("100030000.50", "壹亿零叁万圆伍角整"),
        ("0.07", "柒分"),
        ("0.00", "零圆整"),
    ],
)
def test_amounts_are_written_out_as_on_chinese_invoices(amount: str, words: str) -> None:
    assert in_chinese_words(Decimal(amount)) == words


def test_amounts_are_grouped_as_the_country_groups_them() -> None:
    assert english(Decimal("1234567.5")) == "1,234,567.50"
    assert german(Decimal("1234567.5")) == "1.234.567,50"


def test_half_a_cent_is_rounded_up() -> None:
    assert cents(Decimal("0.125")) == Decimal("0.13")


def test_days_are_written_as_the_country_writes_them() -> None:
    day = date(2026, 3, 4)
    assert english_date(day) == "4 March 2026"
    assert german_date(day) == "04.03.2026"
    assert chinese_date(day) == "2026年03月04日"


@pytest.mark.parametrize("seed", range(20))
def test_invented_numbers_carry_right_check_digits(seed: int) -> None:
    chance = Random(seed)
    assert uscc.is_valid(credit_code(chance))
    account = iban("DE", "".join(str(chance.randrange(10)) for _ in range(18)))
    assert iban_number.is_valid(account)
