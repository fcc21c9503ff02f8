"""Draw a run's curves: python -m training.nn.plot var/training/crnn-base docs/crnn-curves.svg"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path


def read_curves(path: Path) -> dict[str, list[float]]:
    """Columns of ``curves.csv``; raises FileNotFoundError where the run wrote none."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: [float(row[name]) for row in rows] for name in rows[0]} if rows else {}


def draw(curves: dict[str, list[float]], target: Path) -> None:
    """Loss and validation over the lines seen, as SVG or PNG by the target's ending."""
    import matplotlib

    matplotlib.use("svg" if target.suffix == ".svg" else "agg")
    matplotlib.rcParams["svg.hashsalt"] = "stencil"
    from matplotlib import pyplot

    thousands = [lines / 1000 for lines in curves["lines"]]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.4), constrained_layout=True)
    left.plot(thousands, curves["loss"], color="black")
    left.set(xlabel="thousand lines", ylabel="training loss", ylim=(0, None))
    for name in ("chinese", "latin", "numbers"):
        right.plot(thousands, [100 * share for share in curves[f"{name}_exact"]], label=name)
    right.set(xlabel="thousand lines", ylabel="rendered lines right, %", ylim=(0, 100))
    right.legend()
    started = next((x for x, ctc in zip(thousands, curves["ctc"], strict=True) if ctc), None)
    for axis in (left, right):
        axis.grid(alpha=0.3)
        if started is not None:
            axis.axvline(started, color="grey", linestyle="--", linewidth=1)
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, metadata={"Date": None} if target.suffix == ".svg" else None)
    pyplot.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the curves of a training run.")
    parser.add_argument("run", type=Path, help="folder with curves.csv")
    parser.add_argument("target", type=Path, help="SVG or PNG file to write")
    options = parser.parse_args()
    draw(read_curves(options.run / "curves.csv"), options.target)


if __name__ == "__main__":
    main()
