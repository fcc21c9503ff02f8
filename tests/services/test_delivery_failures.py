"""What a database refuses or no longer has, the same in PostgreSQL, MariaDB and SQLite."""

from __future__ import annotations

import logging
import re
import sqlite3
from typing import Any

import pytest
from django.test import override_settings

from exports import destinations, mappings, outbox
from exports.database.connecting import connection
from exports.delivering import deliver_next, try_destination
from exports.failures import Failure
from exports.models import Delivery, Destination, Mapping
from recognition import decisions
from tests.exports import ways
from tests.services.business import PASSWORD, SERVERS, WRITTEN, Business

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.services,
    pytest.mark.xdist_group("services"),
]


@override_settings(EXPORT_ATTEMPTS=3)
def test_a_unique_conflict_overwrites_nobody_and_is_a_dead_letter_after_its_attempts(
    erp: Destination, business: Business
) -> None:
    ways.mapping(erp)
    business.tell("CREATE UNIQUE INDEX one_number ON bill (invoice_number)")
    ways.accepted(1, invoice_number="A-17", seller_name="First")
    ways.accepted(2, invoice_number="A-17", seller_name="Second")
    ways.accepted(3, invoice_number="A-18")
    ways.delivered()
    for state in ("queued", "queued", "failed"):
        assert [found for found, _ in ways.states()] == ["delivered", state, "delivered"]
        refused = Delivery.objects.get(state=state)
        assert refused.code == "unique_conflict"
        assert "send it again" in refused.reason
        ways.due_again()
        ways.delivered()
    rows = business.ask("SELECT invoice_number, seller_name FROM bill ORDER BY 1")
    assert rows == [("A-17", "First"), ("A-18", "Alder Lane")]
    assert len(business.ask("SELECT * FROM bill_items")) == 4
    business.tell("UPDATE bill SET invoice_number = 'A-16' WHERE seller_name = 'First'")
    outbox.send_again(Delivery.objects.filter(state="failed"))
    ways.delivered()
    assert business.ask("SELECT count(*) FROM bill") == [(3,)]


def test_a_text_that_is_too_long_stays_queued_until_it_is_corrected(
    erp: Destination, business: Business
) -> None:
    document = ways.proposed(erp)
    for column in document["columns"]:
        if column["name"] == "seller_name":
            column["type"] = "text(12)"
    ways.mapping(erp, columns=document["columns"])
    record = ways.accepted(1, seller_name="A name that is too long")
    ways.delivered()
    refused = Delivery.objects.get()
    assert (refused.state, refused.code) == ("queued", "too_long")
    assert "bill.seller_name" in refused.reason
    decisions.decide_value(record.pk, "seller_name", "Short", None)
    ways.delivered()
    assert ways.states() == [("superseded", 1), ("delivered", 2)]
    assert business.ask("SELECT seller_name FROM bill") == [("Short",)]


def test_a_wrong_type_stays_queued_until_the_mapping_fits(
    erp: Destination, business: Business
) -> None:
    document = ways.proposed(erp)
    for column in document["columns"]:
        if column["name"] == "seller_name":
            column["type"] = "date"
    mapping = ways.mapping(erp, columns=document["columns"])
    ways.accepted(1)
    ways.delivered()
    refused = Delivery.objects.get()
    assert (refused.state, refused.code) == ("queued", "wrong_type")
    assert "'Alder Lane'" in refused.reason
    assert business.ask("SELECT count(*) FROM bill") == [(0,)]
    seller = next(c for c in document["columns"] if c["name"] == "seller_name")
    document["columns"].remove(seller)
    mappings.change(mapping, mapping.definition | {"columns": document["columns"]})
    ways.due_again()
    ways.delivered()
    assert ways.states() == [("delivered", 1)]
    assert business.ask("SELECT seller_name FROM bill") == [(None,)]


def test_a_failure_in_a_child_row_leaves_no_half_of_the_record(
    erp: Destination, business: Business
) -> None:
    ways.mapping(erp)
    business.tell(
        "DROP TABLE bill_items",
        "CREATE TABLE bill_items (record_id VARCHAR(36) NOT NULL, line_number INTEGER NOT NULL, "
        "item TEXT CHECK (item <> 'Cups'), amount DECIMAL(18,4))",
    )
    document = ways.proposed(erp)
    for column in document["tables"][0]["columns"]:
        if column["name"] == "item" and business.kind == "mariadb":
            column["type"] = "text(255)"
    mapping = Mapping.objects.get()
    mapping.definition = document
    mapping.save()
    ways.accepted()
    ways.delivered()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.code) == ("queued", "check"), delivery.reason
    assert business.ask("SELECT count(*) FROM bill") == [(0,)]
    assert business.ask("SELECT count(*) FROM bill_items") == [(0,)]


def drop_column(business: Business) -> None:
    business.tell("ALTER TABLE bill DROP COLUMN net")


def change_type(business: Business) -> None:
    if business.kind == "sqlite":
        business.tell("ALTER TABLE bill DROP COLUMN net", "ALTER TABLE bill ADD COLUMN net DATE")
    elif business.kind == "postgresql":
        business.tell("ALTER TABLE bill ALTER COLUMN net TYPE DATE USING NULL")
    else:
        business.tell("ALTER TABLE bill MODIFY COLUMN net DATE")


def drop_table(business: Business) -> None:
    business.tell("DROP TABLE bill_items")


