"""The static text of samples."""

from __future__ import annotations

from typing import Any

import pytest

from recognition.engine.ppocr import default_reader
from recognition.pages.limits import Limits
from recognition.pages.opening import UnreadableFile
from recognition.samples import sample_pages, static_text
from templates_app.definition.parsing import parse_template
from templates_app.definition.template import Template
from tests import made


def drawn(*boxes: list[int], size: tuple[int, int] = (400, 120)) -> Template:
    document: dict[str, Any] = {
        "format": "stencil-template/1",
        "name": "bill",
        "pages": [{"number": 1, "width": size[0], "height": size[1], "sample": "bill.png"}],
        "fields": [{"name": f"field_{n}", "box": box} for n, box in enumerate(boxes)],
    }
    return parse_template(document)


def found(template: Template, content: bytes) -> dict[str, tuple[float, float, float, float]]:
    pages = sample_pages(template, {1: content}, Limits())
    return {anchor.text: anchor.box for anchor in static_text(template, pages, default_reader())}


def test_text_outside_fields_is_static() -> None:
    texts = found(drawn([300, 5, 390, 20]), made.png("Alder Lane"))
    assert "".join(texts).replace(" ", "") == "AlderLane"


def test_text_in_a_field_is_not() -> None:
    assert found(drawn([10, 20, 390, 100]), made.png("Alder Lane")) == {}


def test_of_a_line_that_reaches_into_a_field_the_label_is_kept() -> None:
    texts = found(drawn([90, 20, 390, 100]), made.png("Total 118.00"))
    assert [text.strip() for text in texts] == ["Total"]


def test_boxes_are_in_template_pixels_whatever_the_samples_size() -> None:
    small = next(iter(found(drawn(), made.png("Alder Lane")).values()))
    scaled = next(iter(found(drawn(size=(800, 240)), made.png("Alder Lane")).values()))
    assert scaled == pytest.approx([2 * edge for edge in small])


def test_a_sample_that_can_not_be_opened_is_named() -> None:
    with pytest.raises(UnreadableFile, match=r"bill\.png"):
        sample_pages(drawn(), {1: b"just some words"}, Limits())
