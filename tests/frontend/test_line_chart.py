"""Lines stand where their shares say, with gaps where nothing is known."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from frontend.line_chart import HEIGHT, WIDTH, Value, line_chart


def value(share: float | None, low: float = 0.0, high: float = 1.0, weak: bool = False) -> Value:
    return Value(share, low, high, "1/1", "a title", weak)


def test_a_higher_share_stands_higher():
    first, second = line_chart([value(0.9, 0.85, 0.95), value(0.95, 0.9, 0.97)]).marks
    assert first.y > second.y
    assert first.x < second.x
    assert first.high < first.y < first.low


def test_a_gap_parts_the_line():
    chart = line_chart([value(0.9), value(0.8), value(None), value(0.7), value(0.6)])
    assert len(chart.marks) == 4
    assert [len(line.split()) for line in chart.lines] == [2, 2]


def test_a_weak_interval_does_not_squeeze_the_rest():
    chart = line_chart([value(0.97, 0.96, 0.98), value(0.95, 0.1, 1.0, weak=True)])
    assert float(chart.grid[0].text.rstrip("%")) >= 90


def test_what_is_known_lies_within_the_axis():
    chart = line_chart([value(0.991, 0.93, 0.995), value(0.97, 0.94, 0.985)])
    shares = [float(line.text.rstrip("%")) for line in chart.grid]
    assert shares[0] <= 93
    assert shares[-1] >= 99.5
    assert len({mark.y for mark in chart.marks}) == 2


def test_nothing_known_is_an_empty_chart():
    assert line_chart([value(None)] * 12).empty


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=20))
def test_everything_stands_inside(shares: list[float | None]):
    chart = line_chart([value(s, max(0, (s or 0) - 0.1), min(1, (s or 0) + 0.1)) for s in shares])
    for mark in chart.marks:
        assert all(math.isfinite(at) for at in (mark.x, mark.y, mark.low, mark.high))
        assert 0 <= mark.x <= WIDTH
        assert 0 <= mark.high <= mark.y <= mark.low <= HEIGHT
    assert 1 <= len(chart.grid) <= 8
