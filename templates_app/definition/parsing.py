"""`stencil-template/1` to a Template and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from templates_app.definition.checks import check_problems
from templates_app.definition.known import charset_characters, language_locale
from templates_app.definition.problems import Problem, TemplateError
from templates_app.definition.schema import schema_problems
from templates_app.definition.template import (
    Anchor,
    Box,
    Classify,
    Column,
    Field,
    Key,
    Rule,
    SamplePage,
    Table,
    Template,
    ValueSpec,
)

__all__ = ["Problem", "TemplateError", "parse_template", "template_document", "value_types"]

Document = dict[str, Any]


def parse_template(document: object) -> Template:
    """The template that a `stencil-template/1` document describes, defaults filled in.

    Values that name no locale take that of the template's language where it has only one.
    Raises TemplateError, which lists every mistake with its place.
    """
    problems = schema_problems(document)
    if problems:
        raise TemplateError(problems)
    content = cast(Document, document)
    problems = check_problems(content)
    if problems:
        raise TemplateError(problems)
    return _template(content)


def template_document(template: Template) -> Document:
    """The `stencil-template/1` document of a template; what is at its default is left out."""
    return {
        "format": "stencil-template/1",
        "name": template.name,
        **_said({"title": template.title}, {"title": ""}),
        "language": template.language,
        "pages": [
            _said({"number": p.number, "width": p.width, "height": p.height, "sample": p.sample})
            for p in template.pages
        ],
        **_said({"anchors": [_anchor_document(a) for a in template.anchors]}, {"anchors": []}),
        **_said({"classify": _classify_document(template.classify)}, {"classify": {}}),
        "fields": [_field_document(f) for f in template.fields],
        **_said({"tables": [_table_document(t) for t in template.tables]}, {"tables": []}),
        **_said({"rules": [_rule_document(r) for r in template.rules]}, {"rules": []}),
    }


def value_types(template: Template) -> dict[str, str]:
    """The type of every field `name` and every column `table.name`, as rules name them."""
    types: dict[str, str] = {field.name: field.spec.type for field in template.fields}
    for table in template.tables:
        for column in table.columns:
            types[f"{table.name}.{column.name}"] = column.spec.type
    return types


def _template(content: Document) -> Template:
    language = content.get("language", "zh+en")
    locale = None if "+" in language else language_locale(language)
    return Template(
        name=content["name"],
        title=content.get("title", ""),
        language=language,
        pages=tuple(
            SamplePage(int(p["number"]), int(p["width"]), int(p["height"]), p.get("sample"))
            for p in content["pages"]
        ),
        anchors=tuple(
            Anchor(a["text"], _box(a["box"]), int(a.get("page", 1)))
            for a in content.get("anchors", [])
        ),
        classify=_classify(content.get("classify", {})),
        fields=tuple(_field(field, locale) for field in content["fields"]),
        tables=tuple(_table(table, locale) for table in content.get("tables", [])),
        rules=tuple(
            Rule(r["name"], r["expr"], r.get("tolerance", "0"), r.get("message"))
            for r in content.get("rules", [])
        ),
    )


def _box(box: list[float]) -> Box:
    x0, y0, x1, y1 = (float(edge) for edge in box)
    return x0, y0, x1, y1


def _classify(classify: Document) -> Classify:
    return Classify(
        tuple(classify.get("include", ())),
        tuple(classify.get("exclude", ())),
        int(classify.get("priority", 0)),
    )


def _field(field: Document, locale: str | None) -> Field:
    return Field(
        name=field["name"],
        boxes=(_box(field["box"]), *(_box(box) for box in field.get("more_boxes", []))),
        spec=_spec(field, locale),
        label=field.get("label", ""),
        page=int(field.get("page", 1)),
        key=_key(field["key"]) if "key" in field else None,
        multiline=field.get("multiline", False),
        join=field.get("join", "\n"),
        cells=_optional_integer(field.get("cells")),
    )


def _optional_integer(number: float | None) -> int | None:
    return None if number is None else int(number)


def _optional_float(number: float | None) -> float | None:
    return None if number is None else float(number)


def _key(key: Document) -> Key:
    texts = (key["text"],) if isinstance(key["text"], str) else tuple(key["text"])
    return Key(texts, _box(key["box"]) if "box" in key else None, key.get("side", "right"))


def _spec(value: Document, locale: str | None) -> ValueSpec:
    return ValueSpec(
        type=value.get("type", "text"),
        pattern=value.get("pattern"),
        charset=charset_characters(value["charset"]) if "charset" in value else None,
        choices=tuple(value["choices"]) if "choices" in value else None,
        checksum=value.get("checksum"),
        date_format=value.get("date_format"),
        locale=value.get("locale", locale),
        required=value.get("required", True),
        accept_at=_optional_float(value.get("accept_at")),
        model=value.get("model"),
        find=value.get("find"),
        unit=value.get("unit"),
    )


def _table(table: Document, locale: str | None) -> Table:
    return Table(
        name=table["name"],
        box=_box(table["box"]),
        orientation=table["orientation"],
        columns=tuple(_column(column, locale) for column in table["columns"]),
        page=int(table.get("page", 1)),
        header_height=_optional_float(table.get("header_height")),
        row_key=table.get("row_key"),
        max_row_height=_optional_float(table.get("max_row_height")),
        ends_at=tuple(table.get("ends_at", ())),
        continues=table.get("continues", False),
        divider=_optional_float(table.get("divider")),
        records=table.get("records", "down"),
        min_rows=int(table.get("min_rows", 1)),
    )


def _column(column: Document, locale: str | None) -> Column:
    extent = column.get("range")
    return Column(
        name=column["name"],
        spec=_spec(column, locale),
        header=column.get("header"),
        range=(float(extent[0]), float(extent[1])) if extent else None,
    )


def _said(values: Mapping[str, Any], defaults: Mapping[str, Any] | None = None) -> Document:
    """The entries that are neither None nor at their default."""
    silent = defaults or {}
    return {
        key: value
        for key, value in values.items()
        if value is not None and (key not in silent or value != silent[key])
    }


def _anchor_document(anchor: Anchor) -> Document:
    return _said({"text": anchor.text, "page": anchor.page, "box": list(anchor.box)}, {"page": 1})


def _classify_document(classify: Classify) -> Document:
    return _said(
        {
            "include": list(classify.include),
            "exclude": list(classify.exclude),
            "priority": classify.priority,
        },
        {"include": [], "exclude": [], "priority": 0},
    )


def _spec_document(spec: ValueSpec) -> Document:
    return _said(
        {
            "type": spec.type,
            "pattern": spec.pattern,
            "charset": spec.charset,
            "choices": list(spec.choices) if spec.choices is not None else None,
            "checksum": spec.checksum,
            "date_format": spec.date_format,
            "locale": spec.locale,
            "required": spec.required,
            "accept_at": spec.accept_at,
            "model": spec.model,
            "find": spec.find,
            "unit": spec.unit,
        },
        {"required": True},
    )


def _field_document(field: Field) -> Document:
    return _said(
        {
            "name": field.name,
            "label": field.label,
            "page": field.page,
            "box": list(field.boxes[0]),
            "more_boxes": [list(box) for box in field.boxes[1:]],
            "key": _key_document(field.key) if field.key else None,
            "multiline": field.multiline,
            "join": field.join,
            "cells": field.cells,
            **_spec_document(field.spec),
        },
        {"label": "", "page": 1, "more_boxes": [], "multiline": False, "join": "\n"},
    )


def _key_document(key: Key) -> Document:
    return _said(
        {
            "text": key.texts[0] if len(key.texts) == 1 else list(key.texts),
            "box": list(key.box) if key.box else None,
            "side": key.side,
        },
        {"side": "right"},
    )


def _table_document(table: Table) -> Document:
    horizontal = table.orientation == "horizontal"
    return _said(
        {
            "name": table.name,
            "page": table.page,
            "box": list(table.box),
            "orientation": table.orientation,
            "columns": [
                _said(
                    {
                        "name": column.name,
                        "header": column.header,
                        "range": list(column.range) if column.range else None,
                        **_spec_document(column.spec),
                    }
                )
                for column in table.columns
            ],
            "header_height": table.header_height,
            "row_key": table.row_key,
            "max_row_height": table.max_row_height,
            "ends_at": list(table.ends_at),
            "continues": table.continues,
            "divider": table.divider,
            "records": None if horizontal else table.records,
            "min_rows": table.min_rows,
        },
        {"page": 1, "ends_at": [], "continues": False, "records": "down", "min_rows": 1},
    )


def _rule_document(rule: Rule) -> Document:
    return _said(
        {
            "name": rule.name,
            "expr": rule.expr,
            "tolerance": rule.tolerance,
            "message": rule.message,
        },
        {"tolerance": "0"},
    )
