"""Templates filled from pages made up line by line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from recognition.engine.ppocr import default_reader
from recognition.filling import Filled, fill
from recognition.matching.index import TemplateIndex
from recognition.reading import Line, Page, ReadPage, StraightPage
from recognition.sheets import parts_of, sheets_of
from recognition.values.shipped_calibration import shipped_calibration
from templates_app.definition.parsing import parse_template
from templates_app.definition.template import Template
from tests.recognition.matching.sheets import SIZE, line_of

WIDTH, HEIGHT = SIZE
MARKS = {
    "INVOICE": [40, 40, 180, 64],
    "Buyer": [40, 100, 100, 124],
    "Number": [500, 100, 560, 124],
    "Item": [40, 303, 80, 327],
    "Amount": [660, 303, 720, 327],
}
HEAD = [
    line_of("INVOICE", 40, 52),
    line_of("Buyer", 40, 112),
    line_of("Number", 500, 112),
    line_of("A-17", 580, 112),
    line_of("Item", 40, 315),
    line_of("Amount", 660, 315),
]


def template(keyed: bool = True, ends: bool = True) -> Template:
    """One page, a table that may be longer, and below it the total."""
    total: dict[str, Any] = {"name": "total", "type": "amount", "box": [600, 620, 760, 650]}
    table: dict[str, Any] = {
        "name": "items",
        "box": [40, 300, 760, 600],
        "orientation": "horizontal",
        "header_height": 30,
        "row_key": "item",
        "continues": True,
        "columns": [
            {"name": "item", "header": "Item", "range": [40, 560]},
            {"name": "amount", "header": "Amount", "type": "amount", "range": [560, 760]},
        ],
    }
    return parse_template(
        {
            "format": "stencil-template/1",
            "name": "long",
            "pages": [{"number": 1, "width": WIDTH, "height": HEIGHT}],
            "anchors": [{"text": text, "box": box} for text, box in MARKS.items()],
            "fields": [
                {"name": "number", "box": [580, 95, 760, 128], "key": {"text": "Number"}},
                {**total, "key": {"text": "Total"}} if keyed else total,
            ],
            "tables": [{**table, "ends_at": ["Total"]} if ends else table],
        }
    )


def page(number: int, lines: list[Line]) -> ReadPage:
    image = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    read = Page(number, image)
    return ReadPage(StraightPage(read, image, np.eye(3)), tuple(lines))


def goods(first: int, last: int, top: float) -> list[Line]:
    lines = []
    for place, number in enumerate(range(first, last + 1)):
        y = top + 30 * place
        lines += [line_of(f"Good number {number}", 40, y), line_of(f"{number}.00", 690, y)]
    return lines


def filled(drawn: Template, *pages: ReadPage) -> Filled:
    (part,) = parts_of(pages, TemplateIndex([drawn]), drawn.name, split=True)
    return fill(drawn, sheets_of(part), default_reader(), shipped_calibration(), 0.95)


def amounts(found: Filled) -> list[object]:
    return [row["amount"].settled.value for row in found.tables["items"]]


def total(found: Filled) -> object:
    return found.fields["total"].settled.value


LONG = (
    page(1, HEAD + goods(1, 20, 345)),
    page(
        2,
        [
            *(line_of("Item", 40, 60), line_of("Amount", 660, 60)),
            *goods(21, 23, 90),
            *(line_of("Total", 500, 200), line_of("276.00", 690, 200)),
        ],
    ),
)
WHOLE = [f"{number}.00" for number in range(1, 24)]


@pytest.mark.parametrize("ends", [True, False], ids=["with an end text", "without one"])
def test_a_total_that_a_longer_table_pushed_to_the_next_page_is_found_there(ends: bool) -> None:
    found = filled(template(ends=ends), *LONG)
    assert total(found) == "276.00"
    assert amounts(found) == WHOLE


def test_a_row_that_stands_where_an_unlabelled_total_was_drawn_stays_a_row() -> None:
    found = filled(template(keyed=False), *LONG)
    assert amounts(found) == WHOLE
    assert total(found) is None


def test_a_total_below_a_table_of_its_drawn_length_is_no_row() -> None:
    lines = [*HEAD, *goods(1, 9, 345), line_of("45.00", 690, 635)]
    found = filled(template(ends=False), page(1, lines))
    assert total(found) == "45.00"
    assert amounts(found) == WHOLE[:9]


def test_documents_split_out_of_one_file_are_filled_each_from_its_own_pages() -> None:
    drawn = template()
    short = [*HEAD, *goods(1, 4, 345), line_of("Total", 500, 635), line_of("10.00", 690, 635)]
    pages = [page(1, short), *(page(number, list(LONG[number - 2].lines)) for number in (2, 3))]
    parts = parts_of(pages, TemplateIndex([drawn]), drawn.name, split=True)
    assert [len(part.pages) for part in parts] == [1, 2]
    results = [
        fill(drawn, sheets_of(part), default_reader(), shipped_calibration(), 0.95)
        for part in parts
    ]
    assert [total(found) for found in results] == ["10.00", "276.00"]
    assert [amounts(found) for found in results] == [WHOLE[:4], WHOLE]
