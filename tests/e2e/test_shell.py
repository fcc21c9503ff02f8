"""What stands around every page: upload from anywhere, and who is told when it has been read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Files = Callable[..., list[str]]
_DROP = """async ([name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name));
    const main = document.querySelector("main");
    for (const type of ["dragenter", "dragover", "drop"]) {
        main.dispatchEvent(new DragEvent(type, {
            dataTransfer: transfer, bubbles: true, cancelable: true,
        }));
    }
}"""


def test_files_are_handed_in_from_any_page_and_their_end_is_told(
    signed_in: Page, files: Files
) -> None:
    signed_in.goto("/outbox/")
    signed_in.wait_for_selector("html[data-ready]", state="attached")
    with signed_in.expect_file_chooser() as chooser:
        signed_in.get_by_role("button", name="Upload", exact=True).click()
    chooser.value.set_files(files("packing-list.png", "membership-form.png"))
    handed = signed_in.locator(".toast-good", has_text="2 files were handed in")
    expect(handed).to_be_visible()
    signed_in.goto("/destinations/")
    told = signed_in.locator(".toast", has_text="Your upload of 2 files has been read.")
    expect(told).to_be_visible(timeout=120_000)
    told.get_by_role("link").click()
    expect(signed_in.locator("tbody .name")).to_have_count(2)


def test_a_bad_file_dropped_on_a_page_says_what_is_wrong_with_it(signed_in: Page) -> None:
    signed_in.goto("/destinations/")
    signed_in.wait_for_selector("html[data-ready]", state="attached")
    signed_in.evaluate(_DROP, ["notes.txt", "only words"])
    expect(signed_in.locator(".toast-bad")).to_contain_text("notes.txt is a text file")
