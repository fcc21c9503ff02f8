"""From lines to fields: a value follows its own label, else the page's transform.

Everything here is in template space. Runs of text are claimed by the fields they lie in; a run
that two fields want goes to the one it fits better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from recognition.matching.labels import occurrences
from recognition.matching.marks import key_box
from recognition.matching.placing import PlacedLine
from recognition.matching.registration import Registration
from recognition.matching.runs import (
    Run,
    cut_left,
    cut_right,
    joined,
    of_one_print,
    rows_of,
    runs_of,
)
from templates_app.definition.template import Box, Field, Template

_REACH = 0.08
_FARTHEST_LABEL = 0.3
_ERROR_COST = 0.12


@dataclass(frozen=True, slots=True, eq=False)
class FoundLabel:
    """Where a field's printed label stands: characters start..end of a line."""

    line: int
    start: int
    end: int
    piece: PlacedLine
    errors: int


@dataclass(frozen=True, slots=True, eq=False)
class FieldMatch:
    """What was found for one field on one page.

    rows: the pieces of its value, row by row, each left to right; empty where nothing is there.
    box: where it was looked for, template pixels.
    label: the printed label it followed, None where the region alone decided.
    distance: how far the value stands from the middle of where it was expected, in heights of
        the region.
    """

    field: Field
    rows: tuple[tuple[PlacedLine, ...], ...]
    box: Box
    label: FoundLabel | None = None
    distance: float = 0.0

    @property
    def pieces(self) -> tuple[PlacedLine, ...]:
        return tuple(piece for row in self.rows for piece in row)

    @property
    def text(self) -> str:
        """The text inside the region, its rows joined by line ends."""
        return "\n".join(joined(row) for row in self.rows)


def find_fields(
    template: Template,
    fields: Sequence[Field],
    registration: Registration,
    lines: Sequence[PlacedLine],
    offset: tuple[float, float] = (0.0, 0.0),
    anywhere: bool = False,
) -> dict[str, FieldMatch]:
    """Find every given field among a page's lines.

    offset: a small common displacement of the values against the labels, template pixels, as
        pre-printed forms show it.
    anywhere: labels are looked for on the whole page, as on one that a longer table filled.
    """
    sheet = next(p for p in template.pages if p.number == fields[0].page) if fields else None
    if sheet is None:
        return {}
    diagonal = hypot(sheet.width, sheet.height)
    reach = 1.0 if anywhere else _FARTHEST_LABEL
    labels = {
        field.name: label
        for field in fields
        if (label := _find_label(field, registration, lines, diagonal, reach)) is not None
    }
    runs = runs_of(lines, _label_spans(labels, registration))
    boxes = {
        field.name: _expected(field, labels.get(field.name), registration, diagonal, offset)
        for field in fields
    }
    claims = {
        field.name: _claim(field, boxes[field.name], labels.get(field.name), runs, boxes)
        for field in fields
    }
    settled = _settle_claims(claims, boxes)
    return {
        field.name: _match(field, boxes[field.name], labels.get(field.name), settled[field.name])
        for field in fields
    }


def _find_label(
    field: Field,
    registration: Registration,
    lines: Sequence[PlacedLine],
    diagonal: float,
    reach: float,
) -> FoundLabel | None:
    if field.key is None:
        return None
    drawn = key_box(field, registration.marks) or field.boxes[0]
    x, y = (drawn[0] + drawn[2]) / 2, (drawn[1] + drawn[3]) / 2
    dx, dy = registration.shift_at(x, y, _REACH * diagonal)
    known = key_box(field, registration.marks) is not None
    best: tuple[float, FoundLabel] | None = None
    for index, line in enumerate(lines):
        for text in field.key.texts:
            for place in occurrences(text, line.text):
                piece = line.cut(place.start, place.end)
                distance = _distance(piece, (x + dx, y + dy), drawn, known) / diagonal
                cost = distance + _ERROR_COST * place.errors + _inside_word(place.start, line.text)
                if distance < reach and (best is None or cost < best[0]):
                    best = cost, FoundLabel(index, place.start, place.after, piece, place.errors)
    return best[1] if best else None


