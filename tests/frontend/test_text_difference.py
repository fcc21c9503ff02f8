"""Where what was read differs from what is printed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frontend.text_difference import Stretch, difference


def test_the_characters_that_differ_are_marked_on_both_sides():
    found = difference("A-l7", "A-17")
    assert found.read == (Stretch("A-", False), Stretch("l", True), Stretch("7", False))
    assert found.printed == (Stretch("A-", False), Stretch("1", True), Stretch("7", False))


def test_what_is_missing_is_marked_where_it_is_printed():
    found = difference("118", "118.00")
    assert found.read == (Stretch("118", False),)
    assert found.printed == (Stretch("118", False), Stretch(".00", True))


def test_a_blank_that_differs_is_seen():
    assert difference("ab", "a b").printed[1] == Stretch("␣", True)


@given(st.text(), st.text())
def test_no_character_is_lost(read: str, printed: str):
    found = difference(read, printed)
    assert sum(len(stretch.text) for stretch in found.read) == len(read)
    assert sum(len(stretch.text) for stretch in found.printed) == len(printed)
    assert read != printed or not any(stretch.differs for stretch in found.read)
