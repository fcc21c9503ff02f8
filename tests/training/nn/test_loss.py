"""What the losses ask of the network."""

from __future__ import annotations

import copy

import pytest
import torch

from training.nn.loss import memory_loss
from training.nn.model import Crnn, CrnnConfig

SIZES = CrnnConfig(12, (4, 4, 4, 4, 4), (0, 0), 8, 8, 6)
LINES = torch.rand((4, 1, 32, 160), generator=torch.Generator().manual_seed(1))
EVERY_GLYPH = torch.randint(1, 12, (4, 40), generator=torch.Generator().manual_seed(2))


@pytest.fixture
def before() -> Crnn:
    torch.manual_seed(3)
    return Crnn(SIZES).eval()


def remembered(model: Crnn, before: Crnn, frames: torch.Tensor = EVERY_GLYPH) -> torch.Tensor:
    drawn = torch.Generator().manual_seed(5)
    return memory_loss(model, model.embed(LINES), before, before.embed(LINES), frames, drawn)


def steepness(model: Crnn) -> float:
    return sum(
        float(parameter.grad.abs().max())
        for parameter in model.parameters()
        if parameter.grad is not None
    )


def test_a_network_that_says_what_it_always_said_is_left_alone(before):
    same = copy.deepcopy(before)
    remembered(same, before).backward()
    assert steepness(same) < 1e-5


def test_a_network_that_has_drifted_is_drawn_back(before):
    drifted = copy.deepcopy(before)
    with torch.no_grad():
        drifted.classes.bias[3] += 4.0
    first = remembered(drifted, before)
    first.backward()
    with torch.no_grad():
        for parameter in drifted.parameters():
            if parameter.grad is not None:
                parameter -= 0.5 * parameter.grad
    assert remembered(drifted, before).item() < first.item()
    assert drifted.classes.bias[3] < before.classes.bias[3] + 4.0


def with_one_class_more(before: Crnn) -> Crnn:
    larger = Crnn(
        CrnnConfig(13, *(getattr(SIZES, n) for n in SIZES.__dataclass_fields__ if n != "classes"))
    )
    weights = before.state_dict()
    for name in ("classes.weight", "classes.bias"):
        weights[name] = torch.cat([weights[name], torch.zeros_like(weights[name][:1])])
    larger.load_state_dict(weights)
    return larger.eval()


def test_a_new_character_is_not_claimed_for_what_was_known(before):
    larger = with_one_class_more(before)
    remembered(larger, before).backward()
    assert larger.classes.bias.grad[12] > 0  # a step down the slope makes it less likely


def test_frames_of_a_new_character_are_free_to_change(before):
    larger = with_one_class_more(before)
    only_new = torch.full((4, 40), 12)
    loss = remembered(larger, before, only_new)
    loss.backward()
    assert loss.item() == 0.0
    assert steepness(larger) == 0.0
