"""Labelled crops on the command line: look through, bring in, write, divide."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.storage import StoreUnavailable
from training.samples.catching_up import catch_up
from training.samples.crop import LabelledCrop
from training.samples.demanding import demands_of
from training.samples.dividing import held_out, split
from training.samples.faults import BadFile
from training.samples.folder_reading import Form, SourceError, form_of, read_folder
from training.samples.folder_writing import FolderError, write_folder
from training.samples.importing import ImportingError, bring_in
from training.samples.labelled import REVIEWED, labelled
from training.samples.verifying import Demands, verified

SOME_BAD = 1
NOT_DONE = 2


class Command(BaseCommand):
    help = (
        "Look through, bring in, write or divide labelled crops. Ends with 0 where all is well, "
        "1 where some files are bad (each is named), 2 where it could not be done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        looking = actions.add_parser("verify", help="name every bad file with its reason")
        looking.add_argument("path", type=Path, metavar="PATH", help="a labelled folder")
        _add_demands(looking)
        looking.add_argument("--json", action="store_true", help="one JSON line per bad file")
        bringing = actions.add_parser("import", help="keep a labelled folder as a collection")
        bringing.add_argument("path", type=Path, metavar="PATH", help="a labelled folder")
        bringing.add_argument("--name", required=True, help="of the collection")
        _add_demands(bringing)
        writing = actions.add_parser("export", help="write samples as a labelled folder")
        writing.add_argument("source", metavar="SOURCE", help=_SOURCE)
        _add_target(writing)
        writing.add_argument(
            "--side",
            choices=("all", "training", "held-out"),
            default="all",
            help="only what may train, or what is held out for ever",
        )
        dividing = actions.add_parser("split", help="divide by document into training and test")
        dividing.add_argument("source", metavar="SOURCE", help=_SOURCE)
        _add_target(dividing)
        dividing.add_argument("--share", type=float, default=0.1, help="of the crops for the test")
        dividing.add_argument("--seed", type=int, default=0)
        actions.add_parser("cut", help="make the samples and crops that are still missing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bad = getattr(self, f"_{options['action']}")(options)
        except (SourceError, FolderError, ImportingError, StoreUnavailable, ValueError) as error:
            raise CommandError(str(error), returncode=NOT_DONE) from None
        except OSError as error:
            raise CommandError(f"{error}", returncode=NOT_DONE) from None
        if bad:
            sys.exit(SOME_BAD)

    def _verify(self, options: dict[str, Any]) -> int:
        good, faults = 0, Counter[str]()
        for one in verified(read_folder(options["path"]), _demands(options)):
            if not isinstance(one, BadFile):
                good += 1
                continue
            faults[one.fault] += 1
            if options["json"]:
                row = {"file": one.name, "fault": one.fault.value, "message": one.message}
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            else:
                self.stdout.write(f"{one.name}: {one.message} [{one.fault}]")
        self.stderr.write(
            f"{form_of(options['path'])}: {good} good, {_counted(faults)}; nothing was moved."
        )
        return sum(faults.values())

    def _import(self, options: dict[str, Any]) -> int:
        found = read_folder(options["path"])
        report = bring_in(found, options["name"], demands=_demands(options))
        for bad in report.bad:
            self.stderr.write(f"{bad.name}: {bad.message} [{bad.fault}]")
        self.stdout.write(
            f"{report.collection}: {report.kept} kept, {report.known} known already, "
            f"{_counted(report.faults)}"
        )
        return sum(report.faults.values())

    def _export(self, options: dict[str, Any]) -> int:
        crops: Iterable[LabelledCrop] = _crops(options["source"])
        if options["side"] != "all":
            sides = held_out(crops)
            crops = sides.training if options["side"] == "training" else sides.test
        count = write_folder(crops, options["to"], Form(options["form"]))
        self.stdout.write(f"{options['to']}: {count} crops ({options['form']})")
        return 0

    def _split(self, options: dict[str, Any]) -> int:
        sides = split(_crops(options["source"]), options["share"], options["seed"])
        for name, crops in (("training", sides.training), ("test", sides.test)):
            count = write_folder(crops, options["to"] / name, Form(options["form"]))
            self.stdout.write(f"{options['to'] / name}: {count} crops ({options['form']})")
        return 0

    def _cut(self, options: dict[str, Any]) -> int:
        self.stdout.write(f"{catch_up()} crops cut")
        return 0


_SOURCE = f"a labelled folder, {REVIEWED}, or the name of a collection"


def _add_demands(parser: CommandParser) -> None:
    parser.add_argument("--charset", metavar="MODEL", help="refuse what this model does not know")
    parser.add_argument("--size", metavar="WxH", help="that every picture must have, as 80x25")


def _add_target(parser: CommandParser) -> None:
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="a new folder")
    parser.add_argument("--form", choices=[form.value for form in Form], default=Form.JSONL.value)


def _demands(options: dict[str, Any]) -> Demands:
    """Raises DemandError."""
    return demands_of(options["charset"] or "", options["size"] or "")


def _crops(source: str) -> Iterator[LabelledCrop]:
    """A folder where there is one of that name, else what is stored."""
    path = Path(source)
    return labelled(path if path.exists() else source)


def _counted(faults: dict[str, int]) -> str:
    if not faults:
        return "none bad"
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(faults.items()))
    return f"{sum(faults.values())} bad ({kinds})"
