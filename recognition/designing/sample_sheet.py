"""A sample page as a registered sheet: template pixels are the sample's own."""

from __future__ import annotations

import numpy as np

from recognition.matching.marks import Mark, marks_of
from recognition.matching.placing import place
from recognition.matching.registration import Registration, register
from recognition.matching.table_contract import SheetPage
from recognition.reading import Matrix, ReadPage
from recognition.sheets import Sheet
from templates_app.definition.template import SamplePage, Template

_EXACTLY = 1e-6


def sample_sheet(read: ReadPage, page: SamplePage, index: int) -> Sheet:
    """The sheet of a read sample page, with no marks to register by.

    index: place among the template's pages, from 0.
    """
    to_sheet = _to_sheet(read, page)
    back = np.linalg.inv(to_sheet)
    lines = tuple(place(line, back, index) for line in read.lines if line.chars)
    sheet = SheetPage(index, page.number, True, read.straight, to_sheet, lines)
    return Sheet(sheet, _registration(to_sheet, ()))


def with_marks(sheet: Sheet, template: Template) -> Sheet:
    """The sheet once it is known by which marks the template finds its labels."""
    marks = marks_of(template, sheet.page.template_page)
    return Sheet(sheet.page, _registration(sheet.page.to_sheet, marks))


def recognised(read: ReadPage, page: SamplePage, template: Template) -> Registration | None:
    """How the template's own sample would be registered as a stranger; None: not at all."""
    lines = [line for line in read.lines if line.chars]
    return register(marks_of(template, page.number), lines, (page.width, page.height))


def _to_sheet(read: ReadPage, page: SamplePage) -> Matrix:
    """Template pixels -> pixels of the straightened page."""
    original = read.straight.page
    stretch = np.diag([original.width / page.width, original.height / page.height, 1.0])
    return np.asarray(np.linalg.inv(read.straight.to_page) @ stretch)


def _registration(to_sheet: Matrix, marks: tuple[Mark, ...]) -> Registration:
    return Registration(
        to_sheet=to_sheet,
        to_template=np.linalg.inv(to_sheet),
        kind="affine",
        placed=(),
        marks=marks,
        score=1.0,
        residual=_EXACTLY,
        shifts=np.empty((0, 4)),
    )
