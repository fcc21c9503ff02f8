import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.nn.data import Alphabet
from training.nn.targets import BLANK, frame_targets


def targets(spans, labels, frames=20, frame=4.0):
    return frame_targets(np.array(spans, np.float32), np.array(labels, np.int64), frames, frame)


def test_core_names_the_character_and_the_paper_is_blank():
    found = targets([(16, 48)], [7])
    assert set(found[5:11]) <= {7, -7}
    assert found[7] == found[8] == 7
    assert found[0] == found[19] == BLANK


def test_flanks_may_be_the_character_or_blank():
    found = targets([(16, 48)], [7])
    assert found[4] == found[11] == -7


def test_narrow_character_still_gets_a_frame():
    assert 9 in targets([(10.5, 11.5)], [9])


def test_blank_parts_equal_neighbours():
    found = targets([(8, 20), (20, 32)], [5, 5])
    assert Alphabet(tuple("abcdefgh")).greedy(np.maximum(found, BLANK)) == "ee"


def test_line_without_characters_is_blank():
    assert set(targets(np.zeros((0, 2)), [])) == {BLANK}


@given(st.lists(st.tuples(st.integers(8, 30), st.integers(1, 8)), min_size=1, max_size=8))
def test_reading_the_targets_gives_the_text(widths_and_labels):
    """Two equal neighbours need three frames; wider characters always have them."""
    edges = np.cumsum([4, *(width + 4 for width, _ in widths_and_labels)])
    spans = [
        (edge, edge + width) for edge, (width, _) in zip(edges[:-1], widths_and_labels, strict=True)
    ]
    labels = [label for _, label in widths_and_labels]
    found = targets(spans, labels, frames=int(edges[-1]) // 4 + 2)
    alphabet = Alphabet(tuple("abcdefgh"))
    text = "".join("abcdefgh"[label - 1] for label in labels)
    assert alphabet.greedy(np.maximum(found, BLANK)) == text
