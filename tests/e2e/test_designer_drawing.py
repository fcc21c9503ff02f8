"""Drawing in the designer: by pointer at any zoom, by keys, several at once, and undone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import findings
from tests.e2e.conftest import DEMO, Site
from tests.e2e.designing import INVOICE_NUMBER, Designer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ZOOMS = (0.5, 1.0, 2.5)


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
    designer.drag(INVOICE_NUMBER)
    expect(designer.page.locator("[data-name=name]")).to_have_value("invoice_number")
    first = designer.saved()
    for step in range(49):
        designer.page.locator("[data-design-frame]").focus()
        # another selection between makes each nudge a step of its own
        designer.page.keyboard.press("Escape")
        designer.page.keyboard.press(".")
        designer.page.keyboard.press("ArrowRight" if step % 2 else "ArrowDown")
    moved = designer.saved()["fields"][0]["box"]
    _near(
        [moved],
        [
            [
                INVOICE_NUMBER[0] + 24,
                INVOICE_NUMBER[1] + 25,
                INVOICE_NUMBER[2] + 24,
                INVOICE_NUMBER[3] + 25,
            ]
        ],
    )
    designer.undo(49)
    assert designer.saved() == first
    designer.undo(1)
    assert designer.saved()["fields"] == []
    expect(designer.page.locator("[data-design-undo]")).to_be_disabled()
    designer.redo(50)
    assert designer.saved()["fields"][0]["box"] == moved


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


def test_several_are_selected_by_a_frame_and_copied_to_another_page(signed_in: Page) -> None:
    page, hands = signed_in, Designer(signed_in)
    hands.begin(DEMO / "documents" / "harbour-finch-statement.pdf")
    for top in (600, 700):
        hands.nothing_selected()
        hands.drag([200, top, 420, top + 40])
    boxes = [field["box"] for field in hands.saved()["fields"]]
    hands.nothing_selected()
    page.keyboard.down("Shift")
    hands.drag([150, 560, 300, 720], exactly=False)
    page.keyboard.up("Shift")
    selected = page.locator("[data-panel-body] h2").first
    expect(selected).to_have_text("2 items selected")
    page.select_option("[data-name=copy-to]", "2")
    page.wait_for_selector("[data-page='2'][data-words]", state="attached")
    expect(selected).to_have_text("2 items selected")
    copies = [field for field in hands.saved()["fields"] if field.get("page") == 2]
    assert [field["box"] for field in copies] == boxes

    # picked by keys from the list of the page, and aligned
    page.locator("[data-design-frame]").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(selected).to_have_text("0 items selected")
    for key in ("pick-f2", "pick-f3"):
        page.locator(f"[data-name={key}]").focus()
        page.keyboard.press("Space")
        expect(page.locator(f"[data-name={key}]")).to_have_attribute("aria-pressed", "true")
    expect(selected).to_have_text("2 items selected")
    page.keyboard.press("Delete")
    assert len(hands.saved()["fields"]) == 2

    # what is undone is seen where it was done
    page.keyboard.press("Control+z")
    hands.undo(1)
    page.wait_for_selector("[data-page='1'][data-words]", state="attached")
    assert [field["box"] for field in hands.saved()["fields"]] == boxes


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_designer_is_accessible_and_fits_its_window(
    theme: str, designer: Designer, site: Site
) -> None:
    page = designer.page
    page.context.add_cookies([{"name": "theme", "value": theme, "url": site.url}])
    page.set_viewport_size({"width": 1024, "height": 768})
    page.reload()
    designer.ready()
    designer.drag(INVOICE_NUMBER)
    expect(page.locator("[data-value]")).to_have_text(re.compile("INV"), timeout=60_000)
    found = []
    for tab in ("fields", "anchors", "rules", "template"):
        page.click(f"[data-tab={tab}]")
        found += [(tab, one) for one in findings(page)]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024
