import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from training.synth.lines.charset import build_charset
from training.synth.lines.codes import (
    CIPHER,
    DIGITS_ZH,
    PLACES_ZH,
    amount,
    amount_in_words,
    bank_card,
    cipher,
    company_code,
    identity_card,
    yuan_in_words,
)

SEEDS = st.integers(0, 10**6)


@given(SEEDS)
def test_tax_payers_code_has_a_right_check_digit(seed):
    number = company_code(random.Random(seed))
    assert len(number) == 18
    assert uscc.calc_check_digit(number[:17]) == number[17]


@given(SEEDS)
def test_identity_number_has_a_right_check_digit(seed):
    number = identity_card(random.Random(seed))
    assert ric.calc_check_digit(number[:17]) == number[17]


@given(SEEDS)
def test_bank_card_has_a_right_check_digit(seed):
    assert luhn.is_valid(bank_card(random.Random(seed)).replace(" ", ""))


def spoken_value(text: str) -> int:
    """The number that financial characters say."""
    total = section = figure = 0
    for char in text:
        if char == "万":
            total, section, figure = (section + figure) * 10_000, 0, 0
        elif char in PLACES_ZH[1:]:
            section, figure = section + figure * 10 ** PLACES_ZH.index(char), 0
        else:
            figure = DIGITS_ZH.index(char)
    return total + section + figure


@given(st.integers(1, 99_999_999))
def test_amount_in_words_says_the_amount(value):
    assert spoken_value(yuan_in_words(value)) == value


@pytest.mark.parametrize(
    ("value", "words"),
    [(10, "壹拾"), (1005, "壹仟零伍"), (3050, "叁仟零伍拾"), (20_300, "贰万零叁佰")],
)
def test_amounts_are_written_as_on_cheques(value, words):
    assert yuan_in_words(value) == words


@given(SEEDS)
def test_amounts_are_spelt_with_the_readers_characters(seed):
    rng = random.Random(seed)
    assert set(amount(rng) + amount_in_words(rng)) <= set(build_charset())


@given(SEEDS)
def test_cipher_line_holds_cipher_characters_alone(seed):
    assert set(cipher(random.Random(seed))) <= set(CIPHER)
