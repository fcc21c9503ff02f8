"""A sample's words as a person clicks on them."""

from __future__ import annotations

from recognition.designing.words import rulings_of, words_of
from tests.recognition.matching.sheets import at, sheet


def texts(*printed: str) -> list[str]:
    return [word.text for word in words_of([at(text, 50, 100) for text in printed])]


def test_white_space_parts_words() -> None:
    assert texts("26 May 2025") == ["26", "May", "2025"]


def test_a_label_ends_at_its_colon_but_a_time_does_not() -> None:
    assert texts("发票代码：012002100311") == ["发票代码：", "012002100311"]
    assert texts("15:54") == ["15:54"]


def test_an_amount_after_a_bracket_stands_by_itself() -> None:
    assert texts("（小写）¥49.60") == ["（小写）", "¥49.60"]
    assert texts("Total (net) 5") == ["Total", "(net)", "5"]


def test_a_word_knows_its_place_and_its_characters() -> None:
    line = at("No 12", 100, 200)
    word = words_of([line])[1]
    assert (word.line, word.start, word.end) == (0, 3, 5)
    # the cut lies half-way between two characters
    assert 100 < word.box[0] < word.box[2] == line.box[2]


def test_rulings_of_the_whole_page_are_found() -> None:
    page = sheet([at("x", 50, 50)], rulings=[(400, 100, 400, 700), (60, 300, 700, 300)])
    vertical, horizontal = rulings_of(page, (800, 1000))
    assert [round(box[0]) for box in vertical] == [400]
    assert [round(box[1]) for box in horizontal] == [300]
