import pytest

from recognition.values.month_names import month_of


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("January", 1),
        ("FEB", 2),
        ("Mrz.", 3),
        ("März", 3),
        ("mars", 3),
        ("Avril", 4),
        ("Mai", 5),
        ("juil.", 7),
        ("AOÛT", 8),
        ("Sept", 9),
        ("Okt", 10),
        ("Dezember", 12),
        ("décembre", 12),
    ],
)
def test_months_are_known_in_three_languages_whole_or_abbreviated(name, month):
    assert month_of(name) == month


@pytest.mark.parametrize("name", ["", "Ju", "Foo", "Januaryx"])
def test_other_words_are_no_months(name):
    assert month_of(name) is None


def test_what_could_be_two_months_is_none_of_them():
    assert month_of("jui", "fr-FR") is None
    assert month_of("juin", "fr-FR") == 6
