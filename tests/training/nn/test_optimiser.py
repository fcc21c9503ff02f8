import copy

import pytest
import torch

from tests.training.nn.test_learning import SMALL
from training.nn.model import Crnn
from training.nn.optimiser import Optimiser
from training.nn.processes import on_device


def network() -> Crnn:
    torch.manual_seed(5)
    return on_device(Crnn(SMALL), torch.device("cpu"))


def learn(model: Crnn, optimiser: Optimiser, steps: int) -> list[float]:
    lines = torch.rand(4, 1, 32, 80, generator=torch.Generator().manual_seed(1))
    lines = lines.contiguous(memory_format=torch.channels_last)
    losses = []
    for _ in range(steps):
        loss = (model(lines) - 1).square().mean()
        model.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step(2e-3)
        losses.append(float(loss))
    return losses


@pytest.mark.parametrize("muon", [True, False])
def test_every_weight_moves_and_the_loss_falls(muon):
    model = network()
    before = {name: value.detach().clone() for name, value in model.named_parameters()}
    losses = learn(model, Optimiser(model, 2e-3, 0.0, muon), 12)
    assert losses[-1] < losses[0] / 2
    assert all((value != before[name]).any() for name, value in model.named_parameters())


def test_weights_laid_out_either_way_move_alike():
    start = list(network().parameters())
    either = [network(), network().to(memory_format=torch.contiguous_format)]
    for model in either:
        learn(model, Optimiser(model, 2e-3, 0.01, muon=True), 3)
    for first, one, other in zip(start, *(model.parameters() for model in either), strict=True):
        # Muon multiplies in bfloat16: sums in another order differ by a few of its last places
        assert (one - other).norm() < 0.2 * (one - first).norm()


def test_a_stopped_optimiser_goes_on_as_if_it_had_not_stopped():
    model = network()
    optimiser = Optimiser(model, 2e-3, 0.01, muon=True)
    learn(model, optimiser, 3)
    again = network()
    again.load_state_dict(model.state_dict())
    resumed = Optimiser(again, 2e-3, 0.01, muon=True)
    resumed.load_state_dict(copy.deepcopy(optimiser.state_dict()))
    assert learn(again, resumed, 3) == pytest.approx(learn(model, optimiser, 3), rel=1e-4)


def test_what_stands_still_stays_where_it_is():
    model = network()
    for parameter in model.strokes.parameters():
        parameter.requires_grad_(False)
    before = [parameter.detach().clone() for parameter in model.strokes.parameters()]
    learn(model, Optimiser(model, 2e-3, 0.01, muon=True), 2)
    after = list(model.strokes.parameters())
    assert all((one == other).all() for one, other in zip(before, after, strict=True))


def test_the_state_of_another_optimiser_is_refused():
    model = network()
    other = Optimiser(model, 2e-3, 0.0, muon=False).state_dict()
    with pytest.raises(ValueError, match="--muon"):
        Optimiser(model, 2e-3, 0.0, muon=True).load_state_dict(other)
