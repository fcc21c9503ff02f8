"""What a second reader is asked, and what its word changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.engine.contract import Reading
from recognition.engine.two_readers import TwoReaders, believed, weighed
from recognition.reading import Char


def reading(text, confidence=0.9, support=1.0, certainty=0.5):
    given_ = confidence if isinstance(confidence, list) else [confidence] * len(text)
    chars = tuple(
        Char(char, (at + 0.5) / max(len(text), 1), value)
        for at, (char, value) in enumerate(zip(text, given_, strict=True))
    )
    return Reading(chars, support=support, certainty=certainty)


def confidences(found):
    return [char.confidence for char in found.chars]


class Spoken:
    """A recogniser that says what it was told to, crop by crop, and keeps what it was asked."""

    def __init__(self, *readings):
        self.readings = readings
        self.asked = []

    def recognize(self, crops, constraint=None, beam=0):
        self.asked.append(([int(crop[0, 0, 0]) for crop in crops], constraint, beam))
        return [self.readings[int(crop[0, 0, 0])] for crop in crops]


def crops(count):
    return [np.full((8, 20, 3), number, dtype=np.uint8) for number in range(count)]


def test_second_reader_sees_only_the_lines_that_the_first_doubts():
    bent = reading("B2", 0.4, support=0.4, certainty=0.99)
    first = Spoken(reading("sure", certainty=0.99), reading("l2"), reading("", certainty=1), bent)
    second = Spoken(reading("?"), reading("12"), reading("x"), reading("82", support=0.4))
    found = TwoReaders(first, second).recognize(crops(4), beam=4)
    assert [r.text for r in found] == ["sure", "12", "x", "82"]
    assert second.asked == [([1, 2, 3], None, 4)]


def test_bare_number_is_always_read_twice():
    first = Spoken(reading("270", certainty=0.999), reading("No. 270", certainty=0.999))
    second = Spoken(reading("2.70", 0.99), reading("never asked"))
    found = TwoReaders(first, second).recognize(crops(2))
    assert [r.text for r in found] == ["2.70", "No. 270"]
    assert min(confidences(found[0])) <= 0.5, "one reader saw a point, the other none"


@pytest.mark.parametrize(("doubted", "alone"), [(3, False), (12, True)])
def test_page_that_the_first_mostly_doubts_is_the_seconds_alone(doubted, alone):
    told = [reading("one", certainty=0.1 if at < doubted else 0.99) for at in range(20)]
    second = Spoken(*[reading("two", 0.7) for _ in range(20)])
    found = TwoReaders(Spoken(*told), second).recognize(crops(20))
    assert [r.text for r in found] == ["two"] * (20 if alone else 3) + ["one"] * (not alone) * 17
    assert (confidences(found[0]) == [0.7] * 3) is alone, "undisputed"


def test_a_glance_leaves_to_later_what_the_second_should_be_asked():
    first = Spoken(reading("sure", certainty=0.99), reading("l2"), reading("", certainty=1))
    second = Spoken(reading("?"), reading("12"), reading("x"))
    pair = TwoReaders(first, second)
    found, doubted = pair.glance(crops(3))
    assert [r.text for r in found] == ["sure", "l2", "x"], "what was not seen at all is looked at"
    assert doubted == [False, True, False]
    assert second.asked == [([2], None, 0)]
    assert pair.reconsider(crops(3)[1:2], found[1:2])[0].text == "12"
    assert pair.recognize(crops(3))[1].text == "12"


def test_a_glance_at_a_page_that_the_first_mostly_doubts_leaves_nothing_to_later():
    told = [reading("one", certainty=0.1) for _ in range(20)]
    second = Spoken(*[reading("two", 0.7) for _ in range(20)])
    found, doubted = TwoReaders(Spoken(*told), second).glance(crops(20))
    assert [r.text for r in found] == ["two"] * 20
    assert not any(doubted)


def test_second_reader_sleeps_where_nothing_is_in_doubt():
    second = Spoken()
    TwoReaders(Spoken(reading("sure", certainty=0.99)), second).recognize(crops(1))
    assert second.asked == []


def test_agreement_raises_the_confidence_of_both():
    found = weighed(reading("118.00", 0.9), reading("118.00", 0.8))
    assert all(value > 0.9 for value in confidences(found))


def test_disagreement_leaves_doubt_on_the_character_in_dispute_and_names_the_other():
    found = weighed(reading("19.50", [0.99, 0.95, 0.99, 0.99, 0.99]), reading("14.50", 0.96))
    assert found.text == "14.50"
    assert confidences(found)[1] < 0.6
    assert found.chars[1].alternatives[0][0] == "9"
    assert found.alternatives[0][0] == "19.50"
    assert all(value > 0.99 for value in confidences(found)[2:])


def test_character_that_only_one_reader_saw_stays_in_doubt():
    found = weighed(reading("1200", 0.97), reading("12000", 0.99))
    assert found.text == "12000"
    assert min(confidences(found)) <= 0.5


def test_wide_forms_and_white_space_are_no_disagreement():
    found = weighed(reading("Total: 5", 0.9), reading("Total：5", 0.9))
    assert found.text == "Total：5"
    assert found.alternatives == ()
    assert min(confidences(found)) > 0.9


def test_reading_that_keeps_the_constraint_by_itself_outweighs_a_forced_one():
    found = weighed(reading("AB-1", 0.9, support=1.0), reading("A8-1", 0.9, support=0.2))
    assert found.text == "AB-1"


def test_readings_bent_to_one_constraint_bear_no_witness_for_each_other():
    found = weighed(reading("12345678", 0.6, support=0.4), reading("12345678", 0.7, support=0.5))
    assert found.text == "12345678"
    assert confidences(found) == [0.7] * 8
    differing = weighed(
        reading("12345679", 0.6, support=0.4), reading("12345678", 0.7, support=0.5)
    )
    assert confidences(differing)[-1] < 0.7


@pytest.mark.parametrize("empty_first", [True, False])
def test_legible_reading_stands_beside_an_empty_one(empty_first):
    pair = (reading(""), reading("x1")) if empty_first else (reading("x1"), reading(""))
    assert weighed(*pair).text == "x1"


lines = st.lists(
    st.tuples(st.sampled_from("ab1 ：:"), st.floats(0.0, 1.0)), min_size=1, max_size=12
).map(lambda pairs: reading("".join(c for c, _ in pairs), [v for _, v in pairs]))


@given(lines, lines)
def test_weighed_readings_keep_their_text_and_their_confidences_in_bounds(first, second):
    found = weighed(first, second)
    assert found.text == second.text
    assert all(0.0 <= value <= 1.0 for value in confidences(found))
    assert all(0.0 <= ratio <= 1.0 for _, ratio in found.alternatives)


@given(lines)
def test_two_readers_of_one_mind_never_lose_confidence(line):
    assert all(
        after >= before
        for after, before in zip(confidences(weighed(line, line)), confidences(line), strict=True)
    )


def test_taught_reader_is_believed_where_both_differ_as_far_as_it_was_shown_right():
    first = reading("Yarvell", [0.99, 0.99, 0.99, 0.99, 0.99, 0.98, 0.97])
    found = believed(first, reading("Yarve11", 0.999), 0.9)
    assert found.text == "Yarvell"
    assert confidences(found)[:5] == [0.99] * 5
    assert confidences(found)[5:] == [0.9, 0.9]
    assert found.alternatives[0][0] == "Yarve11"


def test_what_only_the_second_saw_puts_the_neighbour_in_doubt():
    assert confidences(believed(reading("120", 0.99), reading("1200", 0.9), 0.8)) == [
        0.99,
        0.99,
        0.8,
    ]
    assert confidences(believed(reading("120", 0.99), reading("9120", 0.9), 0.8)) == [
        0.8,
        0.99,
        0.99,
    ]


def test_taught_reader_gains_by_agreement_and_is_not_asked_where_it_read_nothing():
    assert min(confidences(believed(reading("118", 0.9), reading("118", 0.8), 0.5))) > 0.9
    assert believed(reading(""), reading("x1"), 0.99).text == "x1"
    bent = believed(reading("AB-1", support=0.2), reading("A8-1", support=1.0), 0.99)
    assert bent.text == "A8-1", "what keeps the pattern by itself"


def test_page_of_a_kind_that_the_first_was_taught_is_not_strange_to_it():
    told = [reading("one", certainty=0.1) for _ in range(20)]
    second = Spoken(*[reading("two", 0.7) for _ in range(20)])
    found = TwoReaders(Spoken(*told), second, belief=0.8).recognize(crops(20))
    assert {r.text for r in found} == {"one"}
