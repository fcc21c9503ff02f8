import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from recognition.values.folding import fold, squeeze, tidy


def test_folded_characters_know_where_they_came_from():
    folded = fold("ａ ﬁ１", compact=True)
    assert folded.text == "afi1"
    assert folded.origin(0, 1) == (0, 1)
    assert folded.origin(1, 3) == (2, 3)
    assert folded.origin(3, 4) == (3, 4)


def test_a_combining_mark_belongs_to_its_base():
    folded = fold("e\u0301x")
    assert folded.text == "éx"
    assert folded.origin(0, 1) == (0, 2)


@given(st.text(max_size=30))
def test_folding_is_nfkc_and_spans_stay_inside_the_text(text):
    folded = fold(text, compact=True)
    assert "".join(folded.text.split()) == folded.text
    for at in range(len(folded.text)):
        start, end = folded.origin(at, at + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(st.characters(codec="ascii"), max_size=30))
def test_ascii_folds_to_itself(text):
    assert fold(text).text == text


def test_tidy_text_has_no_outer_white_space_and_no_runs():
    assert tidy("  a \t b\u3000c ") == "a b c"


def test_lines_meet_at_a_space_or_at_nothing_between_han_characters():
    assert tidy("天津\n货拉") == "天津货拉"
    assert tidy("ab\ncd") == "ab cd"
    assert tidy("天津\nab\n\n") == "天津 ab"
    assert tidy("a\n b \n\nc", join="/") == "a/b/c"


@given(st.text(max_size=30))
def test_squeezed_text_holds_no_white_space(text):
    assert not any(char.isspace() for char in squeeze(text))
    assert squeeze(text) == "".join(unicodedata.normalize("NFKC", text).split())
