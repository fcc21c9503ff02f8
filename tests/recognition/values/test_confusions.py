from recognition.values.confusions import (
    differences,
    outside_charset,
    the_only_look_alike,
    within_charset,
)


def test_a_look_alike_takes_the_place_of_what_cannot_be_printed():
    text, notes = within_charset("O1l B", "0123456789")
    assert text == "011 8"
    assert len(notes) == 3


def test_a_letter_that_can_be_printed_stays():
    assert within_charset("O0", "O0") == ("O0", ())


def test_case_is_changed_where_only_one_is_printed():
    assert within_charset("ab", "ABC")[0] == "AB"


def test_characters_outside_a_charset_are_listed_once():
    assert outside_charset("1x2x y", "12") == "xy"
    assert outside_charset("￥１", "¥1") == "￥１"
    assert outside_charset("¥1", "￥１") == ""


def test_the_fewest_changes_win():
    assert the_only_look_alike("O1", lambda text: text in {"01", "0I"}) == "01"


def test_several_equally_good_readings_are_none():
    assert the_only_look_alike("S0", lambda text: text in {"50", "SO"}) is None


def test_nothing_that_holds_is_none():
    assert the_only_look_alike("ABC", lambda text: False) is None


def test_differences_name_each_pair_once():
    assert differences("OOl", "001") == (
        "'O' read as '0', which the field demands",
        "'l' read as '1', which the field demands",
    )
