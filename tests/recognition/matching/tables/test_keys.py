from __future__ import annotations

from recognition.matching.tables.keys import blocks, find_keys
from tests.recognition.matching.sheets import at
from tests.recognition.matching.tables.tables_drawn import PARCEL


def _names(*texts: str) -> list[str | None]:
    lines = [at(text, 50, 100 + 40 * n) for n, text in enumerate(texts)]
    return [key.column for key in find_keys(PARCEL, lines)]


def test_keys_are_found_whatever_their_order_and_punctuation() -> None:
    assert _names("Weight:", "SENDER", "Declared  value") == ["weight", "sender", "value"]


def test_other_text_among_the_keys_is_kept_as_unknown() -> None:
    assert _names("Sender", "Colour", "Weight") == ["sender", None, "weight"]


def test_sentence_that_begins_like_a_key_is_none() -> None:
    lines = [at("Weight is checked at the counter", 50, 100, font=9)]
    assert [key.column for key in find_keys(PARCEL, lines)] == [None]


def test_text_right_of_the_divider_is_no_key() -> None:
    assert find_keys(PARCEL, [at("Sender", 260, 100)]) == []


def test_key_that_came_before_begins_a_block() -> None:
    texts = ("Sender", "Weight", "Sender", "Contents")
    keys = find_keys(PARCEL, [at(text, 50, 100 + 40 * n) for n, text in enumerate(texts)])
    named = [[key.column for key in block] for block in blocks(PARCEL, keys)]
    assert named == [["sender", "weight"], ["sender", "contents"]]
