"""Hand in numbered pictures, as a program of its own: python -m tests.services.hand_in COUNT."""

from __future__ import annotations

import io
import sys

import django

django.setup()

from recognition.intake import take_in  # noqa: E402 (after django.setup)
from recognition.models import Batch  # noqa: E402 (after django.setup)
from tests import made  # noqa: E402 (after django.setup)


def main(count: int) -> None:
    """Hand in so many different small pictures."""
    files = []
    for number in range(count):
        file = io.BytesIO(made.png(f"Bill {number:03d}", (240, 80)))
        file.name = f"bill-{number:03d}.png"
        files.append(file)
    take_in(files, None, Batch.Source.API)


if __name__ == "__main__":
    main(int(sys.argv[1]))
