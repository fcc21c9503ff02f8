"""What happens at the destination, the same in PostgreSQL, MariaDB and SQLite."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from exports import mappings, outbox
from exports.database import writing
from exports.database.connecting import connection
from exports.definition import definition_document
from exports.delivering import message_of, try_destination
from exports.models import Delivery, Destination
from recognition import decisions
from recognition.models import Record
from tests import made
from tests.exports import ways
from tests.services.business import SERVERS, Business

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.services,
    pytest.mark.xdist_group("services"),
]


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
