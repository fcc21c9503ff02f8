"""Page to record, beside RapidOCR's whole-page OCR of the same pages in the same run.

The systems take turns page by page, so that whatever else the machine does weighs on all alike.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.copies import copy, kept_folder
from bench.documents import SETS, Sample, load_image
from bench.reading import Product, load_templates, served_reader
from bench.report import append, table
from bench.rivals import as_it_comes, on_openvino
from recognition.engine.contract import Reader
from recognition.matching.index import TemplateIndex

_WARM_PAGES = 2


@dataclass(slots=True)
class Stopwatch:
    """One system's time: seconds page by page, and by stage where it tells."""

    name: str
    work: Callable[[Sample], dict[str, float]]
    seconds: list[float] = field(default_factory=list)
    stages: dict[str, float] = field(default_factory=dict)

    def run(self, sample: Sample, counts: bool) -> None:
        """Let the system read one page."""
        start = time.perf_counter()
        stages = self.work(sample)
        spent = time.perf_counter() - start
        if counts:
            self.seconds.append(spent)
            for stage, part in stages.items():
                self.stages[stage] = self.stages.get(stage, 0.0) + part

    @property
    def per_page(self) -> float:
        return sum(self.seconds) / len(self.seconds)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--pages", type=int, default=8, help="e-invoice pages to read")
    parser.add_argument("--rounds", type=int, default=1, help="how often each page is read")
    parser.add_argument("--reader", help="a model's name, or two joined by a +")
    parser.add_argument("--no-record", action="store_true", help="leave results.jsonl alone")


def run(options: argparse.Namespace) -> None:
    """Measure, print a table, append the result."""
    documents = SETS["e-invoices"]
    samples = documents.samples()
    step = max(1, len(samples) // options.pages)
    chosen = samples[::step][: options.pages]
    reader = served_reader(options.reader)
    watches = _systems(documents.template, documents.template_name, reader)
    for watch in watches:
        for sample in chosen[:_WARM_PAGES]:
            watch.run(sample, counts=False)
    for _ in range(options.rounds):
        for sample in chosen:
            for watch in watches:
                watch.run(sample, counts=True)
    _report(watches, len(chosen), reader.name, options.no_record)


def _systems(template: Path, name: str, reader: Reader) -> list[Stopwatch]:
    product = Product(TemplateIndex(load_templates([template])), reader)
    default, faster = as_it_comes(), on_openvino(kept_folder() / "rapidocr")

    def page_to_record(sample: Sample) -> dict[str, float]:
        data, file = copy(sample, "clean", 1)
        timings = product.read(data, file, name)["timings"]
        return {stage: spent for stage, spent in timings.items() if stage != "total"}

    def by_default(sample: Sample) -> dict[str, float]:
        default.read(load_image(sample.path))
        return {}

    def on_the_faster_runtime(sample: Sample) -> dict[str, float]:
        faster.read(load_image(sample.path))
        return {}

    return [
        Stopwatch("Stencil, page to record", page_to_record),
        Stopwatch(default.name, by_default),
        Stopwatch(faster.name, on_the_faster_runtime),
    ]


def _report(watches: Sequence[Stopwatch], pages: int, reader: str, no_record: bool) -> None:
    ours = watches[0]
    rows = [
        (watch.name, f"{watch.per_page:.3f}", f"{watch.per_page / ours.per_page:.2f}")
        for watch in watches
    ]
    print(table(("system", "s/page", "times Stencil's"), rows))
    total = sum(ours.seconds)
    shares = {stage: spent / total for stage, spent in ours.stages.items()}
    listed = sorted(shares.items(), key=lambda item: -item[1])
    print("stages: " + ", ".join(f"{stage} {100 * share:.0f}%" for stage, share in listed))
    if not no_record:
        append(
            {
                "bench": "speed",
                "pages": pages,
                "reader": reader,
                "seconds_per_page": {watch.name: round(watch.per_page, 4) for watch in watches},
                "stage_shares": {stage: round(share, 3) for stage, share in shares.items()},
            }
        )
