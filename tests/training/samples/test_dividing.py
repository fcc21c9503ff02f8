"""No document stands on both sides, and what is held out is held out for ever."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.samples.crop import KeptBytes, LabelledCrop
from training.samples.dividing import HELD_OUT, document_key, held_out, is_held_out, split


def crop(name: str, document: str = "", image: bytes = b"") -> LabelledCrop:
    return LabelledCrop(name, KeptBytes(image or name.encode()), "1", document)


def of_documents(*sizes: int) -> list[LabelledCrop]:
    return [
        crop(f"{number}-{index}", f"document {number}")
        for number, size in enumerate(sizes)
        for index in range(size)
    ]


CROPS = st.lists(st.integers(1, 9), min_size=1, max_size=20).map(lambda s: of_documents(*s))


@given(CROPS, st.floats(0, 1), st.integers(0, 2**31))
def test_a_split_loses_nothing_and_parts_no_document(crops, share, seed):
    divided = split(crops, share, seed)
    assert sorted(c.name for c in divided.training + divided.test) == sorted(c.name for c in crops)
    assert not {document_key(c) for c in divided.training} & {document_key(c) for c in divided.test}


@given(CROPS, st.floats(0, 1), st.integers(0, 2**31), st.randoms())
def test_a_split_depends_on_the_seed_and_not_on_the_order(crops, share, seed, shuffler):
    shuffled = list(crops)
    shuffler.shuffle(shuffled)
    first, second = split(crops, share, seed), split(shuffled, share, seed)
    assert {c.name for c in first.test} == {c.name for c in second.test}


@given(CROPS, st.floats(0.01, 0.99), st.integers(0, 2**31))
def test_two_documents_or_more_are_on_both_sides(crops, share, seed):
    divided = split(crops, share, seed)
    if len({c.document for c in crops}) > 1:
        assert divided.training
        assert divided.test


def test_a_split_has_about_the_share_asked_for():
    divided = split(of_documents(*[random.Random(7).randint(1, 6) for _ in range(200)]), 0.25, 3)
    share = len(divided.test) / (len(divided.test) + len(divided.training))
    assert share == pytest.approx(0.25, abs=0.02)


def test_other_seeds_give_other_sides():
    crops = of_documents(*[1] * 100)
    assert split(crops, 0.5, 1).test != split(crops, 0.5, 2).test


def test_a_share_beyond_the_whole_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        split(of_documents(1, 1), 1.5, 0)


def test_the_same_picture_twice_is_one_document():
    twice = [crop("a", image=b"same"), crop("b", image=b"same"), crop("c", image=b"other")]
    sides = [split(twice, 0.5, seed) for seed in range(20)]
    assert all(
        ("a" in {c.name for c in s.test}) == ("b" in {c.name for c in s.test}) for s in sides
    )


@given(CROPS, CROPS)
def test_a_document_is_held_out_whatever_stands_beside_it(crops, others):
    alone = {document_key(c) for c in held_out(crops).test}
    together = {document_key(c) for c in held_out([*others, *crops]).test}
    assert alone <= together
    assert not {document_key(c) for c in held_out([*others, *crops]).training} & alone


def test_about_the_stated_share_of_documents_is_held_out():
    share = sum(is_held_out(f"document:{number}") for number in range(5000)) / 5000
    assert share == pytest.approx(HELD_OUT, abs=0.02)


def test_what_is_held_out_is_the_same_in_every_process_and_version():
    keys = [f"document:{number}" for number in range(20)]
    known = [1, 3, 4, 10, 13, 19]
    program = (
        "from training.samples.dividing import is_held_out\n"
        f"print([n for n, key in enumerate({keys!r}) if is_held_out(key)])"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == str(known)
