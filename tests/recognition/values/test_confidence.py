import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.values.confidence import Calibration, Signals, confidence

CLEAR = Signals(characters=(0.999,) * 8)
SHARES = st.floats(0, 1)


def sure(**changes):
    return confidence(dataclasses.replace(CLEAR, **changes), Calibration())


def test_one_doubtful_character_makes_a_value_doubtful():
    assert sure() > 0.98
    assert sure(characters=(0.999,) * 7 + (0.5,)) < 0.95


def test_a_text_layer_is_near_certain():
    assert sure(characters=(), text_layer=True) > 0.99


@pytest.mark.parametrize(
    "reassuring",
    [
        {"pattern": "hold"},
        {"checksum": "hold"},
        {"rules": "hold"},
        {"confirmed": True},
        {"agreement": 1.0},
        {"own_label": True},
    ],
)
def test_what_speaks_for_a_value_raises_its_confidence(reassuring):
    assert sure(**reassuring) > sure()


@pytest.mark.parametrize(
    "alarming",
    [
        {"pattern": "broken"},
        {"checksum": "broken"},
        {"rules": "failed"},
        {"agreement": 0.5},
        {"parsed": False},
        {"repairs": 1},
        {"forced": True},
        {"score": 0.5},
        {"residual": 0.5},
        {"overlap": 0.5},
    ],
)
def test_what_speaks_against_a_value_lowers_its_confidence(alarming):
    assert sure(**alarming) < sure()


def test_a_code_on_the_page_outweighs_a_weak_reading():
    assert sure(characters=(0.7,) * 8, confirmed=True) > 0.99


@given(st.lists(SHARES, max_size=60).map(tuple), SHARES, st.floats(0, 10), SHARES)
def test_confidence_is_a_probability(characters, score, residual, overlap):
    signals = Signals(characters, score=score, residual=residual, overlap=overlap)
    assert 0 < confidence(signals, Calibration()) < 1


def test_weights_survive_the_way_to_a_file_and_back(tmp_path):
    path = tmp_path / "calibration.json"
    calibration = Calibration(bias=0.125)
    calibration.save(path)
    assert Calibration.load(path) == calibration


@pytest.mark.parametrize("change", [{"bias": "much"}, {"unknown": 1.0}])
def test_a_file_of_other_weights_is_refused(tmp_path, change):
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(dataclasses.asdict(Calibration()) | change), "utf-8")
    with pytest.raises(ValueError, match="weight"):
        Calibration.load(path)
