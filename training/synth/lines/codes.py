"""Amounts, dates, codes and ciphers as they are printed."""

from __future__ import annotations

import random
import string

from stdnum import luhn
from stdnum.cn import ric, uscc

from training.synth.month_names import ENGLISH_MONTHS

Rng = random.Random
DIGITS_ZH = "零壹贰叁肆伍陆柒捌玖"
PLACES_ZH = ("", "拾", "佰", "仟")
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
CIPHER = "0123456789+-*/<>"
BEFORE = ("", "", "", "", "¥", "¥", "$", "RM", "RM ", "€", "EUR ", "-", "¥ ", "£", "USD ")
AFTER = ("", "", "", "", "", " €", "元", " EUR", " SR", "%", " -", " T", "整")
PREFIXES = ["INV", "PO", "NO.", "No. ", "CS", "OR", "SR", "#", "A", "R-", "T", "BK", "W/O ", "ID: "]


def digits(rng: Rng, count: int) -> str:
    return "".join(rng.choices(string.digits, k=count))


def amount(rng: Rng) -> str:
    """An amount as printed: 2 decimals mostly, thousands marks and a sign of currency at times."""
    value = round(10 ** rng.uniform(-0.5, 6.5), 2)
    style = rng.random()
    if style < 0.55:
        text = f"{value:.2f}"
    elif style < 0.85:
        text = f"{value:,.2f}"
    elif style < 0.93:
        text = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    else:
        text = f"{int(value)}"
    return rng.choice(BEFORE) + text + rng.choice(AFTER) if rng.random() < 0.7 else text


def amount_in_words(rng: Rng) -> str:
    """An amount in Chinese financial characters, as 叁仟零伍拾圆整."""
    whole = yuan_in_words(int(10 ** rng.uniform(1, 6.8))) + rng.choice("圆元")
    cents = rng.choice((0, 0, rng.randrange(100)))
    tenths, hundredths = divmod(cents, 10)
    if cents:
        whole += DIGITS_ZH[tenths] + "角" if tenths else "零"
        whole += DIGITS_ZH[hundredths] + "分" if hundredths else "整"
    else:
        whole += rng.choice("整正")
    if rng.random() < 0.15:
        whole = whole.replace("贰", "貳").replace("陆", "陸")
    return rng.choice(("", "", "人民币", "(大写)", "⊗", "⊗")) + whole


def yuan_in_words(value: int) -> str:
    """A whole number from 1 to 99,999,999 in financial characters."""
    text, zero, figures = "", False, str(value)
    for place, figure in enumerate(figures):
        position = len(figures) - 1 - place
        if figure != "0":
            text += ("零" if zero else "") + DIGITS_ZH[int(figure)] + PLACES_ZH[position % 4]
        zero = figure == "0" and bool(text)
        if position == 4:
            text, zero = text + "万", False
    return text


def date(rng: Rng) -> str:
    """A date, a time or both, in one of the orders of four languages."""
    year, month, day = rng.randint(1985, 2032), rng.randint(1, 12), rng.randint(1, 28)
    name, short = ENGLISH_MONTHS[month - 1], year % 100
    clock = f"{rng.randrange(24):02d}:{rng.randrange(60):02d}"
    seconds = f"{clock}:{rng.randrange(60):02d}"
    forms = (
        f"{year}年{month:02d}月{day:02d}日",
        f"{year}年{month}月{day}日",
        f"{year} 年 {month} 月 {day} 日",
        f"{year}年{month}月",
        f"{year}-{month:02d}-{day:02d}",
        f"{year}-{month:02d}-{day:02d} {seconds}",
        f"{year}{month:02d}{day:02d}",
        f"{year}/{month}/{day}",
        f"{year}.{month:02d}",
        f"{day:02d}/{month:02d}/{year}",
        f"{day:02d}/{month:02d}/{year} {seconds}",
        f"{day:02d}-{month:02d}-{short:02d}",
        f"{month}/{day}/{short:02d}",
        f"{day:02d}.{month:02d}.{year}",
        f"{name} {day}, {year}",
        f"{name[:3]}. {day}, {year}",
        f"{day} {name[:3].upper()} {year}",
        f"{day:02d}-{name[:3]}-{year}",
        f"{day} {name} {year}",
        clock,
        seconds,
        f"{rng.randint(1, 12)}{clock[2:]}{rng.choice(('AM', 'PM', ' AM', ' PM'))}",
    )
    return rng.choice(forms)


def company_code(rng: Rng) -> str:
    body = "91" + digits(rng, 6) + "".join(rng.choices(USCC_ALPHABET, k=9))
    return body + str(uscc.calc_check_digit(body))


def identity_card(rng: Rng) -> str:
    born = f"{rng.randint(1950, 2010)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body = digits(rng, 6) + born + digits(rng, 3)
    return body + str(ric.calc_check_digit(body))


def bank_card(rng: Rng) -> str:
    body = "62" + digits(rng, rng.choice((13, 16)))
    number = body + str(luhn.calc_check_digit(body))
    if rng.random() < 0.6:
        return number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def check_code(rng: Rng) -> str:
    """The twenty digits that a Chinese invoice is checked with, in groups of five mostly."""
    groups = [digits(rng, 5) for _ in range(4)]
    return (" " if rng.random() < 0.7 else "").join(groups)


def phone(rng: Rng) -> str:
    area = rng.choice(("0371-", "010-", "021-", "0755-", "(03) ", "+60 3-", "03-", "07-"))
    return area + digits(rng, 8)


def plate(rng: Rng) -> str:
    return rng.choice(PLATES) + rng.choice("ABCDEFGH") + "".join(rng.choices(USCC_ALPHABET, k=5))


def vat_number(rng: Rng) -> str:
    return rng.choice(("DE", "GB", "FR", "NL", "IT")) + digits(rng, 9)


def iban(rng: Rng) -> str:
    return f"DE{digits(rng, 2)} {' '.join(digits(rng, 4) for _ in range(4))} {digits(rng, 2)}"


def numbered(rng: Rng) -> str:
    return rng.choice(PREFIXES) + digits(rng, rng.randint(2, 10))


def hyphenated(rng: Rng) -> str:
    return "-".join(digits(rng, rng.randint(2, 5)) for _ in range(rng.randint(2, 4)))


def mixed(rng: Rng) -> str:
    alphabet = string.ascii_uppercase + string.digits
    return "".join(rng.choices(alphabet, k=rng.randint(3, 14)))


def registration(rng: Rng) -> str:
    return f"({digits(rng, 6)}-{rng.choice('ABDHKMPTUVWX')})"


def number(rng: Rng) -> str:
    return digits(rng, rng.choice((12, 8, rng.randint(1, 20))))


CODES = (
    company_code,
    identity_card,
    bank_card,
    check_code,
    phone,
    plate,
    vat_number,
    iban,
    numbered,
    hyphenated,
    mixed,
    registration,
    number,
    number,
)


def code(rng: Rng) -> str:
    """A number or code: of an invoice, tax payer, person, account, car, phone."""
    return rng.choice(CODES)(rng)


def cipher(rng: Rng) -> str:
    """A line of the cipher block of a Chinese VAT invoice."""
    weights = [2.0] * 10 + [1.6] * 6
    return "".join(rng.choices(CIPHER, weights=weights, k=rng.randint(10, 28)))
