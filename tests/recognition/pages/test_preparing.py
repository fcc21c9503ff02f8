"""Pages come out upright with their lines found, whichever way they were put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from recognition.engine.contract import Constraint, Reading
from recognition.engine.ppocr import PpOcrReader
from recognition.pages.opening import open_document
from recognition.pages.orientation import orient, quarter_turns
from recognition.pages.preparing import prepare
from recognition.reading import Image, Line, Page, Quad
from tests.recognition.pages.drawing import (
    LINES,
    drawn_page,
    for_canvas,
    pdf_of,
    photographed,
    tilted,
)


@dataclass
class CountingReader:
    """The real reader, with a count of what it was asked to do."""

    reader: PpOcrReader
    detections: int = 0
    lines: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.reader.name

    def detect(self, image: Image) -> tuple[Quad, ...]:
        self.detections += 1
        return self.reader.detect(image)

    def recognize(
        self, crops: Sequence[Image], constraint: Constraint | None = None, beam: int = 0
    ) -> list[Reading]:
        self.lines.append(len(crops))
        return self.reader.recognize(crops, constraint, beam)

    def read(self, image: Image) -> tuple[Line, ...]:
        return self.reader.read(image)


def turned(page: Image, turns: int) -> Image:
    return np.ascontiguousarray(np.rot90(page, -turns))


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_the_turns_that_make_a_page_upright_are_found(reader: PpOcrReader, turns: int) -> None:
    assert quarter_turns(turned(drawn_page(), turns), reader) == (4 - turns) % 4


def test_a_page_without_lines_is_not_turned(reader: PpOcrReader) -> None:
    assert orient(np.full((400, 600, 3), 255, np.uint8), (), reader) == 0


def test_an_upright_page_costs_one_detection_and_four_lines(reader: PpOcrReader) -> None:
    counting = CountingReader(reader)
    straight, quads = prepare(Page(1, drawn_page()), counting)
    assert (counting.detections, counting.lines) == (1, [4])
    assert straight.notes == ()
    assert len(quads) >= len(LINES)


@pytest.mark.parametrize(("turns", "degrees"), [(1, 5.0), (2, 0.0), (2, 5.0), (3, 0.0)])
def test_a_turned_and_skewed_page_comes_out_upright_with_its_lines(
    reader: PpOcrReader, turns: int, degrees: float
) -> None:
    straight, quads = prepare(Page(1, turned(tilted(drawn_page(), degrees), turns)), reader)
    read = {line.text for line in reader.read_quads(straight.image, quads)}
    assert len(read & set(LINES)) >= len(LINES) - 1
    assert f"turned by {90 * (4 - turns)}°" in straight.notes


def test_an_upside_down_photo_comes_out_upright(reader: PpOcrReader) -> None:
    photo, _ = photographed(drawn_page())
    straight, quads = prepare(Page(1, turned(photo, 2)), reader)
    assert "cut to the paper" in straight.notes
    assert "turned by 180°" in straight.notes
    read = {line.text for line in reader.read_quads(straight.image, quads)}
    assert len(read & set(LINES)) >= len(LINES) - 1


def test_on_a_digital_page_lines_are_looked_for_in_scanned_regions_only(
    reader: PpOcrReader,
) -> None:
    picture = for_canvas(drawn_page(table=False))

    def draw(canvas: object) -> None:
        canvas.drawString(72, 760, "Printed by a program")
        canvas.drawImage(picture, 60, 100, 480, 320)

    page = open_document(pdf_of(draw), "a.pdf").page(1)
    assert isinstance(page, Page)
    straight, quads = prepare(page, reader)
    assert straight.notes == ()
    assert [line.text for line in page.words] == ["Printed by a program"]
    assert len(quads) >= len(LINES)
    assert min(float(quad[:, 1].min()) for quad in quads) > (842 - 420) * 200 / 72 - 10


def test_a_digital_page_set_sideways_is_turned_without_reading(reader: PpOcrReader) -> None:
    def draw(canvas: object) -> None:
        canvas.rotate(90)
        for index in range(6):
            canvas.drawString(80, -100 - 30 * index, f"Sideways line {index}")

    page = open_document(pdf_of(draw), "a.pdf").page(1)
    assert isinstance(page, Page)
    counting = CountingReader(reader)
    straight, quads = prepare(page, counting)
    assert straight.notes == ("turned by 90°",)
    assert (counting.detections, counting.lines, quads) == (0, [], ())
