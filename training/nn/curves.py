"""A run's curves: one row of figures for each evaluation."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path


def append_row(path: Path, row: Mapping[str, float]) -> None:
    """Append to the curves, a CSV file whose first row names its columns, and print the same.

    What a kill has left, an empty file or half a line, spoils no later row.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if path.exists() else b""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(row))
    if b"\n" not in before:
        before = b""
        writer.writeheader()
    elif not before.endswith(b"\n"):
        text.write("\r\n")
    writer.writerow({name: round(value, 6) for name, value in row.items()})
    with path.open("ab" if before else "wb") as file:
        file.write(text.getvalue().encode())
    print("  ".join(f"{name} {value:.5g}" for name, value in row.items()), flush=True)
