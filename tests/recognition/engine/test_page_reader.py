"""Reading quads at a glance and surely."""

from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.page_reader import PageReader
from recognition.engine.two_readers import TwoReaders
from tests.recognition.engine.test_two_readers import reading


class ByWidth:
    """A recogniser that tells crops by their width."""

    def __init__(self, told):
        self.told = told
        self.asked = 0

    def recognize(self, crops, constraint=None, beam=0):
        self.asked += len(crops)
        return [self.told[int(crop.shape[1])] for crop in crops]


def quad(width, top):
    return np.array([[10, top], [10 + width, top], [10 + width, top + 20], [10, top + 20]], "f4")


IMAGE = np.full((200, 300, 3), 255, np.uint8)
QUADS = [quad(100, 10), quad(120, 50), quad(140, 90)]


@pytest.fixture
def pair():
    first = ByWidth(
        {100: reading("Sure", certainty=0.99), 120: reading("Dnubt"), 140: reading("1")}
    )
    second = ByWidth({100: reading("?"), 120: reading("Doubt"), 140: reading("1")})
    return PageReader("pair", None, TwoReaders(first, second))


def test_lines_of_a_glance_read_again_are_what_reading_them_surely_gives(pair):
    sure = pair.read_quads(IMAGE, QUADS)
    glance = pair.glance(IMAGE, QUADS)
    assert [line.text for line in glance] == ["Sure", "Dnubt", "1"]
    assert [line.doubtful for line in glance] == [False, True, True]
    again = pair.reconsider(IMAGE, glance)
    assert [(line.chars, line.doubtful) for line in again] == [(line.chars, False) for line in sure]
    assert [line.text for line in again] == ["Sure", "Doubt", "1"]


def test_only_doubtful_lines_are_read_again(pair):
    glance = pair.glance(IMAGE, QUADS)
    asked = pair.recogniser.second.asked
    pair.reconsider(IMAGE, glance[:2])
    assert pair.recogniser.second.asked == asked + 1
    assert pair.reconsider(IMAGE, glance[:1]) == glance[:1]


def test_a_lone_reader_has_no_doubts_to_leave(pair):
    alone = PageReader("first", None, pair.recogniser.first)
    glance = alone.glance(IMAGE, QUADS)
    assert [line.text for line in glance] == ["Sure", "Dnubt", "1"]
    assert not any(line.doubtful for line in glance)
    assert alone.reconsider(IMAGE, glance) == glance
