"""Which lines of a glance are asked about again, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from recognition.asking_again import reconsidered
from recognition.filling import fill
from recognition.matching.index import TemplateIndex
from recognition.reading import Image, Line
from recognition.sheets import Sheet, parts_of, sheets_of
from recognition.values.shipped_calibration import shipped_calibration
from templates_app.definition.template import Template
from tests.recognition.matching.sheets import line_of
from tests.recognition.test_filling import HEAD, WHOLE, goods, page, template


class Corrector:
    """A reader that corrects the lines it is asked about, and keeps what that were."""

    name = "corrector"

    def __init__(self, corrections: Mapping[str, str] | None = None) -> None:
        self.corrections = corrections or {}
        self.asked: list[str] = []

    def reconsider(self, image: Image, lines: Sequence[Line]) -> tuple[Line, ...]:
        self.asked += [line.text for line in lines]
        return tuple(self._corrected(line) for line in lines)

    def _corrected(self, line: Line) -> Line:
        left, middle = float(line.quad[0, 0]), float(line.quad[:, 1].mean())
        return line_of(self.corrections.get(line.text, line.text), left, middle)

    def recognize(self, crops: Sequence[Image], *_: object, **__: object) -> list[Any]:
        raise AssertionError("nothing is left to look at")


def doubtful(text: str, x: float, y: float) -> Line:
    return replace(line_of(text, x, y), doubtful=True)


def texts(sheets: Sequence[Sheet]) -> list[str]:
    return [line.text for sheet in sheets for line in sheet.page.lines]


def asked_about(
    lines: Sequence[Line], reader: Corrector, drawn: Template | None = None
) -> tuple[Sheet, ...]:
    chosen = drawn or template()
    (part,) = parts_of([page(1, list(lines))], TemplateIndex([chosen]), chosen.name, split=True)
    return reconsidered(chosen, sheets_of(part), reader)


def test_only_lines_that_values_are_made_of_are_asked_about() -> None:
    reader = Corrector({"A-l7": "A-17"})
    lines = [line for line in HEAD if line.text != "A-17"]
    lines += [doubtful("A-l7", 580, 112), doubtful("a stamp far from it", 300, 900)]
    found = asked_about(lines, reader)
    assert reader.asked == ["A-l7"]
    assert "A-17" in texts(found)
    assert [one.line.doubtful for sheet in found for one in sheet.page.lines].count(True) == 1


def test_a_reader_is_not_asked_where_nothing_is_in_doubt() -> None:
    reader = Corrector()
    found = asked_about(HEAD, reader)
    assert reader.asked == []
    assert sorted(texts(found)) == sorted(line.text for line in HEAD)


def test_a_label_that_was_misread_is_asked_about_and_its_value_follows_it() -> None:
    reader = Corrector({"Nwhcr": "Number"})
    lines = [line for line in HEAD if line.text not in ("Number", "A-17")]
    lines += [doubtful("Nwhcr", 500, 112), line_of("A-17", 580, 112)]
    sheets = asked_about(lines, reader)
    assert reader.asked == ["Nwhcr"]
    found = fill(template(), sheets, reader, shipped_calibration(), 0.95)
    place = found.fields["number"].place
    assert place.label is not None
    assert place.text == "A-17"


def test_the_end_of_a_longer_table_is_found_although_it_was_misread() -> None:
    reader = Corrector({"Tctcl": "Total"})
    lines = [*HEAD, *goods(1, 12, 345)]
    lines += [doubtful("Tctcl", 500, 345 + 12 * 30), line_of("78.00", 690, 345 + 12 * 30)]
    sheets = asked_about(lines, reader)
    assert reader.asked == ["Tctcl"]
    found = fill(template(), sheets, reader, shipped_calibration(), 0.95)
    amounts = [row["amount"].settled.value for row in found.tables["items"]]
    assert amounts == WHOLE[:12]
    assert found.fields["total"].settled.value == "78.00"


def test_a_line_that_turns_out_empty_is_no_text() -> None:
    class Blind(Corrector):
        def _corrected(self, line: Line) -> Line:
            return replace(line, chars=(), doubtful=False)

    lines = [*HEAD[:3], doubtful("~", 580, 112), *HEAD[4:]]
    assert "~" not in texts(asked_about(lines, Blind()))
