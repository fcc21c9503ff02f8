"""A template in the making, held against its own sample: every value as the pipeline reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from recognition.confirming import confirm
from recognition.designing.sample_sheet import recognised, with_marks
from recognition.engine.contract import Reader
from recognition.filling import fill
from recognition.matching.choosing import is_sure
from recognition.matching.placing import PlacedLine
from recognition.pipeline import ExtractSettings
from recognition.reading import ReadPage
from recognition.record import rule_entries
from recognition.samples import drawn_boxes, outside
from recognition.settlement import FieldReading
from recognition.sheets import Sheet
from templates_app.definition.template import Anchor, Template

Answer = dict[str, Any]

_FEWEST_CHARACTERS = 2


def with_static(template: Template, sheets: Sequence[Sheet]) -> Template:
    """The template with its sample's static text, as publishing will read it."""
    static = [anchor for sheet in sheets for anchor in static_of(template, sheet)]
    return replace(template, static=tuple(static))


def static_of(template: Template, sheet: Sheet) -> tuple[Anchor, ...]:
    """The text of a sample page outside fields and tables."""
    number = sheet.page.template_page
    drawn = drawn_boxes(template, number)
    parts = [
        line.cut(start, end)
        for line in sheet.page.lines
        for start, end in outside(((x, line.middle[1]) for x in line.centres), drawn)
    ]
    return tuple(
        Anchor(text, part.box, number)
        for part in parts
        if len(text := part.text.strip()) >= _FEWEST_CHARACTERS
    )


def try_on_sample(
    template: Template,
    sheets: Sequence[Sheet],
    read: Sequence[ReadPage],
    reader: Reader,
    settings: ExtractSettings,
) -> Answer:
    """Read the sample by the template.

    sheets, read: the sample's pages in order, as sheets and as they were read.
    Returns ``fields``, ``tables``, ``rules``, ``unplaced`` and ``warnings`` like a record, their
    boxes in template pixels, and ``recognition``: whether the template knows its own sample.
    """
    known = with_static(template, sheets)
    marked = [with_marks(sheet, known) for sheet in sheets]
    filled = fill(known, marked, reader, settings.calibration, settings.accept_at)
    confirmed = confirm(known, filled, marked, reader, settings.calibration, settings.accept_at)
    done = confirmed.filled
    return {
        "fields": {
            name: _entry(reading, settings.accept_at) for name, reading in done.fields.items()
        },
        "tables": {
            name: [
                {column: _entry(cell, settings.accept_at) for column, cell in row.items()}
                for row in rows
            ]
            for name, rows in done.tables.items()
        },
        "rules": rule_entries(confirmed.rules),
        "unplaced": [_unplaced(name, page.index, piece) for name, page, piece in done.unplaced],
        "warnings": [message for _, message in done.warnings],
        "recognition": _recognition(known, read),
    }


def _recognition(template: Template, read: Sequence[ReadPage]) -> Answer:
    if not read:
        return {"sure": False, "placed": 0, "marks": 0, "score": 0.0, "drawn": False}
    found = recognised(read[0], template.pages[0], template)
    if found is None:
        return {"sure": False, "placed": 0, "marks": 0, "score": 0.0, "drawn": False}
    return {
        "sure": is_sure(found),
        "placed": len(found.placed),
        "marks": len(found.marks),
        "score": round(found.score, 3),
        "drawn": any(mark.drawn for mark in found.marks),
    }


def _entry(reading: FieldReading, accept_at: float) -> Answer:
    settled, place = reading.settled, reading.place
    accepted = reading.accepted(accept_at)
    label = place.label
    return {
        "value": settled.value,
        "text": settled.text,
        "confidence": round(reading.confidence, 4),
        "accepted": accepted,
        "reason": None if accepted else settled.reason or "read with doubt",
        "box": _around(place.pieces) if place.pieces else None,
        "label": [round(edge, 1) for edge in label.piece.box] if label is not None else None,
        "page": place.sheet.template_page,
        "repairs": list(settled.repairs),
    }


def _around(pieces: Sequence[PlacedLine]) -> list[float]:
    return [
        round(min(piece.box[0] for piece in pieces), 1),
        round(min(piece.box[1] for piece in pieces), 1),
        round(max(piece.box[2] for piece in pieces), 1),
        round(max(piece.box[3] for piece in pieces), 1),
    ]


def _unplaced(table: str, index: int, piece: PlacedLine) -> Mapping[str, Any]:
    return {"table": table, "page": index, "text": piece.text, "box": _around([piece])}
