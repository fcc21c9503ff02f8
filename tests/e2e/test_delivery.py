"""From an empty destination to rows in PostgreSQL, and on after trouble, by clicks alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Site
from tests.services.servers import Server, running_postgresql

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.xdist_group("browser")]

GOOD = "harbour-finch-invoice.pdf"
NUMBER = "INV-2025-1345"
TOTAL = "857.40"
PASSWORD = "sw0rdfish-77"
WITHIN = 60_000
TABLES = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
Files = Callable[..., list[str]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The business system's database, empty."""
    with running_postgresql(tmp_path_factory.mktemp("business")) as running:
        yield running


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]", state="attached")


def settled(page: Page) -> None:
    """Wait until the mapping's page shows what was typed or pressed last."""
    expect(page.locator("form[data-controller=mapping]:not([aria-busy])")).to_have_count(1)


def click_in_editor(page: Page, button: Locator) -> None:
    button.click()
    settled(page)


def severe(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:120]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def uploaded(page: Page, files: Files) -> None:
    page.goto(f"/documents/?search={GOOD}")
    if page.locator("tbody .name").count():
        return
    page.goto("/upload/")
    page.set_input_files("input[type=file]", files(GOOD))
    expect(page.locator("[data-sum]")).to_have_text("1 of 1 done", timeout=120_000)


