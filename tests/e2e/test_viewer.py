"""A record's page: tables outlined over it, and the template's sample of several pages beside."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DEMO, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CHOSEN = re.compile("chosen")
Files = Callable[..., list[str]]


def _record(page: Page, files: Files, name: str) -> None:
    page.goto("/upload/")
    page.set_input_files("input[type=file]", files(name))
    expect(page.locator("[data-sum]")).to_have_text("1 of 1 done", timeout=120_000)
    page.goto(f"/documents/?search={name}")
    page.locator("tbody .name").first.click()
    page.wait_for_url("**/records/**")
    page.wait_for_selector("html[data-ready]", state="attached")


def _around(outer: Locator, inner: Locator) -> bool:
    big, small = outer.bounding_box(), inner.bounding_box()
    assert big is not None and small is not None
    line = 1.5  # strokes have a width of their own
    return (
        big["x"] <= small["x"] + line
        and big["y"] <= small["y"] + line
        and big["x"] + big["width"] >= small["x"] + small["width"] - line
        and big["y"] + big["height"] >= small["y"] + small["height"] - line
    )


def test_a_table_and_its_rows_are_outlined_and_chosen_from_either_side(
    signed_in: Page, files: Files
) -> None:
    page = signed_in
    _record(page, files, "harbour-finch-invoice.pdf")
    table = page.locator("polygon.outline-table[data-value='table:items']")
    row = page.locator("polygon.outline-row[data-value='row:items:1']")
    cell = page.locator("polygon.box[data-value='items.amount:1']")
    assert _around(table, row) and _around(row, cell)

    in_panel = page.locator("[data-panel] tr[data-value='row:items:1']")
    in_panel.locator("th button").click()
    expect(in_panel).to_have_class(CHOSEN)
    expect(row).to_have_class(CHOSEN)

    page.locator("[data-panel] [data-value='table:items'] button").click()
    expect(table).to_have_class(CHOSEN)
    expect(row).not_to_have_class(CHOSEN)

    # between two cells of the first row lies the row itself
    page.click("[data-viewer-action=width]")
    other = page.locator("polygon.box[data-value='items.description:0']").bounding_box()
    assert other is not None
    page.mouse.click(other["x"] + other["width"] + 6, other["y"] + other["height"] / 2)
    expect(page.locator("[data-panel] tr[data-value='row:items:0']")).to_have_class(CHOSEN)
    page.locator("[data-panel] [data-value=total]").click()
    page.keyboard.press("ArrowDown")
    assert not page.url.endswith(("table%3Aitems", "row%3Aitems%3A0"))


def test_each_page_lies_beside_the_samples_page_of_its_number(
    signed_in: Page, site: Site, files: Files
) -> None:
    page = signed_in
    path = DEMO / "templates" / "statement-en.json"
    site.installation.run("manage.py", "template", "import", str(path))
    name = next(one.name for one in sorted((DEMO / "documents").glob("*statement*")))
    _record(page, files, name)
    page.keyboard.press("s")
    pane = page.get_by_role("region", name="The template's sample")
    first, second = pane.locator("[data-beside-page='1']"), pane.locator("[data-beside-page='2']")
    expect(first).to_be_visible()
    page.click("[data-viewer-action=next]")
    expect(second).to_be_visible()
    expect(first).to_be_hidden()
    expect(pane.locator("[data-beside-turn='2']")).to_have_attribute("aria-pressed", "true")
    pane.locator("[data-beside-turn='1']").click()
    expect(first).to_be_visible()
    page.keyboard.press("s")
    expect(pane).to_be_hidden()
