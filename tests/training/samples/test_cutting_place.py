"""A crop shows the decided value and nothing else, or nothing is learnt from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from training.samples.cutting_place import CuttingPlace, cutting_place
from training.samples.printed_text import Obstacle

Box = list[list[float]]


def box(x0: float, y0: float, x1: float, y1: float) -> Box:
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]


def word(text: str, x0: float, y0: float = 100, width: float = 80) -> dict[str, Any]:
    return {"text": text, "box": box(x0, y0, x0 + width, y0 + 20)}


def place(text: str | None, *words: dict[str, Any], look: str = "lines", **machine: Any):
    machine = {"text": text, "page": 1, "box": box(0, 90, 500, 130), "source": "ocr"} | machine
    return cutting_place({"evidence": {"words": list(words), "reading": look}}, machine, None)


def test_one_word_is_cut_as_it_lies():
    slanted = {"text": "A-17", "box": [[10, 10], [110, 20], [108, 40], [8, 30]]}
    assert place("A-17", slanted).region == [[10, 10], [110, 20], [108, 40], [8, 30]]


def test_words_of_one_row_are_cut_together():
    found = place("A 17", word("A", 10), word("17", 120))
    assert found.obstacle is None
    assert np.allclose(found.region, box(10, 100, 200, 120))


def test_words_beside_the_value_are_left_out():
    found = place("A17", word("No", 10), word("A17", 120), word("*", 300))
    assert found.region == box(120, 100, 200, 120)


def test_a_value_inside_a_word_cannot_be_cut():
    assert place("A17", word("No: A17", 10)).obstacle is Obstacle.PART


def test_a_value_on_two_rows_is_no_line():
    assert place("ab", word("a", 10), word("b", 10, y0=130)).obstacle is Obstacle.LINES


def test_rows_are_told_apart_along_the_text_whichever_way_the_page_lies():
    def on_its_side(x0: float, y0: float) -> Box:
        return [[x0, y0], [x0, y0 + 80], [x0 - 20, y0 + 80], [x0 - 20, y0]]

    row = [{"text": t, "box": on_its_side(100, y)} for t, y in (("a", 10), ("b", 120))]
    rows = [{"text": t, "box": on_its_side(x, 10)} for t, x in (("a", 100), ("b", 70))]
    assert place("ab", *row).obstacle is None
    assert np.allclose(place("ab", *row).region, [[100, 10], [100, 200], [80, 200], [80, 10]])
    assert place("ab", *rows).obstacle is Obstacle.LINES


@pytest.mark.parametrize("look", ["read again", "constrained by its pattern"])
def test_a_second_look_at_the_same_words_keeps_their_place(look: str):
    assert place("A-l7", word("A-17", 10), look=look).obstacle is None


def test_a_look_at_the_region_is_no_certain_place():
    assert place("A-99", word("Total", 10), look="region read again").obstacle is Obstacle.PART
    assert place("A-99", look="region read again").obstacle is Obstacle.PART


def test_a_look_at_the_region_that_begins_and_ends_as_the_words_do_shows_nothing_else():
    read = "25/06/2025"
    found = place(read, word("25/0672025", 10), look="region read again")
    assert found == CuttingPlace(1, box(10, 100, 90, 120))
    stamped = place(read, word("x25/0672025", 10), look="region read again")
    assert stamped.obstacle is Obstacle.PART


def test_characters_in_cells_of_their_own_are_no_line():
    assert place("1234", word("1", 10), look="cell by cell").obstacle is Obstacle.CELLS


def test_nothing_read_is_no_place():
    assert place(None).obstacle is Obstacle.NOWHERE
    assert place("x", box=None) == CuttingPlace(None, None, Obstacle.NOWHERE)


def test_what_a_person_drew_counts_whatever_the_machine_saw():
    drawn = {"page": 2, "box": box(5, 5, 50, 20)}
    assert cutting_place({}, {}, drawn) == CuttingPlace(2, box(5, 5, 50, 20))
