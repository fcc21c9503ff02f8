"""One document's way from bytes to records, readable from top to bottom."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from recognition.asking_again import reconsidered
from recognition.confirming import Confirmed, confirm
from recognition.engine.contract import Reader
from recognition.filling import fill
from recognition.matching.index import TemplateIndex
from recognition.pages.failures import UnreadableFile, damaged_page
from recognition.pages.limits import Limits
from recognition.pages.opening import open_document
from recognition.reading import BrokenPage, ReadPage
from recognition.record import (
    FileFacts,
    Record,
    failed,
    file_facts,
    is_damaged,
    matched,
    missing_entry,
    page_entry,
    reading_entry,
    rule_entries,
    status_of,
    unmatched,
    unplaced_entry,
)
from recognition.settlement import FieldReading
from recognition.sheets import (
    Part,
    Sheet,
    glance_at,
    parts_of,
    read_as_its_kind,
    sheets_of,
)
from recognition.values.confidence import Calibration
from recognition.values.shipped_calibration import shipped_calibration
from templates_app.definition.template import Template


@dataclass(frozen=True, slots=True)
class ExtractSettings:
    """How documents are read.

    accept_at: calibrated confidence from which a value is taken without asking a person.
    split: whether one file may hold several documents.
    """

    limits: Limits = field(default_factory=Limits)
    accept_at: float = 0.95
    split: bool = True
    calibration: Calibration = field(default_factory=shipped_calibration)


@dataclass(frozen=True, slots=True, eq=False)
class ExtractedDocument:
    """One document of a file: its `stencil-record/1` and the file's pages it covers."""

    record: Record
    pages: tuple[int, ...]


def extract(
    data: bytes,
    filename: str,
    templates: TemplateIndex,
    reader: Reader,
    settings: ExtractSettings,
    template: str | None = None,
) -> tuple[ExtractedDocument, ...]:
    """Read a file and give a record for every document in it; a bad file gives a `failed` one.

    template: name of the only template to consider, in the index; include, exclude and
        priority are skipped then, the doubt is not.
    """
    clock = Clock()
    facts = file_facts(filename, data)
    try:
        with clock.stage("open"):
            opened = open_document(data, filename, settings.limits)
            raw = list(opened.pages())
    except UnreadableFile as refusal:
        return (ExtractedDocument(failed(facts, str(refusal)), ()),)
    facts = FileFacts(facts.name, facts.sha256, opened.page_count)
    with clock.stage("read"):
        pages = [p if isinstance(p, BrokenPage) else glance_at(p, reader) for p in raw]
    return extract_read(facts, pages, templates, reader, settings, template, clock)


def extract_read(
    facts: FileFacts,
    pages: Sequence[ReadPage | BrokenPage],
    templates: TemplateIndex,
    reader: Reader,
    settings: ExtractSettings,
    template: str | None = None,
    clock: Clock | None = None,
) -> tuple[ExtractedDocument, ...]:
    """Go on from a file's pages as they were read; see ``extract``."""
    clock = clock or Clock()
    if all(isinstance(page, BrokenPage) for page in pages):
        return (_all_broken(facts, pages),)
    with clock.stage("choose"):
        parts = parts_of(pages, templates, template, settings.split, reader)
    broken = [page for page in pages if isinstance(page, BrokenPage)]
    shared = clock.share(len(parts))
    return tuple(
        _document(facts, number, part, _broken_of(part, parts, broken), reader, settings, shared)
        for number, part in enumerate(parts, start=1)
    )


def _all_broken(facts: FileFacts, pages: Sequence[ReadPage | BrokenPage]) -> ExtractedDocument:
    messages = [page.message for page in pages if isinstance(page, BrokenPage)]
    reason = " ".join(messages) or f"{facts.name}: the file holds no page."
    numbers = tuple(page.number for page in pages if isinstance(page, BrokenPage))
    return ExtractedDocument(failed(facts, reason, [page_entry(p) for p in pages]), numbers)