def _distance(piece: PlacedLine, expected: tuple[float, float], drawn: Box, known: bool) -> float:
    x, y = piece.middle
    if known:
        return hypot(x - expected[0], y - expected[1])
    width = (drawn[2] - drawn[0]) / 2
    away = max(0.0, abs(x - expected[0]) - width)
    return hypot(away, 2 * (y - expected[1]))


def _inside_word(start: int, text: str) -> float:
    if start and text[start].isascii() and text[start].isalpha() and text[start - 1].isalpha():
        return _ERROR_COST / 3
    return 0.0


def _label_spans(
    labels: Mapping[str, FoundLabel], registration: Registration
) -> set[tuple[int, int, int]]:
    spans = {(label.line, label.start, label.end) for label in labels.values()}
    spans |= {(c.line, c.start, c.end) for c in registration.placed}
    return spans


def _expected(
    field: Field,
    label: FoundLabel | None,
    registration: Registration,
    diagonal: float,
    offset: tuple[float, float],
) -> Box:
    """Where the value should stand, after its label has said how far it moved."""
    x0, y0, x1, y1 = field.boxes[0]
    shift_x, shift_y = registration.shift_at((x0 + x1) / 2, (y0 + y1) / 2, _REACH * diagonal)
    if label is not None and field.key is not None:
        return _beside(field, label, key_box(field, registration.marks), shift_x, shift_y, offset)
    dx, dy = shift_x + offset[0], shift_y + offset[1]
    return x0 + dx, y0 + dy, x1 + dx, y1 + dy


def _beside(
    field: Field,
    label: FoundLabel,
    drawn: Box | None,
    shift_x: float,
    shift_y: float,
    offset: tuple[float, float],
) -> Box:
    assert field.key is not None
    x0, y0, x1, y1 = field.boxes[0]
    lx0, ly0, lx1, ly1 = label.piece.box
    middle = (ly0 + ly1) / 2
    half = (y1 - y0) / 2
    if drawn is not None:
        dx = lx1 - drawn[2] if field.key.side == "right" else (lx0 + lx1 - drawn[0] - drawn[2]) / 2
        dy = middle - (drawn[1] + drawn[3]) / 2
        box = (x0 + dx, y0 + dy, x1 + dx, y1 + dy)
    elif field.key.side in ("right", "left", "same"):
        box = (x0 + shift_x, middle - half, x1 + shift_x, middle + half)
    elif field.key.side == "below":
        box = (x0 + shift_x, ly1, x1 + shift_x, ly1 + 2 * half)
    else:
        box = (x0 + shift_x, ly0 - 2 * half, x1 + shift_x, ly0)
    if field.key.side == "right":
        width = x1 - x0
        box = (
            min(box[0], lx1 + 0.5 * width) if box[0] > lx1 else lx1,
            box[1],
            max(box[2], lx1 + width),
            box[3],
        )
    dx, dy = offset
    return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy


def _claim(
    field: Field,
    box: Box,
    label: FoundLabel | None,
    runs: Sequence[Run],
    boxes: Mapping[str, Box],
) -> list[Run]:
    regions = [box, *(_moved(more, field.boxes[0], box) for more in field.boxes[1:])]
    claimed: list[Run] = []
    for region in regions:
        inside = [
            run
            for candidate in runs
            if (run := _within(candidate, region, field, label, boxes)) is not None
        ]
        claimed.extend(_best_rows(inside, region, field))
    return claimed


def _moved(box: Box, origin: Box, there: Box) -> Box:
    dx = there[2] - origin[2]
    dy = (there[1] + there[3] - origin[1] - origin[3]) / 2
    return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy


