from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recognition.matching.tables.partition import share_out

HEIGHT = 24.0


def test_lines_below_a_record_carry_it_on() -> None:
    assert share_out([100, 128, 156, 200], [100, 200], HEIGHT).records == (0, 0, 0, 1)


def test_lines_around_a_record_belong_to_it() -> None:
    share = share_out([72, 100, 128, 156, 184, 212], [100, 184], HEIGHT)
    assert share.records == (0, 0, 0, 1, 1, 1)
    assert share.alignment == "middle"


def test_lines_above_a_record_belong_to_it_where_cells_are_set_low() -> None:
    share = share_out([72, 100, 156, 184], [100, 184], HEIGHT)
    assert share.records == (0, 0, 1, 1)


def test_record_may_have_no_line() -> None:
    assert share_out([100, 300], [100, 200, 300], HEIGHT).records == (0, 2)


def test_line_far_from_every_record_belongs_to_none() -> None:
    assert share_out([100, 400], [100, 140], HEIGHT).records == (0, None)


def test_nothing_is_carried_over_a_ruling() -> None:
    share = share_out([100, 128], [100], HEIGHT, parted=lambda a, b: min(a, b) < 114 < max(a, b))
    assert share.records == (0, None)


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=6),
    st.lists(st.floats(-2, 2), min_size=24, max_size=24),
)
def test_wrapped_cells_come_back_whole(sizes: list[int], jitter: list[float]) -> None:
    lines, records, owners, y = [], [], [], 100.0
    for number, size in enumerate(sizes):
        records.append(y)
        for _ in range(size):
            lines.append(y + jitter[len(lines)])
            owners.append(number)
            y += 30
        y += 16
    assert share_out(lines, records, HEIGHT).records == tuple(owners)
