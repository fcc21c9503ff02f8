"""A reader of one kind of code, from labelled crops to a model that fields can name, by clicks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.training.runs.conftest import write_digits

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TRAINED_WITHIN = 400_000


def severe(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:120]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_a_reader_is_trained_beside_reading_and_watched_without_a_reload(
    site: Site, signed_in: Page, tmp_path: Path
) -> None:
    folder = write_digits(tmp_path / "meters", 120)
    site.installation.run("manage.py", "samples", "import", str(folder), "--name", "meters")
    page = signed_in
    page.goto("/training/")
    expect(page.get_by_role("heading", name="Nothing was trained yet")).to_be_visible()
    assert severe(page) == []
    page.get_by_role("link", name="Start a run").first.click()
    page.fill("[name=name]", "meter-digits")
    page.locator("[name=source]").select_option(label="Imported: meters")
    page.locator("[name=base]").select_option("none")
    page.fill("[name=minutes]", "0.7")
    assert severe(page) == []
    page.locator(".training-form .button-primary").click()
    expect(page.get_by_role("heading", name="meter-digits")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel the run")).to_be_visible()
    # nothing but the page's own refreshing from here on
    expect(page.locator("polyline").first).to_be_attached(timeout=TRAINED_WITHIN)
    expect(page.locator("h1 .state")).to_have_text("For fields", timeout=TRAINED_WITHIN)
    expect(page.get_by_text("The exported file reads exactly")).to_be_visible()
    assert severe(page) == []
    page.goto("/training/")
    expect(page.locator("#runs-title")).to_be_visible()
    expect(page.get_by_role("link", name="trained here")).to_be_visible()
    one = next(folder.iterdir())
    read = site.installation.run("manage.py", "recognize", "--model", "meter-digits", str(one))
    assert set(json.loads(read.splitlines()[0])["text"]) <= set("0123456789")
