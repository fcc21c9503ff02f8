import pytest

from training.nn.schedule import learning_rate


def test_rate_warms_up_and_decays_to_a_hundredth():
    rates = [learning_rate(2e-3, 0.02, step / 100) for step in range(101)]
    assert max(rates) == pytest.approx(2e-3, rel=0.01)
    assert rates.index(max(rates)) == 2
    assert rates[0] < 0.1 * 2e-3
    assert rates[-1] == pytest.approx(2e-5) == learning_rate(2e-3, 0.02, 1.3)
