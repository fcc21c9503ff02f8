"""The static text of sample pages: what every document of a kind prints at the same place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from recognition.engine.contract import Reader
from recognition.pages.limits import Limits
from recognition.pages.opening import open_document
from recognition.reading import BrokenPage, Line, Page
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
        drawn = list(_drawn(template, sample.number))
        lines = (*page.words, *reader.read(page.image)) if page.scanned else page.words
        for line in lines:
            for start, end in _outside(line, drawn, scale):
                part = line.cut(start, end)
                found.append(Anchor(part.text.strip(), _box(part, scale), sample.number))
    return tuple(anchor for anchor in found if len(anchor.text) >= _FEWEST_CHARACTERS)


def _drawn(template: Template, page: int) -> Iterator[Box]:
    for field in template.fields:
        if field.page == page:
            yield from field.boxes
    for table in template.tables:
        if table.page == page:
            yield table.box


def _outside(
    line: Line, drawn: Iterable[Box], scale: tuple[float, float]
) -> Iterator[tuple[int, int]]:
    """The runs of characters whose centres lie in no drawn box."""
    boxes = list(drawn)
    start = None
    for index, char in enumerate(line.chars):
        x, y = _centre(line, char.position)
        inside = _within(x * scale[0], y * scale[1], boxes)
        if inside and start is not None:
            yield start, index
            start = None
        elif not inside and start is None:
            start = index
    if start is not None:
        yield start, len(line.chars)


def _centre(line: Line, position: float) -> tuple[float, float]:
    left = (line.quad[0] + line.quad[3]) / 2
    right = (line.quad[1] + line.quad[2]) / 2
    x, y = left + (right - left) * position
    return float(x), float(y)


def _within(x: float, y: float, boxes: Iterable[Box]) -> bool:
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in boxes)


def _box(line: Line, scale: tuple[float, float]) -> Box:
    xs, ys = line.quad[:, 0] * scale[0], line.quad[:, 1] * scale[1]
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())
