from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recognition.matching.labels import errors_allowed, fold, occurrences, same_label


def test_white_space_width_and_colon_do_not_matter() -> None:
    assert fold("名　称：") == fold("名称") == "名称"
    assert fold("ＴＯＴＡＬ :") == "total"


def test_the_value_begins_behind_the_colon_and_the_space() -> None:
    place = occurrences("Total", "Total : 118.00")[0]
    assert "Total : 118.00"[place.after :] == "118.00"


def test_one_wrong_character_is_forgiven_from_four_on_only() -> None:
    assert same_label("Total", "Tota1")
    assert not same_label("Tax", "Tox")


def test_a_missing_or_an_added_character_is_one_error() -> None:
    assert [p.errors for p in occurrences("Grand total", "Grand tota")] == [1]
    assert [p.errors for p in occurrences("Grand total", "Grannd total")] == [1]


def test_exact_places_are_preferred_to_doubtful_ones() -> None:
    assert [p.start for p in occurrences("Total", "Totel 5 Total 6")] == [8]


@given(st.text(alphabet="abcdefgh发票代码", min_size=1, max_size=12), st.text(max_size=8))
def test_a_label_is_always_found_in_a_text_that_holds_it(label: str, around: str) -> None:
    found = occurrences(label, f"{around} {label} {around}")
    assert any(place.errors == 0 for place in found)


@given(st.text(alphabet="abcdefgh", min_size=4, max_size=12), st.integers(0, 11))
def test_a_label_with_one_replaced_character_is_found(label: str, at: int) -> None:
    at %= len(label)
    broken = label[:at] + "#" + label[at + 1 :]
    assert occurrences(label, broken)[0].errors == 1 <= errors_allowed(fold(label))
