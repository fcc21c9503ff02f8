"""The designer in a real browser, before the running site."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DEMO, Site
from tests.e2e.designing import Designer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SAMPLE = DEMO / "documents" / "harbour-finch-invoice.pdf"
FIELD = [1178.0, 486.0, 1400.0, 523.0]
ZOOMS = (0.5, 1.0, 2.5)
THEME_SETTLES = 300
"""Milliseconds after which no colour is under way between two themes."""


@pytest.fixture
def designer(signed_in: Page) -> Designer:
    """The designer on a new draft of the demo's invoice."""
    hands = Designer(signed_in)
    hands.begin(SAMPLE)
    return hands


def test_what_is_drawn_at_any_zoom_is_there_again_within_a_pixel(designer: Designer) -> None:
    page = designer.page
    drawn = []
    for number, zoom in enumerate((designer.scale(), *ZOOMS)):
        page.keyboard.press("0")
        page.locator("[data-design-frame]").focus()
        centre = designer.at(1250, 520)
        page.mouse.move(*centre)
        while designer.scale() < zoom * 0.9:
            page.mouse.wheel(0, -120)
            page.wait_for_timeout(30)
        top = 470 + 40 * number
        drawn.append([1160.0, top, 1300.0, top + 30.0])
        designer.nothing_selected()
        designer.drag(drawn[-1])
    saved = [field["box"] for field in designer.saved()["fields"]]
    _near(saved, drawn)
    page.reload()
    designer.ready()
    for zoom in ("0", "1", "2"):
        page.locator("[data-design-frame]").focus()
        page.keyboard.press(zoom)
        for number, box in enumerate(saved):
            page.click(f"[data-item=f{number}]")
            # the corner of the box as drawn is where its handle is taken
            page.mouse.move(*designer.at(box[2], box[3]))
            cursor = page.locator("[data-design-frame]").evaluate("frame => frame.style.cursor")
            assert cursor == "nwse-resize", (zoom, number)
            page.click("[aria-label='Back to the list']")
    _near([field["box"] for field in designer.saved()["fields"]], drawn)


def _near(found: list[list[float]], drawn: list[list[float]]) -> None:
    assert len(found) == len(drawn)
    for one, two in zip(found, drawn, strict=True):
        assert max(abs(a - b) for a, b in zip(one, two, strict=True)) <= 1.0, (one, two)


def test_fifty_steps_are_undone_and_done_again(designer: Designer) -> None:
    designer.drag(FIELD)
    expect(designer.page.locator("[data-name=name]")).to_have_value("invoice_number")
    first = designer.saved()
    for step in range(49):
        designer.page.locator("[data-design-frame]").focus()
        # another selection between makes each nudge a step of its own
        designer.page.keyboard.press("Escape")
        designer.page.keyboard.press(".")
        designer.page.keyboard.press("ArrowRight" if step % 2 else "ArrowDown")
    moved = designer.saved()["fields"][0]["box"]
    _near([moved], [[FIELD[0] + 24, FIELD[1] + 25, FIELD[2] + 24, FIELD[3] + 25]])
    designer.undo(49)
    assert designer.saved() == first
    designer.undo(1)
    assert designer.saved()["fields"] == []
    expect(designer.page.locator("[data-design-undo]")).to_be_disabled()
    designer.redo(50)
    assert designer.saved()["fields"][0]["box"] == moved


def test_a_template_is_drawn_read_and_published(designer: Designer) -> None:
    page = designer.page
    x0, y0, x1, y1 = designer.word("INV-2025-1345")
    designer.click((x0 + x1) / 2, (y0 + y1) / 2)
    expect(page.locator("[data-value]")).to_have_text("INV-2025-1345", timeout=60_000)
    expect(page.locator("[data-name=name]")).to_have_value("invoice_number")
    expect(page.locator("[data-name=key]")).to_have_value("Invoice number")

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


