"""Decoding under a field's constraint: helps where the pixels allow it, never looks certain."""

from __future__ import annotations

import string
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.engine.constraints import decode_constrained, grammar_of
from recognition.engine.contract import Constraint

CHARACTERS = ("", *string.digits, *string.ascii_uppercase, "-", " ", "０", "１", "票")
LABEL = {character: label for label, character in enumerate(CHARACTERS)}


def frames(text, doubts=None, noise=1e-5):
    """Frames that spell a text; ``doubts`` maps a place to {character: probability}."""
    rows = []
    for place, character in enumerate(text):
        blank = np.full(len(CHARACTERS), noise, dtype=np.float64)
        blank[0] = 1.0
        peak = np.full(len(CHARACTERS), noise, dtype=np.float64)
        for other, probability in (doubts or {}).get(place, {character: 1.0}).items():
            peak[LABEL[other]] = probability
        rows += [blank, peak, blank]
    found = np.array(rows)
    return (found / found.sum(axis=1, keepdims=True)).astype(np.float32)


def constrained(probabilities, **constraint):
    grammar = grammar_of(Constraint(**constraint), CHARACTERS)
    chosen = decode_constrained(probabilities, grammar)
    return "".join(CHARACTERS[label] for label in chosen.labels), chosen


def test_conforming_reading_stands_with_full_support():
    text, chosen = constrained(frames("12345678"), pattern=r"\d{8}")
    assert (text, chosen.support, chosen.conforms) == ("12345678", 1.0, True)


def test_letter_that_looks_like_a_digit_becomes_the_digit():
    unsure = frames("12O4", {2: {"O": 0.7, "0": 0.3}})
    text, chosen = constrained(unsure, pattern=r"\d{4}")
    assert text == "1204"
    assert chosen.support == pytest.approx(0.3, abs=0.01)


def test_what_was_read_freely_stands_among_the_others():
    unsure = frames("12O4", {2: {"O": 0.7, "0": 0.3}})
    _, chosen = constrained(unsure, pattern=r"\d{4}")
    others = {"".join(CHARACTERS[label] for label in labels) for labels, _ in chosen.others}
    assert "12O4" in others


def test_missing_digit_is_not_made_up():
    text, chosen = constrained(frames("1234567", noise=1e-9), pattern=r"\d{8}")
    assert text == "1234567"
    assert not chosen.conforms
    assert chosen.support == 0.0


def test_choice_wins_over_a_near_miss_and_case_is_ignored():
    unsure = frames("PAXD", {2: {"X": 0.6, "I": 0.4}})
    text, chosen = constrained(unsure, choices=("paid", "open"))
    assert text == "PAID"
    assert chosen.support == pytest.approx(0.4, abs=0.01)


def test_charset_and_pattern_hold_together():
    unsure = frames("A7", {1: {"7": 0.5, "1": 0.3, "2": 0.2}})
    text, _ = constrained(unsure, pattern=r"[A-Z]\d", charset="ABC123")
    assert text == "A1"


def test_full_width_digit_passes_for_a_digit():
    text, chosen = constrained(frames("１０"), charset="0123456789")
    assert (text, chosen.support) == ("１０", 1.0)


def test_pattern_beyond_the_automaton_leaves_reading_free():
    assert grammar_of(Constraint(pattern=r"\p{Han}+"), CHARACTERS) is None
    assert grammar_of(Constraint(), CHARACTERS) is None


def test_pattern_beyond_the_automaton_still_keeps_the_charset():
    grammar = grammar_of(Constraint(pattern=r"\p{Nd}+", charset="01"), CHARACTERS)
    assert grammar is not None
    assert {CHARACTERS[label] for label in grammar.classes} == {"0", "1", "０", "１"}


def test_lines_decoded_side_by_side_share_one_grammar():
    grammar = grammar_of(Constraint(pattern=r"[A-Z]{2}\d{4}|\d{6}"), CHARACTERS)
    texts = ["AB1234", "123456", "ZZ0000", "987650"] * 6
    with ThreadPoolExecutor(8) as pool:
        chosen = pool.map(lambda text: decode_constrained(frames(text), grammar), texts)
        read = ["".join(CHARACTERS[label] for label in one.labels) for one in chosen]
    assert read == texts


violations = st.tuples(
    st.text(string.digits, min_size=8, max_size=8),
    st.sampled_from(["digit missing", "digit too many", "letter swapped in"]),
    st.integers(0, 7),
    st.floats(1e-9, 1e-2),
)


@settings(max_examples=40, deadline=None)
@given(violations)
def test_forced_value_never_looks_certain(violation):
    text, kind, place, noise = violation
    if kind == "digit missing":
        text = text[:place] + text[place + 1 :]
    elif kind == "digit too many":
        text = text[:place] + "7" + text[place:]
    else:
        text = text[:place] + "X" + text[place + 1 :]
    read, chosen = constrained(frames(text, noise=noise), pattern=r"\d{8}")
    assert chosen.support <= 0.5
    assert chosen.conforms is (len(read) == 8 and read.isdigit())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([r"\d{2}", r"[A-C]+", r"\d-\d", r"A?\d{1,3}"]))
def test_constrained_reading_keeps_the_pattern_or_owns_up(seed, pattern):
    import regex

    logits = np.random.default_rng(seed).normal(0, 3, (10, len(CHARACTERS)))
    exponentials = np.exp(logits)
    probabilities = (exponentials / exponentials.sum(axis=1, keepdims=True)).astype(np.float32)
    text, chosen = constrained(probabilities, pattern=pattern)
    matches = regex.fullmatch(pattern, text.replace("０", "0").replace("１", "1")) is not None
    assert matches is chosen.conforms
    assert 0.0 <= chosen.support <= 1.0
