"""From a decision to its sample, from a folder to a collection, from verdicts to a threshold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_decisions import _decide, _handed_in, _open
from tests.training.samples.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CUT_WITHIN = 90_000


@pytest.fixture(scope="module")
def name(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The document that the tests of this module share, once it is handed in."""
    return []


@pytest.fixture
def decided(signed_in: Page, name: list[str], tmp_path: Path) -> Page:
    """A record whose invoice number was corrected."""
    if not name:
        name.extend(_handed_in(signed_in, tmp_path, 71_001))
        _open(signed_in, name[0])
        _decide(signed_in, "invoice_number", "INV-0000-CORRECTED")
    return signed_in


def _until(page: Page, there: Callable[[], bool]) -> None:
    """Load a page again until something is there."""
    for _ in range(CUT_WITHIN // 3_000):
        page.reload()
        if there():
            return
        page.wait_for_timeout(3_000)
    pytest.fail("it never came")


def test_a_decision_leaves_its_crop_and_what_differs(decided: Page) -> None:
    decided.goto("/samples/?find=INV-0000-CORRECTED")
    row = decided.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row.locator("ins").first).to_be_visible()
    _until(decided, lambda: row.locator("img.crop").count() == 1)
    width = row.locator("img.crop").evaluate("image => image.naturalWidth")
    assert width > 40
    row.locator("img.crop").click()
    decided.wait_for_url("**/samples/*-*/")
    expect(decided.locator(".facts")).to_contain_text("corrected")


def test_samples_are_set_aside_by_mouse_and_taken_back_in(decided: Page) -> None:
    decided.goto("/samples/?find=INV-0000-CORRECTED")
    decided.wait_for_selector("html[data-ready]", state="attached")
    decided.check("tbody input[name=sample]")
    decided.fill("[data-bulk-bar] [name=reason]", "a stamp lies over it")
    decided.click("[data-bulk-bar] button[value=aside]")
    expect(decided.locator("tbody tr")).to_contain_text("a stamp lies over it")
    decided.wait_for_selector("html[data-ready]", state="attached")
    decided.check("tbody input[name=sample]")
    decided.click("[data-bulk-bar] button[value=take-in]")
    expect(decided.locator("tbody tr")).not_to_contain_text("a stamp lies over it")


def test_a_labelled_folder_becomes_a_collection_with_its_bad_files_named(
    signed_in: Page, tmp_path: Path
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}4821_{number}.png", picture(str(number)))
        archive.writestr("broken_9.png", b"noise")
    (tmp_path / "meters.zip").write_bytes(packed.getvalue())
    signed_in.goto("/samples/import/")
    signed_in.set_input_files("input[type=file]", tmp_path / "meters.zip")
    signed_in.click("button[value=import]")
    expect(signed_in.locator("[role=status] .fault")).to_contain_text("broken_9.png")
    signed_in.click("text=See the collection")
    expect(signed_in.locator("tbody tr")).to_have_count(5)
    with signed_in.expect_download() as download:
        signed_in.click("button[aria-haspopup=menu]:has-text('Download')")
        signed_in.click("text=labels.txt")
    with zipfile.ZipFile(download.value.path()) as archive:
        assert len(archive.read("labels.txt").splitlines()) == 5


def test_the_slider_shows_what_a_threshold_would_mean_and_puts_it_into_the_draft(
    decided: Page,
) -> None:
    decided.goto("/templates/invoice-en/quality/")
    decided.locator("tr", has_text="invoice_number").get_by_role("link").click()
    decided.wait_for_selector("html[data-ready]", state="attached")
    slider = decided.locator("[data-slider]")
    slider.focus()
    slider.press("Home")
    expect(decided.locator("[data-shown=threshold]")).to_have_text("0.5")
    expect(decided.locator("[data-shown=accepted]")).to_contain_text("%")
    slider.press("ArrowRight")
    expect(decided.locator("[data-shown=threshold]")).to_have_text("0.525")
    expect(decided.locator("[data-threshold]")).to_have_value("0.525")
    decided.click("text=Use this threshold")
    decided.wait_for_url("**/designer/*/")
    state = decided.evaluate("fetch(location.pathname + 'state/').then((answer) => answer.json())")
    fields = {field["name"]: field for field in state["content"]["fields"]}
    assert fields["invoice_number"]["accept_at"] == 0.525
    decided.goto("/templates/invoice-en/")
