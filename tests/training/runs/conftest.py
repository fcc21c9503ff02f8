"""What tests of runs share: a home of their own, and labelled digits to learn."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from tests.training.nn.drawn import drawn


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Path:
    """An empty STENCIL_HOME, for the engine as well."""
    monkeypatch.setenv("STENCIL_HOME", str(tmp_path))
    settings.STENCIL_HOME = tmp_path
    settings.TRAINING_THREADS = 1
    settings.TRAINING_NICENESS = 0
    return tmp_path


def write_digits(folder: Path, count: int, seed: int = 1, shuffled: bool = False) -> Path:
    """Pictures of drawn digits named by what they say, or by what another one says."""
    folder.mkdir(parents=True)
    rng = random.Random(seed)
    texts = ["".join(rng.choices("0123456789", k=rng.randint(3, 5))) for _ in range(count)]
    labels = texts[1:] + texts[:1] if shuffled else texts
    for number, (text, label) in enumerate(zip(texts, labels, strict=True)):
        cv2.imwrite(str(folder / f"{label}_{number}.png"), drawn(text).image)
    return folder


@pytest.fixture
def digits(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write a labelled folder of so many drawn numbers."""

    def make(count: int, **options: object) -> Path:
        return write_digits(tmp_path_factory.mktemp("digits") / "crops", count, **options)

    return make
