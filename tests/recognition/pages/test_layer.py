"""Which characters of a text layer are believed."""

from __future__ import annotations

import numpy as np

from recognition.pages.glyphs import Glyph
from recognition.pages.layer import judge
from recognition.reading import Image

PAPER: Image = np.full((400, 1000, 3), 255, np.uint8)


def printed(text: str, y: float = 100, x: float = 50, **marks: bool) -> list[Glyph]:
    """Glyphs of a line of 20-pixel type."""
    return [
        Glyph(char, x + 12 * index, y, 1.0, 0.0, 12, 20, **marks) for index, char in enumerate(text)
    ]


def test_a_line_with_a_garbled_character_is_left_to_the_reader_alone() -> None:
    glyphs = [*printed("Total 12.50"), *printed("Invoice number 2024", y=200)]
    glyphs[5] = printed("\ue001", x=50 + 12 * 5, garbled=True)[0]
    words, scanned = judge(glyphs, [], PAPER)
    assert [line.text for line in words] == ["Invoice number 2024"]
    ((x0, y0, x1, y1),) = scanned
    assert x0 <= 50
    assert x1 >= 50 + 12 * 11
    assert y0 < 100 < y1 < 130


def test_a_symbol_before_a_line_does_not_cost_the_line() -> None:
    glyphs = [*printed("\uf0b7", garbled=True), *printed(" Total 12.50", x=62)]
    words, scanned = judge(glyphs, [], PAPER)
    assert [line.text for line in words] == ["Total 12.50"]
    assert scanned == ()


def test_a_page_of_mostly_garbled_characters_is_left_to_the_reader_whole() -> None:
    glyphs = [*printed("Tota"), *printed("\ufffd\ufffd\ufffd\ufffd", y=200, garbled=True)]
    assert judge(glyphs, [], PAPER) == ((), ((0.0, 0.0, 1000.0, 400.0),))


def test_a_page_whose_characters_are_odd_signs_is_left_to_the_reader_whole() -> None:
    glyphs = printed("\u25a0\u2606\u2663\u2660\u2206\u221e\u222b\u2265ab")
    assert judge(glyphs, [], PAPER) == ((), ((0.0, 0.0, 1000.0, 400.0),))


def test_leader_dots_are_no_odd_signs() -> None:
    words, _ = judge(printed("Total" + "." * 40 + "9"), [], PAPER)
    assert len(words) == 1


def test_hidden_text_and_text_off_the_page_are_not_read() -> None:
    glyphs = [
        *printed("seen"),
        *printed("hidden", y=200, hidden=True),
        *printed("outside", y=900),
    ]
    words, _ = judge(glyphs, [], PAPER)
    assert [line.text for line in words] == ["seen"]
