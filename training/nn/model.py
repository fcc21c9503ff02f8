"""The reader's network: convolutions, one bidirectional LSTM, a narrow layer, the classes.

After Shi, Bai and Yao, "An End-to-End Trainable Neural Network for Image-based Sequence
Recognition" (2015), made small enough for one CPU thread: a bottleneck before the classes keeps
the 7,000-character layer cheap.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class CrnnConfig:
    """Sizes of the network.

    classes: characters and the blank, which is class 0.
    channels: of the five convolutions; deeper: further ones at a height of eight and of four rows;
    features: per frame into the LSTM; hidden: per direction;
    bottleneck: numbers per frame that the classes are told apart by.
    """

    classes: int
    channels: tuple[int, int, int, int, int] = (24, 48, 64, 112, 112)
    deeper: tuple[int, int] = (2, 2)
    features: int = 224
    hidden: int = 192
    bottleneck: int = 96

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> CrnnConfig:
        """Raises TypeError for an unknown or missing name."""
        sizes = {name: tuple(values[name]) for name in ("channels", "deeper")}
        return cls(**{**values, **sizes})


def _convolution(inputs: int, outputs: int, stride: tuple[int, int]) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(True)
    )


class _Deeper(nn.Module):
    """A convolution that starts as nothing: what goes in comes out until it has learnt to add.

    He et al., "Deep Residual Learning" (2015), with the last scale zero as in Goyal et al.,
    "Accurate, Large Minibatch SGD" (2017): a trained network can be made deeper by it.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.scale = nn.BatchNorm2d(channels)
        nn.init.zeros_(self.scale.weight)

    def forward(self, maps: Tensor) -> Tensor:
        return torch.as_tensor((maps + self.scale(self.convolution(maps))).relu())


class Crnn(nn.Module):
    """(N, 1, 32, W) float32, ink 1 on paper 0 -> (N, W / 4, classes) logits."""

    def __init__(self, config: CrnnConfig) -> None:
        super().__init__()
        self.config = config
        one, two, three, four, five = config.channels
        self.strokes = nn.Sequential(
            _convolution(1, one, (2, 2)),
            _convolution(one, two, (2, 2)),
            _convolution(two, three, (1, 1)),
            _convolution(three, four, (2, 1)),
        )
        self.eight_rows = nn.Sequential(*(_Deeper(three) for _ in range(config.deeper[0])))
        self.shapes = _convolution(four, five, (1, 1))
        self.four_rows = nn.Sequential(*(_Deeper(five) for _ in range(config.deeper[1])))
        self.column = nn.Sequential(
            nn.Conv2d(five, config.features, (4, 1), bias=False),
            nn.BatchNorm2d(config.features),
            nn.ReLU(True),
        )
        self.context = nn.LSTM(config.features, config.hidden, batch_first=True, bidirectional=True)
        self.glyph = nn.Linear(config.features, config.bottleneck)
        self.neighbours = nn.Linear(2 * config.hidden, config.bottleneck)
        self.classes = nn.Linear(config.bottleneck, config.classes)

    def embed(self, lines: Tensor) -> Tensor:
        """(N, 1, 32, W) -> (N, W / 4, bottleneck): what each frame shows, before the classes.

        The glyph's own shape and its context add up, so shapes are learnt from the first step.
        """
        maps = self.strokes[3](self.eight_rows(self.strokes[:3](lines)))
        maps = self.four_rows(maps + self.shapes(maps))
        frames = self.column(maps).squeeze(2).transpose(1, 2)
        return torch.as_tensor(self.glyph(frames) + self.neighbours(self.context(frames)[0]))

    def forward(self, lines: Tensor) -> Tensor:
        return torch.as_tensor(self.classes(self.embed(lines)))
