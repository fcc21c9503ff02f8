"""The whole loop on print that no reader has seen: read, review, train, promote, read again.

Waybills whose values stand in a held-out font are handed in as scans, 120 of their doubts decided
as a person would, a reader fine-tuned on what was decided, and the outcome of its report kept.
Other waybills are read before and after. All of it in a process, a home and a database of its own,
by the same code as the site; minutes are those of one processor.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import cv2

from bench.compare import folded
from bench.documents import ROOT
from bench.report import append, table
from training.synth.documents.kinds import Kind, template
from training.synth.documents.waybill import filled_in, waybill_kind
from training.synth.lines.fonts import held_out

_DRAWN_ON = 1
_APART = 1_000
"""Seeds of one run's documents, so that no two runs share any."""
_FRESH = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """One run.

    documents: to learn from; fresh: read before and after, never learnt from.
    reader: what reads at first; empty for the default.
    """

    font: str
    seed: int
    minutes: float
    documents: int
    decisions: int
    fresh: int
    reader: str


@dataclass(frozen=True, slots=True)
class Count:
    """What became of the values of some documents."""

    values: int = 0
    right: int = 0
    accepted: int = 0
    accepted_wrong: int = 0

    @property
    def doubts(self) -> int:
        return self.values - self.accepted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--fonts", default=",".join(sorted(held_out())), help="held-out families")
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--minutes", type=float, default=6.0, help="of one processor")
    parser.add_argument("--documents", type=int, default=40, help="to learn from, at most")
    parser.add_argument("--decisions", type=int, default=120)
    parser.add_argument("--fresh", type=int, default=20, help="read before and after")
    parser.add_argument("--reader", default="", help="what reads at first; default: the default")
    parser.add_argument("--keep", type=Path, help="folder for the homes; default: thrown away")
    parser.add_argument("--no-record", action="store_true", help="leave results.jsonl alone")


def run(options: argparse.Namespace) -> None:
    """Measure, print, append each run and the medians of each font."""
    rows = []
    for font in options.fonts.split(","):
        found = []
        for seed in map(int, options.seeds.split(",")):
            plan = Plan(
                font,
                seed,
                options.minutes,
                options.documents,
                options.decisions,
                options.fresh,
                options.reader,
            )
            result = {**asdict(plan), **_in_a_home_of_its_own(plan, options.keep)}
            found.append(result)
            if not options.no_record:
                append({"bench": "loop", **result})
            print(json.dumps(result), flush=True)
        rows.append(_median(font, found))
    print(table(("median", "seeds", *_SHOWN), rows))


_SHOWN = (
    "doubts_before",
    "doubts_after",
    "wrong_accepted_before",
    "wrong_accepted_after",
    "right_before",
    "right_after",
)


def _median(font: str, found: list[dict[str, Any]]) -> tuple[str, ...]:
    figures = (median(one[name] for one in found) for name in _SHOWN)
    return font, str(len(found)), *(f"{figure:g}" for figure in figures)