def drop_key(business: Business) -> None:
    if business.kind == "sqlite":
        made_with = business.ask("SELECT sql FROM sqlite_master WHERE name = 'bill'")[0][0]
        business.tell("DROP TABLE bill", re.sub(r",\s*PRIMARY KEY \(record_id\)", "", made_with))
    else:
        business.tell("CREATE TABLE copied AS SELECT * FROM bill", "DROP TABLE bill")
        business.tell("ALTER TABLE copied RENAME TO bill")


def need_more(business: Business) -> None:
    if business.kind == "sqlite":
        business.tell("ALTER TABLE bill ADD COLUMN office TEXT NOT NULL DEFAULT 'x'")
        with sqlite3.connect(ways.sqlite_file()) as lite:
            lite.execute("PRAGMA writable_schema = 1")
            lite.execute("UPDATE sqlite_master SET sql = replace(sql, ' DEFAULT ''x''', '')")
    else:
        business.tell("ALTER TABLE bill ADD COLUMN office VARCHAR(9) NOT NULL")


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        (drop_column, "missing_column", "bill has no column net"),
        (change_type, "type_changed", "bill.net is date"),
        (drop_table, "missing_table", "no table bill_items"),
        (drop_key, "mapping", "unique index"),
        (need_more, "type_changed", "bill.office must not be empty"),
    ],
)
def test_drift_is_noticed_before_a_row_is_lost(
    erp: Destination, business: Business, change: Any, code: str, named: str
) -> None:
    mapping = ways.mapping(erp)
    change(business)
    for number in range(3):
        ways.accepted(number)
    ways.delivered()
    assert [state for state, _ in ways.states()] == ["queued"] * 3
    mapping.refresh_from_db()
    assert mapping.trouble_code == code
    assert named in mapping.trouble
    told = Delivery.objects.exclude(reason="").get()
    assert (told.code, told.reason) == (code, mapping.trouble)
    assert business.ask("SELECT count(*) FROM bill") == [(0,)]
    checked = mappings.check(mapping.definition, ways.template(), erp)
    assert named in checked.drift[0].message
    if code in ("missing_column", "missing_table") or change is drop_key:
        mappings.create_tables(mapping.definition, ways.template(), erp, checked.statements)
        mappings.change(mapping, mapping.definition)
        Delivery.objects.update(next_at="2020-01-01T00:00Z")
        ways.delivered()
        assert [state for state, _ in ways.states()] == ["delivered"] * 3


@SERVERS
def test_a_server_that_is_away_keeps_the_record_queued(
    erp: Destination, business: Business
) -> None:
    ways.mapping(erp)
    ways.accepted()
    away = business.url.rpartition(":")[0] + ":1/" + business.url.rpartition("/")[2]
    destinations.change(erp, {"url": away})
    ways.delivered()
    assert ways.states() == [("queued", 1)]
    assert Delivery.objects.get().code == "unreachable"
    destinations.change(erp, {"url": business.url})
    Delivery.objects.update(next_at="2020-01-01T00:00Z")
    ways.delivered()
    assert ways.states() == [("delivered", 1)]


@SERVERS
def test_wrong_credentials_and_names_are_told_apart_and_kept_secret(
    erp: Destination, business: Business, caplog: pytest.LogCaptureFixture
) -> None:
    ways.mapping(erp)
    ways.accepted()
    caplog.set_level(logging.DEBUG)
    nowhere = business.url.rpartition("/")[0] + "/nowhere"
    unknown = business.url.replace("127.0.0.1", "no-such-host.invalid")
    outside = business.url.replace("127.0.0.1", "192.0.2.1")
    for url, code in (
        (business.wrong_password, "wrong_password"),
        (nowhere, "not_allowed" if business.kind == "mariadb" else "missing_database"),
        (unknown, "unknown_host"),
        (outside, "refused_address"),
    ):
        destinations.change(erp, {"url": url})
        with pytest.raises(Failure) as failure:
            try_destination(erp)
        assert failure.value.code == code, failure.value.message
        Delivery.objects.update(next_at="2020-01-01T00:00Z")
        ways.delivered()
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.code) == ("queued", code)
        erp.refresh_from_db()
        told = f"{delivery.reason} {erp.failure} {erp.shown} {failure.value} {caplog.text}"
        for secret in (PASSWORD, WRITTEN, "wrong-pa55word"):
            assert secret not in told
    assert "did not reach erp" in caplog.text


def test_a_table_that_another_holds_is_tried_again(erp: Destination, business: Business) -> None:
    ways.mapping(erp)
    ways.accepted()
    with connection(business.url, 20) as other:
        if business.kind == "sqlite":
            other.exec_driver_sql("BEGIN EXCLUSIVE")
        elif business.kind == "postgresql":
            other.exec_driver_sql("LOCK TABLE bill IN SHARE MODE")
        else:
            other.exec_driver_sql("LOCK TABLES bill READ, bill_items READ")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("exports.delivering.seconds_for_one", lambda: 1.0)
            served = deliver_next()
        assert served is not None
        assert served.failed == 1
        delivery = Delivery.objects.get()
        assert delivery.state == "queued"
        assert delivery.code in ("locked", "timeout", "unreachable"), delivery.reason
        if business.kind == "mariadb":
            other.exec_driver_sql("UNLOCK TABLES")
        other.rollback()
    Mapping.objects.update(paused_until=None)
    Delivery.objects.update(next_at="2020-01-01T00:00Z")
    ways.delivered()
    assert ways.states() == [("delivered", 1)]
