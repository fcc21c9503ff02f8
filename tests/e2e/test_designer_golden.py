"""Other documents in the designer: tried, put right, made golden, held against a new version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import findings_in_both_lights
from tests.e2e.conftest import DEMO, Site
from tests.e2e.designing import SAMPLE, Designer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


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
    assert findings_in_both_lights(page) == []
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
    assert findings_in_both_lights(page) == []
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
    assert findings_in_both_lights(page) == []

    page.goto("/templates/membership-form/")
    page.click("button:has-text('Archive')")
    expect(page.locator(".lead")).to_contain_text("not active")
    page.click("button:has-text('Take up again')")
    expect(page.locator(".lead")).not_to_contain_text("not active")
    page.click("button:has-text('Copy')")
    page.wait_for_url("**/designer/*-*/")
    hands.ready()
    assert hands.saved()["name"] not in ("", "membership-form")


def _token(page: Page) -> str:
    cookies = page.context.cookies()
    return next(cookie["value"] for cookie in cookies if cookie["name"] == "csrftoken")


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
    assert findings_in_both_lights(page) == []

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
