"""What happens at the destination, the same in PostgreSQL, MariaDB and SQLite."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from exports import destinations, mappings, outbox
from exports.database import writing
from exports.database.connecting import connection
from exports.definition import definition_document
from exports.delivering import deliver_next, message_of, try_destination
from exports.failures import Failure
from exports.models import Delivery, Destination, Mapping
from recognition import decisions
from recognition.models import Record
from tests import made
from tests.exports import ways
from tests.services.servers import running_mariadb, running_postgresql

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.services,
    pytest.mark.xdist_group("services"),
]

SERVERS = pytest.mark.parametrize("business", ["postgresql", "mariadb"], indirect=True)
PASSWORD = "sw0rdf&sh/77"
WRITTEN = "sw0rdf%26sh%2F77"


class Business:
    """A database, asked and changed by its own administrator."""

    def __init__(self, url: str, wrong_password: str) -> None:
        self.url = url
        self.wrong_password = wrong_password
        self.kind = url.partition(":")[0]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with connection(self.url, 5) as opened:
            return [tuple(row) for row in opened.execute(text(query))]

    def tell(self, *statements: str) -> None:
        with connection(self.url, 5) as opened:
            for statement in statements:
                opened.execute(text(statement))
            opened.commit()

    def empty(self) -> None:
        with connection(self.url, 5) as opened:
            for name in ("order_lines", "orders", "bill_items", "bill"):
                opened.execute(text(f"DROP TABLE IF EXISTS {name}"))
            opened.commit()


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_postgresql(tmp_path_factory.mktemp("postgresql")) as server:
        hba = next(Path(server.log.parent).glob("postgresql/pg_hba.conf"))
        lines = "host all erp 127.0.0.1/32 scram-sha-256\n" + hba.read_text()
        hba.write_text(lines)
        server.tell(f"CREATE ROLE erp LOGIN PASSWORD '{PASSWORD}'")
        server.tell("GRANT ALL ON SCHEMA public TO erp")
        server.tell("SELECT pg_reload_conf()")
        yield server.url.replace("stencil@", f"erp:{WRITTEN}@")


@pytest.fixture(scope="module")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_mariadb(tmp_path_factory.mktemp("mariadb")) as server:
        server.tell(f"CREATE USER erp@'%' IDENTIFIED BY '{PASSWORD}'")
        server.tell("GRANT ALL ON test.* TO erp@'%'")
        yield server.url.replace("root@", f"erp:{WRITTEN}@")


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def business(request: pytest.FixtureRequest) -> Iterator[Business]:
    """An empty business database."""
    if request.param == "sqlite":
        ways.sqlite_file().unlink(missing_ok=True)
        url = "sqlite:///orders.db"
    else:
        url = request.getfixturevalue(request.param)
    found = Business(url, url.replace(WRITTEN, "wrong-pa55word"))
    found.empty()
    yield found
    found.empty()


@pytest.fixture
def erp(business: Business) -> Destination:
    """The business database as a destination."""
    return destinations.create("erp", "database", {"url": business.url})


def test_the_server_answers_with_its_version(erp: Destination, business: Business) -> None:
    titles = {"sqlite": "SQLite 3", "postgresql": "PostgreSQL 1", "mariadb": "MariaDB 1"}
    assert try_destination(erp).startswith(titles[business.kind])


def test_new_tables_are_shown_first_and_made_only_as_shown(
    erp: Destination, business: Business
) -> None:
    template, document = ways.template(), ways.proposed(erp)
    checked = mappings.check(document, template, erp)
    assert [statement.split("(")[0].strip() for statement in checked.statements] == [
        "CREATE TABLE bill",
        "CREATE TABLE bill_items",
    ]
    assert [failure.code for failure in checked.drift] == ["missing_table", "missing_table"]
    assert mappings.tables(erp) == []
    with pytest.raises(mappings.StatementsChanged):
        mappings.create_tables(document, template, erp, ["DROP TABLE users"])
    assert mappings.tables(erp) == []
    mappings.create_tables(document, template, erp, checked.statements)
    assert mappings.tables(erp) == ["bill", "bill_items"]
    again = mappings.check(document, template, erp)
    assert again.ready
    assert again.statements == ()


def test_a_record_arrives_with_its_child_rows_exactly(erp: Destination, business: Business) -> None:
    ways.mapping(erp)
    record = ways.accepted(7, total="12345678901.25", seller_name="苏州 O'Hara; DROP TABLE bill--")
    ways.delivered()
    assert ways.states() == [("delivered", 1)]
    rows = business.ask("SELECT seller_name, total, record_version, taken_back FROM bill")
    name, total, version, taken_back = rows[0]
    assert (name, version, bool(taken_back)) == ("苏州 O'Hara; DROP TABLE bill--", 1, False)
    assert Decimal(str(total)) == Decimal("12345678901.25")
    items = business.ask("SELECT record_id, line_number, item, amount FROM bill_items ORDER BY 2")
    assert [(str(i), n, t, Decimal(str(a))) for i, n, t, a in items] == [
        (str(record.pk), 1, "Tea", Decimal("60.00")),
        (str(record.pk), 2, "Cups", Decimal("40.00")),
    ]


def test_a_second_delivery_changes_nothing(erp: Destination, business: Business) -> None:
    ways.mapping(erp)
    ways.accepted()
    ways.delivered()
    before = business.ask("SELECT * FROM bill"), business.ask("SELECT * FROM bill_items")
    assert outbox.send_again(Delivery.objects.all()) == 1
    ways.delivered()
    assert (business.ask("SELECT * FROM bill"), business.ask("SELECT * FROM bill_items")) == before


def test_a_corrected_record_changes_its_rows_and_adds_none(
    erp: Destination, business: Business
) -> None:
    ways.mapping(erp)
    record = ways.accepted()
    ways.delivered()
    decisions.decide_value(record.pk, "seller_name", "Birch Lane", None)
    decisions.decide_value(record.pk, "items.item", "Green tea", None, row=0)
    ways.delivered()
    assert business.ask("SELECT seller_name, record_version FROM bill") == [("Birch Lane", 3)]
    items = business.ask("SELECT item FROM bill_items ORDER BY line_number")
    assert items == [("Green tea",), ("Cups",)]


def test_rows_that_a_new_reading_no_longer_has_are_gone(
    erp: Destination, business: Business
) -> None:
    ways.mapping(erp)
    document = made.document()
    made.saved(document, made.record())
    ways.delivered()
    made.read_again(document, made.record(tables={"items": [made.row("Tea", "100.00", 240)]}))
    ways.delivered()
    assert business.ask("SELECT item FROM bill_items") == [("Tea",)]
    assert business.ask("SELECT count(*), max(record_version) FROM bill") == [(1, 2)]


@pytest.mark.parametrize("taken_back", ["mark", "delete"])
def test_a_record_taken_back_is_marked_or_deleted(
    erp: Destination, business: Business, taken_back: str
) -> None:
    ways.mapping(erp, taken_back=taken_back)
    kept, gone = ways.accepted(1), ways.accepted(2)
    ways.delivered()
    decisions.reject(gone.pk, None, "a duplicate")
    ways.delivered()
    rows = business.ask("SELECT record_id, taken_back FROM bill")
    found = {str(record): bool(mark) for record, mark in rows}
    items = {str(row[0]) for row in business.ask("SELECT record_id FROM bill_items")}
    if taken_back == "mark":
        assert found == {str(kept.pk): False, str(gone.pk): True}
        assert items == {str(kept.pk), str(gone.pk)}
    else:
        assert found == {str(kept.pk): False}
        assert items == {str(kept.pk)}
    decisions.reopen(gone.pk, None)
    ways.delivered()
    rows = business.ask("SELECT record_id, taken_back FROM bill")
    assert {str(record): bool(mark) for record, mark in rows} == {
        str(kept.pk): False,
        str(gone.pk): False,
    }
    assert len(business.ask("SELECT * FROM bill_items")) == 4


def test_an_older_state_never_replaces_a_newer_one(erp: Destination, business: Business) -> None:
    """A process that was held up for longer than its lease wakes up and goes on."""
    mapping = ways.mapping(erp)
    record = ways.accepted()
    late = message_of(Delivery.objects.get(), mapping.parsed())
    decisions.decide_value(record.pk, "seller_name", "Birch Lane", None)
    ways.delivered()
    with connection(business.url, 5) as opened:
        writer = writing.writer(opened, mapping.parsed())
        assert writer.put(late.rows, lambda: True) == "older"
    assert business.ask("SELECT seller_name, record_version FROM bill") == [("Birch Lane", 2)]


def test_nothing_is_written_once_the_claim_is_lost(erp: Destination, business: Business) -> None:
    mapping = ways.mapping(erp)
    ways.accepted()
    message = message_of(Delivery.objects.get(), mapping.parsed())
    with connection(business.url, 5) as opened:
        writer = writing.writer(opened, mapping.parsed())
        with pytest.raises(writing.ClaimLost):
            writer.put(message.rows, lambda: False)
    assert business.ask("SELECT count(*) FROM bill") == [(0,)]
    assert business.ask("SELECT count(*) FROM bill_items") == [(0,)]


@SERVERS
def test_two_processes_that_add_the_same_row_make_one(
    erp: Destination, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one adds the row after ours has found none and before ours is added."""
    mapping = ways.mapping(erp)
    ways.accepted()
    message = message_of(Delivery.objects.get(), mapping.parsed())
    with connection(business.url, 5) as first, connection(business.url, 5) as second:
        mine = writing.writer(first, mapping.parsed())
        other = writing.writer(second, mapping.parsed())
        real = writing.Writer._version_there
        looks: list[str] = []

        def look(writer: writing.Writer, row: Any) -> int | None:
            found = real(writer, row)
            looks.append("mine" if writer is mine else "other")
            if looks == ["mine"]:
                assert other.put(message.rows, lambda: True) == "insert"
            return found

        monkeypatch.setattr(writing.Writer, "_version_there", look)
        assert mine.put(message.rows, lambda: True) == "update"
    assert business.ask("SELECT count(*) FROM bill") == [(1,)]
    assert business.ask("SELECT count(*) FROM bill_items") == [(2,)]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    erp: Destination, business: Business
) -> None:
    mapping = ways.mapping(erp)
    there, new = ways.accepted(1), ways.accepted(2)
    Delivery.objects.filter(record=new).delete()
    ways.delivered()
    decisions.decide_value(there.pk, "seller_name", "Birch Lane", None)
    before = business.ask("SELECT * FROM bill"), business.ask("SELECT * FROM bill_items")
    records = Record.objects.order_by("created_at")
    shown = mappings.preview(mapping.definition, ways.template(), erp, records)
    assert [(entry.record.pk, entry.outcome) for entry in shown] == [
        (there.pk, "update"),
        (new.pk, "insert"),
    ]
    assert shown[0].rows is not None
    assert shown[0].rows.main["seller_name"] == "Birch Lane"
    assert shown[0].rows.main["total"] == Decimal("118.00")
    assert [len(child.rows) for child in shown[0].rows.children] == [2]
    assert (business.ask("SELECT * FROM bill"), business.ask("SELECT * FROM bill_items")) == before