def _broken_of(part: Part, parts: Sequence[Part], broken: Sequence[BrokenPage]) -> list[BrokenPage]:
    """The broken pages that lie within this document: up to where the next one begins."""
    first = 1 if part is parts[0] else _first_number(part)
    later = [_first_number(p) for p in parts if _first_number(p) > _first_number(part)]
    end = min(later, default=None)
    return [page for page in broken if first <= page.number and (not end or page.number < end)]


def _first_number(part: Part) -> int:
    return part.pages[0].straight.page.number


def _document(
    facts: FileFacts,
    number: int,
    part: Part,
    broken: Sequence[BrokenPage],
    reader: Reader,
    settings: ExtractSettings,
    shared: Mapping[str, float],
) -> ExtractedDocument:
    pages: list[ReadPage | BrokenPage] = [*part.pages, *broken]
    entries = sorted(map(page_entry, pages), key=lambda entry: entry["number"])
    numbers = tuple(entry["number"] for entry in entries)
    warnings = sorted(_page_warnings(facts, pages), key=lambda warning: warning["page"])
    if part.choice is None:
        timings = Clock(shared).total()
        record = unmatched(facts, number, entries, part.nearest, warnings, timings)
        return ExtractedDocument(record, numbers)
    clock = Clock(shared)
    template, score = part.choice.template, part.choice.score
    with clock.stage("match"):
        part, reader = read_as_its_kind(part, reader)
        sheets = sheets_of(part)
    with clock.stage("read"):
        sheets = reconsidered(template, sheets, reader)
    with clock.stage("match"):
        filled = fill(template, sheets, reader, settings.calibration, settings.accept_at)
    with clock.stage("confirm"):
        confirmed = confirm(
            template, filled, sheets, reader, settings.calibration, settings.accept_at
        )
    content = _content(template, confirmed, sheets, settings)
    content["warnings"] = [*warnings, *content["warnings"]]
    content["status"] = status_of(content, template, is_damaged(entries))
    timings = clock.total()
    record = matched(facts, number, entries, template, score, content, timings)
    return ExtractedDocument(record, numbers)


def _page_warnings(facts: FileFacts, pages: Sequence[ReadPage | BrokenPage]) -> Iterator[Record]:
    for page in pages:
        if isinstance(page, BrokenPage):
            yield {"page": page.number, "message": page.message}
        elif (damage := page.straight.page.damage) is not None:
            number = page.straight.page.number
            yield {
                "page": number,
                "message": damaged_page(facts.name, number, facts.pages, damage),
            }


def _content(
    template: Template, confirmed: Confirmed, sheets: Sequence[Sheet], settings: ExtractSettings
) -> Record:
    """The record's values, rules, unplaced text and warnings."""
    filled = confirmed.filled
    registrations = {id(sheet.page): sheet.registration for sheet in sheets}

    def entry(reading: FieldReading) -> Record:
        return reading_entry(reading, settings.accept_at, registrations[id(reading.place.sheet)])

    absent = "the document has no page {} of this template"
    fields = {
        f.name: entry(filled.fields[f.name])
        if f.name in filled.fields
        else missing_entry(absent.format(f.page), f.spec.required)
        for f in template.fields
    }
    tables = {
        name: [{column: entry(cell) for column, cell in row.items()} for row in rows]
        for name, rows in filled.tables.items()
    }
    return {
        "fields": fields,
        "tables": tables,
        "rules": rule_entries(confirmed.rules),
        "unplaced": [unplaced_entry(piece, page, name) for name, page, piece in filled.unplaced],
        "warnings": [
            {"page": None if i is None else _number(sheets[i]), "message": message}
            for i, message in filled.warnings
        ],
    }


def _number(sheet: Sheet) -> int:
    return sheet.page.straight.page.number


class Clock:
    """Seconds by stage; what a file's documents have in common is shared among them."""

    def __init__(self, shared: Mapping[str, float] | None = None) -> None:
        self._seconds = dict(shared or {})

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time that the block takes to a stage."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + time.perf_counter() - begun

    def share(self, documents: int) -> dict[str, float]:
        """Each document's share of the time so far."""
        return {name: seconds / max(documents, 1) for name, seconds in self._seconds.items()}

    def total(self) -> dict[str, float]:
        """Seconds by stage, and their sum."""
        return {**self._seconds, "total": sum(self._seconds.values())}