def test_from_no_destination_to_rows_and_on_after_a_failure(
    signed_in: Page, site: Site, files: Files, server: Server
) -> None:
    page = signed_in
    uploaded(page, files)
    port = server.url.rpartition(":")[2].partition("/")[0]

    # a destination, with a mistake first
    page.click("nav a:has-text('Destinations')")
    expect(page.locator("main")).to_contain_text("No destination yet")
    page.get_by_role("link", name="Add a destination").click()
    page.get_by_role("link", name="Database").click()
    page.get_by_label("Name", exact=True).fill("business")
    page.get_by_label("Host", exact=True).fill("127.0.0.1")
    page.get_by_label("Port", exact=True).fill(port)
    page.get_by_label("User", exact=True).fill("stencil")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Save and test").click()
    expect(page.locator("#error-database")).to_have_text("Name the database.")
    page.get_by_label("Database", exact=True).fill("postgres")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Save and test").click()
    expect(page.locator(".notice-success")).to_contain_text("business answers: PostgreSQL")
    assert PASSWORD not in page.content()
    ready(page)
    assert severe(page) == []

    # a mapping to new tables, their statements shown first
    page.get_by_role("button", name="Map a template").click()
    page.get_by_role("menuitem").first.click()
    page.get_by_role("button", name="Propose new tables").click()
    ready(page)
    expect(page.locator(".ddl")).to_contain_text("CREATE TABLE invoice_en (")
    expect(page.locator(".ddl")).to_contain_text("PRIMARY KEY (record_id)")
    assert server.ask(TABLES) == [(0,)]
    preview = page.locator("[data-region=preview]")
    expect(preview.locator("[data-column=total] .pair-written")).to_have_text(TOTAL)

    # the preview and the statements follow what is typed
    name = page.locator("input[name$='.name'][value=total]")
    name.fill("grand_total")
    settled(page)
    expect(preview.locator("[data-column=grand_total] .pair-written")).to_have_text(TOTAL)
    expect(page.locator(".ddl")).to_contain_text("grand_total NUMERIC")
    row = page.locator(".map-row", has=name)
    row.get_by_label("Type").fill("text(3)")
    settled(page)
    expect(preview).to_contain_text("the column holds 3")
    row.get_by_label("Type").fill("money")
    settled(page)
    expect(row.locator(".map-problem")).to_contain_text("no column type")
    row.get_by_label("Type").fill("decimal(18,2)")
    settled(page)
    expect(row.locator(".map-problem")).to_be_empty()
    assert severe(page) == []

    click_in_editor(page, page.get_by_role("button", name="Run these statements"))
    expect(page.locator("[data-region=check]")).to_contain_text("The statements were run.")
    assert server.ask(TABLES) == [(2,)]

    # a dry run writes nothing
    click_in_editor(page, page.get_by_role("button", name="Dry run"))
    expect(page.locator("[data-region=dry-run]")).to_contain_text("adds a row")
    expect(page.locator("[data-region=dry-run] th", has_text="grand_total")).to_be_visible()
    assert server.ask("SELECT count(*) FROM invoice_en") == [(0,)]
    assert server.ask("SELECT count(*) FROM invoice_en_items") == [(0,)]
    assert site.installation.ask("SELECT count(*) FROM exports_delivery") == [(0,)]

    # kept, with the record that was accepted before; its rows arrive
    page.get_by_label("Also send the").check()
    page.get_by_role("button", name="Keep the mapping").click()
    expect(page.locator(".messages")).to_contain_text("Put into the outbox: 1 records.")
    page.get_by_role("link", name="Its deliveries").click()
    expect(page.locator("tbody .state")).to_have_text("Delivered", timeout=WITHIN)
    main = "SELECT invoice_number, grand_total::text, taken_back FROM invoice_en"
    assert server.ask(main) == [(NUMBER, TOTAL, False)]
    items = "SELECT line_number, amount::numeric(9,2)::text FROM invoice_en_items ORDER BY 1"
    rows = server.ask(items)
    assert [number for number, _amount in rows] == list(range(1, len(rows) + 1))
    assert len(rows) > 1
    ready(page)
    assert severe(page) == []

    # the record says where it has gone
    page.locator("tbody .name").click()
    expect(page.locator("[data-column=grand_total] .pair-written")).to_have_text(TOTAL)
    page.get_by_role("link", name="Open the record").click()
    deliveries = page.locator(".record-deliveries")
    expect(deliveries.locator(".state")).to_have_text("Delivered")
    expect(deliveries.get_by_role("link", name="business")).to_be_visible()

    # the database begins to refuse: the record waits with the reason, and goes once it is mended
    server.tell("ALTER TABLE invoice_en ADD CONSTRAINT cheap CHECK (grand_total < 1) NOT VALID")
    deliveries.get_by_role("link", name="business").click()
    page.get_by_role("button", name="Send again").click()
    facts = page.locator("[data-region=facts]")
    expect(facts).to_contain_text("A check of the table refuses the row.", timeout=WITHIN)
    expect(facts.locator(".state")).to_have_text("Waiting")
    assert server.ask(main) == [(NUMBER, TOTAL, False)]
    page.goto("/outbox/?state=queued")
    expect(page.locator("tbody .reason")).to_contain_text("Correct the value")
    server.tell("ALTER TABLE invoice_en DROP CONSTRAINT cheap")
    page.goto("/outbox/")
    expect(page.locator("tbody .state")).to_have_text("Delivered", timeout=WITHIN)
    assert server.ask(main) == [(NUMBER, TOTAL, False)]
    assert server.ask(items) == rows

    # a column is gone: nothing is lost, the reason and what to do stand at the destination
    server.tell("ALTER TABLE invoice_en RENAME COLUMN iban TO account")
    ready(page)
    page.get_by_label(f"Choose {GOOD}").check()
    page.locator("[data-bulk-bar]").get_by_role("button", name="Send again").click()
    expect(page.locator("tbody .reason")).to_contain_text(
        "invoice_en has no column iban any more. Add it again", timeout=WITHIN
    )
    page.goto("/destinations/")
    card = page.locator(".destination")
    expect(card.locator(".state")).to_have_text("In trouble")
    expect(card.locator(".notice-bad")).to_contain_text("has no column iban any more")
    server.tell("ALTER TABLE invoice_en RENAME COLUMN account TO iban")
    card.get_by_role("button", name="Test connection").click()
    page.goto("/outbox/")
    expect(page.locator("tbody .state")).to_have_text("Delivered", timeout=WITHIN)
    assert server.ask(main) == [(NUMBER, TOTAL, False)]
    log = (site.installation.home / "serve.log").read_text(encoding="utf-8")
    assert "did not reach business" in log
    assert PASSWORD not in log

    # started over from the table that is there, its columns are known with their types
    page.goto("/destinations/")
    page.get_by_role("link", name="business").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("link", name="Start over").click()
    page.get_by_label("Table").select_option("invoice_en")
    page.get_by_role("button", name="Propose from this table").click()
    ready(page)
    check = page.locator("[data-region=check]")
    expect(check).to_contain_text("The tables fit the mapping.")
    record = page.locator("section", has_text="The record").first
    record.get_by_label("What the new column holds").select_option("field:total")
    click_in_editor(page, record.get_by_role("button", name="Add a column"))
    expect(check).to_contain_text("ADD COLUMN total NUMERIC(18, 4)")
    row = page.locator(".map-row", has=page.locator("input[name$='.name'][value=total]"))
    row.get_by_label("Into the column").fill("grand_total")
    settled(page)
    expect(row.get_by_label("Type")).to_have_value("decimal(18,2)")
    expect(check).to_contain_text("The tables fit the mapping.")
    page.get_by_role("button", name="Keep the mapping").click()
    expect(page.locator("tbody")).to_contain_text("v2")

    # whoever no longer wants it deletes it, and is asked first
    ready(page)
    page.locator(".page-head").get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".notice-success")).to_contain_text("business was deleted.")
    assert server.ask(main) == [(NUMBER, TOTAL, False)]