ORDERS = {
    "sqlite": "id INTEGER PRIMARY KEY",
    "postgresql": "id SERIAL PRIMARY KEY",
    "mariadb": "id INTEGER AUTO_INCREMENT PRIMARY KEY",
}


def orders(business: Business) -> None:
    """The tables of a business system that knows nothing of Stencil."""
    engine = " ENGINE=InnoDB" if business.kind == "mariadb" else ""
    business.tell(
        f"CREATE TABLE orders ({ORDERS[business.kind]}, invoice_no VARCHAR(30) UNIQUE, "
        "seller_name VARCHAR(40), total DECIMAL(12,2) NOT NULL, paid BOOLEAN, "
        f"received DATE DEFAULT '2026-01-01', source VARCHAR(10) NOT NULL DEFAULT 'hand'){engine}",
        "CREATE TABLE order_lines (order_id INTEGER NOT NULL, item VARCHAR(60), "
        f"amount DECIMAL(12,2), FOREIGN KEY (order_id) REFERENCES orders (id)){engine}",
        "INSERT INTO orders (invoice_no, total) VALUES ('OLD-1', 1.00)",
    )


def test_tables_that_are_there_are_mapped_by_name_and_by_their_references(
    erp: Destination, business: Business
) -> None:
    orders(business)
    document = definition_document(mappings.propose(ways.template(), erp, table="orders"))
    sources = {column["name"]: column["source"] for column in document["columns"]}
    assert sources["seller_name"] == {"field": "seller_name"}
    assert sources["total"] == {"field": "total"}
    assert "id" not in sources
    children = {child["table"]: child for child in document["tables"]}
    line = {c["name"]: c["source"] for c in children["order_lines"]["columns"]}
    assert line == {
        "order_id": {"parent": "id"},
        "item": {"column": "item"},
        "amount": {"column": "amount"},
    }
    document["columns"].append(
        {"name": "invoice_no", "source": {"field": "invoice_number"}, "type": "text(30)"}
    )
    document["columns"].append(
        {"name": "source", "source": {"constant": "stencil"}, "type": "text(10)"}
    )
    checked = mappings.check(document, ways.template(), erp)
    assert len([s for s in checked.statements if s.startswith("ALTER TABLE orders ADD")]) == 3
    mappings.create_tables(document, ways.template(), erp, checked.statements)
    mappings.create(ways.template(), erp, document)
    record = ways.accepted(7)
    ways.delivered()
    assert ways.states() == [("delivered", 1)]
    decisions.decide_value(record.pk, "items.item", "Green tea", None, row=0)
    ways.delivered()
    rows = business.ask(
        "SELECT o.invoice_no, o.source, o.total, l.item FROM orders o "
        "LEFT JOIN order_lines l ON l.order_id = o.id ORDER BY o.id, l.item"
    )
    assert [(a, b, Decimal(str(c)), d) for a, b, c, d in rows] == [
        ("OLD-1", "hand", Decimal("1.00"), None),
        ("A-7", "stencil", Decimal("118.00"), "Cups"),
        ("A-7", "stencil", Decimal("118.00"), "Green tea"),
    ]


