import random

import numpy as np
import pytest

from training.synth.lines.charset import build_charset
from training.synth.lines.compose import Setting, compose, join


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


@pytest.mark.parametrize("difficulty", [0.0, 1.0])
def test_lines_keep_visible_print(renderer, difficulty):
    visible = [np.ptp(renderer.line(seed, difficulty).image) > 25 for seed in range(150)]
    assert sum(visible) >= 145


def test_texts_are_spelt_with_the_charset_and_no_longer_than_asked(renderer):
    known = set(build_charset())
    for seed in range(500):
        text = renderer.texts.sample(random.Random(seed), longest=15)
        assert 1 <= len(text) <= 15
        assert set(text) <= known
        assert text == " ".join(text.split())
