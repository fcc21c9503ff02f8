"""A larger network that reads as the smaller one did: what it adds is silent until it has learnt.

After Chen, Goodfellow and Shlens, "Net2Net: Accelerating Learning via Knowledge Transfer" (2015).
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from training.nn.checkpoint import Checkpoint
from training.nn.model import Crnn, CrnnConfig

GATES = 4


def grown(
    checkpoint: Checkpoint, sizes: CrnnConfig | None = None, charset: tuple[str, ...] | None = None
) -> Checkpoint:
    """The checkpoint with more convolutions, a wider LSTM or further characters.

    sizes: its ``classes`` are those of ``charset``; None keeps the sizes. charset: None keeps it.
    Returns a checkpoint without optimiser whose averaged weights are those to start from.
    Raises ValueError where something would have to be given up, or widths differ that can't grow.
    """
    kept, characters = checkpoint.config, charset or checkpoint.charset
    sizes = replace(sizes or kept, classes=len(characters) + 1)
    _refuse_losses(checkpoint, sizes, characters)
    weights = Crnn(sizes).state_dict()
    old = checkpoint.average
    for name, value in old.items():
        if name.startswith("context."):
            _widen_lstm(weights[name], value, kept.hidden, sizes.hidden)
        elif name == "neighbours.weight":
            _widen_neighbours(weights[name], value, kept.hidden, sizes.hidden)
        elif not name.startswith("classes."):
            weights[name] = value.clone()
    _lay_classes(weights, old, checkpoint.charset, characters)
    average = {name: value.clone() for name, value in weights.items()}
    return Checkpoint(
        sizes,
        characters,
        weights,
        average,
        None,
        data=checkpoint.data,
        earlier_lines=checkpoint.earlier_lines + checkpoint.lines,
    )


def _refuse_losses(checkpoint: Checkpoint, sizes: CrnnConfig, charset: tuple[str, ...]) -> None:
    kept = checkpoint.config
    for name in ("channels", "features", "bottleneck"):
        if getattr(sizes, name) != getattr(kept, name):
            raise ValueError(f"{name} can't grow from {getattr(kept, name)}: train anew for that.")
    if sizes.hidden < kept.hidden or any(
        new < old for new, old in zip(sizes.deeper, kept.deeper, strict=True)
    ):
        raise ValueError("A network can only grow: it has more layers or units than that already.")
    missing = set(checkpoint.charset) - set(charset)
    if missing:
        raise ValueError(f"A charset can only grow; it would lose {''.join(sorted(missing))}.")
    if len(set(charset)) != len(charset):
        raise ValueError("A character stands twice in the charset.")


def _widen_lstm(new: Tensor, old: Tensor, kept: int, hidden: int) -> None:
    """In place: each gate's old units as they were, and deaf to the new ones."""
    gates, source = new.view(GATES, hidden, -1), old.view(GATES, kept, -1)
    gates[:, :kept] = 0
    gates[:, :kept, : source.shape[2]] = source


def _widen_neighbours(new: Tensor, old: Tensor, kept: int, hidden: int) -> None:
    """In place: what either direction's new units say counts nothing yet."""
    new.zero_()
    new[:, :kept] = old[:, :kept]
    new[:, hidden : hidden + kept] = old[:, kept:]


def _lay_classes(
    weights: dict[str, Tensor],
    old: dict[str, Tensor],
    before: tuple[str, ...],
    charset: tuple[str, ...],
) -> None:
    """Every known character keeps its weights; new ones start as unlikely as the rarest."""
    place = {char: index + 1 for index, char in enumerate(charset)}
    kept = torch.tensor([0, *(place[char] for char in before)])
    weights["classes.bias"].fill_(float(old["classes.bias"].min()))
    for name in ("classes.weight", "classes.bias"):
        weights[name][kept] = old[name]