def test_a_unique_conflict_is_a_dead_letter_and_overwrites_nobody(
    erp: Destination, business: Business
) -> None:
    ways.mapping(erp)
    business.tell("CREATE UNIQUE INDEX one_number ON bill (invoice_number)")
    ways.accepted(1, invoice_number="A-17", seller_name="First")
    ways.accepted(2, invoice_number="A-17", seller_name="Second")
    ways.accepted(3, invoice_number="A-18")
    ways.delivered()
    assert [state for state, _ in ways.states()] == ["delivered", "failed", "delivered"]
    dead = Delivery.objects.get(state="failed")
    assert dead.code == "unique_conflict"
    assert "send it again" in dead.reason
    rows = business.ask("SELECT invoice_number, seller_name FROM bill ORDER BY 1")
    assert rows == [("A-17", "First"), ("A-18", "Alder Lane")]
    assert len(business.ask("SELECT * FROM bill_items")) == 4
    business.tell("UPDATE bill SET invoice_number = 'A-16' WHERE seller_name = 'First'")
    outbox.send_again(Delivery.objects.filter(state="failed"))
    ways.delivered()
    assert business.ask("SELECT count(*) FROM bill") == [(3,)]


def test_a_text_that_is_too_long_is_a_dead_letter_until_it_is_corrected(
    erp: Destination, business: Business
) -> None:
    document = ways.proposed(erp)
    for column in document["columns"]:
        if column["name"] == "seller_name":
            column["type"] = "text(12)"
    ways.mapping(erp, columns=document["columns"])
    record = ways.accepted(1, seller_name="A name that is too long")
    ways.delivered()
    dead = Delivery.objects.get()
    assert (dead.state, dead.code) == ("failed", "too_long")
    assert "bill.seller_name" in dead.reason
    decisions.decide_value(record.pk, "seller_name", "Short", None)
    ways.delivered()
    assert ways.states() == [("superseded", 1), ("delivered", 2)]
    assert business.ask("SELECT seller_name FROM bill") == [("Short",)]


