"""From a draft to a version: drawn and published, imported and exported, kept from overwriting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DEMO, Site
from tests.e2e.designing import INVOICE_NUMBER, Designer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_template_is_drawn_read_and_published(designer: Designer) -> None:
    page = designer.page
    x0, y0, x1, y1 = designer.word("INV-2025-1345")
    designer.click((x0 + x1) / 2, (y0 + y1) / 2)
    expect(page.locator("[data-value]")).to_have_text("INV-2025-1345", timeout=60_000)
    expect(page.locator("[data-name=name]")).to_have_value("invoice_number")
    expect(page.locator("[data-name=key]")).to_have_value("Invoice number")
    page.fill("[data-name=pattern]", "[0-9]{4}")
    expect(page.locator("[data-value-card] .state")).to_have_text("in doubt", timeout=60_000)
    page.fill("[data-name=pattern]", "INV-[0-9]{4}-[0-9]{4}")
    expect(page.locator("[data-value-card] .state")).to_have_text("accepted", timeout=60_000)

    page.locator("[data-design-frame]").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    left, top = designer.word("Description")[:2]
    right, bottom = designer.word("41.61")[2:]
    designer.drag([left - 14, top - 12, right + 12, bottom + 14])
    expect(page.locator("[data-rows]")).to_have_attribute("data-rows", "5", timeout=60_000)
    columns = designer.saved()["tables"][0]["columns"]
    assert [column.get("type", "text") for column in columns] == [
        "text", "integer", "amount", "percent", "amount",
    ]  # fmt: skip
    edge = columns[1]["range"][1]
    page.mouse.move(*designer.at(edge, bottom - 60))
    page.mouse.down()
    page.mouse.move(*designer.at(edge + 20, bottom - 60), steps=3)
    page.mouse.up()
    moved = designer.saved()["tables"][0]["columns"]
    assert moved[1]["range"][1] == moved[2]["range"][0] > edge + 5

    designer.nothing_selected()
    page.keyboard.press("f")
    x0, y0, x1, y1 = designer.word("857.40")
    designer.drag([x0 - 12, y0 - 4, x1 + 8, y1 + 4])
    expect(page.locator("[data-name=name]")).to_have_value("total_due")
    page.click("[data-tab=rules]")
    page.click("[data-name=add-rule]")
    page.keyboard.type("sum(items.am")
    expect(page.get_by_role("option")).to_have_text(["items.amount"])
    page.keyboard.press("Enter")
    page.keyboard.type(") * 1.2 == total_due")
    page.keyboard.press("Escape")
    expect(page.locator("[data-rule-result]")).to_contain_text("holds", timeout=60_000)

    page.click("[data-tab=anchors]")
    page.click("[data-name=pin-all]")
    expect(page.locator(".notice-good")).to_contain_text("recognised", timeout=60_000)
    assert {"INVOICE", "BILL TO"} <= {anchor["text"] for anchor in designer.saved()["anchors"]}

    page.click("[data-tab=template]")
    page.fill("[data-name=template-name]", "drawn-invoice")
    designer.saved()
    designer.publish()
    assert page.url.endswith("/templates/drawn-invoice/")
    expect(page.locator(".lead")).to_contain_text("version 1")
    expect(page.locator("[data-drawn=total_due]")).to_be_attached()


def test_what_was_imported_and_not_touched_is_exported_equal(
    signed_in: Page, site: Site, tmp_path: Path
) -> None:
    source = json.loads((DEMO / "templates" / "statement-en.json").read_text(encoding="utf-8"))
    path = tmp_path / "statement-en.json"
    path.write_text(json.dumps(source), encoding="utf-8")
    for page in source["pages"]:
        (tmp_path / page["sample"]).write_bytes((DEMO / "templates" / page["sample"]).read_bytes())
    site.installation.run("manage.py", "template", "import", str(path))
    signed_in.goto("/templates/statement-en/")
    signed_in.click("a:has-text('Design')")
    hands = Designer(signed_in)
    hands.ready()
    signed_in.locator("[data-design-frame]").focus()
    signed_in.keyboard.press("PageDown")
    expect(signed_in.locator("[data-page='2'][aria-current=page]")).to_be_visible()
    signed_in.keyboard.press("Control+s")
    assert hands.saved() == source
    hands.publish()
    answer = signed_in.request.get("/templates/statement-en/v1/export/")
    assert answer.json() == source


def test_two_people_on_one_draft_do_not_overwrite_each_other(
    designer: Designer, site: Site
) -> None:
    page = designer.page
    other = Designer(page.context.new_page())
    other.page.goto(page.url)
    other.ready()
    designer.drag(INVOICE_NUMBER)
    designer.saved()
    other.drag([200, 600, 400, 640])
    expect(other.page.locator("[data-design-saved]")).to_have_text("Changed by somebody else")
    page.reload()
    designer.ready()
    assert [field["name"] for field in designer.saved()["fields"]] == ["invoice_number"]


def test_repeated_blocks_of_an_unmatched_document_become_rows(
    signed_in: Page, tmp_path: Path
) -> None:
    page = signed_in
    page.goto("/upload/")
    # another file than the other tests', which may have found its template by now
    unknown = tmp_path / "cartons.png"
    with Image.open(DEMO / "documents" / "packing-list.png") as picture:
        picture.convert("L").save(unknown)
    page.set_input_files("input[type=file]", str(unknown))
    expect(page.locator("[data-sum]")).to_have_text("1 of 1 done", timeout=120_000)
    page.goto("/inbox/")
    card = page.locator(".inbox-card", has_text="cartons.png")
    card.get_by_role("button", name="Make a template from this").click()
    page.wait_for_url("**/designer/*-*/")
    hands = Designer(page)
    hands.ready()
    left, top = hands.word("Carton")[:2]
    bottom = min(word["box"][3] for word in hands.words() if word["text"] == "Dimensions")
    page.locator("[data-design-frame]").focus()
    page.keyboard.press("t")
    hands.drag([left - 20, top - 14, 1530, bottom + 14])
    page.click("[data-name=vertical]")
    expect(page.locator("[data-rows]")).to_have_attribute("data-rows", "3", timeout=60_000)
    table = hands.saved()["tables"][0]
    assert (table["orientation"], len(table["columns"])) == ("vertical", 6)
    page.click("[data-tab=template]")
    page.fill("[data-name=template-name]", "cartons")
    hands.saved()
    hands.publish()
    page.goto("/inbox/")
    page.get_by_label("Choose cartons.png").check()
    page.select_option("[name=template]", "cartons")
    page.click("button:has-text('It is this template, really')")
    expect(page.locator(".notice-success")).to_contain_text("read again")
    page.goto("/templates/cartons/")
    expect(page.locator("section", has_text="Golden documents")).to_contain_text("cartons.png")
