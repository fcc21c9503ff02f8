"""What people decide about a whole record or many documents, and what they print."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from training.synth.documents.kinds import KINDS
from training.synth.documents.rendering import to_pdf

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

READ_WITHIN = 120_000


def _handed_in(page: Page, folder: Path, *seeds: int) -> list[str]:
    """Upload made-up invoices, each of a seed of its own; their names, once they are read."""
    kind = KINDS["invoice-en"]
    paths = [folder / f"decided-{seed}.pdf" for seed in seeds]
    for path, seed in zip(paths, seeds, strict=True):
        path.write_bytes(to_pdf(kind.draw(seed), kind.title))
    page.goto("/upload/")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.set_input_files("input[type=file]", paths)
    expect(page.locator("[data-sum]")).to_have_text(
        f"{len(paths)} of {len(paths)} done", timeout=READ_WITHIN
    )
    return [path.name for path in paths]


def _open(page: Page, name: str) -> None:
    page.goto(f"/documents/?search={name}")
    page.locator("tbody .name").first.click()
    page.wait_for_url("**/records/**")
    page.wait_for_selector("html[data-ready]", state="attached")


def _state(page: Page):
    return page.locator("[data-region=status] .state")


def _decide(page: Page, name: str, value: str) -> None:
    entry = page.locator(f"[data-panel] [data-value={name}]")
    entry.click()
    entry.locator("[data-decide=edit]").click()
    entry.locator("[name=value]").fill(value)
    entry.locator("[name=value]").press("Enter")
    expect(entry.locator(".value-shown")).to_have_text(value)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("decided")


@pytest.fixture
def record(signed_in: Page, folder: Path) -> Iterator[Page]:
    """A record of its own, accepted when the test begins and deleted after it."""
    (name,) = _handed_in(signed_in, folder, 41)
    _open(signed_in, name)
    expect(_state(signed_in)).to_have_text("Accepted")
    yield signed_in
    signed_in.emulate_media(media="screen")
    signed_in.goto(f"/documents/?search={name}")
    signed_in.wait_for_selector("html[data-ready]", state="attached")
    signed_in.locator("tbody [name=document]").first.check()
    signed_in.click("[data-bulk-bar] button:has-text('Delete')")
    signed_in.click("#delete-dialog button:has-text('Delete')")
    expect(signed_in.locator(".notice-success")).to_contain_text("deleted")


def test_a_broken_rule_is_let_pass_for_a_reason(record: Page) -> None:
    _decide(record, "total", "1.00")
    rule = record.locator(".rule", has_text="total")
    expect(rule).to_contain_text("broken")
    expect(_state(record)).to_have_text("Needs review")
    rule.locator("[data-decide=override]").click()
    dialog = record.get_by_role("dialog", name="Let this rule pass?")
    dialog.get_by_role("button", name="Let pass").click()
    expect(dialog).to_be_visible()  # a reason is required
    dialog.get_by_label("Why may it be broken here?").fill("Agreed on the telephone")
    dialog.get_by_role("button", name="Let pass").click()
    expect(rule).to_contain_text("broken, let pass")
    expect(rule).to_contain_text("admin: “Agreed on the telephone”")
    expect(_state(record)).to_have_text("Accepted")
    record.reload()
    expect(rule).to_contain_text("broken, let pass")


def test_a_rule_stays_broken_where_the_question_is_closed(record: Page) -> None:
    _decide(record, "total", "1.00")
    rule = record.locator(".rule", has_text="total")
    rule.locator("[data-decide=override]").click()
    record.get_by_role("dialog").get_by_role("button", name="Back").click()
    expect(record.get_by_role("dialog")).to_have_count(0)
    expect(rule.locator("[data-decide=override]")).to_be_visible()
    expect(_state(record)).to_have_text("Needs review")


def test_a_record_is_rejected_and_reopened(record: Page) -> None:
    record.get_by_role("button", name="More").click()
    record.get_by_role("menuitem", name="Reject…").click()
    dialog = record.get_by_role("dialog", name="Reject this record?")
    dialog.get_by_label("Why?").fill("Sent to us by mistake")
    dialog.get_by_role("button", name="Reject").click()
    expect(_state(record)).to_have_text("Rejected")
    expect(record.locator("[data-panel] .notice")).to_contain_text("Sent to us by mistake")
    expect(record.locator("[data-panel] .value-actions")).to_have_count(0)
    record.click("[data-decide=reopen]")
    expect(_state(record)).to_have_text("Accepted")


def test_the_print_view_shows_every_value_and_no_controls(record: Page) -> None:
    _decide(record, "total", "1.00")  # a broken rule has a button beside it
    controls = [
        record.locator(name)
        for name in (".sidebar", ".viewer-tools", ".record-actions", ".rule .button")
    ]
    for control in controls:
        expect(control).to_be_visible()
    values = record.locator("[data-panel] .values [data-value] .value-shown")
    said = values.all_text_contents()
    record.emulate_media(media="print")
    for control in controls:
        expect(control).to_be_hidden()
    for value in values.all():
        expect(value).to_be_visible()
    with pdfium.PdfDocument(record.pdf(format="A4")) as paper:
        printed = "".join(page.get_textpage().get_text_range() for page in paper)
        assert len(paper) == 2  # the picture below the document's name, then the values
    assert "Let pass" not in printed
    lines = [line for text in said for line in text.split("\n") if line.strip()]
    assert len(lines) > 8
    assert [line for line in lines if "".join(line.split()) not in "".join(printed.split())] == []


def test_the_print_button_prints(record: Page) -> None:
    record.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    record.get_by_role("button", name="More").click()
    record.get_by_role("menuitem", name="Print").click()
    expect(record.locator("body")).to_have_attribute("data-printed", "yes")


def test_chosen_documents_are_downloaded_read_again_and_deleted(
    signed_in: Page, folder: Path
) -> None:
    names = _handed_in(signed_in, folder, 42, 43)
    signed_in.goto("/documents/?search=decided-4")
    signed_in.wait_for_selector("html[data-ready]", state="attached")
    bar = signed_in.locator("[data-bulk-bar]")
    expect(bar).to_be_hidden()
    signed_in.get_by_label("Choose all on this page").check()
    expect(bar.locator("[data-bulk-count]")).to_have_text("2 chosen")
    bar.get_by_role("button", name="Choose none").click()
    expect(bar).to_be_hidden()
    for name in names:
        signed_in.get_by_label(f"Choose {name}").check()

    for kind in ("CSV", "XLSX", "JSON"):
        with signed_in.expect_download() as download:
            bar.get_by_role("button", name=kind).click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        assert _files_in(path) == set(names)

    bar.get_by_role("button", name="Read again").click()
    expect(signed_in.locator(".notice-success")).to_contain_text("2 documents are read again")
    expect(signed_in.locator("tbody .state", has_text="Accepted")).to_have_count(
        2, timeout=READ_WITHIN
    )

    signed_in.wait_for_selector("html[data-ready]", state="attached")
    signed_in.get_by_label("Choose all on this page").check()
    bar.get_by_role("button", name="Delete").click()
    signed_in.click("#delete-dialog button:has-text('Delete')")
    expect(signed_in.locator(".notice-success")).to_contain_text("2 documents were deleted")
    expect(signed_in.locator("tbody tr")).to_have_count(0)


def _files_in(path: Path) -> set[str]:
    """The names of the files whose records a download holds."""
    if path.suffix == ".xlsx":
        sheet = load_workbook(path).worksheets[0]
        header, *rows = sheet.iter_rows(values_only=True)
        return {str(row[header.index("file")]) for row in rows}
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row["file"] for row in csv.DictReader(file)}
    records = json.loads(path.read_text(encoding="utf-8"))
    return {record["document"]["file"] for record in records}
