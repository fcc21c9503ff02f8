import datetime

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from recognition.values.dates import read_moment

DATES = st.dates(datetime.date(1970, 1, 1), datetime.date(2068, 12, 31))
LOCALES = ["zh-CN", "en-US", "en-GB", "de-DE", "fr-FR"]


@given(DATES, st.sampled_from(LOCALES), st.sampled_from(["short", "medium", "long", "full"]))
def test_a_date_that_a_locale_writes_is_read_back(date, locale, width):
    written = format_date(date, width, locale.replace("-", "_"))
    found = read_moment(written, "date", locale)
    assert (found.value, found.doubt) == (date.isoformat(), None)


@given(
    DATES, st.sampled_from(["%d.%m.%Y", "%Y%m%d", "%d%m%y", "%B %d, %Y", "%d %b %y", "%m/%d/%Y"])
)
def test_a_date_format_is_read_back(date, date_format):
    found = read_moment(date.strftime(date_format), "date", None, date_format)
    assert found.value == date.isoformat()


@given(st.datetimes(datetime.datetime(1970, 1, 1), datetime.datetime(2068, 1, 1)))
def test_a_moment_in_iso_form_is_read_back(moment):
    written = moment.isoformat(timespec="seconds")
    for text in (written, written.replace("T", " "), written.replace("T", "")):
        assert read_moment(text, "datetime").value == written


@pytest.mark.parametrize(
    ("printed", "locale", "value"),
    [
        ("2021年12月29日", "zh-CN", "2021-12-29"),
        ("2021 年 3 月 5 日", None, "2021-03-05"),
        ("二〇二一年十二月二十九日", "zh-CN", "2021-12-29"),
        ("21-12-29", "zh-CN", "2021-12-29"),
        ("20211229", None, "2021-12-29"),
        ("29.12.2021", "de-DE", "2021-12-29"),
        ("29. Dezember 2021", "de-DE", "2021-12-29"),
        ("den 12. März 2020", "de-DE", "2020-03-12"),
        ("1er août 2021", "fr-FR", "2021-08-01"),
        ("12/29/2021", "en-US", "2021-12-29"),
        ("03/04/2021", "en-US", "2021-03-04"),
        ("03/04/2021", "en-GB", "2021-04-03"),
        ("18-11-18", "en-MY", "2018-11-18"),
        ("03 MAR 2018", "en-MY", "2018-03-03"),
        ("26DEC2017", "en-US", "2017-12-26"),
        ("Mon, 5th Jan 2015", "en-GB", "2015-01-05"),
        ("12- 13- 89", "en-US", "1989-12-13"),
        ("25/12/2018 8:13:39 PM", "en-MY", "2018-12-25"),
        ("29/12/2021", None, "2021-12-29"),
    ],
)
def test_dates_are_read_as_they_are_printed(printed, locale, value):
    found = read_moment(printed, "date", locale)
    assert (found.value, found.doubt) == (value, None)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("15:54", "15:54"),
        ("15：54：01", "15:54:01"),
        ("3:54 PM", "15:54"),
        ("12:05 am", "00:05"),
        ("下午3时54分", "15:54"),
        ("15.54 Uhr", "15:54"),
        ("15h54", "15:54"),
    ],
)
def test_times_are_read_as_they_are_printed(printed, value):
    assert read_moment(printed, "time").value == value


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("30.02.2021", "date"),
        ("31 April 2020", "date"),
        ("2018.7", "date"),
        ("abc", "date"),
        ("", "date"),
        ("99999999", "date"),
        ("25:00", "time"),
        ("1554", "time"),
        ("2019-05-26", "datetime"),
    ],
)
def test_what_is_no_moment_is_none(printed, kind):
    assert read_moment(printed, kind, "de-DE") is None


def test_a_date_that_could_be_two_is_not_guessed():
    found = read_moment("03/04/2021", "date")
    assert found.value is None
    assert "2021-03-04" in found.doubt and "2021-04-03" in found.doubt


def test_a_date_out_of_the_order_of_its_locale_is_doubted():
    found = read_moment("29/12/2021", "date", "en-US")
    assert found.value == "2021-12-29"
    assert found.doubt


def test_a_letter_inside_a_number_is_read_as_a_digit_and_named():
    found = read_moment("O3 SEP 2O18", "date", "en-GB")
    assert found.value == "2018-09-03"
    assert found.notes


@given(st.text(max_size=20), st.sampled_from(["date", "time", "datetime"]))
def test_any_text_gives_iso_or_none(text, kind):
    found = read_moment(text, kind, "en-US")
    if found is not None and found.value is not None:
        reader = {"date": datetime.date, "time": datetime.time, "datetime": datetime.datetime}
        assert reader[kind].fromisoformat(found.value)
