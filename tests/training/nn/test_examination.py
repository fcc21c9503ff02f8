from dataclasses import replace

import pytest
import torch

from tests.training.nn.drawn import CHARSET
from tests.training.nn.test_learning import SMALL
from training.nn.checkpoint import Checkpoint
from training.nn.examination import WAY, badness, draw_back
from training.nn.growth import grown
from training.nn.model import Crnn


def test_forgetting_weighs_fourfold():
    row = {"cer": 0.1, "line_accuracy": 0.7, "validation_loss": 1.0, "general_accuracy": 0.88}
    kept, lost = badness(row, 0.88), badness(row, 0.90)
    assert lost[0] - kept[0] == pytest.approx(0.08)


class ForgetsBeyond:
    """Reads crops the better and the general set the worse, the further the weights have gone."""

    def __init__(self, base: Checkpoint, far: float) -> None:
        self.bias, self.far = base.average["glyph.bias"], far

    def of(self, model: Crnn) -> dict[str, float]:
        gone = float((model.glyph.bias.detach() - self.bias).mean())
        return {
            "cer": 0.3 - 0.2 * gone,
            "line_accuracy": 0.5,
            "validation_loss": 1.0,
            "general_accuracy": 0.9 - max(0.0, gone - self.far),
        }


@pytest.mark.parametrize(("far", "kept"), [(0.6, WAY[3]), (2.0, 1.0)])
def test_weights_are_drawn_back_as_far_as_something_was_forgotten(far, kept):
    weights = Crnn(SMALL).state_dict()
    base = Checkpoint(SMALL, CHARSET, weights, weights, None)
    moved = {name: value.clone() for name, value in weights.items()}
    moved["glyph.bias"] += 1.0
    examination = ForgetsBeyond(base, far)
    best = Checkpoint(SMALL, CHARSET, moved, moved, None)
    draw_back(best, base, examination, best)
    gone = best.average["glyph.bias"] - weights["glyph.bias"]
    assert torch.allclose(gone, torch.full_like(gone, kept), atol=1e-5)


@pytest.mark.parametrize(("gone", "kept"), [(0.5, 0.5), (1.2, 1.0)])
def test_the_state_that_looked_best_under_way_stays_where_the_end_is_worse(gone, kept):
    """Half as far as the end, or beyond what may be forgotten."""
    weights = Crnn(SMALL).state_dict()
    base = Checkpoint(SMALL, CHARSET, weights, weights, None)

    def moved(far: float) -> dict[str, torch.Tensor]:
        return {
            name: value + far if name == "glyph.bias" else value.clone()
            for name, value in weights.items()
        }

    best = Checkpoint(SMALL, CHARSET, moved(gone), moved(gone), None)
    last = Checkpoint(SMALL, CHARSET, moved(1.0), moved(1.0), None)
    draw_back(best, base, ForgetsBeyond(base, kept), last)
    assert torch.allclose(best.average["glyph.bias"] - weights["glyph.bias"], torch.tensor(kept))


def test_a_character_that_the_base_did_not_know_stays_as_it_was_learnt():
    weights = Crnn(SMALL).state_dict()
    base = Checkpoint(SMALL, CHARSET, weights, weights, None)
    moved = grown(base, charset=(*CHARSET, "₿")).average
    moved = {name: value.clone() for name, value in moved.items()}
    moved["glyph.bias"] += 1.0
    moved["classes.weight"][-1], moved["classes.bias"][-1] = 7.0, -7.0
    larger = replace(SMALL, classes=SMALL.classes + 1)
    best = Checkpoint(larger, (*CHARSET, "₿"), moved, moved, None)
    draw_back(best, base, ForgetsBeyond(base, 0.6), best)
    assert best.average["glyph.bias"].mean() < moved["glyph.bias"].mean()
    assert torch.equal(best.average["classes.weight"][-1], moved["classes.weight"][-1])
    assert best.average["classes.bias"][-1] == -7.0
