"""What moves the weights of a long run: Muon where they are matrices, AdamW for the rest.

Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024), as torch has it.
From nothing it teaches more in the same time, though every step takes longer; a network that can
read already it shakes until rare characters are lost, so that one is moved by AdamW alone
(docs/decisions/muon.md). Convolutions are matrices of one row for each output; the first layer,
biases, scales and the classes, which are rows to look up, always stay with AdamW.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from torch.optim import AdamW, Muon

from training.nn.model import Crnn

LOOKED_UP = ("classes.", "strokes.0.")


class Optimiser:
    """Both optimisers as one; made after the network is where it trains.

    muon: whether matrices are moved by Muon.
    """

    def __init__(self, model: Crnn, rate: float, weight_decay: float, muon: bool) -> None:
        self._weights: list[nn.Parameter] = []
        others: list[nn.Parameter] = []
        for name, parameter in model.named_parameters():
            matrix = muon and parameter.dim() > 1 and not name.startswith(LOOKED_UP)
            (self._weights if matrix else others).append(parameter)
        self._matrices = [nn.Parameter(_matrix(weight)) for weight in self._weights]
        self._optimisers: dict[str, Muon | AdamW] = {
            "adamw": AdamW(others, lr=rate, weight_decay=weight_decay, foreach=True)
        }
        if muon:
            self._optimisers["muon"] = Muon(
                self._matrices, lr=rate, weight_decay=weight_decay, adjust_lr_fn="match_rms_adamw"
            )

    def step(self, rate: float) -> None:
        """Move all weights at the learning rate ``rate`` along their gradients."""
        for weight, matrix in zip(self._weights, self._matrices, strict=True):
            matrix.grad = None if weight.grad is None else _rows(weight.grad, weight).contiguous()
        for optimiser in self._optimisers.values():
            for group in optimiser.param_groups:
                group["lr"] = rate
            optimiser.step()  # type: ignore[no-untyped-call]

    def state_dict(self) -> dict[str, Any]:
        return {name: optimiser.state_dict() for name, optimiser in self._optimisers.items()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Raises ValueError for the state of other optimisers."""
        if state.keys() != self._optimisers.keys():
            raise ValueError(
                "This run was trained with another optimiser: go on as it began (--muon or "
                "--no-muon), or take another --name."
            )
        for name, optimiser in self._optimisers.items():
            optimiser.load_state_dict(state[name])


def _matrix(weight: nn.Parameter) -> Tensor:
    """The weight's own memory as a matrix, so that what moves one moves the other.

    Raises ValueError for a layout that has no such view.
    """
    rows = _rows(weight.detach(), weight)
    if rows.data_ptr() != weight.data_ptr():
        raise ValueError("Weights must be laid out channels first or channels last.")
    return rows


def _rows(values: Tensor, like: Tensor) -> Tensor:
    """One row for each output, in the order in which ``like`` lies in memory."""
    return (values if like.is_contiguous() else values.permute(0, 2, 3, 1)).flatten(1)
