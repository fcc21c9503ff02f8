"""One template against a thousand: time per document, right choice, unknown documents."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from bench.copies import copy
from bench.documents import SETS, Sample
from bench.made_up_templates import Sheet, known_sheets, templates, unknown_sheets
from bench.reading import Product, load_templates, served_reader
from bench.report import append, table
from recognition.matching.index import TemplateIndex


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--count", type=int, default=1000, help="templates in the index")
    parser.add_argument("--siblings", type=int, default=240, help="of them like another")
    parser.add_argument("--known", type=int, default=200, help="documents of known kinds")
    parser.add_argument("--unknown", type=int, default=50, help="documents of no known kind")
    parser.add_argument("--pages", type=int, default=5, help="scanned pages to time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--failures", action="store_true", help="print each wrong choice")
    parser.add_argument("--no-record", action="store_true", help="leave results.jsonl alone")


def run(options: argparse.Namespace) -> None:
    """Measure, print, append the result."""
    documents = SETS["e-invoices"]
    reader = served_reader()
    real = load_templates([documents.template])
    kinds = templates(options.count - 1, options.siblings, options.seed)
    start = time.perf_counter()
    many = Product(TemplateIndex([*real, *kinds]), reader)
    built = time.perf_counter() - start
    one = Product(TemplateIndex(real), reader)
    right = _right(many, known_sheets(kinds, options.known, options.seed), options.failures)
    unmatched = _right(many, unknown_sheets(options.unknown, options.seed), options.failures)
    samples = documents.samples()[:: max(1, 23 // options.pages)][: options.pages]
    alone, among = _seconds(one, many, samples)
    result = {
        "templates": options.count,
        "siblings": options.siblings,
        "right_template": f"{right}/{options.known}",
        "unknown_unmatched": f"{unmatched}/{options.unknown}",
        "seconds_per_document_with_one": round(alone["total"], 4),
        "seconds_per_document_with_many": round(among["total"], 4),
        "choosing_seconds_with_one": round(alone["choose"], 4),
        "choosing_seconds_with_many": round(among["choose"], 4),
        "more_time": round((among["choose"] - alone["choose"]) / alone["total"], 4),
        "index_built_in_seconds": round(built, 2),
    }
    print(table(("many templates", ""), [(name, str(value)) for name, value in result.items()]))
    if not options.no_record:
        append({"bench": "many templates", **result})


def _right(product: Product, sheets: Sequence[Sheet], tell: bool) -> int:
    """How many documents get the template they are of, unknown ones none."""
    right = 0
    for number, sheet in enumerate(sheets):
        record = product.read(sheet.pdf, f"made-up-{number}.pdf", None)
        chosen = record["template"]["name"] if record["template"] else None
        right += chosen == sheet.kind
        if tell and chosen != sheet.kind:
            print(f"{number}: {sheet.kind} read as {chosen}: {record.get('reason')}")
    return right


def _seconds(
    one: Product, many: Product, samples: Sequence[Sample]
) -> tuple[dict[str, float], dict[str, float]]:
    """Mean seconds by stage with either index; the two take turns on each page."""
    spent: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for index, sample in enumerate((samples[0], *samples)):
        data, name = copy(sample, "clean", 1)
        for product, sums in zip((one, many), spent, strict=True):
            timings = product.read(data, name, None)["timings"]
            if index == 0:
                continue
            for stage, seconds in timings.items():
                sums[stage] = sums.get(stage, 0.0) + seconds / len(samples)
    return spent
