"""What changed between two contents."""

from __future__ import annotations

from templates_app.definition.comparing import changes
from tests.made import TEMPLATE


def test_equal_contents_have_no_changes() -> None:
    assert changes(TEMPLATE, {**TEMPLATE}) == ()


def test_entries_are_compared_by_name_not_by_place() -> None:
    fields = TEMPLATE["fields"]
    reordered = {**TEMPLATE, "fields": [fields[1], fields[0], *fields[2:]]}
    assert changes(TEMPLATE, reordered) == ()


def test_every_change_is_named_with_its_place() -> None:
    total = {**TEMPLATE["fields"][4], "box": [1, 2, 3, 4], "locale": "en-US"}
    new = {
        **TEMPLATE,
        "title": "Invoice",
        "fields": [*TEMPLATE["fields"][1:4], total],
        "rules": [*TEMPLATE["rules"], {"name": "more", "expr": "total > 0"}],
    }
    found = {(change.place, change.kind) for change in changes(TEMPLATE, new)}
    assert found == {
        ("title", "changed"),
        ("fields.invoice_number", "removed"),
        ("fields.paid", "removed"),
        ("fields.total.box", "changed"),
        ("fields.total.locale", "added"),
        ("rules.more", "added"),
    }


def test_columns_are_compared_within_their_table() -> None:
    table = TEMPLATE["tables"][0]
    columns = [table["columns"][0], {**table["columns"][1], "range": [480, 750]}]
    new = {**TEMPLATE, "tables": [{**table, "columns": columns}]}
    (change,) = changes(TEMPLATE, new)
    assert change.place == "tables.items.columns.amount.range"
    assert (change.before, change.after) == ([500, 750], [480, 750])
