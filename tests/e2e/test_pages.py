"""The pages in a real browser, before the running site with its real worker."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import DEMO, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SEVERE = ("serious", "critical")
READ_WITHIN = 120_000
GOOD = "harbour-finch-invoice.pdf"
UNKNOWN = "brandau-rechnung.pdf"
Files = Callable[..., list[str]]


def _upload(page: Page, paths: list[str]) -> None:
    page.goto("/upload/")
    page.set_input_files("input[type=file]", paths)
    expect(page.locator("[data-sum]")).to_have_text(
        f"{len(paths)} of {len(paths)} done", timeout=READ_WITHIN
    )


def _row(page: Page, name: str):
    return page.locator(".upload-row", has_text=name)


@pytest.fixture
def record(signed_in: Page, files: Files) -> Page:
    """The record page of the good invoice, which is read once and known from then on."""
    signed_in.goto(f"/documents/?search={GOOD}")
    if not signed_in.locator("tbody .name").count():
        _upload(signed_in, files(GOOD))
        signed_in.goto(f"/documents/?search={GOOD}")
    signed_in.locator("tbody .name").click()
    signed_in.wait_for_url("**/records/**")
    signed_in.wait_for_selector("html[data-ready]", state="attached")
    return signed_in


def test_a_wrong_password_is_refused_in_words(page: Page) -> None:
    page.goto("/login/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "wrong")
    page.click("button:has-text('Sign in')")
    expect(page.get_by_role("alert")).to_contain_text("correct username and password")


def test_a_bad_file_shows_its_error_beside_the_good_ones(signed_in: Page, files: Files) -> None:
    _upload(signed_in, files(GOOD, cut_pdf=b"%PDF-1.7\n1 0 obj", empty_png=b""))
    expect(_row(signed_in, GOOD).locator(".state")).to_have_text("Accepted")
    expect(_row(signed_in, "empty.png").locator(".upload-error")).to_contain_text("is empty")
    expect(_row(signed_in, "cut.pdf").locator(".upload-error")).to_contain_text("cut.pdf")
    signed_in.click("a:has-text('Show the results')")
    expect(signed_in.locator("tbody tr")).to_have_count(2)
    expect(signed_in.locator("tbody")).to_contain_text("Failed")


def test_files_chosen_while_the_page_still_loads_are_taken(signed_in: Page, files: Files) -> None:
    held: list[Route] = []
    signed_in.route("**/controllers/upload*.js", lambda route: held.append(route))
    with signed_in.expect_request("**/controllers/upload*.js"):
        signed_in.goto("/upload/")
    signed_in.set_input_files("input[type=file]", files(empty_png=b""))
    held[0].continue_()
    expect(_row(signed_in, "empty.png").locator(".upload-error")).to_contain_text("is empty")


def test_an_upload_left_behind_says_on_another_page_that_it_is_read(
    signed_in: Page, tmp_path: Path
) -> None:
    fresh = tmp_path / "left-behind.png"
    with Image.open(DEMO / "documents" / "packing-list.png") as picture:
        picture.rotate(1, fillcolor="white").save(fresh)
    signed_in.goto("/upload/")
    signed_in.set_input_files("input[type=file]", str(fresh))
    expect(_row(signed_in, fresh.name)).to_have_attribute(
        "data-state", re.compile("queued|processing")
    )
    signed_in.goto("/templates/")
    note = signed_in.locator(".toast", has_text="Your upload of 1 file has been read.")
    expect(note).to_be_visible(timeout=READ_WITHIN)
    note.get_by_role("link").click()
    expect(signed_in.locator("tbody .name")).to_have_text(fresh.name)
    assert signed_in.evaluate("Object.values(localStorage)") == ["[]"]


def test_files_dropped_on_the_page_are_taken(signed_in: Page, files: Files) -> None:
    signed_in.goto("/upload/")
    signed_in.wait_for_selector("html[data-ready]", state="attached")
    content = (DEMO / "documents" / GOOD).read_bytes()
    transfer = signed_in.evaluate_handle(
        """([name, bytes]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], name));
            return transfer;
        }""",
        [GOOD, list(content)],
    )
    signed_in.dispatch_event("main", "drop", {"dataTransfer": transfer})
    expect(_row(signed_in, GOOD).locator(".state")).to_have_text("Accepted", timeout=READ_WITHIN)


def test_choosing_a_value_shows_it_on_both_sides(record: Page) -> None:
    total = record.locator("[data-panel] [data-value=total]")
    total.click()
    expect(total).to_have_class(re.compile("chosen"))
    expect(record.locator("polygon[data-value=total]")).to_have_class(re.compile("chosen"))
    expect(total.locator(".trace")).to_contain_text("printed marks of the template")
    assert record.url.endswith("#total")
    record.locator("polygon[data-value=invoice_number]").click()
    expect(record.locator("[data-panel] [data-value=invoice_number]")).to_have_class(
        re.compile("chosen")
    )
    expect(total).not_to_have_class(re.compile("chosen"))


def test_arrow_keys_walk_from_value_to_value(record: Page) -> None:
    record.locator("[data-panel] [data-value]").first.click()
    first = record.url
    record.keyboard.press("ArrowDown")
    assert record.url != first
    record.keyboard.press("ArrowUp")
    assert record.url == first


def test_the_sample_of_the_template_lies_beside_the_page(record: Page) -> None:
    pane = record.get_by_role("region", name="The template's sample")
    expect(pane).to_be_hidden()
    with record.expect_response("**/templates/invoice-en/v*/pages/1.jpg") as picture:
        record.get_by_role("button", name="Beside the template's sample").click()
    assert picture.value.ok
    record.locator("[data-panel] [data-value=total]").click()
    expect(pane.locator("[data-drawn=total]")).to_have_class(re.compile("drawn-on"))
    for width in (1440, 1024):
        record.set_viewport_size({"width": width, "height": 768})
        record.reload()
        expect(pane.locator("[data-drawn=total]")).to_be_in_viewport()
        expect(record.locator("polygon[data-value=total]")).to_be_in_viewport()
    assert _serious(record) == []
    record.locator("polygon[data-value=invoice_number]").click()
    expect(pane.locator(".drawn-on")).to_have_attribute("data-drawn", "invoice_number")
    record.keyboard.press("s")
    expect(pane).to_be_hidden()


def _serious(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [one["id"] for one in violations if one["impact"] in SEVERE]


def test_boxes_lie_on_their_text_at_every_zoom(record: Page) -> None:
    sheet = record.locator("[data-sheet]:not([hidden])")
    box = record.locator("polygon[data-value=total]")

    def place() -> tuple[float, float]:
        """Where the box's left top stands on the sheet, as shares of the sheet's size."""
        outer, inner = sheet.bounding_box(), box.bounding_box()
        assert outer is not None and inner is not None
        return (
            (inner["x"] - outer["x"]) / outer["width"],
            (inner["y"] - outer["y"]) / outer["height"],
        )

    before = place()
    for action in ("in", "in", "out", "width", "fit"):
        record.click(f"[data-viewer-action={action}]")
        after = place()
        assert after == pytest.approx(before, abs=0.003)


def test_a_corrected_value_is_kept_and_says_who_decided(record: Page) -> None:
    record.locator("[data-panel] [data-value=order_number]").click()
    record.keyboard.press("Enter")
    field = record.locator("[data-value=order_number] [name=value]")
    expect(field).to_be_focused()
    field.fill("PO-999001")
    field.press("Enter")
    value = record.locator("[data-panel] [data-value=order_number]")
    expect(value.locator(".value-shown")).to_have_text("PO-999001")
    expect(value.locator(".trace")).to_contain_text("Decided by admin")
    record.reload()
    expect(value.locator(".value-shown")).to_have_text("PO-999001")


def test_a_value_in_the_wrong_form_is_refused_beside_it(record: Page, site: Site) -> None:
    value = record.locator("[data-panel] [data-value=total]")
    value.click()
    value.locator("[data-decide=edit]").click()
    value.locator("[name=value]").fill("a lot")
    value.locator("[name=value]").press("Enter")
    expect(value.locator("[data-error]")).to_contain_text("Write the number plainly")
    expect(value.locator("[data-edit]")).to_be_visible()
    site.expect_refusal()


def test_an_unmatched_document_gets_a_template_from_the_inbox(
    signed_in: Page, files: Files
) -> None:
    _upload(signed_in, files(UNKNOWN))
    expect(_row(signed_in, UNKNOWN).locator(".state")).to_have_text("Unmatched")
    signed_in.goto("/templates/")
    signed_in.wait_for_selector("html[data-ready]", state="attached")
    signed_in.set_input_files(
        "[data-controller=template-import] input",
        [str(DEMO / "templates" / name) for name in ("invoice-de.json", "invoice-de.png")],
    )
    expect(signed_in.locator(".template-card", has_text="invoice-de")).to_be_visible(
        timeout=READ_WITHIN
    )
    signed_in.goto("/inbox/")
    signed_in.get_by_label(f"Choose {UNKNOWN}").check()
    signed_in.select_option("[name=template]", "invoice-de")
    signed_in.click("button:has-text('It is this template, really')")
    expect(signed_in.locator(".notice-success")).to_contain_text("read again")
    signed_in.goto(f"/documents/?search={UNKNOWN}")
    expect(signed_in.locator("tbody .state")).to_have_text(
        re.compile("Accepted|Needs review"), timeout=READ_WITHIN
    )


def test_a_template_with_mistakes_is_refused_with_their_places(
    signed_in: Page, files: Files, site: Site
) -> None:
    signed_in.goto("/templates/")
    signed_in.wait_for_selector("html[data-ready]", state="attached")
    content = b'{"format": "stencil-template/1", "name": "x", "pages": [], "fields": [], "odd": 1}'
    signed_in.set_input_files("[data-controller=template-import] input", files(broken_json=content))
    expect(signed_in.locator(".import-problems")).to_contain_text("odd")
    site.expect_refusal()


def test_documents_are_deleted_after_a_question(signed_in: Page, files: Files) -> None:
    _upload(signed_in, files(cut_pdf=b"%PDF-1.7\n2 0 obj"))
    signed_in.goto("/documents/?search=cut.pdf")
    count = signed_in.locator("tbody tr").count()
    signed_in.locator("tbody [name=document]").first.check()
    signed_in.click("button:has-text('Delete') >> nth=0")
    signed_in.click("#delete-dialog button:has-text('Keep them')")
    expect(signed_in.locator("tbody tr")).to_have_count(count)
    signed_in.click("button:has-text('Delete') >> nth=0")
    signed_in.click("#delete-dialog button:has-text('Delete')")
    expect(signed_in.locator(".notice-success")).to_contain_text("deleted")


def test_theme_and_language_are_remembered(signed_in: Page) -> None:
    signed_in.goto("/")
    signed_in.wait_for_selector("html[data-ready]", state="attached")
    signed_in.get_by_role("button", name="Theme").click()
    signed_in.get_by_role("menuitemradio", name="Dark").click()
    signed_in.goto("/documents/")
    assert signed_in.locator("html").get_attribute("data-theme") == "dark"
    signed_in.wait_for_selector("html[data-ready]", state="attached")
    signed_in.get_by_role("button", name="Language").click()
    signed_in.get_by_role("menuitemradio", name="简体中文").click()
    expect(signed_in.locator("h1")).to_have_text("单据")


def test_quick_reading_lists_the_lines_of_a_picture(signed_in: Page) -> None:
    signed_in.goto("/read/")
    signed_in.set_input_files("input[type=file]", str(DEMO / "documents" / GOOD))
    expect(signed_in.locator(".read-line").first).to_be_visible(timeout=READ_WITHIN)
    assert (
        signed_in.locator(".read-picture polygon").count()
        == signed_in.locator(".read-line").count()
    )


def test_the_running_site_sends_the_strict_policy(page: Page, site: Site) -> None:
    answer = page.goto("/login/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in f"{policy};"
    assert "style-src 'self';" in f"{policy};"
