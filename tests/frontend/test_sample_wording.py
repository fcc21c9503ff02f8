"""Why files of a labelled folder are bad stands in the page's language."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from frontend import sample_view
from frontend.sample_sentences import SAMPLE_SENTENCES
from frontend.wording import in_words
from tests.training.samples.pictures import picture
from training.samples.faults import BadFile, Fault
from training.samples.folder_reading import read_folder
from training.samples.printed_text import Obstacle
from training.samples.states import STATES
from training.samples.verifying import Demands, verified


@pytest.mark.parametrize("sentence", SAMPLE_SENTENCES)
def test_every_sentence_is_translated(sentence: str) -> None:
    with translation.override("zh-hans"):
        assert translation.gettext(sentence) != sentence


def test_every_fault_obstacle_and_state_has_a_word() -> None:
    assert set(sample_view.FAULTS) == set(Fault)
    assert set(sample_view.OBSTACLES) == set(Obstacle)
    assert set(sample_view.STATE_WORDS) == {"", "waiting", *STATES}


def test_every_kind_of_bad_file_is_said_in_chinese(tmp_path: Path) -> None:
    whole = picture("8" * 30, size=(600, 64))
    files = {
        "notes.doc": b"x",
        "noise.png": b"\0\1",
        "cut.png": whole[:200],
        "flat.png": picture(size=(100, 5)),
        "tall.png": picture(size=(20, 90)),
        "blank.png": picture("2"),
        "foreign.png": picture("3"),
        "narrow.png": picture(size=(16, 32)),
        "forgotten.png": picture("4"),
        "void.png": b"",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "labels.txt").write_text(
        "notes.doc 1\nnoise.png 1\ncut.png 1\nflat.png 1\ntall.png 1\nblank.png\nforeign.png 1€\n"
        "foreign.png 1\nnarrow.png 1234567890\nabsent.png 1\nvoid.png 1\n"
    )
    found = verified(read_folder(tmp_path), Demands(charset=frozenset("0123456789")))
    bad = [one for one in found if isinstance(one, BadFile)]
    assert {one.fault for one in bad} == set(Fault) - {Fault.LINE}
    with translation.override("zh-hans"):
        unsaid = [one.message for one in bad if in_words(one.message) == one.message]
    assert unsaid == []


@pytest.mark.parametrize(
    "said",
    [
        "It reads 12 characters and no other.",
        "serving gives 4 classes, torch 3.",
        "onnxruntime stands off torch by 3.20%; 1.0% is allowed.",
        "The export cannot be loaded: RuntimeError: torn",
        "There is no model 'shop'. Known: crnn-base, pp-ocrv6-small.",
    ],
)
def test_what_is_wrong_with_a_trained_model_is_said_in_chinese(said: str) -> None:
    with translation.override("zh-hans"):
        assert any("一" <= char <= "鿿" for char in in_words(said))
