import pytest

from recognition.values.patterns import find_in, match_value
from templates_app.definition.template import ValueSpec


def found(text, pattern):
    span = find_in(text, ValueSpec(find=pattern))
    return None if span is None else text[slice(*span)]


def test_find_gives_the_characters_of_its_group():
    assert found("Rechnung Nr. 17 vom 3.4.2020", r"Nr\. (\d+)") == "17"
    assert found("Nr. 17 vom 3.4.2020", r"vom (?P<value>[\d.]+)") == "3.4.2020"
    assert found("No 17", r"\d+") == "17"


def test_find_sees_folded_text_and_gives_the_printed_one():
    assert found("号码：１２３", r":(\d+)") == "１２３"


def test_find_forgives_white_space_that_the_reader_saw_or_lost():
    assert found("Nr . 17", r"Nr\.(\d+)") == "17"


def test_find_that_finds_nothing_is_none_and_no_find_is_all():
    assert found("abc", r"\d") is None
    assert find_in("abc", ValueSpec()) == (0, 3)


def test_an_empty_find_is_nothing():
    assert found("abc", r"x*") is None


@pytest.mark.parametrize(
    ("pattern", "span"),
    [
        (r"No(\d+)", (2, 4)),
        (r"No(?P<value>\d+)", (2, 4)),
        (r"(?P<name>No)(?P<value>\d+)", (2, 4)),
        (r"(?P<name>No)(?P<digits>\d+)", (0, 4)),
        (r"No\d+", (0, 4)),
        (r"No\d", None),
        (r"(?:No12|No(?P<value>34))", (0, 4)),
    ],
)
def test_the_value_is_the_group_called_value_else_the_only_one_else_all(pattern, span):
    assert match_value("No12", pattern) == span


def test_a_match_that_takes_too_long_is_an_error():
    with pytest.raises(TimeoutError):
        match_value("a" * 40 + "!a", r"(?:a|aa)+$")
