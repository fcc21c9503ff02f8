"""On a tablet: fingers draw, move and zoom in the designer and over a record's page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from playwright.sync_api import Browser, CDPSession, Page, StorageState, expect

from tests.e2e.conftest import DEMO, Site, window_of
from tests.e2e.designing import Designer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GOOD = "harbour-finch-invoice.pdf"
FIELD = [1178.0, 486.0, 1400.0, 523.0]
Point = tuple[float, float]
RESTS = 200
"""Milliseconds that fingers stand still before they lift: what is let go of while it moves is a
fling, and the browser takes the next tap as what stops that."""
_SHEET = """() => {
    const { a, e, f } = new DOMMatrix(document.querySelector("[data-sheet]").style.transform);
    return [a, e, f];
}"""


class Fingers:
    """Fingers on the screen, each by its place in the window."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._devtools: CDPSession = page.context.new_cdp_session(page)

    def _send(self, kind: str, points: Sequence[Point]) -> None:
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self._devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def tap(self, at: Point) -> None:
        self.move((at, at), steps=0)

    def move(self, *ways: tuple[Point, Point], steps: int = 6) -> None:
        """Put fingers down one after the other, move each along its way at once, lift them."""
        for count in range(1, len(ways) + 1):
            self._send("touchStart", [start for start, _ in ways[:count]])
        for step in range(1, steps + 1):
            share = step / steps
            self._send(
                "touchMove",
                [(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for (x0, y0), (x1, y1) in ways],
            )
        if steps:
            self._page.wait_for_timeout(RESTS)
        self._send("touchEnd", [])


@pytest.fixture
def tablet(browser: Browser, site: Site, session: StorageState) -> Iterator[Page]:
    """A window of a tablet, 1024 pixels wide and 768 high."""
    yield from window_of(browser, site, session, (1024, 768), touch=True)


def test_one_finger_draws_and_two_move_and_zoom_the_designers_page(tablet: Page) -> None:
    hands = Designer(tablet)
    hands.begin(DEMO / "documents" / GOOD)
    fingers = Fingers(tablet)
    x0, y0, x1, y1 = FIELD
    fingers.move((hands.at(x0, y0), hands.at(x1, y1)))
    expect(tablet.locator("[data-name=name]")).to_have_value("invoice_number")
    expect(tablet.locator("[data-value]")).to_have_text("INV-2025-1345", timeout=60_000)

    before, (left, top) = hands.scale(), hands.at(800, 800)
    fingers.move(
        ((left - 60, top), (left - 120, top + 40)), ((left + 60, top), (left + 120, top + 40))
    )
    assert hands.scale() == pytest.approx(2 * before, rel=0.02)
    assert hands.at(800, 800) == pytest.approx((left, top + 40), abs=3)
    assert len(hands.saved()["fields"]) == 1

    # the field follows one finger, and its corner is taken by a finger's width
    box = hands.saved()["fields"][0]["box"]
    hands.page.keyboard.press("0")
    corner = hands.at(box[2], box[3])
    fingers.move(((corner[0] + 8, corner[1] + 6), (corner[0] + 48, corner[1] + 26)))
    grown = hands.saved()["fields"][0]["box"]
    assert grown[2] - box[2] > 20
    assert grown[:2] == box[:2]

    # several: what is tapped is added or given back, a frame takes what it touches
    hands.nothing_selected()
    fingers.move((hands.at(1190, 700), hands.at(1380, 740)))
    selected = tablet.locator("[data-panel-body] h2").first
    tablet.get_by_role("button", name="Select several").tap()
    expect(selected).to_have_text("1 item selected")
    one, two = (field["box"] for field in hands.saved()["fields"])
    fingers.tap(hands.at((one[0] + one[2]) / 2, (one[1] + one[3]) / 2))
    expect(selected).to_have_text("2 items selected")
    fingers.tap(hands.at((two[0] + two[2]) / 2, (two[1] + two[3]) / 2))
    expect(selected).to_have_text("1 item selected")
    fingers.tap(hands.at(300, 1500))
    expect(selected).to_have_text("0 items selected")
    fingers.move((hands.at(1000, 450), hands.at(1300, 760)))
    expect(selected).to_have_text("2 items selected")
    fingers.move((hands.at(1250, (two[1] + two[3]) / 2), hands.at(1000, 1500)))
    moved = [field["box"] for field in hands.saved()["fields"]]
    assert moved[0][0] - one[0] == pytest.approx(moved[1][0] - two[0], abs=0.2)
    assert moved[0][1] - one[1] == pytest.approx(moved[1][1] - two[1], abs=0.2) != 0
    tablet.get_by_role("button", name="Align left").tap()
    first, second = (field["box"] for field in hands.saved()["fields"])
    assert first[0] == second[0]


def test_fingers_move_and_zoom_a_records_page_and_tap_its_values(
    tablet: Page, files: Callable[..., list[str]]
) -> None:
    tablet.goto(f"/documents/?search={GOOD}")
    if not tablet.locator("tbody .name").count():
        tablet.goto("/upload/")
        tablet.set_input_files("input[type=file]", files(GOOD))
        expect(tablet.locator("[data-sum]")).to_have_text("1 of 1 done", timeout=120_000)
        tablet.goto(f"/documents/?search={GOOD}")
    tablet.locator("tbody .name").first.tap()
    tablet.wait_for_url("**/records/**")
    tablet.wait_for_selector("html[data-ready]", state="attached")
    fingers = Fingers(tablet)
    frame = tablet.locator("[data-viewer-frame]").bounding_box()
    assert frame is not None
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    scale, left, top = tablet.evaluate(_SHEET)
    fingers.move(((x - 40, y), (x - 80, y)), ((x + 40, y), (x + 80, y)))
    zoomed = tablet.evaluate(_SHEET)
    assert zoomed[0] == pytest.approx(2 * scale, rel=0.02)
    fingers.move(((x, y), (x + 30, y + 50)))
    moved = tablet.evaluate(_SHEET)
    assert moved == pytest.approx([zoomed[0], zoomed[1] + 30, zoomed[2] + 50], abs=3)
    tablet.locator("[data-viewer-action=fit]").tap()
    assert tablet.evaluate(_SHEET) == pytest.approx([scale, left, top], abs=1)
    tablet.locator("polygon[data-value=total]").tap()
    expect(tablet.locator("[data-panel] [data-value=total]")).to_have_class("value chosen")
    assert tablet.evaluate("document.documentElement.scrollWidth") <= 1024
