"""Mappings to start from."""

from __future__ import annotations

import pytest
from sqlalchemy import Integer, Numeric, String

from exports.column_types import ColumnType
from exports.database.schema import DatabaseTable, Schema, TableColumn
from exports.definition import Source, parse_definition, template_problems
from exports.definition import definition_document as document
from exports.proposal import existing_tables, new_tables
from templates_app.definition.parsing import parse_template
from tests import made

TEMPLATE = parse_template(made.TEMPLATE)


def column(name: str, kind: str = "text", **options: bool) -> TableColumn:
    natives = {"text": String(), "integer": Integer(), "decimal": Numeric(12, 2)}
    wanted = ColumnType("decimal", digits=12, scale=2) if kind == "decimal" else None
    return TableColumn(
        name=name,
        type=wanted or ColumnType(kind),
        shown=kind,
        nullable=options.get("nullable", True),
        filled=False,
        native=natives[kind],
    )


def test_new_tables_hold_every_value_with_a_type_of_its_own() -> None:
    proposed = new_tables(TEMPLATE)
    types = {c.source.name: str(c.type) for c in proposed.columns if c.source.kind == "field"}
    assert types == {
        "invoice_number": "text(128)",
        "seller_name": "text",
        "net": "decimal(18,4)",
        "tax": "decimal(18,4)",
        "total": "decimal(18,4)",
        "paid": "boolean",
    }
    assert [child.table for child in proposed.tables] == ["bill_items"]


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb", "sqlite"])
def test_a_proposal_is_a_mapping_without_mistakes(dialect: str) -> None:
    proposed = new_tables(TEMPLATE, dialect)
    assert parse_definition(document(proposed)) == proposed
    assert template_problems(proposed, TEMPLATE) == []


def test_a_field_named_as_a_column_of_ours_leaves_it_another_name() -> None:
    fields = [{"name": "record_id", "type": "code", "box": [1, 1, 9, 9]}]
    template = parse_template({**made.TEMPLATE, "fields": fields, "rules": []})
    proposed = new_tables(template)
    assert proposed.key == ("stencil_record_id",)
    assert parse_definition(document(proposed)) == proposed


def test_columns_are_matched_by_likeness_of_name_and_by_type() -> None:
    orders = DatabaseTable(
        "orders",
        (
            column("Invoice-Number"),
            column("SellerName"),
            column("total", "decimal"),
            column("netto", "integer"),
            column("weather"),
        ),
        (),
    )
    proposed = existing_tables(TEMPLATE, Schema("postgresql", (orders,)), "orders")
    found = {c.name: c.source for c in proposed.columns if c.source.kind == "field"}
    assert found == {
        "Invoice-Number": Source("field", "invoice_number"),
        "SellerName": Source("field", "seller_name"),
        "total": Source("field", "total"),
    }


def test_what_a_table_lacks_for_a_record_is_added_under_a_free_name() -> None:
    orders = DatabaseTable("orders", (column("total", "decimal"),), ())
    proposed = existing_tables(TEMPLATE, Schema("postgresql", (orders,)), "orders")
    names = [c.name for c in proposed.columns]
    assert names == ["record_id", "record_version", "taken_back", "total"]
    assert proposed.key == ("record_id",)


def test_a_child_table_is_found_by_its_reference_to_the_main_one() -> None:
    orders = DatabaseTable("orders", (column("id", "integer"), column("total", "decimal")), ())
    lines = DatabaseTable(
        "positions",
        (column("order_id", "integer"), column("item"), column("amount", "decimal")),
        (),
        references=(("order_id", "orders", "id"),),
    )
    proposed = existing_tables(TEMPLATE, Schema("postgresql", (orders, lines)), "orders")
    child = proposed.tables[0]
    assert (child.source, child.table, child.key) == ("items", "positions", ("order_id",))
    assert child.columns[0].source == Source("parent", "id")
