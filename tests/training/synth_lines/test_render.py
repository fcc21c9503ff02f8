import random

import numpy as np
import pytest

from training.synth.lines.charset import build_charset
from training.synth.lines.compose import Setting, compose, join
from training.synth.lines.render import cell_border
from training.synth.lines.texts import TextSource, marked, repeated


def test_same_seed_gives_the_same_bytes(renderer):
    for seed in range(40):
        first, second = renderer.line(seed), renderer.line(seed)
        assert first.text == second.text
        assert first.image.tobytes() == second.image.tobytes()
        assert np.array_equal(first.spans, second.spans)


def test_different_seeds_give_different_lines(renderer):
    assert len({renderer.line(seed).image.tobytes() for seed in range(40)}) == 40


def test_every_character_has_a_range_that_touches_the_image(renderer):
    for seed in range(200):
        line = renderer.line(seed)
        assert line.spans.shape == (len(line.text), 2)
        middles = line.spans.mean(axis=1)
        assert middles.min() > -4
        assert middles.max() < line.image.shape[1] + 4


def test_clean_ink_lies_inside_its_characters_range(renderer):
    latin, hanzi = renderer.latin[0], renderer.hanzi[0]
    line = compose("A1 国W.", hanzi, latin, renderer.fallback, Setting(), random.Random(1))
    inked = np.flatnonzero(line.ink.max(axis=0))
    ranges = [range(int(left), int(right)) for left, right in line.spans]
    assert all(any(column in each for each in ranges) for column in inked)
    for char, (left, right) in zip("A1 国W.", line.spans, strict=True):
        has_ink = line.ink[:, int(left) : int(right)].max() > 0
        assert has_ink == (char != " ")


def test_characters_stand_in_reading_order(renderer):
    line = compose(
        "合计 118.00",
        renderer.hanzi[0],
        renderer.latin[0],
        renderer.fallback,
        Setting(),
        random.Random(1),
    )
    assert (np.diff(line.spans.mean(axis=1)) > 0).all()


def test_joined_value_stands_behind_its_label(renderer):
    atlases = renderer.hanzi[0], renderer.latin[0], renderer.fallback
    label = compose("名称:", *atlases, Setting(), random.Random(1))
    value = compose("118", *atlases, Setting(), random.Random(1))
    joined = join(label, value, gap=0.5, level=0.5)
    assert joined.spans.shape == (6, 2)
    assert joined.spans[3, 0] > joined.spans[2, 1]
    shift = joined.spans[3, 0] - value.spans[0, 0]
    columns = slice(int(joined.spans[3, 0]), int(joined.spans[5, 1]))
    own = slice(int(joined.spans[3, 0] - shift), int(joined.spans[5, 1] - shift))
    assert np.array_equal(joined.ink[:, columns], value.ink[:, own])


def test_every_class_can_be_drawn(renderer):
    undrawn = [
        char
        for char in build_charset()
        if char != " " and not renderer.fallback.glyph(char).ink.any()
    ]
    assert undrawn == []


def test_small_print_is_among_the_lines_and_stays_legible(renderer):
    lines = [renderer.line(seed, 1.0) for seed in range(300)]
    small = [line for line in lines if line.image.shape[0] <= 20]
    assert len(small) >= 30
    assert min(line.image.shape[0] for line in lines) >= 11
    assert sum(np.ptp(line.image) > 25 for line in small) >= 0.95 * len(small)


def test_black_and_white_print_keeps_its_strokes(renderer):
    """A threshold under the ink's own level would leave an empty line with a text."""
    lines = [renderer.line(seed, 0.5) for seed in range(1500)]
    bilevel = [line for line in lines if len(np.unique(line.image)) == 2]
    assert len(bilevel) > 10
    for line in bilevel:
        counts = np.unique(line.image, return_counts=True)[1]
        assert counts.min() > 0.01 * counts.sum(), line.text


def test_the_border_of_two_cells_stands_in_a_gap_and_is_not_read(renderer):
    rng = random.Random(1)
    atlases = renderer.hanzi[0], renderer.latin[0], renderer.fallback
    line = compose("规格 单位", *atlases, Setting(space=1.0), rng)
    ruled = cell_border(line.ink.copy(), "规格 单位", line, rng)
    left, right = line.spans[2]
    changed = np.flatnonzero((ruled != line.ink).any(axis=0))
    assert len(changed) > 0
    assert left < changed.min() <= changed.max() < right
    assert np.array_equal(cell_border(line.ink.copy(), "规格型单位", line, rng), line.ink)


@pytest.mark.parametrize("difficulty", [0.0, 1.0])
def test_lines_keep_visible_print(renderer, difficulty):
    visible = [np.ptp(renderer.line(seed, difficulty).image) > 25 for seed in range(150)]
    assert sum(visible) >= 145


def test_texts_are_spelt_with_the_charset_and_no_longer_than_asked(renderer):
    known = set(build_charset())
    for seed in range(500):
        text = renderer.texts.sample(random.Random(seed), longest=15).characters
        assert 1 <= len(text) <= 15
        assert set(text) <= known
        assert text == " ".join(text.split())


def test_a_mark_more_changes_one_place_of_a_text():
    for seed in range(200):
        for text in ("TAMPOI 81200 JOHOR", "铭海中心2号楼5", "ABC"):
            found = marked(text, random.Random(seed))
            kept = [char for char in found if char.isalnum()]
            assert kept == [char for char in text if char.isalnum()]
            assert len(found) - len(text) in (0, 1)
            assert found != text


def test_twins_repeat_one_character_and_change_no_other():
    for seed in range(100):
        found = repeated("Thank you!", random.Random(seed))
        assert len(found) - len("Thank you!") in (1, 2)
        place = next(at for at, char in enumerate(found) if found[at : at + 2] == char * 2)
        assert found[:place] + found[place + len(found) - 10 :] == "Thank you!"


def test_squeezed_print_keeps_room_for_every_character(renderer):
    for seed in range(300):
        line = renderer.line(seed, 1.0)
        narrow = (line.spans[:, 1] - line.spans[:, 0]).mean() * 32 / line.image.shape[0]
        assert narrow > 4 or len(line.text) < 3, line.text


def test_characters_drawn_by_lot_are_told_from_texts_that_mean_something(renderer):
    texts = [renderer.texts.sample(random.Random(seed)) for seed in range(400)]
    by_lot = [text for text in texts if text.drawn_by_lot]
    assert 0.06 < len(by_lot) / len(texts) < 0.2


def test_two_that_are_printed_alike_are_never_both_drawn(renderer):
    both = TextSource((*build_charset(), "☐"))
    assert "☐" not in both.others
    assert "□" in both.others
