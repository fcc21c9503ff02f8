"""Documents to records on stdout; nothing is stored and no worker is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.catalogue import current_index
from recognition.extraction import extract_settings
from recognition.file_walk import walk
from recognition.matching.index import TemplateIndex
from recognition.pipeline import ExtractSettings, extract
from recognition.record import FileFacts, Record, failed
from recognition.shared_reader import shared_reader


class Command(BaseCommand):
    help = "Print one stencil-record/1 JSON line for each document in the files and folders."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--template", metavar="NAME", help="read all with this template")
        parser.add_argument("--no-split", action="store_true", help="one document in each file")

    def handle(self, *args: Any, **options: Any) -> None:
        templates = current_index()
        name = options["template"]
        if name is not None and name not in templates:
            known = ", ".join(templates.names()[:20]) or "none"
            raise CommandError(f"There is no template {name!r}. Known: {known}.", returncode=2)
        settings = extract_settings(split=not options["no_split"])
        for number, found in enumerate(walk(options["paths"]), start=1):
            records = _records(found.path, templates, settings, name)
            for record in records:
                self.stdout.write(json.dumps(record, ensure_ascii=False))
            self.stdout.flush()
            outcome = ", ".join(record["status"] for record in records)
            self.stderr.write(f"{number} {found.path}: {outcome}")


def _records(
    path: Path, templates: TemplateIndex, settings: ExtractSettings, name: str | None
) -> list[Record]:
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = f"{path} can't be opened ({error.strerror}). Check the path and its permissions."
        return [failed(FileFacts(str(path), None, 0), reason)]
    with shared_reader() as reader:
        found = extract(data, str(path), templates, reader, settings, template=name)
    return [document.record for document in found]
