"""Characters become lines along their baselines."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from recognition.pages.baselines import group, line_of
from recognition.pages.glyphs import Glyph

EM = 20.0


def run_of(text: str, angle: float = 0.0, x: float = 0.0, y: float = 0.0) -> list[Glyph]:
    """A line of type set along ``angle`` degrees, each character 12 pixels wide."""
    ux, uy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return [
        Glyph(char, x + 12 * index * ux, y + 12 * index * uy, ux, uy, 12.0, EM)
        for index, char in enumerate(text)
    ]


def lines(glyphs: list[Glyph]) -> list[str]:
    found = (line_of(run) for run in group(glyphs))
    return [line.text for line in found if line is not None]


@given(
    text=st.text("abcdefg0123456789:.", min_size=2, max_size=20),
    angle=st.floats(-180, 180),
    x=st.floats(-500, 500),
    y=st.floats(-500, 500),
)
def test_a_line_is_read_in_its_own_direction_at_any_angle(
    text: str, angle: float, x: float, y: float
) -> None:
    glyphs = run_of(text, angle, x, y)
    assert lines(glyphs) == [text]
    line = line_of(glyphs)
    assert line is not None
    along = line.quad[1] - line.quad[0]
    assert math.isclose(math.hypot(*along), 12 * len(text), rel_tol=1e-3)
    turned = (math.degrees(math.atan2(along[1], along[0])) - angle) % 360
    assert min(turned, 360 - turned) < 0.5


@given(order=st.permutations(range(6)))
def test_the_order_of_words_in_the_file_does_not_matter(order: list[int]) -> None:
    words = [run_of(f"word{index}", x=66 * index) for index in range(6)]
    shuffled = [glyph for index in order for glyph in words[index]]
    assert lines(shuffled) == ["word0 word1 word2 word3 word4 word5"]


def test_text_printed_over_other_text_is_kept_apart() -> None:
    assert sorted(lines([*run_of("under"), *run_of("12345", x=5)])) == ["12345", "under"]


def test_neighbouring_lines_are_not_mixed() -> None:
    assert sorted(lines([*run_of("one"), *run_of("two", y=22)])) == ["one", "two"]


def test_a_raised_note_stands_by_itself() -> None:
    raised = [Glyph("1", 60, -8, 1, 0, 6, 12.0)]
    assert sorted(lines([*run_of("Total"), *raised])) == ["1", "Total"]


def test_blanks_alone_make_no_line() -> None:
    assert lines(run_of("   ")) == []


def test_han_characters_set_apart_get_no_blank_unless_one_is_printed() -> None:
    apart = [Glyph("金", 0, 0, 1, 0, 20, EM), Glyph("额", 40, 0, 1, 0, 20, EM)]
    assert lines(apart) == ["金额"]
    blank = Glyph(" ", 20, 0, 1, 0, 20, EM)
    assert lines([apart[0], blank, apart[1]]) == ["金 额"]


def sized(text: str, x: float, em: float) -> list[Glyph]:
    """A line of type of any size, its baseline where all the others have theirs."""
    return [
        Glyph(char, x + 0.6 * em * i, 0.0, 1.0, 0.0, 0.6 * em, em) for i, char in enumerate(text)
    ]


def test_letters_of_a_logo_are_not_joined_to_a_smaller_name_beside_it() -> None:
    assert lines([*sized("HF", 0, 26), *sized("Harbour Ltd", 55, 20)]) == ["HF", "Harbour Ltd"]


def test_print_of_another_size_a_word_space_away_stays_in_its_line() -> None:
    assert lines([*sized("Total", 0, 20), *sized("118.00", 70, 26)]) == ["Total 118.00"]


def test_print_of_one_size_goes_on_over_a_wider_gap() -> None:
    assert lines([*sized("Total", 0, 20), *sized("118.00", 85, 20)]) == ["Total 118.00"]
