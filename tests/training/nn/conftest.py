"""What a training changes of the process it runs in, put back."""

from collections.abc import Iterator

import pytest
import torch


@pytest.fixture(autouse=True)
def whole_floats() -> Iterator[None]:
    """A training takes the smallest numbers for nothing; hypothesis refuses to work so."""
    yield
    torch.set_flush_denormal(False)
