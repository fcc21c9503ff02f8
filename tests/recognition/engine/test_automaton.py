"""The automaton accepts what `regex` matches from end to end."""

from __future__ import annotations

import string

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.engine.automaton import (
    UnsupportedPatternError,
    compile_charset,
    compile_choices,
    compile_pattern,
)

ALPHABET = "abAB01 -_¥票"
literals = st.sampled_from([regex.escape(c) for c in ALPHABET])
classes = st.sampled_from(
    [r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", ".", "[ab]", "[^ab]", "[a-z0]", r"[\d-]", "[^\\s票]"]
)
quantifiers = st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "+?"])


def combined(inner):
    joined = st.lists(inner, min_size=1, max_size=3).map("".join)
    return st.one_of(
        joined,
        st.lists(joined, min_size=2, max_size=3).map(lambda options: f"(?:{'|'.join(options)})"),
        st.tuples(inner, quantifiers).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"(?i:{one})"),
    )


patterns = st.recursive(st.one_of(literals, classes), combined, max_leaves=6)


@settings(max_examples=300, deadline=None)
@given(patterns, st.lists(st.text(ALPHABET, max_size=6), min_size=1, max_size=8))
def test_automaton_agrees_with_regex(pattern, texts):
    automaton = compile_pattern(pattern)
    assert not automaton.relaxed
    for text in texts:
        expected = regex.fullmatch(pattern, text) is not None
        assert automaton.matches(text) is expected, (pattern, text)


@settings(max_examples=200, deadline=None)
@given(patterns, st.data())
def test_automaton_accepts_texts_made_from_the_pattern(pattern, data):
    text = data.draw(st.from_regex(regex_to_re(pattern), fullmatch=True))
    if regex.fullmatch(pattern, text):
        assert compile_pattern(pattern).matches(text), (pattern, text)


def regex_to_re(pattern):
    import re

    return re.compile(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?=\d)\w{3}", "1ab"),
        (r"(?<!x)ab", "ab"),
        (r"(\w)-\1", "a-a"),
        (r"^\d{3}$", "123"),
        (r"\bab\b", "ab"),
        (r"(?>a+)b", "aab"),
        (r"a++b", "aab"),
        (r"(a)?(?(1)b|c)", "ab"),
    ],
)
def test_what_only_a_whole_text_shows_is_left_to_the_check_afterwards(pattern, text):
    automaton = compile_pattern(pattern)
    assert automaton.relaxed
    assert automaton.matches(text)


@pytest.mark.parametrize("pattern", [r"(", r"\p{Han}+", r"(?:\d{1,500}){1,500}", "a{3,2}"])
def test_pattern_that_cannot_be_walked_says_so(pattern):
    with pytest.raises(UnsupportedPatternError, match="pattern"):
        compile_pattern(pattern)


@settings(deadline=None)
@given(st.lists(st.text(string.ascii_letters + " 票", min_size=1).filter(str.strip), min_size=1))
def test_choices_ignore_case_and_white_space(choices):
    automaton = compile_choices(choices)
    for choice in choices:
        assert automaton.matches(choice.strip())
        assert automaton.matches("".join(choice.split()).upper())
        assert not automaton.matches(choice.strip() + "#")


@settings(deadline=None)
@given(st.text("0123", max_size=5), st.text("0123x", max_size=5))
def test_charset_takes_only_its_characters(inside, any_text):
    automaton = compile_charset("0123")
    assert automaton.matches(inside)
    assert automaton.matches(any_text) is ("x" not in any_text)
