"""The static text of sample pages: what every document of a kind prints at the same place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from recognition.engine.contract import Reader
from recognition.matching.placing import place
from recognition.matching.tables.extent import find_end
from recognition.pages.limits import Limits
from recognition.pages.opening import open_document
from recognition.reading import BrokenPage, Line, Page, squeezed
from templates_app.definition.template import Anchor, Box, Template

_FEWEST_CHARACTERS = 2


def sample_pages(
    template: Template, samples: Mapping[int, bytes], limits: Limits
) -> dict[int, Page]:
    """Decode the sample of each template page.

    A file of several pages gives the page of the same number, any other file its only page.
    Raises UnreadableFile (the file) and ValueError (its page), both with a message for a person.
    """
    pages = {}
    for sample in template.pages:
        if sample.number not in samples:
            continue
        name = sample.sample or f"sample of page {sample.number}"
        opened = open_document(samples[sample.number], name, limits)
        page = opened.page(sample.number if sample.number <= opened.page_count else 1)
        if isinstance(page, BrokenPage):
            raise ValueError(page.message)
        pages[sample.number] = page
    return pages


def static_text(
    template: Template, pages: Mapping[int, Page], reader: Reader
) -> tuple[Anchor, ...]:
    """Read all text of the sample pages outside fields and tables.

    Boxes are in template pixels, also where a sample has another size than the template states.
    """
    found: list[Anchor] = []
    for sample in template.pages:
        page = pages.get(sample.number)
        if page is None:
            continue
        scale = (sample.width / page.width, sample.height / page.height)
        lines = (*page.words, *reader.read(page.image)) if page.scanned else page.words
        drawn = (
            *drawn_boxes(template, sample.number),
            *_going_on(template, sample.number, [line for line in lines if line.chars], scale),
        )
        for line in lines:
            for start, end in outside(_centres(line, scale), drawn):
                part = line.cut(start, end)
                found.append(Anchor(part.text.strip(), _box(part, scale), sample.number))
    return tuple(anchor for anchor in found if len(anchor.text) >= _FEWEST_CHARACTERS)


def drawn_boxes(template: Template, page: int) -> tuple[Box, ...]:
    """Every box of fields and tables on a page."""
    fields = [box for field in template.fields if field.page == page for box in field.boxes]
    return (*fields, *(table.box for table in template.tables if table.page == page))


def _going_on(
    template: Template, page: int, lines: Sequence[Line], scale: tuple[float, float]
) -> Iterator[Box]:
    """Where the rows of a table that began on an earlier page stand, below a repeated header."""
    placed = [place(line, np.diag([*scale, 1.0]), 0) for line in lines]
    bottom = next(float(sheet.height) for sheet in template.pages if sheet.number == page)
    for table in template.tables:
        if table.page >= page or not table.continues:
            continue
        headers = {squeezed(column.header) for column in table.columns if column.header}
        repeated = [line.box[3] for line in placed if squeezed(line.text) in headers]
        end = find_end(table, placed)
        yield (
            table.box[0],
            min(repeated, default=0.0),
            table.box[2],
            end.y if end is not None else bottom,
        )


def outside(
    centres: Iterable[tuple[float, float]], drawn: Sequence[Box]
) -> Iterator[tuple[int, int]]:
    """The runs of characters (start, end) whose centres lie in no drawn box."""
    start, index = None, -1
    for index, (x, y) in enumerate(centres):
        inside = _within(x, y, drawn)
        if inside and start is not None:
            yield start, index
            start = None
        elif not inside and start is None:
            start = index
    if start is not None:
        yield start, index + 1


def _centres(line: Line, scale: tuple[float, float]) -> Iterator[tuple[float, float]]:
    left = (line.quad[0] + line.quad[3]) / 2
    right = (line.quad[1] + line.quad[2]) / 2
    for char in line.chars:
        x, y = left + (right - left) * char.position
        yield float(x) * scale[0], float(y) * scale[1]


def _within(x: float, y: float, boxes: Iterable[Box]) -> bool:
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in boxes)


def _box(line: Line, scale: tuple[float, float]) -> Box:
    xs, ys = line.quad[:, 0] * scale[0], line.quad[:, 1] * scale[1]
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())
