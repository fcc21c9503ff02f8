"""`stencil-mapping/1`: read, written, and refused with the place of each mistake."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from exports.definition import (
    DefinitionError,
    database_problems,
    definition_document,
    parse_definition,
    template_problems,
)
from templates_app.definition.parsing import parse_template
from tests import made

DOCUMENT: dict[str, Any] = {
    "format": "stencil-mapping/1",
    "schema": None,
    "table": "bills",
    "key": ["record_id"],
    "columns": [
        {"name": "record_id", "source": {"document": "record_id"}, "type": "uuid"},
        {"name": "version", "source": {"document": "record_version"}, "type": "integer"},
        {"name": "gone", "source": {"document": "taken_back"}, "type": "boolean"},
        {"name": "total", "source": {"field": "total"}, "type": "decimal(18,2)"},
        {"name": "system", "source": {"constant": "stencil"}, "type": "text(20)"},
    ],
    "tables": [
        {
            "source": "items",
            "table": "bill_items",
            "key": ["bill"],
            "columns": [
                {"name": "bill", "source": {"parent": "id"}, "type": "integer"},
                {"name": "line", "source": {"document": "row"}, "type": "integer"},
                {"name": "amount", "source": {"column": "amount"}, "type": "decimal(18,2)"},
            ],
        }
    ],
    "taken_back": "mark",
}


def changed(path: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    found: Any = document
    *before, last = path.split(".")
    for part in before:
        found = found[int(part) if part.isdigit() else part]
    found[int(last) if last.isdigit() else last] = value
    return document


def test_a_mapping_is_written_as_it_was_read() -> None:
    assert definition_document(parse_definition(DOCUMENT)) == DOCUMENT


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("format", "stencil-mapping/2", "format"),
        ("colums", [], "colums"),
        ("table", "", "table"),
        ("table", "x" * 64, "table"),
        ("table", "a\nb", "table"),
        ("columns", [], "columns"),
        ("columns.3.type", "money", "columns[3].type"),
        ("columns.3.source", {"feild": "total"}, "columns[3].source"),
        ("columns.3.source", {"document": "weather"}, "columns[3].source"),
        ("columns.3.source", {"column": "amount"}, "columns[3].source"),
        ("columns.3.name", "VERSION", "columns[3].name"),
        ("columns.4.source", {"constant": [1]}, "columns[4].source"),
        ("key", ["nowhere"], "key[0]"),
        ("key", ["total"], "key[0]"),
        ("key", ["system"], "key"),
        ("tables.0.key", ["line"], "tables[0].key[0]"),
        ("tables.0.table", "bills", "tables"),
        ("tables", {}, "tables"),
        ("taken_back", "forget", "taken_back"),
    ],
)
def test_a_mistake_is_named_by_its_place(path: str, value: Any, place: str) -> None:
    with pytest.raises(DefinitionError) as error:
        parse_definition(changed(path, value))
    assert place in [problem.place for problem in error.value.problems]


@pytest.mark.parametrize("document", [None, [], "text", 3, {}])
def test_what_is_no_mapping_at_all_is_refused(document: object) -> None:
    with pytest.raises(DefinitionError, match="stencil-mapping/1"):
        parse_definition(document)


def test_a_key_that_a_correction_would_change_is_refused_with_the_reason() -> None:
    with pytest.raises(DefinitionError, match="would add a row"):
        parse_definition(changed("key", ["total"]))


def test_fields_and_columns_that_the_template_lacks_are_found() -> None:
    template = parse_template(made.TEMPLATE)
    assert template_problems(parse_definition(DOCUMENT), template) == []
    for path, place in (
        ("columns.3.source", "columns[3].source"),
        ("tables.0.columns.2.source", "tables[0].columns[2].source"),
    ):
        kind = "field" if place.startswith("columns") else "column"
        document = parse_definition(changed(path, {kind: "discount"}))
        assert [p.place for p in template_problems(document, template)] == [place]
    document = parse_definition(changed("tables.0.source", "positions"))
    assert [p.place for p in template_problems(document, template)] == ["tables[0].source"]


def test_a_database_needs_a_key_a_version_and_a_mark() -> None:
    assert database_problems(parse_definition(DOCUMENT)) == []
    bare = {**DOCUMENT, "columns": DOCUMENT["columns"][3:], "key": [], "tables": []}
    problems = database_problems(parse_definition(bare))
    assert [p.place for p in problems] == ["key", "columns", "taken_back"]