def _in_a_home_of_its_own(plan: Plan, keep: Path | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        home = keep / f"{plan.font}-{plan.seed}" if keep else Path(scratch)
        home.mkdir(parents=True, exist_ok=True)
        kept = {name: os.environ[name] for name in os.environ if not name.startswith("STENCIL_")}
        fonts = {"STENCIL_FONTS": os.environ.get("STENCIL_FONTS", str(ROOT / "var" / "fonts"))}
        variables = {
            **kept,
            **fonts,
            "DJANGO_SETTINGS_MODULE": "ocrproject.settings",
            "STENCIL_HOME": str(home),
            "STENCIL_AUDIT_SHARE": "0",
            "STENCIL_DEMO": "0",
        }
        done = subprocess.run(
            [sys.executable, "-m", __name__, json.dumps(asdict(plan))],
            cwd=ROOT,
            env=variables,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def scanned(kind: Kind, seed: int) -> tuple[bytes, Mapping[str, str]]:
    """A document's scan as a file, and its values."""
    image, values = filled_in(kind, seed)
    return bytes(cv2.imencode(".png", image[:, :, ::-1])[1]), values


def main(plan: Plan) -> None:
    """Carry one run out in the present home; prints what came of it as a line of JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    from recognition import jobs, processing
    from templates_app.importing import import_template
    from training.runs import registry

    call_command("migrate", verbosity=0)
    if plan.reader:
        registry.point_at(plan.reader)
    kind = waybill_kind(plan.font)
    import_template(template(kind, kind.draw(_DRAWN_ON)))
    first = _APART * plan.seed
    truths = _handed_in(kind, range(first, first + plan.documents))
    fresh = [scanned(kind, seed) for seed in range(first + _FRESH, first + _FRESH + plan.fresh)]
    begun = time.monotonic()
    while (claim := jobs.claim_next()) is not None:
        processing.process(claim)
    result: dict[str, Any] = {"read_seconds": round(time.monotonic() - begun, 1)}
    before = _read(fresh)
    result["decided"] = _reviewed(kind.name, truths, plan.decisions)
    result |= _trained(plan)
    after = _read(fresh)
    for name, count in (("before", before), ("after", after)):
        result |= {
            f"values_{name}": count.values,
            f"right_{name}": count.right,
            f"doubts_{name}": count.doubts,
            f"accepted_{name}": count.accepted,
            f"wrong_accepted_{name}": count.accepted_wrong,
        }
    print(json.dumps(result))


def _handed_in(kind: Kind, seeds: Iterable[int]) -> dict[str, Mapping[str, str]]:
    """Let documents wait to be read; their values by the file's name."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from recognition.intake import take_in
    from recognition.models import Batch

    truths = {}
    for seed in seeds:
        picture, truth = scanned(kind, seed)
        name = f"{kind.name}-{seed}.png"
        take_in([SimpleUploadedFile(name, picture)], None, Batch.Source.API)
        truths[name] = truth
    return truths


def _read(documents: Iterable[tuple[bytes, Mapping[str, str]]]) -> Count:
    """Read with what reads now, as a worker does, and store nothing."""
    from recognition.catalogue import current_index
    from recognition.extraction import extract_settings
    from recognition.pipeline import extract
    from recognition.shared_reader import shared_reader

    values = right = accepted = wrong = 0
    for picture, truth in documents:
        with shared_reader() as reader:
            (found,) = extract(picture, "fresh.png", current_index(), reader, extract_settings())
        fields = found.record["fields"]
        for name, printed in truth.items():
            entry = fields.get(name, {"value": None, "accepted": False})
            is_right = _same(printed, entry["value"])
            values, right = values + 1, right + is_right
            accepted += entry["accepted"]
            wrong += entry["accepted"] and not is_right
    return Count(values, right, accepted, wrong)


def _same(printed: Any, value: Any) -> bool:
    return isinstance(value, str) and folded(str(printed)) == folded(value)


def _reviewed(template_name: str, truths: Mapping[str, Mapping[str, str]], most: int) -> int:
    """Decide doubts in the order of the desk, each as it is printed; returns how many."""
    from django.contrib.auth.models import Group, User

    from review import claiming, deciding

    user = User.objects.create_user("reviewer")
    user.groups.set([Group.objects.get(name="reviewer")])
    decided = 0
    wanted = claiming.Wanted(template=template_name)
    while decided < most and (next_ones := claiming.claim_next(user, wanted)):
        (doubt,) = next_ones
        said = truths[doubt.record.document.name].get(doubt.name) if doubt.on_value else None
        deciding.decide(doubt.pk, user, said, "" if doubt.on_value else "as printed")
        decided += doubt.on_value
    return decided


def _trained(plan: Plan) -> dict[str, Any]:
    """Fine-tune what reads now on what was decided and let it read.

    One that its report refuses is measured all the same; the outcome says that it was refused.
    """
    from training.runs import promotion, queue, registry
    from training.runs.conducting import conduct
    from training.runs.models import TrainingRun
    from training.runs.starting import Wish, start
    from training.samples.catching_up import catch_up

    catch_up()
    options = {"seed": plan.seed, "threads": 1, "processor_time": True}
    run = start(Wish("tuned", minutes=plan.minutes, options=options))
    claim = queue.claim(run.pk)
    assert claim is not None
    begun = time.monotonic()
    conduct(claim)
    run.refresh_from_db()
    if run.state != TrainingRun.State.DONE:
        raise RuntimeError(f"The run ended {run.state}: {run.problem}")
    if run.outcome == TrainingRun.Outcome.BETTER:
        promotion.promote(run)
    else:
        registry.point_at(registry.with_half(registry.champion(), run.name))
    progress = registry.run_folder(run.name).progress()
    held, general = run.report["held_out"], run.report["general"]
    return {
        "outcome": run.outcome,
        "crops": run.crops,
        "held_out": [held["old_right"], held["new_right"], held["lines"]],
        "general": [general["old_right"], general["new_right"], general["lines"]],
        "processor_minutes": round(progress.processor_seconds / 60, 2),
        "train_seconds": round(time.monotonic() - begun, 1),
    }


if __name__ == "__main__":
    main(Plan(**json.loads(sys.argv[1])))