def test_a_wrong_type_is_a_dead_letter(erp: Destination, business: Business) -> None:
    document = ways.proposed(erp)
    for column in document["columns"]:
        if column["name"] == "seller_name":
            column["type"] = "date"
    ways.mapping(erp, columns=document["columns"])
    ways.accepted(1)
    ways.delivered()
    dead = Delivery.objects.get()
    assert (dead.state, dead.code) == ("failed", "wrong_type")
    assert "'Alder Lane'" in dead.reason
    assert business.ask("SELECT count(*) FROM bill") == [(0,)]


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
    assert (delivery.state, delivery.code) == ("failed", "check"), delivery.reason
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


def test_dates_times_and_booleans_are_of_their_own_type(
    erp: Destination, business: Business
) -> None:
    columns = [
        ("day", {"constant": "2021-12-29"}, "date"),
        ("at", {"constant": "2019-05-26T15:54"}, "datetime"),
        ("clock", {"constant": "15:54"}, "time"),
        ("yes", {"constant": True}, "boolean"),
        ("number", {"constant": 7}, "integer"),
    ]
    document = ways.proposed(erp)
    document["columns"] += [{"name": n, "source": s, "type": t} for n, s, t in columns]
    ways.mapping(erp, columns=document["columns"])
    ways.accepted()
    ways.delivered()
    assert ways.states() == [("delivered", 1)]
    day, yes, number = business.ask("SELECT day, yes, number FROM bill")[0]
    assert (str(day), bool(yes), number) == (str(date(2021, 12, 29)), True, 7)
    clock = {
        "sqlite": "substr(at, 12, 5) || substr(clock, 1, 5)",
        "postgresql": "to_char(at, 'HH24:MI') || to_char(clock, 'HH24:MI')",
        "mariadb": "concat(time_format(at, '%H:%i'), time_format(clock, '%H:%i'))",
    }
    query = clock[business.kind].replace(":%i", r"\:%i").replace("24:MI", r"24\:MI")
    assert business.ask(f"SELECT {query} FROM bill") == [("15:5415:54",)]
