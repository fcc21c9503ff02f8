import pytest

from recognition.values.choices import nearest_choice


@pytest.mark.parametrize("text", ["EXEMPT", "exempt", "ex empt", "ＥＸＥＭＰＴ"])
def test_case_width_and_white_space_do_not_matter(text):
    assert nearest_choice(text, ["Exempt", "Taxed"]) == ("Exempt", 0)


def test_one_wrong_character_is_forgiven_from_four_on():
    assert nearest_choice("Exenpt", ["Exempt", "Taxed"]) == ("Exempt", 1)
    assert nearest_choice("Exemp", ["Exempt", "Taxed"]) == ("Exempt", 1)
    assert nearest_choice("Mx", ["Mr", "Ms"]) is None


def test_two_wrong_characters_are_no_choice():
    assert nearest_choice("Exenqt", ["Exempt", "Taxed"]) is None


def test_a_text_between_two_choices_is_neither():
    assert nearest_choice("Room 13", ["Room 11", "Room 12"]) is None
    assert nearest_choice("Room 12", ["Room 11", "Room 12"]) == ("Room 12", 0)
