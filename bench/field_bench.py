"""The command ``python -m bench fields``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Collection, Sequence

from bench.copies import kept_folder
from bench.documents import SETS, DocumentSet
from bench.fields import CopyOutcome, Read, Tally, measure, tally
from bench.reading import Product, load_templates, served_reader
from bench.remembering_reader import RememberingReader
from bench.report import (
    FIELD_HEADER,
    append,
    doubts,
    failures,
    field_result,
    field_row,
    table,
)
from recognition.engine.contract import Reader
from recognition.engine.page_reader import PageReader
from recognition.matching.index import TemplateIndex
from training.synth.degrade import KINDS, Kind


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument(
        "--sets", default="e-invoices", help="comma list or 'all': " + ", ".join(SETS)
    )
    parser.add_argument("--kinds", default="all", help="comma list or 'all': " + ", ".join(KINDS))
    parser.add_argument("--limit", type=int, help="documents of each set")
    parser.add_argument("--only", help="just documents whose file name holds this")
    parser.add_argument("--seed", type=int, default=1, help="of the degradations")
    parser.add_argument("--severity", type=float, default=1.0, help="of scans and photos")
    parser.add_argument(
        "--choose", action="store_true", help="do not name the template: it must be chosen"
    )
    parser.add_argument("--reader", help="a model's name, or two joined by a +")
    parser.add_argument("--failures", action="store_true", help="print each wrong field")
    parser.add_argument("--doubts", action="store_true", help="print each right field in review")
    parser.add_argument(
        "--remember",
        action="store_true",
        help="keep what the reader read for the next run; times mean nothing, nothing is recorded",
    )
    parser.add_argument("--no-record", action="store_true", help="leave results.jsonl alone")


def run(options: argparse.Namespace) -> None:
    """Measure the chosen sets and kinds, print a table, append the results."""
    sets = [SETS[name] for name in _chosen(options.sets, SETS)]
    kinds: list[Kind] = [kind for kind in KINDS if kind in _chosen(options.kinds, KINDS)]
    reader = served_reader(options.reader)
    read = _product(reader, options.remember).read
    how = {"seed": options.seed, "severity": options.severity, "reader": reader.name}
    rows: list[tuple[str, ...]] = []
    pooled: list[CopyOutcome] = []
    for documents in sets:
        outcomes = _measured(documents, kinds, read, options)
        pooled += outcomes
        for kind in kinds:
            counted = tally(outcome for outcome in outcomes if outcome.kind == kind)
            rows.append(field_row(f"{documents.name}, {kind}", counted))
            if not (options.no_record or options.remember):
                append({**field_result(documents.name, kind, not options.choose, counted), **how})
        rows.append(field_row(f"{documents.name}, all copies", tally(outcomes)))
    if len(sets) > 1:
        rows.append(field_row("everything", tally(pooled)))
    print(table(FIELD_HEADER, rows))
    print(_stages(tally(pooled)))


def _product(reader: PageReader, remember: bool) -> Product:
    """All templates are loaded, so that the choice among them is measured too."""
    asked: Reader = RememberingReader(reader, kept_folder() / "read") if remember else reader
    templates = load_templates(
        documents.template for documents in SETS.values() if documents.template.exists()
    )
    return Product(TemplateIndex(templates), asked)


def _measured(
    documents: DocumentSet, kinds: Sequence[Kind], read: Read, options: argparse.Namespace
) -> list[CopyOutcome]:
    outcomes = []
    start = time.perf_counter()
    for outcome in measure(
        documents,
        kinds,
        read,
        named=not options.choose,
        seed=options.seed,
        severity=options.severity,
        limit=options.limit,
        only=options.only,
    ):
        outcomes.append(outcome)
        if options.failures:
            for line in failures(outcome):
                print(line, flush=True)
        if options.doubts:
            for line in doubts(outcome):
                print(line, flush=True)
        _tell_progress(documents.name, len(outcomes), time.perf_counter() - start)
    return outcomes


def _tell_progress(name: str, copies: int, seconds: float) -> None:
    """To a person who watches; a log file would only fill up."""
    if sys.stderr.isatty():
        print(f"\r{name}: {copies} copies, {seconds:.0f} s ", end="", file=sys.stderr, flush=True)


def _stages(counted: Tally) -> str:
    """The share of each stage in the time spent."""
    total = counted.seconds.get("total", 0.0)
    if not total:
        return ""
    parts = {stage: spent for stage, spent in counted.seconds.items() if stage != "total"}
    listed = sorted(parts.items(), key=lambda part: -part[1])
    return "stages: " + ", ".join(f"{stage} {100 * spent / total:.0f}%" for stage, spent in listed)


def _chosen(names: str, known: Collection[str]) -> list[str]:
    """The names of a comma list; ends the program where one is unknown."""
    if names == "all":
        return list(known)
    chosen = [name.strip() for name in names.split(",")]
    if unknown := [name for name in chosen if name not in known]:
        sys.exit(f"{unknown[0]} is unknown; choose from {', '.join(known)}")
    return chosen
