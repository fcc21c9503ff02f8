"""Cut line images to text on stdout, with the time that recognition alone took on stderr."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import regex
from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.changed_crops import PREPROCESSING, ChangedCropsReader
from recognition.configuration import limits
from recognition.engine.contract import Constraint, Reading
from recognition.engine.models import UnknownModelError, reader_named
from recognition.engine.page_reader import PageReader
from recognition.file_walk import walk
from recognition.pages.opening import UnreadableFile, open_document
from recognition.reading import BrokenPage, Image

_AT_ONCE = 64


class Command(BaseCommand):
    help = "Print {image, text, confidence} JSON lines for cut line images or folders of them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--model", metavar="NAME", help="default: the one documents are read with"
        )
        parser.add_argument("--pattern", metavar="RE", help="what the whole text must match")
        parser.add_argument(
            "--preprocess",
            action="append",
            default=[],
            choices=list(PREPROCESSING),
            help="a change made to every image before it is read; may be given several times",
        )
        parser.add_argument("--threads", type=int, metavar="N", help="default: every processor")

    def handle(self, *args: Any, **options: Any) -> None:
        reader = _reader(options["model"], options["threads"])
        changes = [PREPROCESSING[name] for name in options["preprocess"]]
        if changes:
            reader = ChangedCropsReader(reader, changes)
        constraint = _constraint(options["pattern"])
        lines, seconds = 0, 0.0
        for group in _groups(self._images(options["paths"])):
            begun = time.perf_counter()
            readings = reader.recognize([image for _, image in group], constraint)
            seconds += time.perf_counter() - begun
            lines += len(group)
            for (path, _), reading in zip(group, readings, strict=True):
                self._print(path, reading.text, _confidence(reading))
        speed = lines / seconds if seconds else 0.0
        summary = {"lines": lines, "seconds": seconds, "lines_per_second": speed}
        self.stderr.write(json.dumps(summary))

    def _images(self, paths: list[Path]) -> Iterator[tuple[Path, Image]]:
        for found in walk(paths):
            try:
                yield found.path, _image(found.path)
            except (OSError, ValueError, UnreadableFile) as error:
                self.stderr.write(str(error))
                if found.named:
                    self._print(found.path, "", 0.0)

    def _print(self, path: Path, text: str, confidence: float) -> None:
        line = {"image": str(path), "text": text, "confidence": round(confidence, 4)}
        self.stdout.write(json.dumps(line, ensure_ascii=False))


def _reader(model: str | None, threads: int | None) -> PageReader:
    if threads is not None and threads < 1:
        raise CommandError("--threads must be 1 or more.", returncode=2)
    try:
        return reader_named(model, threads)
    except UnknownModelError as error:
        raise CommandError(str(error), returncode=2) from None


def _constraint(pattern: str | None) -> Constraint | None:
    if pattern is None:
        return None
    try:
        regex.compile(pattern)
    except regex.error as error:
        raise CommandError(f"The pattern {pattern!r} is broken: {error}", returncode=2) from None
    return Constraint(pattern=pattern)


def _image(path: Path) -> Image:
    opened = open_document(path.read_bytes(), str(path), limits())
    page = opened.page(1)
    if isinstance(page, BrokenPage):
        raise ValueError(page.message)
    return page.image


def _groups(images: Iterator[tuple[Path, Image]]) -> Iterator[list[tuple[Path, Image]]]:
    group: list[tuple[Path, Image]] = []
    for entry in images:
        group.append(entry)
        if len(group) == _AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _confidence(reading: Reading) -> float:
    chars = reading.chars
    return sum(char.confidence for char in chars) / len(chars) if chars else 0.0
