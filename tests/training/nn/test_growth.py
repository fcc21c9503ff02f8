from dataclasses import replace

import pytest
import torch

from tests.training.nn.test_learning import SMALL
from training.nn.checkpoint import Checkpoint
from training.nn.growth import grown
from training.nn.model import Crnn

KNOWN = tuple(chr(0x4E00 + index) for index in range(SMALL.classes - 1))


@pytest.fixture
def small() -> Checkpoint:
    torch.manual_seed(3)
    network = Crnn(replace(SMALL, deeper=(0, 1)))
    network.train()
    network(torch.rand(4, 1, 32, 64))
    weights = network.state_dict()
    return Checkpoint(network.config, KNOWN, weights, weights, None, lines=7, earlier_lines=5)


def test_a_deeper_and_wider_network_reads_as_the_smaller_one_did(small):
    lines = torch.rand(2, 1, 32, 80)
    larger = grown(small, replace(small.config, deeper=(2, 3), hidden=40))
    assert larger.earlier_lines == 12
    with torch.no_grad():
        assert torch.allclose(larger.model()(lines), small.model()(lines), atol=1e-4)


def test_what_was_added_learns_from_the_first_steps(small):
    network = Crnn(grown(small, replace(small.config, deeper=(1, 1), hidden=40)).config)
    network.load_state_dict(grown(small, network.config).weights)
    network(torch.rand(2, 1, 32, 80)).square().sum().backward()
    assert network.eight_rows[0].scale.weight.grad.abs().sum() > 0
    assert network.neighbours.weight.grad[:, SMALL.hidden : 40].abs().sum() > 0


def test_known_characters_keep_their_weights_wherever_new_ones_stand(small):
    charset = ("☃", *KNOWN, "卐")
    larger, lines = grown(small, charset=charset), torch.rand(2, 1, 32, 80)
    with torch.no_grad():
        before, after = small.model()(lines), larger.model()(lines)
    assert torch.allclose(after[..., 2 : SMALL.classes + 1], before[..., 1:], atol=1e-4)
    assert torch.allclose(after[..., 0], before[..., 0], atol=1e-4)


def test_nothing_is_given_up_in_silence(small):
    for sizes in (
        replace(small.config, hidden=8),
        replace(small.config, deeper=(0, 0)),
        replace(small.config, features=64),
    ):
        with pytest.raises(ValueError):
            grown(small, sizes)
    with pytest.raises(ValueError, match="lose"):
        grown(small, charset=KNOWN[1:])
