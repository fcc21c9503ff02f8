"""The mapping editor: proposals, mistakes at their place, the preview, the dry run."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exports import mappings
from exports.definition import definition_document
from exports.models import Delivery, Destination, Mapping
from frontend import mapping_form
from tests import made
from tests.exports import ways

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[str], Client]


@pytest.fixture
def integrator(browser_of: BrowserOf) -> Client:
    return browser_of("integrator")


@pytest.fixture
def books(db: None) -> Destination:
    """An empty SQLite database, and a template with one accepted record."""
    ways.template()
    ways.accepted(7)
    return ways.destination()


def url(destination: Destination, query: str = "") -> str:
    return reverse("mapping", args=[destination.pk, "bill"]) + query


def form_of(document: dict[str, Any]) -> dict[str, str]:
    """What a browser sends of an editor that shows this document."""
    template = ways.template().current.definition()
    data = {"taken_back": document["taken_back"], "schema": document["schema"] or ""}
    for table in mapping_form.tables_of(document, template):
        data[f"{table.place}.table"] = table.table
        if table.source:
            data[f"{table.place}.source"] = table.source
        for column in table.columns:
            data |= {
                f"{column.place}.name": column.name,
                f"{column.place}.source": column.source,
                f"{column.place}.constant": column.constant,
                f"{column.place}.type": column.type,
            } | ({f"{column.place}.key": "1"} if column.key else {})
    return data


def proposed(destination: Destination) -> dict[str, str]:
    return form_of(ways.proposed(destination))


def region(page: str, name: str) -> str:
    """The text of one region, as a person reads it."""
    found = page.split(f'data-region="{name}"')[1].split(">", 1)[1].split("data-region=")[0]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found)))


def posted(client: Client, destination: Destination, action: str, data: dict[str, str]) -> str:
    answer = client.post(url(destination), {**data, "action": action})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_form_brings_the_document_back_as_it_was(books: Destination) -> None:
    document = ways.proposed(books)
    constants = [
        {"name": "source", "source": {"constant": "stencil"}, "type": "text(20)"},
        {"name": "open", "source": {"constant": True}, "type": "boolean"},
        {"name": "branch", "source": {"constant": -3}, "type": "integer"},
        {"name": "nothing", "source": {"constant": None}, "type": "text"},
    ]
    document["columns"] += constants
    document["schema"] = "sales"
    assert mapping_form.document_of(form_of(document)) == document


def test_it_asks_whether_tables_are_there_already(integrator: Client, books: Destination) -> None:
    ways.told("CREATE TABLE orders (number TEXT)")
    page = integrator.get(url(books)).content.decode()
    assert "In new tables" in page
    assert "<option>orders</option>" in page


def test_new_tables_are_proposed_with_their_statements(
    integrator: Client, books: Destination
) -> None:
    page = integrator.get(url(books, "?start=new")).content.decode()
    check = region(page, "check")
    assert "CREATE TABLE bill (" in check
    assert "CREATE TABLE bill_items (" in check
    assert ways.asked("SELECT name FROM sqlite_master") == []
    assert "A-7" in region(page, "preview")
    assert not Mapping.objects.exists()


def test_an_existing_table_is_matched_by_name(integrator: Client, books: Destination) -> None:
    ways.told("CREATE TABLE orders (invoice_number TEXT, total NUMERIC(12, 2), note TEXT)")
    page = integrator.get(url(books, "?start=existing&table=orders")).content.decode()
    assert 'value="decimal(12,2)"' in page
    assert "ALTER TABLE orders ADD COLUMN record_id" in region(page, "check")
    assert 'data-type="decimal(12,2)"' in page  # the table's columns are offered


def test_a_missing_table_leads_back_to_the_choice(integrator: Client, books: Destination) -> None:
    page = integrator.get(url(books, "?start=existing&table=gone")).content.decode()
    assert "There is no table gone." in page


def test_an_unreachable_database_says_so_at_the_start(
    integrator: Client, books: Destination
) -> None:
    away = ways.destination("postgresql://erp:secret-9@127.0.0.1:1/x", "away")
    page = integrator.get(url(away)).content.decode()
    assert "does not answer" in page
    assert "secret-9" not in page
    # a proposal of new tables needs no database, and the preview goes on without it
    page = integrator.get(url(away, "?start=new")).content.decode()
    assert "does not answer" in region(page, "check")
    assert "A-7" in region(page, "preview")


def test_the_preview_follows_what_is_typed(integrator: Client, books: Destination) -> None:
    data = proposed(books)
    place = next(k for k, v in data.items() if v == "field:seller_name").removesuffix(".source")
    data[f"{place}.name"] = "supplier"
    page = posted(integrator, books, "look", data)
    assert 'data-column="supplier"' in page
    assert "Alder Lane" in region(page, "preview")
    assert "supplier TEXT" in region(page, "check")


def test_mistakes_stand_at_their_columns(integrator: Client, books: Destination) -> None:
    data = proposed(books)
    place = next(k for k, v in data.items() if v == "field:net").removesuffix(".source")
    page = posted(integrator, books, "look", {**data, f"{place}.type": "money"})
    assert "'money' is no column type" in region(page, f"problems-{place}")
    assert "1 mistake in the mapping" in region(page, "check")
    assert "as soon as the mistakes are corrected" in region(page, "preview")
    child = posted(integrator, books, "look", {**data, "child0.2.name": ""})
    assert "Give a name" in region(child, "problems-child0.2")
    named = posted(integrator, books, "look", {**data, "main.table": ""})
    assert "Give a name" in region(named, "problems-main")


def test_a_value_that_does_not_fit_is_named_in_the_preview(
    integrator: Client, books: Destination
) -> None:
    data = proposed(books)
    place = next(k for k, v in data.items() if v == "field:seller_name").removesuffix(".source")
    page = posted(integrator, books, "look", {**data, f"{place}.type": "text(3)"})
    assert "has 10 characters, the column holds 3" in region(page, "preview")


def test_columns_and_child_tables_come_and_go(integrator: Client, books: Destination) -> None:
    document = ways.proposed(books)
    data = proposed(books)
    count = len(document["columns"])
    more = posted(integrator, books, "add:main", {**data, "main.new": "document:sha256"})
    assert f'name="main.{count}.name" value="sha256"' in more
    assert 'value="text(64)"' in more
    cell = posted(integrator, books, "add:child0", {**data, "child0.new": "constant:"})
    assert 'value="constant" list="columns-of-bill_items"' in cell
    less = posted(integrator, books, "remove:main.0", data)
    assert f'name="main.{count - 1}.name"' not in less
    assert "Name the column that identifies" in region(less, "problems-main")
    without = posted(integrator, books, "remove-table:0", data)
    assert 'name="child0.table"' not in without
    assert "<option>items</option>" in without
    alone = {k: v for k, v in data.items() if not k.startswith("child0")}
    back = posted(integrator, books, "add-table", {**alone, "new-table": "items"})
    assert 'name="child0.table" value="bill_items"' in back


def test_only_the_statements_that_were_shown_are_run(
    integrator: Client, books: Destination
) -> None:
    data = proposed(books)
    page = posted(integrator, books, "create_tables", {**data, "statements": '["DROP TABLE x"]'})
    assert "Look at the statements again" in region(page, "check")
    assert ways.asked("SELECT name FROM sqlite_master") == []
    shown = mappings.check(ways.proposed(books), ways.template(), books).statements
    page = posted(integrator, books, "create_tables", {**data, "statements": json.dumps(shown)})
    assert "The statements were run." in region(page, "check")
    assert {
        name for (name,) in ways.asked("SELECT name FROM sqlite_master WHERE type='table'")
    } == {
        "bill",
        "bill_items",
    }


def test_a_dry_run_shows_the_rows_and_writes_nothing(
    integrator: Client, books: Destination
) -> None:
    record = ways.accepted(8)
    mapping = ways.mapping(books)
    ways.delivered()
    Mapping.objects.all().delete()
    ways.told("DELETE FROM bill", "DELETE FROM bill_items")
    data = form_of(mapping.definition) | {"chosen": str(record.pk)}
    shown = region(posted(integrator, books, "dry_run", data), "dry-run")
    assert "adds a row" in shown
    assert "A-8" in shown
    assert "Cups" in shown
    assert ways.asked("SELECT count(*) FROM bill") == [(0,)]
    assert not Delivery.objects.exists()
    none = posted(integrator, books, "dry_run", form_of(mapping.definition))
    assert "Choose at least one record first." in region(none, "dry-run")


def test_a_mapping_is_kept_and_changed_as_a_new_version(
    integrator: Client, books: Destination
) -> None:
    answer = integrator.post(url(books), {**proposed(books), "action": "save", "catch_up": "1"})
    assert answer.status_code == 302
    mapping = Mapping.objects.get()
    assert mapping.definition == ways.proposed(books)
    assert mapping.versions.get().made_by is not None
    assert Delivery.objects.count() == 1
    integrator.post(url(books), {**proposed(books), "taken_back": "delete", "action": "save"})
    mapping.refresh_from_db()
    assert (mapping.version, mapping.definition["taken_back"]) == (2, "delete")
    page = integrator.get(url(books)).content.decode()
    assert "Versions" in page


def test_a_broken_mapping_is_not_kept(integrator: Client, books: Destination) -> None:
    page = posted(integrator, books, "save", {**proposed(books), "main.table": ""})
    assert "Nothing was kept." in page
    assert not Mapping.objects.exists()


def test_a_webhook_needs_no_tables(integrator: Client, books: Destination) -> None:
    from exports import destinations

    desk = destinations.create("desk", "webhook", {"url": "http://127.0.0.1:1/x", "secret": "s"})
    page = integrator.get(url(desk)).content.decode()
    assert "The mapping can be used." in region(page, "check")
    assert "CREATE TABLE" not in page
    answer = integrator.post(
        url(desk),
        {**form_of(definition_document(mappings.propose(ways.template(), desk))), "action": "save"},
    )
    assert answer.status_code == 302


def test_without_records_the_page_says_what_to_do(integrator: Client) -> None:
    made.template()
    books = ways.destination()
    page = integrator.get(url(books, "?start=new")).content.decode()
    assert "No record to show" in page
    assert "No record to try" in page


def test_who_may_look_may_not_change(browser_of: BrowserOf, books: Destination) -> None:
    reviewer = browser_of("reviewer")
    assert reviewer.get(url(books)).status_code == 403  # there is nothing to look at yet
    ways.mapping(books)
    page = reviewer.get(url(books)).content.decode()
    assert "Keep the mapping" not in page
    assert "Run these statements" not in page
    for action in ("save", "look", "create_tables", "dry_run"):
        answer = reviewer.post(url(books), {**proposed(books), "action": action})
        assert answer.status_code == 403


@pytest.mark.parametrize("constant", ["--5", "-", "9" * 5000, "½"])
def test_a_constant_that_is_no_number_is_said_so(
    integrator: Client, books: Destination, constant: str
) -> None:
    form = proposed(books)
    form |= {"main.0.source": "constant:", "main.0.type": "integer", "main.0.constant": constant}
    answer = integrator.post(url(books), {**form, "action": "look"})
    assert answer.status_code == 200


def test_records_are_listed_without_what_they_hold(integrator: Client, books: Destination) -> None:
    for serial in range(20, 32):
        ways.accepted(serial)
    with CaptureQueriesContext(connection) as few:
        integrator.get(url(books, "?start=new"))
    whole = [query["sql"] for query in few if '"recognition_record"."data"' in query["sql"]]
    assert len(whole) == 1  # the one that is shown


def test_two_people_who_keep_one_mapping_make_two_versions(books: Destination) -> None:
    kept = ways.mapping(books)
    stale = Mapping.objects.get(pk=kept.pk)
    first, second = (ways.proposed(books, table=name) for name in ("one", "two"))
    mappings.change(kept, first)
    assert mappings.change(stale, second).version == 3