def _within(
    run: Run, box: Box, field: Field, label: FoundLabel | None, boxes: Mapping[str, Box]
) -> Run | None:
    """The part of a run that lies in a region, None where it doesn't."""
    y = run.piece.middle[1]
    # A region of several lines is as high as they are: its neighbours are not part of it.
    slack = 0.25 * (run.piece.height if field.multiline else box[3] - box[1])
    if not box[1] - slack <= y <= box[3] + slack:
        return None
    if run.piece.box[2] < box[0] or run.piece.box[0] > box[2]:
        return None
    follows = label is not None and label.line == run.line and label.end <= run.start
    kept = run if follows or run.after_label else cut_left(run, box[0])
    if kept is not None:
        kept = _before_neighbour(kept, box, field, boxes)
    if kept is None or not _mostly_inside(kept, box):
        return None
    return kept


def _before_neighbour(run: Run, box: Box, field: Field, boxes: Mapping[str, Box]) -> Run | None:
    """Cut a run where the next field's region begins; a longer value is kept whole."""
    y = (box[1] + box[3]) / 2
    borders = [
        other[0]
        for name, other in boxes.items()
        if name != field.name and other[0] > box[2] - 1 and other[1] <= y <= other[3]
    ]
    if borders and run.piece.box[2] > min(borders) + run.piece.height:
        return cut_right(run, min(borders))
    return run


def _mostly_inside(run: Run, box: Box) -> bool:
    x0, _, x1, _ = run.piece.box
    shared = min(x1, box[2]) - max(x0, box[0])
    return shared >= 0.5 * min(x1 - x0, box[2] - box[0])


def _best_rows(inside: list[Run], box: Box, field: Field) -> list[Run]:
    rows = rows_of(inside)
    if not rows or field.multiline:
        return [run for row in rows for run in row]
    middle = (box[1] + box[3]) / 2
    return of_one_print(min(rows, key=lambda row: abs(_row_middle(row) - middle)))


def _row_middle(row: Sequence[Run]) -> float:
    return sum(run.piece.middle[1] for run in row) / len(row)


def _settle_claims(
    claims: Mapping[str, list[Run]], boxes: Mapping[str, Box]
) -> dict[str, list[Run]]:
    """Give every run that several fields want to the one whose region it fits best.

    Fields drawn over the same place share their text: `find` tells their values apart.
    """
    settled: dict[str, list[Run]] = {}
    for name, runs in claims.items():
        settled[name] = [
            run
            for run in runs
            if all(
                _fit(run, boxes[name]) >= _fit(run, boxes[other])
                or _overlap(boxes[name], boxes[other]) > 0.3
                for other, others in claims.items()
                if other != name and any(_same_ink(run, o) for o in others)
            )
        ]
    return settled


def _same_ink(one: Run, two: Run) -> bool:
    return one.line == two.line and one.start < two.end and two.start < one.end


def _fit(run: Run, box: Box) -> float:
    x0, y0, x1, y1 = run.piece.box
    across = max(0.0, min(x1, box[2]) - max(x0, box[0])) / max(x1 - x0, 1e-6)
    down = abs((y0 + y1) / 2 - (box[1] + box[3]) / 2) / max(box[3] - box[1], 1e-6)
    return across - down


def _overlap(one: Box, two: Box) -> float:
    width = min(one[2], two[2]) - max(one[0], two[0])
    height = min(one[3], two[3]) - max(one[1], two[1])
    if width <= 0 or height <= 0:
        return 0.0
    smaller = min(
        (one[2] - one[0]) * (one[3] - one[1]),
        (two[2] - two[0]) * (two[3] - two[1]),
    )
    return width * height / max(smaller, 1e-6)


def _match(field: Field, box: Box, label: FoundLabel | None, runs: list[Run]) -> FieldMatch:
    rows = rows_of(runs)
    distance = 0.0
    if rows:
        middle = (box[1] + box[3]) / 2
        distance = abs(_row_middle(rows[0]) - middle) / max(box[3] - box[1], 1e-6)
        if field.multiline:
            distance = 0.0
    ordered = rows if len(field.boxes) == 1 else [[run] for run in runs]
    return FieldMatch(
        field=field,
        rows=tuple(tuple(run.piece for run in row) for row in ordered),
        box=box,
        label=label,
        distance=distance,
    )
