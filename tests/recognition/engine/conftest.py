"""The real reader, loaded once for the room."""

from __future__ import annotations

import pytest

from recognition.engine.ppocr import PpOcrReader


@pytest.fixture(scope="session")
def reader() -> PpOcrReader:
    return PpOcrReader(threads=2)
