"""A template's marks: the printed texts with a known place that a page is registered by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recognition.matching.labels import fold, occurrences
from templates_app.definition.template import Box, Field, Template


@dataclass(frozen=True, slots=True)
class Mark:
    """A printed text and its box on the template page.

    drawn: pinned by the designer as an anchor; others were taken from keys, table headers or
        the sample's static text.
    """

    text: str
    box: Box
    page: int
    drawn: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        x0, y0, x1, y1 = self.box
        return (x0 + x1) / 2, (y0 + y1) / 2


def marks_of(template: Template, page: int) -> tuple[Mark, ...]:
    """The marks of one template page, drawn anchors first, no text twice at one place."""
    kept: list[Mark] = []
    for mark in _all_marks(template):
        if mark.page == page and fold(mark.text) and not _already(kept, mark):
            kept.append(mark)
    return tuple(kept)


def _all_marks(template: Template) -> Iterator[Mark]:
    for anchor in template.anchors:
        yield Mark(anchor.text, anchor.box, anchor.page, drawn=True)
    for field in template.fields:
        if field.key is not None and field.key.box is not None:
            for text in field.key.texts[:1]:
                yield Mark(text, field.key.box, field.page)
    for anchor in template.static:
        if len(fold(anchor.text)) >= 2:
            yield Mark(anchor.text, anchor.box, anchor.page)
    for table in template.tables:
        if table.orientation == "horizontal" and table.header_height:
            top = table.box[1]
            for column in table.columns:
                if column.header and column.range:
                    middle = (column.range[0] + column.range[1]) / 2
                    half = 0.3 * table.header_height * len(fold(column.header))
                    half = min(half, (column.range[1] - column.range[0]) / 2)
                    box = (middle - half, top, middle + half, top + table.header_height)
                    yield Mark(column.header, box, table.page)


def _already(kept: list[Mark], mark: Mark) -> bool:
    wanted = fold(mark.text)
    x, y = mark.middle
    return any(
        fold(other.text) == wanted
        and other.box[0] - 20 <= x <= other.box[2] + 20
        and other.box[1] - 20 <= y <= other.box[3] + 20
        for other in kept
    )


def key_box(field: Field, marks: tuple[Mark, ...]) -> Box | None:
    """Where the field's label is drawn: its own box, or that of a mark that holds its text.

    Of several marks with the text the one nearest to the field counts.
    """
    if field.key is None:
        return None
    if field.key.box is not None:
        return field.key.box
    x, y = (field.boxes[0][0] + field.boxes[0][2]) / 2, (field.boxes[0][1] + field.boxes[0][3]) / 2
    boxes = [box for text in field.key.texts for mark in marks if (box := _part(mark, text))]
    if not boxes:
        return None
    nearest = min(boxes, key=lambda b: _distance(b, x, y))
    limit = 3 * max(field.boxes[0][3] - field.boxes[0][1], 30)
    same_row = nearest[1] - limit <= y <= nearest[3] + limit
    return nearest if same_row else None


def _part(mark: Mark, text: str) -> Box | None:
    found = occurrences(text, mark.text)
    if not found or found[0].errors:
        return None
    x0, y0, x1, y1 = mark.box
    width = (x1 - x0) / len(mark.text)
    return x0 + width * found[0].start, y0, x0 + width * found[0].end, y1


def _distance(box: Box, x: float, y: float) -> float:
    dx = max(box[0] - x, 0.0, x - box[2])
    dy = max(box[1] - y, 0.0, y - box[3])
    return dx + 3 * dy
