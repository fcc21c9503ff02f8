"""The calibration that comes with the project."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from recognition.values.confidence import Calibration


@cache
def shipped_calibration() -> Calibration:
    """The weights that are stored beside this file; docs/decisions/calibration.md judges them."""
    return Calibration.load(Path(__file__).with_name("calibration.json"))
