import numpy as np
import pytest

from recognition.values.calibrating import Sample, fit, reliability
from recognition.values.confidence import Calibration, Signals, confidence

HIDDEN = Calibration(bias=-1.5, weakest=0.9, mean=0.1, checksum_holds=1.0, checksum_broken=-1.5)


def samples(count, seed):
    """Values that are right as often as the hidden calibration says."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        characters = tuple(1 - rng.beta(0.4, 6, size=rng.integers(1, 12)))
        signals = Signals(characters, checksum="hold" if rng.random() < 0.8 else "broken")
        made.append(Sample(signals, bool(rng.random() < confidence(signals, HIDDEN))))
    return made


def error(calibration, made):
    return reliability((confidence(s.signals, calibration), s.right) for s in made).error


def test_fitted_confidences_come_true_on_other_values():
    fitted = fit(samples(2000, seed=1))
    unseen = samples(2000, seed=2)
    assert error(fitted, unseen) < 0.03
    assert error(fitted, unseen) < error(Calibration(), unseen) / 3


def test_without_much_evidence_the_prior_stays():
    few = fit(samples(3, seed=3))
    assert few.rules_failed == pytest.approx(Calibration().rules_failed, abs=0.01)
    assert few.bias == pytest.approx(Calibration().bias, abs=1.5)


def test_a_few_odd_samples_do_not_make_a_broken_checksum_reassuring():
    odd = [Sample(Signals((0.9,) * 5, checksum="broken"), True)] * 200
    odd += [Sample(Signals((0.9,) * 5, checksum="hold"), False)] * 200
    fitted = fit(odd)
    assert fitted.checksum_broken <= 0 <= fitted.checksum_holds


def test_a_fit_is_as_good_as_its_loss_can_be():
    made = samples(400, seed=4)
    fitted = fit(made)
    best = sum(
        np.log(confidence(s.signals, fitted) if s.right else 1 - confidence(s.signals, fitted))
        for s in made
    )
    for name in ("bias", "weakest", "checksum_holds"):
        for step in (-0.3, 0.3):
            weights = {n: getattr(fitted, n) for n in Calibration.__dataclass_fields__}
            weights[name] += step
            moved = Calibration(**weights)
            other = sum(
                np.log(
                    confidence(s.signals, moved) if s.right else 1 - confidence(s.signals, moved)
                )
                for s in made
            )
            assert other < best + 0.5


def test_nothing_can_be_fitted_to_nothing():
    with pytest.raises(ValueError, match="samples"):
        fit([])
    with pytest.raises(ValueError, match="outcomes"):
        reliability([])


def test_reliability_is_the_distance_between_confidence_and_truth():
    perfect = reliability([(0.75, True), (0.75, True), (0.75, True), (0.75, False)], bins=1)
    assert perfect.error == pytest.approx(0)
    boastful = reliability([(0.99, False)] * 10, bins=2)
    assert boastful.error == pytest.approx(0.99)
    assert [part.count for part in boastful.bins] == [5, 5]
