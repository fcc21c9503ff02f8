"""What the designer asks for, on a made-up bill with a real reader."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from recognition import design, tried_documents
from recognition.pages.failures import UnreadableFile
from templates_app.definition.parsing import parse_template
from templates_app.models import TemplateDraft

pytestmark = pytest.mark.django_db

PRINT = (
    ("Bill number", 60, 60), ("RE-2024-0815", 320, 60),
    ("Issue date", 60, 120), ("26.05.2024", 320, 120),
    ("Article", 60, 220), ("Amount", 560, 220),
    ("Linen notebook", 60, 270), ("100.00", 560, 270),
    ("Courier delivery", 60, 320), ("18.00", 560, 320),
    ("Total due", 60, 420), ("118.00", 560, 420),
    ("Thank you for your order", 60, 520),
)  # fmt: skip


def bill(size: tuple[int, int] = (800, 600), **other: str) -> bytes:
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(28)
    for text, x, y in PRINT:
        pen.text((x, y), other.get(text, text), "black", font)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def draft() -> TemplateDraft:
    return design.begin(bill(), "Our bill.png", None)


def around(draft: TemplateDraft, text: str) -> tuple[float, float, float, float]:
    words = design.page_words(draft, 1)["words"]
    x0, y0, x1, y1 = next(word["box"] for word in words if word["text"] == text)
    return x0 - 4, y0 - 4, x1 + 4, y1 + 4


def drawn(draft: TemplateDraft) -> dict[str, Any]:
    total = design.proposed_field(draft, draft.content, 1, around(draft, "118.00"))
    field = {key: value for key, value in total.items() if key != "text"}
    table = design.proposed_table(draft, draft.content, 1, (40, 205, 760, 370), "horizontal")
    return {
        **draft.content,
        "fields": [{**field, "name": "total", "box": list(around(draft, "118.00"))}],
        "tables": [
            {"name": "items", "box": [40, 205, 760, 370], "orientation": "horizontal", **table}
        ],
        "rules": [{"name": "adds up", "expr": "sum(items.amount) == total"}],
    }


def test_a_draft_begins_with_the_samples_pages(draft: TemplateDraft) -> None:
    assert draft.content["name"] == "our-bill"
    assert draft.content["pages"] == [
        {"number": 1, "width": 800, "height": 600, "sample": "Our bill.png"}
    ]
    assert draft.samples.get().read() == bill()
    parse_template(draft.content)


def test_a_sample_that_lay_askew_is_kept_straight() -> None:
    image = Image.open(io.BytesIO(bill())).rotate(180)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    draft = design.begin(buffer.getvalue(), "upside.png", None)
    assert draft.content["pages"][0]["sample"] == "upside-1.png"
    assert "118.00" in [word["text"] for word in design.page_words(draft, 1)["words"]]


def test_what_is_no_document_begins_nothing() -> None:
    with pytest.raises(UnreadableFile):
        design.begin(b"just words", "words.txt", None)
    assert not TemplateDraft.objects.exists()


def test_the_sample_is_read_by_what_is_drawn(draft: TemplateDraft) -> None:
    found = design.tried_on_sample(draft, drawn(draft))
    assert found["problems"] == []
    assert found["fields"]["total"]["value"] == "118.00"
    assert [row["amount"]["value"] for row in found["tables"]["items"]] == ["100.00", "18.00"]
    assert found["rules"][0]["passed"] is True
    assert found["recognition"]["sure"]


def test_boxes_are_in_the_pixels_that_the_draft_states(draft: TemplateDraft) -> None:
    plain = design.tried_on_sample(draft, drawn(draft))["fields"]["total"]["box"]
    content = drawn(draft)
    doubled = {
        **content,
        "pages": [{**content["pages"][0], "width": 1600, "height": 1200}],
        "fields": [{"name": "total", "box": [2 * edge for edge in content["fields"][0]["box"]]}],
        "tables": [],
        "rules": [],
    }
    found = design.tried_on_sample(draft, doubled)["fields"]["total"]
    assert found["value"] == "118.00"
    assert found["box"] == pytest.approx([2 * edge for edge in plain], abs=3)


def test_mistakes_do_not_keep_the_rest_from_being_tried(draft: TemplateDraft) -> None:
    content = drawn(draft)
    content["fields"].append({"name": "Wrong name", "box": [1, 1, 9, 9]})
    found = design.tried_on_sample(draft, content)
    assert [problem["place"] for problem in found["problems"]] == ["fields[1].name"]
    assert found["fields"]["total"]["value"] == "118.00"


def test_static_text_is_proposed_without_what_fields_hold(draft: TemplateDraft) -> None:
    found = design.proposed_anchors(draft, drawn(draft))
    likely = {entry["text"] for entry in found if entry["likely"]}
    assert "Total due" in likely
    assert not any("118.00" in entry["text"] for entry in found)
    assert not any("RE-2024" in text for text in likely)


def test_another_document_of_the_kind_is_read(draft: TemplateDraft) -> None:
    other = bill(**{"118.00": "219.50", "100.00": "201.50"})
    record, pages = tried_documents.tried_on(draft, drawn(draft), other, "other.png")
    assert record["template"]["name"] == "our-bill"
    assert record["fields"]["total"]["value"] == "219.50"
    (page,) = pages
    assert page.image.shape == (600, 800, 3)
    total = next(word["box"] for word in page.words if word["text"] == "219.50")
    assert abs(total[0] - 560) < 8
    assert abs((total[1] + total[3]) / 2 - 432) < 12


def test_a_page_without_a_sample_has_no_words(draft: TemplateDraft) -> None:
    draft.samples.all().delete()
    assert design.page_words(draft, 1)["words"] == []
    assert design.page_picture(draft, 1) is None
    assert design.tried_on_sample(draft, draft.content)["fields"] == {}


def test_a_long_document_is_refused_before_any_page_is_read(
    draft: TemplateDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Image.open(io.BytesIO(bill()))
    buffer = io.BytesIO()
    page.save(buffer, "TIFF", save_all=True, append_images=[page] * design.MOST_PAGES)
    monkeypatch.setattr(design, "read_in_turns", None)
    monkeypatch.setattr(tried_documents, "read_in_turns", None)
    for use in (
        lambda: design.begin(buffer.getvalue(), "long.tif", None),
        lambda: tried_documents.tried_on(draft, draft.content, buffer.getvalue(), "long.tif"),
        lambda: design.check_sample(buffer.getvalue(), "long.tif"),
    ):
        with pytest.raises(design.DesignError, match="has 21 pages"):
            use()
