"""The lines of pages on stdout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from recognition.configuration import limits
from recognition.file_walk import walk
from recognition.page_lines import page_lines
from recognition.pages.opening import UnreadableFile, open_document
from recognition.reading import BrokenPage
from recognition.shared_reader import shared_reader


class Command(BaseCommand):
    help = "Print one JSON line for each page: file, page, width, height and its text lines."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        for found in walk(options["paths"]):
            for page in self._pages(found.path):
                self.stdout.write(json.dumps({"file": str(found.path), **page}, ensure_ascii=False))
                self.stdout.flush()

    def _pages(self, path: Path) -> Iterator[dict[str, Any]]:
        try:
            opened = open_document(path.read_bytes(), str(path), limits())
        except OSError as error:
            self.stderr.write(f"{path} can't be opened ({error.strerror}).")
            return
        except UnreadableFile as error:
            self.stderr.write(str(error))
            return
        for page in opened.pages():
            if isinstance(page, BrokenPage):
                self.stderr.write(page.message)
                continue
            with shared_reader() as reader:
                lines = page_lines(page, reader)
            yield {
                "page": page.number,
                "width": page.width,
                "height": page.height,
                "lines": lines,
            }
