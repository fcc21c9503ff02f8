"""From a file's pages to documents: reading, choosing, splitting and registering."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recognition.engine.contract import Reader
from recognition.engine.page_reader import taught
from recognition.matching.choosing import Choice, NearMiss, choose
from recognition.matching.index import TemplateIndex
from recognition.matching.marks import marks_of
from recognition.matching.placing import place, project
from recognition.matching.registration import Registration, register
from recognition.matching.table_contract import SheetPage
from recognition.matching.tables.extent import find_end
from recognition.pages.preparing import prepare
from recognition.pages.straightening import words_on
from recognition.reading import BrokenPage, Line, Page, ReadPage, StraightPage
from templates_app.definition.template import Template

FOLLOWING_SCORE = 0.3
"""Share of the marks from which a following page counts as registered in its own right."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One document of a file: a run of pages and the template of its first page.

    choice: None where no template fits; nearest says which came closest.
    first: index of the page that the template's first page was found on.
    """

    pages: tuple[ReadPage, ...]
    choice: Choice | None
    nearest: tuple[NearMiss, ...] = ()
    first: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A page in template space, with its own registration where it has one."""

    page: SheetPage
    registration: Registration | None


def read_page(page: Page, reader: Reader) -> ReadPage:
    """Straighten a page and read what its text layer doesn't bring."""
    return _read(page, reader, reader.read_quads)


def glance_at(page: Page, reader: Reader) -> ReadPage:
    """As ``read_page``, with the lines doubtful that are not surely read at a glance."""
    return _read(page, reader, reader.glance)


def _sure_of(page: ReadPage, reader: Reader) -> ReadPage:
    """The page with none of its lines doubtful any more."""
    return replace(page, lines=reader.reconsider(page.straight.image, page.lines))


def _read(page: Page, reader: Reader, read: Callable[..., tuple[Line, ...]]) -> ReadPage:
    straight, quads = prepare(page, reader)
    words = words_on(straight)
    if words:
        areas = [_straight_box(box, straight) for box in page.scanned]
        quads = tuple(quad for quad in quads if _inside_any(quad, areas))
    return ReadPage(straight, (*words, *read(straight.image, quads)))


def _straight_box(
    box: tuple[float, float, float, float], straight: StraightPage
) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box
    back = np.linalg.inv(straight.to_page)
    corners = project(back, np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]))
    low, high = corners.min(axis=0), corners.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _inside_any(quad: np.ndarray, areas: Iterable[tuple[float, float, float, float]]) -> bool:
    x, y = quad.mean(axis=0)
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in areas)


def parts_of(
    pages: Sequence[ReadPage | BrokenPage],
    templates: TemplateIndex,
    only: str | None,
    split: bool,
    reader: Reader | None = None,
) -> list[Part]:
    """Divide a file into documents: a new one begins where a template's first page matches.

    reader: of the pages that were read at a glance, which makes sure of those that match nothing.

    A page that repeats the first page of a template whose table goes on belongs to the document
    before it, unless that table has ended.
    """
    parts: list[Part] = []
    for page in pages:
        if isinstance(page, BrokenPage):
            continue
        page, choice, nearest = _chosen(page, templates, only, reader)
        if not parts:
            parts.append(Part((page,), choice, nearest))
            continue
        last = parts[-1]
        longer = (*last.pages, page)
        if choice is not None and split and not _goes_on(last, choice):
            parts.append(Part((page,), choice, nearest))
        elif choice is not None and last.choice is None:
            parts[-1] = Part(longer, choice, nearest, first=len(last.pages))
        else:
            parts[-1] = Part(longer, last.choice, last.nearest or nearest, last.first)
    return parts


def _chosen(
    page: ReadPage, templates: TemplateIndex, only: str | None, reader: Reader | None
) -> tuple[ReadPage, Choice | None, tuple[NearMiss, ...]]:
    """The page's template; where a glance shows none, the page is read surely first.

    Otherwise a document whose marks were misread would be taken for the end of the one before.
    """
    choice, nearest = choose(page.lines, templates, only)
    if choice is None and reader is not None and any(line.doubtful for line in page.lines):
        page = _sure_of(page, reader)
        choice, nearest = choose(page.lines, templates, only)
    return page, choice, nearest


def read_as_its_kind(part: Part, reader: Reader) -> tuple[Part, Reader]:
    """The document's lines once more where the reader was taught documents of its kind, and the
    reader to look at them with; both as they are where it was not."""
    own = None if part.choice is None else taught(reader, part.choice.template.name)
    if own is None:
        return part, reader
    pages = tuple(replace(page, lines=_read_by(own, page)) for page in part.pages)
    return replace(part, pages=pages), own


def _read_by(reader: Reader, page: ReadPage) -> tuple[Line, ...]:
    read = [line for line in page.lines if line.source == "ocr"]
    anew = reader.glance(page.straight.image, [line.quad for line in read])
    return (*(line for line in page.lines if line.source != "ocr"), *anew)


def _goes_on(part: Part, choice: Choice) -> bool:
    """Whether a table of the document before has not come to its end text yet."""
    if part.choice is None or part.choice.template.name != choice.template.name:
        return False
    tables = [table for table in choice.template.tables if table.continues and table.ends_at]
    lines = [place(line, np.eye(3), 0) for line in part.pages[-1].lines if line.chars]
    return bool(tables) and all(find_end(table, lines) is None for table in tables)


def sheets_of(part: Part) -> tuple[Sheet, ...]:
    """The document's pages registered to the template's, or carried on from the page before."""
    assert part.choice is not None
    template = part.choice.template
    numbers = [sheet.number for sheet in template.pages]
    sheets: list[Sheet] = []
    carried = part.choice.registration.to_sheet
    for index, page in enumerate(part.pages):
        number = numbers[min(max(index - part.first, 0), len(numbers) - 1)]
        own = (
            part.choice.registration if index == part.first else _registered(page, template, number)
        )
        carried = own.to_sheet if own is not None else carried
        back = np.linalg.inv(carried)
        lines = tuple(place(line, back, index) for line in page.lines if line.chars)
        sheets.append(
            Sheet(SheetPage(index, number, own is not None, page.straight, carried, lines), own)
        )
    return tuple(sheets)


def _registered(page: ReadPage, template: Template, number: int) -> Registration | None:
    sheet = next(p for p in template.pages if p.number == number)
    read = [line for line in page.lines if line.chars]
    own = register(marks_of(template, number), read, (sheet.width, sheet.height))
    if own is None or own.score < FOLLOWING_SCORE or len(own.placed) < 3:
        return None
    return own