def test_fields_are_drawn_and_edited_by_keys_alone(designer: Designer) -> None:
    page = designer.page
    page.locator("[data-design-frame]").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    box = designer.saved()["fields"][0]["box"]
    for key in ("ArrowRight", "Shift+ArrowDown", "Control+ArrowRight", "Control+Shift+ArrowDown"):
        page.keyboard.press(key)
    x0, y0, x1, y1 = designer.saved()["fields"][0]["box"]
    _near([[x0, y0, x1, y1]], [[box[0] + 1, box[1] + 10, box[2] + 2, box[3] + 20]])
    page.keyboard.press("Control+d")
    page.keyboard.press("Control+a")
    expect(page.locator("[data-panel-body]")).to_contain_text("2 items selected")
    page.keyboard.press("Alt+ArrowLeft")
    first, second = designer.saved()["fields"]
    assert first["box"][0] == second["box"][0]
    assert first["name"] != second["name"]
    page.keyboard.press("Control+x")
    assert designer.saved()["fields"] == []
    page.keyboard.press("Control+v")
    assert len(designer.saved()["fields"]) == 2
    page.keyboard.press(",")
    page.keyboard.press("Enter")
    expect(page.locator("[data-name=name]")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("typed_name")
    assert "typed_name" in [field["name"] for field in designer.saved()["fields"]]
    page.locator("[data-design-frame]").focus()
    page.keyboard.press("?")
    expect(page.locator("#design-keys")).to_be_visible()


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
    designer.drag(FIELD)
    designer.saved()
    other.drag([200, 600, 400, 640])
    expect(other.page.locator("[data-design-saved]")).to_have_text("Changed by somebody else")
    page.reload()
    designer.ready()
    assert [field["name"] for field in designer.saved()["fields"]] == ["invoice_number"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_designer_is_accessible_and_fits_its_window(
    theme: str, designer: Designer, site: Site
) -> None:
    page = designer.page
    page.context.add_cookies([{"name": "theme", "value": theme, "url": site.url}])
    page.set_viewport_size({"width": 1024, "height": 768})
    page.reload()
    designer.ready()
    designer.drag(FIELD)
    expect(page.locator("[data-value]")).to_have_text(re.compile("INV"), timeout=60_000)
    found = []
    for tab in ("fields", "anchors", "rules", "template"):
        page.click(f"[data-tab={tab}]")
        violations = Axe().run(page).response["violations"]
        found += [
            (tab, one["id"]) for one in violations if one["impact"] in ("serious", "critical")
        ]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024


def test_a_tried_document_becomes_golden_and_stops_what_reads_it_worse(
    signed_in: Page, site: Site
) -> None:
    page = signed_in
    path = DEMO / "templates" / "membership-form.json"
    site.installation.run("manage.py", "template", "import", str(path))
    page.goto("/templates/membership-form/design/")
    hands = Designer(page)
    hands.ready()
    page.click("[data-do=try]")
    documents = [DEMO / "documents" / name for name in ("membership-form.png", "packing-list.png")]
    page.set_input_files("dialog.try input[type=file]", [str(path) for path in documents])
    expect(page.locator("[data-tried='1'] .state")).to_have_text("Not recognised", timeout=120_000)
    page.click("[data-tried='0']")
    shown = page.locator("[data-try-value] .try-value-text").all_inner_texts()
    assert len(shown) >= 5
    _accessible(page)
    page.click("[data-golden]")
    expect(page.locator(".toast-good")).to_contain_text("suite")
    page.click("dialog.try [aria-label=Close]")

    page.click("[data-item=f0]")
    name = page.locator("[data-name=name]").input_value()
    page.fill("[data-name=key]", "")
    page.click("[data-name=more] summary")
    box = hands.saved()["fields"][0]["box"]
    height = box[3] - box[1]
    page.fill("[data-name=place-3]", str(round(height + 8)))
    page.fill("[data-name=place-1]", "8")
    page.fill("[data-name=place-3]", str(round(height + 8)))
    hands.saved()
    page.click("[data-do=publish]")
    worse = page.locator(".suite-one[data-regressed='1']")
    expect(worse).to_contain_text("worse", timeout=120_000)
    expect(worse.locator("tbody tr")).to_contain_text([name])
    expect(page.locator("[data-publish]")).to_be_disabled()
    _accessible(page)
    revision = page.request.get(page.url + "state/").json()["revision"]
    refused = page.request.post(
        page.url + "publish/",
        data={"reason": " ", "revision": revision},
        headers={"X-CSRFToken": _token(page), "Referer": page.url},
    )
    assert refused.status == 400
    assert "worse than before" in refused.json()["detail"]
    page.fill("#publish-reason", "the form no longer has it")
    page.click("[data-publish]")
    page.wait_for_url("**/templates/membership-form/")
    expect(page.locator(".lead")).to_contain_text("version 2")
    expect(page.locator("body")).to_contain_text("the form no longer has it")

    page.goto("/templates/membership-form/v1/")
    page.click("button:has-text('Restore this version')")
    page.wait_for_url("**/designer/*-*/")
    hands.ready()
    assert hands.saved()["fields"][0]["box"] == box
    page.click("[data-do=publish]")
    expect(page.locator(".suite-one > .state-good")).to_be_visible(timeout=120_000)
    page.click("[data-publish]")
    page.wait_for_url("**/templates/membership-form/")
    expect(page.locator(".lead")).to_contain_text("version 3")
    page.goto("/templates/membership-form/compare/?from=1&to=2")
    expect(page.locator("main")).to_contain_text(name)
    _accessible(page)


def test_a_wrong_and_a_missed_value_are_put_right_before_it_becomes_golden(
    signed_in: Page, site: Site, tmp_path: Path
) -> None:
    page = signed_in
    source = json.loads((DEMO / "templates" / "invoice-en.json").read_text(encoding="utf-8"))
    for entry in source["pages"]:
        sample = DEMO / "templates" / entry["sample"]
        (tmp_path / entry["sample"]).write_bytes(sample.read_bytes())
    path = tmp_path / "corrected.json"
    path.write_text(json.dumps({**source, "name": "corrected"}), encoding="utf-8")
    site.installation.run("manage.py", "template", "import", str(path))
    page.goto("/templates/corrected/design/")
    hands = Designer(page)
    hands.ready()
    page.click("[data-do=try]")
    page.set_input_files("dialog.try input[type=file]", str(SAMPLE))
    expect(page.locator("[data-golden]")).to_be_visible(timeout=120_000)
    total = page.locator("[data-try-value=total]")
    read = total.locator(".try-value-text").inner_text()

    total.locator("button").first.click()
    page.fill("[data-name=right-value]", "much")
    page.keyboard.press("Enter")
    expect(total.locator("[role=alert]")).to_contain_text("Write the number plainly")
    site.expect_refusal()
    page.fill("[data-name=right-value]", "£ 1,234.50")
    page.keyboard.press("Enter")
    expect(total.locator(".try-value-text")).to_have_text("1234.50")
    expect(total).to_contain_text(f"read as {read}")

    # the same value again, drawn around where it is printed
    total.locator("button").first.click()
    box = page.locator("[data-try-box=total]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] - 4, box["y"] - 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 4, box["y"] + box["height"] + 4, steps=5)
    page.mouse.up()
    expect(total.locator(".try-value-text")).to_have_text(read)

    number = page.locator("[data-try-value=invoice_number]")
    page.locator("[data-try-box=invoice_number]").click()
    expect(number.locator("[data-name=right-value]")).to_be_visible()
    number.locator("[data-name=nothing]").click()
    expect(number.locator(".try-value-text")).to_have_text("–")

    cell = "[data-try-value='items[0].amount']"
    page.click(cell)
    page.fill("[data-name=right-value]", "1.00")
    page.click("[data-name=save-value]")
    expect(page.locator(cell)).to_have_text("1.00")
    rows = page.locator("[data-try-table=items] tbody tr")
    count = rows.count()
    page.click("[data-name=add-row-items]")
    expect(rows).to_have_count(count + 1)
    rows.last.locator("[aria-label$='is none']").click()
    expect(rows).to_have_count(count)
    _accessible(page)

    page.click("[data-golden]")
    expect(page.locator(".toast-good")).to_contain_text("suite")
    page.click("dialog.try [aria-label=Close]")
    page.click("[data-do=publish]")
    worse = page.locator(".suite-one[data-regressed]")
    expect(worse).to_be_visible(timeout=120_000)
    changed = worse.locator("tbody tr")
    expect(changed).to_have_count(2)
    expect(changed.filter(has_text="invoice_number")).to_contain_text("still wrong")
    expect(changed.filter(has_text="items[1].amount")).to_contain_text("1.00")
    expect(page.locator("[data-publish]")).to_be_enabled()


def _accessible(page: Page) -> None:
    """No serious finding in either theme."""
    root = page.locator("html")
    before = root.get_attribute("data-theme") or "system"
    found = []
    for theme in ("light", "dark"):
        root.evaluate("(root, theme) => { root.dataset.theme = theme; }", theme)
        page.wait_for_timeout(THEME_SETTLES)
        violations = Axe().run(page).response["violations"]
        found += [
            (theme, one["id"], node["html"][:200])
            for one in violations
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]
    root.evaluate("(root, theme) => { root.dataset.theme = theme; }", before)
    assert found == []


def _token(page: Page) -> str:
    cookies = page.context.cookies()
    return next(cookie["value"] for cookie in cookies if cookie["name"] == "csrftoken")


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
