"""Rendered documents say exactly what their truth says, byte for byte the same for one seed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from templates_app.definition.parsing import parse_template
from training.synth.documents.__main__ import main
from training.synth.documents.drawing import Drawing, Printed
from training.synth.documents.fonts import FontMissing, face
from training.synth.documents.kinds import KINDS, Kind, template, truth
from training.synth.documents.rendering import to_images, to_pdf


def printable(kind: Kind) -> bool:
    """Whether the fonts that the kind wants are on this system."""
    try:
        for role in kind.roles:
            face(role)
    except FontMissing:
        return False
    return True


EVERY_KIND = [
    pytest.param(
        kind,
        id=kind.name,
        marks=pytest.mark.skipif(not printable(kind), reason=f"no font for {kind.name}"),
    )
    for kind in KINDS.values()
]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_same_seed_gives_the_same_bytes(kind: Kind) -> None:
    assert to_pdf(kind.draw(4), kind.title) == to_pdf(kind.draw(4), kind.title)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_another_seed_gives_another_document(kind: Kind) -> None:
    first, second = truth(kind, 1, kind.draw(1)), truth(kind, 2, kind.draw(2))
    assert first["fields"] != second["fields"]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_line_of_the_truth_stands_on_ink(kind: Kind) -> None:
    drawing = kind.draw(3)
    images = to_images(to_pdf(drawing, kind.title))
    for line in drawing.lines:
        assert line.box is not None
        x0, y0, x1, y1 = (round(edge) for edge in line.box)
        part = images[line.page - 1][y0:y1, x0:x1]
        assert part.max() - part.min() > 60, line.text


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_no_ink_of_a_line_lies_outside_its_box(kind: Kind) -> None:
    """Measured on a page that holds this line alone."""
    drawing = kind.draw(3)
    marks = drawing.pages[0].marks
    for line in [line for line in drawing.lines if line.page == 1][::7]:
        alone = Drawing()
        alone.new_page(drawing.pages[0].width, drawing.pages[0].height)
        alone.pages[0].marks = [mark for mark in marks if getattr(mark, "text", None) == line.text][
            :1
        ]
        image = to_images(to_pdf(alone, "one line"))[0]
        rows, columns = np.nonzero(image.min(axis=2) < 200)
        if not len(rows):
            continue
        box = first_box(drawing, line.text or "")
        assert columns.min() >= box[0] - 3 and columns.max() <= box[2] + 3, line.text
        assert rows.min() >= box[1] - 3 and rows.max() <= box[3] + 3, line.text


def first_box(drawing: Drawing, text: str) -> tuple[float, float, float, float]:
    """The box of the first line with this text."""
    box = next(line.box for line in drawing.lines if line.text == text)
    assert box is not None
    return box


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_text_layer_says_what_the_truth_says(kind: Kind) -> None:
    drawing = kind.draw(5)
    document = pypdfium2.PdfDocument(to_pdf(drawing, kind.title))
    printed = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    for line in drawing.lines:
        assert "".join((line.text or "").split()) in printed


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_template_is_a_valid_one_and_its_boxes_hold_the_values(kind: Kind) -> None:
    drawing = kind.draw(6)
    drawn = parse_template(template(kind, drawing))
    for field in drawn.fields:
        truth_of_field = drawing.fields[field.name]
        assert truth_of_field.page == field.page
        if truth_of_field.box is not None:
            assert_inside(truth_of_field, field.boxes[0])
    for table in drawn.tables:
        for row in drawing.tables[table.name]:
            assert set(row) == {column.name for column in table.columns}
            for cell in row.values():
                if cell.page == table.page and cell.box is not None:
                    assert_inside(cell, table.box)


def assert_inside(printed: Printed, box: tuple[float, float, float, float]) -> None:
    """A value stands in its box, give or take what letters hang over."""
    assert printed.box is not None
    x0, y0, x1, y1 = printed.box
    assert x0 >= box[0] - 2 and y0 >= box[1] - 6, printed
    assert x1 <= box[2] + 2 and y1 <= box[3] + 6, printed


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("name", ["invoice-en", "statement-en", "invoice-de", "invoice-zh"])
def test_what_an_invoice_adds_up_is_right(name: str, seed: int) -> None:
    if not printable(KINDS[name]):
        pytest.skip("no font with Chinese characters")
    drawing = KINDS[name].draw(seed)
    sums = {field: Decimal(str(drawing.fields[field].value)) for field in ("net", "tax", "total")}
    lines = [Decimal(str(row["amount"].value)) for row in drawing.tables["items"]]
    assert sum(lines) == sums["net"]
    assert sums["net"] + sums["tax"] == sums["total"]


def test_a_statement_goes_on_over_a_second_page() -> None:
    drawing = KINDS["statement-en"].draw(2)
    assert len(drawing.pages) == 2
    assert {row["amount"].page for row in drawing.tables["items"]} == {1, 2}
    assert drawing.fields["total"].page == 2


def test_a_carton_may_hold_contents_of_several_lines() -> None:
    heights = {
        round(row["contents"].box[3] - row["contents"].box[1])
        for seed in range(1, 8)
        for row in KINDS["packing-list"].draw(seed).tables["cartons"]
        if row["contents"].box
    }
    assert len(heights) > 1


def test_forms_come_with_and_without_a_signature() -> None:
    signed = {KINDS["membership-form"].draw(seed).fields["signature"].value for seed in range(1, 9)}
    assert signed == {True, False}


def test_the_command_writes_documents_truth_and_template(tmp_path: Path) -> None:
    assert main(["--kind", "packing-list", "--n", "2", "--seed", "5", "--to", str(tmp_path)]) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"packing-list-0005.pdf", "packing-list-0006.png", "packing-list.json"} <= names
    stated = json.loads((tmp_path / "packing-list-0005.json").read_text(encoding="utf-8"))
    assert stated["fields"]["carton_count"]["value"] == str(len(stated["tables"]["cartons"]))
    drawn = json.loads((tmp_path / "packing-list.json").read_text(encoding="utf-8"))
    assert (tmp_path / drawn["pages"][0]["sample"]).exists()


def test_a_missing_chinese_font_names_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("training.synth.documents.fonts._installed", lambda: {})
    with pytest.raises(FontMissing, match="fonts-wqy-microhei"):
        face.__wrapped__("cjk")
