import pytest

from recognition.values.checksums import checksum_holds, demanded_by_checksum


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("91120118MA06YHFMX5", "cn.uscc"),
        ("320106199107185113", "cn.ric"),
        ("DE89370400440532013000", "iban"),
        ("DE136695976", "eu.vat"),
        ("4012888888881881", "luhn"),
        ("4000001123452", "ean"),
    ],
)
def test_check_digits_hold_and_one_wrong_digit_breaks_them(number, name):
    assert checksum_holds(number, name)
    broken = number[:-1] + ("1" if number[-1] != "1" else "2")
    assert not checksum_holds(broken, name)


@pytest.mark.parametrize("number", ["", "?", "\0", "一", "x" * 500])
def test_odd_input_breaks_check_digits_without_an_error(number):
    for name in ("cn.uscc", "iban", "eu.vat", "luhn", "ean", "cn.ric", "nope"):
        assert not checksum_holds(number, name)


def test_a_letter_outside_the_alphabet_becomes_its_look_alike():
    number, notes = demanded_by_checksum("9112O118MAO6YHFMX5", "cn.uscc")
    assert number == "91120118MA06YHFMX5"
    assert notes


def test_characters_that_may_occur_are_never_exchanged():
    assert demanded_by_checksum("91120118MA06YHFMXS", "cn.uscc")[0] == "91120118MA06YHFMX5"
    assert demanded_by_checksum("91120118MA06YHFMX6", "cn.uscc") == ("91120118MA06YHFMX6", ())


def test_a_look_alike_that_does_not_help_changes_nothing():
    assert demanded_by_checksum("O1120118MA06YHFMX5", "cn.uscc") == ("O1120118MA06YHFMX5", ())


def test_checksums_without_an_alphabet_change_nothing():
    assert demanded_by_checksum("O", "isbn") == ("O", ())
