"""Printed lines and drawn templates for tests of matching, in a few words each."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np

from recognition.matching.fields import FieldMatch, find_fields
from recognition.matching.marks import marks_of
from recognition.matching.placing import place
from recognition.matching.registration import Registration, register
from recognition.reading import Char, Line, Matrix
from templates_app.definition.template import (
    Anchor,
    Box,
    Field,
    Key,
    SamplePage,
    Template,
    ValueSpec,
)

PAGE = (1000, 1400)


def line(text: str, x: float, y: float, size: float = 20.0, confidence: float = 0.99) -> Line:
    """A line of print: its left end and middle in pixels, Han as wide as high, others half."""
    widths = np.array([size if unicodedata.east_asian_width(c) in "WF" else size / 2 for c in text])
    ends = np.cumsum(widths)
    total = float(ends[-1])
    centres = (ends - widths / 2) / total
    half = size / 2
    quad = np.array(
        [[x, y - half], [x + total, y - half], [x + total, y + half], [x, y + half]],
        dtype=np.float32,
    )
    chars = tuple(Char(c, float(p), confidence) for c, p in zip(text, centres, strict=True))
    return Line(quad, chars)


def moved(lines: Sequence[Line], matrix: Matrix) -> list[Line]:
    """The same print seen through a transform of the page."""
    out = []
    for item in lines:
        points = np.concatenate([item.quad, np.ones((4, 1))], axis=1) @ matrix.T
        quad = (points[:, :2] / points[:, 2:]).astype(np.float32)
        out.append(Line(quad, item.chars, item.source, item.reader))
    return out


def anchor(text: str, x: float, y: float, size: float = 20.0) -> Anchor:
    """An anchor drawn around print at the same place."""
    drawn = line(text, x, y, size).quad
    return Anchor(
        text, (float(drawn[0, 0]), float(drawn[0, 1]), float(drawn[2, 0]), float(drawn[2, 1]))
    )


def field(
    name: str,
    box: Box,
    key: str | None = None,
    side: str = "right",
    key_box: Box | None = None,
    multiline: bool = False,
    **spec: object,
) -> Field:
    """A field with its region and, if it has one, its printed label."""
    label = Key((key,), key_box, side) if key else None
    return Field(name, (box,), ValueSpec(**spec), key=label, multiline=multiline)


def template(
    anchors: Sequence[Anchor], fields: Sequence[Field] = (), name: str = "kind"
) -> Template:
    """A one-page template of the tests' page size."""
    return Template(name, (SamplePage(1, *PAGE),), tuple(fields), anchors=tuple(anchors))


def registered(kind: Template, lines: Sequence[Line]) -> Registration:
    """The registration of a page that is known to fit."""
    found = register(marks_of(kind, 1), lines, PAGE)
    assert found is not None
    return found


def found(
    kind: Template, lines: Sequence[Line], offset: tuple[float, float] = (0.0, 0.0)
) -> dict[str, FieldMatch]:
    """Every field of the template on a page with these lines."""
    registration = registered(kind, lines)
    placed = [place(item, registration.to_template, 0) for item in lines]
    return find_fields(kind, kind.fields, registration, placed, offset)
