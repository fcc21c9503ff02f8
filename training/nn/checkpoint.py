"""A training run on disk: one dictionary with everything needed to go on or to export."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.nn.model import Crnn, CrnnConfig
from training.synth.lines.font_table import FAMILIES
from training.synth.lines.fonts import find_faces


@dataclass(slots=True)
class Checkpoint:
    """weights: as trained; average: their moving average, which is what serves.

    lines: seen in this run; earlier_lines: in the runs whose weights it started from.
    seconds: training time so far; data: hash of what lines are rendered from.
    """

    config: CrnnConfig
    charset: tuple[str, ...]
    weights: dict[str, Tensor]
    average: dict[str, Tensor]
    optimizer: dict[str, Any] | None
    step: int = 0
    lines: int = 0
    seconds: float = 0.0
    data: str = ""
    metrics: dict[str, float] = field(default_factory=dict)
    earlier_lines: int = 0

    def save(self, path: Path) -> None:
        """Write beside the old file, then replace it: a kill never leaves half a checkpoint."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        values["config"] = self.config.as_dict()
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(".partial")
        torch.save(values, scratch)
        scratch.replace(path)

    @classmethod
    def load(cls, path: Path) -> Checkpoint:
        """Raises FileNotFoundError; a file that is no checkpoint raises KeyError or TypeError."""
        values = torch.load(path, map_location="cpu", weights_only=True)
        return cls(**{**values, "config": CrnnConfig.from_dict(values["config"])})

    def model(self, averaged: bool = True) -> Crnn:
        """The network in evaluation mode, with the averaged weights unless told otherwise."""
        model = Crnn(self.config)
        model.load_state_dict(self.average if averaged else self.weights)
        return model.eval()


def data_hash() -> str:
    """SHA-256 over the renderer's sources and the names of the faces it draws with."""
    digest = hashlib.sha256()
    folder = Path(__file__).parents[1] / "synth" / "lines"
    for path in sorted((*folder.glob("*.py"), *folder.rglob("*.txt"))):
        digest.update(path.name.encode() + path.read_bytes())
    for face in find_faces(FAMILIES):
        digest.update(Path(face.path).name.encode())
    return digest.hexdigest()
