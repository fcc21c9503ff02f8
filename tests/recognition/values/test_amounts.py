from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from recognition.values.amounts import read_amount, read_integer, read_percent

AMOUNTS = st.decimals(-(10**10), 10**10, places=2, allow_nan=False, allow_infinity=False)
LOCALES = ["zh-CN", "en-US", "en-GB", "en-MY", "en-IN", "de-DE", "de-CH", "fr-FR"]


@given(AMOUNTS, st.sampled_from(LOCALES))
def test_an_amount_that_a_locale_writes_is_read_back(amount, locale):
    written = format_decimal(
        amount, "#,##,##0.00" if locale == "en-IN" else "#,##0.00", locale.replace("-", "_")
    )
    found = read_amount(written, locale)
    assert Decimal(found.value) == amount
    assert found.doubt is None and not found.notes


@given(AMOUNTS, st.integers(0, 6), st.sampled_from(["¥{}", "{} €", "USD {}", "{}元", "￥ {}"]))
def test_the_printed_number_of_decimals_is_kept_beside_a_currency(amount, places, sign):
    written = f"{amount:.{places}f}"
    found = read_amount(sign.format(written), "zh-CN")
    assert len(found.value.partition(".")[2]) == places
    assert Decimal(found.value) == Decimal(written)


@pytest.mark.parametrize(
    ("printed", "locale", "value"),
    [
        ("¥ 1,234.50", "zh-CN", "1234.50"),
        ("１，２３４．５０", "zh-CN", "1234.50"),
        ("-￥5.00", "zh-CN", "-5.00"),
        ("￥-5.00", "zh-CN", "-5.00"),
        ("2.70元", None, "2.70"),
        ("叁拾玖圆玖角整", "zh-CN", "39.90"),
        ("1.234,50 €", "de-DE", "1234.50"),
        ("12,50-", "de-DE", "-12.50"),
        ("50,-", "de-DE", "50"),
        ("1 234,50", "fr-FR", "1234.50"),
        ("1\u202f234\u202f567,89", "fr-FR", "1234567.89"),
        ("1 234,50", None, "1234.50"),
        ("1'234.50", None, "1234.50"),
        ("1’234.50", "de-CH", "1234.50"),
        ("(1,234.50)", "en-US", "-1234.50"),
        ("($5.00)", "en-US", "-5.00"),
        ("RM 12.30", "en-MY", "12.30"),
        ("12,34,567.00", "en-IN", "1234567.00"),
        (".50", "en-US", "0.50"),
        ("+7", None, "7"),
        ("-0.00", None, "0.00"),
        ("007.10", None, "7.10"),
        ("0.884955", "zh-CN", "0.884955"),
        ("1.858407 0796", "zh-CN", "1.8584070796"),
    ],
)
def test_amounts_are_read_as_they_are_printed(printed, locale, value):
    found = read_amount(printed, locale)
    assert (found.value, found.doubt) == (value, None)


@pytest.mark.parametrize("printed", ["", "abc", "7.62KM", "1,2,3", "1.2.3.4", "12:30", "..", "¥"])
def test_what_is_no_number_is_none(printed):
    assert read_amount(printed) is None


@pytest.mark.parametrize(
    ("printed", "locale", "value"),
    [
        ("75.04", "de-DE", "75.04"),
        ("571,04", "en-US", "571.04"),
        ("1.234.50", "en-US", "1234.50"),
        ("Y49.60", "zh-CN", "49.60"),
        ("4O.51", None, "40.51"),
    ],
)
def test_a_sign_taken_for_another_is_named(printed, locale, value):
    found = read_amount(printed, locale)
    assert found.value == value
    assert found.notes


@pytest.mark.parametrize(
    ("printed", "locale"), [("104 22", None), ("12 345", "zh-CN"), ("$ 2.400", "en-US")]
)
def test_a_number_that_may_be_another_one_is_doubted(printed, locale):
    assert read_amount(printed, locale).doubt


def test_grouping_depends_on_the_locale():
    assert read_amount("1.234", "de-DE").value == "1234"
    assert read_amount("1.234", "en-US").value == "1.234"


def test_units_are_dropped_at_either_end():
    assert read_amount("7.62 KM", unit="km").value == "7.62"
    assert read_amount("kg 7.62", unit="kg").value == "7.62"
    assert read_amount("5 m²", unit="m²").value == "5"


def test_a_percentage_loses_its_sign():
    assert read_percent("13%").value == "13"
    assert read_percent("7,5 ％", "de-DE").value == "7.5"
    assert read_percent("免税") is None


def test_an_integer_has_no_decimals_but_zeros():
    assert read_integer("1,234").value == "1234"
    assert read_integer("12.00").value == "12"
    assert read_integer("1.5") is None


@given(st.text(max_size=30))
def test_any_text_gives_a_plain_decimal_or_none(text):
    found = read_amount(text, "en-US")
    assert (
        found is None
        or str(Decimal(found.value)) == found.value
        or "E" in str(Decimal(found.value))
    )
