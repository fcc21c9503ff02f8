"""A record as the rows that a mapping makes of it."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from exports.definition import parse_definition
from exports.failures import Failure
from exports.rows import rows_of, taken_back_rows
from tests import made
from tests.exports.test_definition import DOCUMENT, changed

RECORD = {**made.record(), "id": "0b9a3d5e-2f7c-4a53-8a3f-2f6a1c6f1a10", "record_version": 3}


def test_fields_constants_and_facts_of_the_document_become_columns() -> None:
    rows = rows_of(RECORD, parse_definition(DOCUMENT))
    assert rows.main == {
        "record_id": uuid.UUID(RECORD["id"]),
        "version": 3,
        "gone": False,
        "total": Decimal("118.00"),
        "system": "stencil",
    }


def test_rows_of_a_table_are_numbered_and_leave_the_parent_to_the_database() -> None:
    child = rows_of(RECORD, parse_definition(DOCUMENT)).children[0]
    assert child.rows == (
        {"line": 1, "amount": Decimal("60.00")},
        {"line": 2, "amount": Decimal("40.00")},
    )


def test_a_field_that_this_version_of_the_template_does_not_have_is_empty() -> None:
    document = changed("columns.3.source", {"field": "discount"})
    assert rows_of(RECORD, parse_definition(document)).main["total"] is None


def test_a_value_that_does_not_fit_is_named_by_table_column_and_row() -> None:
    document = changed("tables.0.columns.2.type", "date")
    with pytest.raises(
        Failure, match=r"bill_items\.amount, row 1: the value is '60.00'"
    ) as failure:
        rows_of(RECORD, parse_definition(document))
    assert failure.value.of_the_record


def test_a_record_taken_back_changes_its_version_and_its_mark_alone() -> None:
    unread = {**RECORD, "fields": {}, "tables": {}, "template": None}
    rows = taken_back_rows(unread, parse_definition(DOCUMENT))
    assert rows.main == {"record_id": uuid.UUID(RECORD["id"]), "version": 3, "gone": True}
    assert [child.rows for child in rows.children] == [()]
