"""Hands on the designer: drawing in pixels of the sample page, and what was saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.conftest import ROOT

Box = Sequence[float]
SAMPLE = ROOT / "demo/documents" / "harbour-finch-invoice.pdf"
INVOICE_NUMBER = [1178.0, 486.0, 1400.0, 523.0]
"""Where the sample's number stands, in its pixels."""
_ASK = "async (what) => (await fetch(location.pathname + what)).json()"
_FRAME = """() => {
    const frame = document.querySelector("[data-design-frame]");
    const { left, top } = frame.getBoundingClientRect();
    return [+frame.dataset.scale, +frame.dataset.x + left, +frame.dataset.y + top];
}"""


class Designer:
    """The designer's page as a person handles it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def begin(self, sample: Path) -> None:
        """Begin a template on a sample."""
        self.page.goto("/designer/")
        self.page.wait_for_selector("html[data-ready]", state="attached")
        self.page.set_input_files("input[type=file]", str(sample))
        self.page.wait_for_url("**/designer/*-*/")
        self.ready()

    def ready(self) -> None:
        """Wait until the sample and its words are there."""
        self.page.wait_for_selector("[data-words]", state="attached", timeout=120_000)

    def scale(self) -> float:
        return float(self.page.evaluate(_FRAME)[0])

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of the sample page in the window."""
        scale, left, top = self.page.evaluate(_FRAME)
        return x * scale + left, y * scale + top

    def drag(self, box: Box, exactly: bool = True, steps: int = 4) -> None:
        """Drag from a box's first corner to its last; Alt stops snapping."""
        x0, y0, x1, y1 = box
        if exactly:
            self.page.keyboard.down("Alt")
        self.page.mouse.move(*self.at(x0, y0))
        self.page.mouse.down()
        self.page.mouse.move(*self.at((x0 + x1) / 2, (y0 + y1) / 2), steps=steps)
        self.page.mouse.move(*self.at(x1, y1), steps=steps)
        self.page.mouse.up()
        if exactly:
            self.page.keyboard.up("Alt")

    def click(self, x: float, y: float) -> None:
        self.page.mouse.click(*self.at(x, y))

    def words(self, number: int = 1) -> list[dict[str, Any]]:
        found: dict[str, Any] = self.page.evaluate(_ASK, f"pages/{number}/words/")
        return list(found["words"])

    def word(self, text: str) -> Box:
        """The place of the first word with this text."""
        return next(word["box"] for word in self.words() if word["text"] == text)

    def nothing_selected(self) -> None:
        self.page.locator("[data-design-frame]").focus()
        self.page.keyboard.press("Escape")

    def saved(self) -> dict[str, Any]:
        """The draft as the server has it once the page says so."""
        expect(self.page.locator("[data-design-saved]")).to_have_text("Saved")
        state: dict[str, Any] = self.page.evaluate(_ASK, "state/")
        return dict(state["content"])

    def undo(self, times: int) -> None:
        self.page.locator("[data-design-frame]").focus()
        for _ in range(times):
            self.page.keyboard.press("Control+z")

    def redo(self, times: int) -> None:
        self.page.locator("[data-design-frame]").focus()
        for _ in range(times):
            self.page.keyboard.press("Control+Shift+z")

    def publish(self) -> None:
        """Publish and wait for the template's page."""
        self.page.click("[data-do=publish]")
        self.page.click("[data-publish]")
        self.page.wait_for_url("**/templates/*/")
