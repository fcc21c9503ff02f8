"""A run's curves: one row of figures for each evaluation."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path


def append_row(path: Path, row: Mapping[str, float]) -> None:
    """Append to the curves, a CSV file whose first row names its columns, and print the same."""
    fresh = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(row))
        if fresh:
            writer.writeheader()
        writer.writerow({name: round(value, 6) for name, value in row.items()})
    print("  ".join(f"{name} {value:.5g}" for name, value in row.items()), flush=True)
