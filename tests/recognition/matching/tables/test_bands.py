from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.matching.tables.bands import bands, places, reading_order
from tests.recognition.matching.sheets import at, moved


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-2, 2), min_size=9, max_size=9),
    st.randoms(use_true_random=False),
)
def test_reading_order_survives_jitter_and_shuffling(
    shifts: list[float], chance: random.Random
) -> None:
    lines = [
        at(f"{row}{column}", 100 * column, 40 * row) for row in range(3) for column in range(3)
    ]
    jittered = [moved(line, 0, dy) for line, dy in zip(lines, shifts, strict=True)]
    chance.shuffle(jittered)
    assert [line.text for line in reading_order(jittered)] == [line.text for line in lines]


def test_lines_half_a_row_apart_are_not_one_band() -> None:
    lines = [at("upper", 0, 87), at("between", 200, 100), at("lower", 0, 113)]
    assert [band.text for band in bands(lines)] == ["upper", "between", "lower"]


def test_label_read_as_single_characters_is_found_across_lines() -> None:
    (place,) = places("金额", [at("金", 100, 50), at("额", 180, 51)])
    assert place.left == 100 and place.right == 200


def test_characters_far_apart_are_no_label() -> None:
    assert list(places("金额", [at("金", 100, 50), at("额", 500, 50)])) == []


def test_value_after_a_label_begins_behind_its_colon() -> None:
    (place,) = places("Sender", [at("Sender: Acme", 100, 50)])
    assert "Sender: Acme"[place.after :] == "Acme"


def test_fuzzy_label_takes_no_character_from_the_line_beside_it() -> None:
    (place,) = places("USt.", [at("USt", 100, 50), at("Einzelpreis", 200, 50)])
    assert (place.left, place.right) == (100, 130)
