"""What a template must hold to besides its schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from templates_app.definition.date_formats import date_format_regex
from templates_app.definition.expression import (
    Binary,
    Expression,
    ExpressionError,
    Name,
    Unary,
    names_in,
    parse_expression,
)
from templates_app.definition.known import babel_locale, checksum_validator
from templates_app.definition.patterns import (
    PatternError,
    compile_regex,
    compile_value_pattern,
)
from templates_app.definition.problems import Problem

LARGEST_PAGE = 1_000_000
"""Pixels; a sample page wider or higher is a mistake."""

MARKS = frozenset({"checkbox", "signature"})
"""Types that are seen, not read."""

_ARITHMETIC = frozenset({"+", "-", "*", "/"})

Document = dict[str, Any]


def check_problems(document: Document) -> list[Problem]:
    """Everything that is wrong with a document that keeps to the schema."""
    pages = {page["number"]: page for page in reversed(document["pages"])}
    problems: list[Problem] = []
    problems += _pages(document["pages"])
    problems += _unique(document["fields"], "fields", "name", "field")
    problems += _unique(document.get("tables", []), "tables", "name", "table")
    problems += _unique(document.get("rules", []), "rules", "name", "rule")
    for index, anchor in enumerate(document.get("anchors", [])):
        place = f"anchors[{index}]"
        problems += _page_exists(anchor, place, pages)
        problems += _box(anchor["box"], f"{place}.box", pages.get(anchor.get("page", 1)))
        if not anchor["text"].strip():
            problems.append(Problem(f"{place}.text", "must not be blank"))
    problems += _classify(document.get("classify", {}))
    for index, field in enumerate(document["fields"]):
        problems += _field(field, f"fields[{index}]", pages)
    for index, table in enumerate(document.get("tables", [])):
        problems += _table(table, f"tables[{index}]", pages)
    for index, rule in enumerate(document.get("rules", [])):
        problems += _rule(rule, f"rules[{index}]", document)
    return problems


def _pages(pages: Sequence[Document]) -> Iterator[Problem]:
    yield from _unique(pages, "pages", "number", "page")
    for index, page in enumerate(pages):
        for side in ("width", "height"):
            if page[side] > LARGEST_PAGE:
                yield Problem(f"pages[{index}].{side}", f"must be at most {LARGEST_PAGE} pixels")


def _unique(items: Sequence[Document], place: str, key: str, what: str) -> Iterator[Problem]:
    first: dict[object, int] = {}
    for index, item in enumerate(items):
        name = item[key]
        if name in first:
            yield Problem(
                f"{place}[{index}].{key}",
                f"{what} {name!r} stands already in {place}[{first[name]}]; names must differ",
            )
        first.setdefault(name, index)


def _page_exists(item: Document, place: str, pages: dict[int, Document]) -> Iterator[Problem]:
    page = item.get("page", 1)
    if page not in pages:
        known = ", ".join(str(number) for number in sorted(pages))
        yield Problem(f"{place}.page", f"page {page} is not among the sample's pages ({known})")


def _box(box: Sequence[float], place: str, page: Document | None) -> Iterator[Problem]:
    x0, y0, x1, y1 = box
    if not x0 < x1:
        yield Problem(place, f"x0 must be smaller than x1 (got {list(box)})")
    if not y0 < y1:
        yield Problem(place, f"y0 must be smaller than y1 (got {list(box)})")
    if page is None:
        return
    width, height = page["width"], page["height"]
    inside = min(x0, x1) >= 0 and max(x0, x1) <= width and 0 <= min(y0, y1) <= max(y0, y1) <= height
    if not inside:
        yield Problem(place, f"must lie inside its page of {width} x {height} (got {list(box)})")


def _field(field: Document, place: str, pages: dict[int, Document]) -> Iterator[Problem]:
    page = pages.get(field.get("page", 1))
    yield from _page_exists(field, place, pages)
    yield from _box(field["box"], f"{place}.box", page)
    for index, box in enumerate(field.get("more_boxes", [])):
        yield from _box(box, f"{place}.more_boxes[{index}]", page)
    if "key" in field:
        yield from _key(field["key"], f"{place}.key", page)
    yield from _value(field, place)


def _key(key: Document, place: str, page: Document | None) -> Iterator[Problem]:
    texts = [key["text"]] if isinstance(key["text"], str) else key["text"]
    if not all(text.strip() for text in texts):
        yield Problem(f"{place}.text", "must not be blank")
    if "box" in key:
        yield from _box(key["box"], f"{place}.box", page)


def _table(table: Document, place: str, pages: dict[int, Document]) -> Iterator[Problem]:
    page = pages.get(table.get("page", 1))
    yield from _page_exists(table, place, pages)
    yield from _box(table["box"], f"{place}.box", page)
    yield from _unique(table["columns"], f"{place}.columns", "name", "column")
    x0, y0, x1, y1 = table["box"]
    if "divider" in table and not x0 <= table["divider"] <= x1:
        yield Problem(f"{place}.divider", f"must lie between {x0} and {x1}, inside the table's box")
    if not 0 <= table.get("header_height", 0) <= abs(y1 - y0):
        yield Problem(
            f"{place}.header_height", f"must lie between 0 and the table's height of {y1 - y0}"
        )
    if not table.get("max_row_height", 1) > 0:
        yield Problem(f"{place}.max_row_height", "must be greater than 0")
    names = [column["name"] for column in table["columns"]]
    if "row_key" in table and table["row_key"] not in names:
        yield Problem(
            f"{place}.row_key",
            f"no column is called {table['row_key']!r}; there are {', '.join(names)}",
        )
    for index, ends_at in enumerate(table.get("ends_at", [])):
        yield from _regex(ends_at, f"{place}.ends_at[{index}]")
    horizontal = table["orientation"] == "horizontal"
    for index, column in enumerate(table["columns"]):
        at = f"{place}.columns[{index}]"
        yield from _range(column, at, page, horizontal)
        if not column.get("header", "x").strip():
            yield Problem(f"{at}.header", "must not be blank")
        yield from _value(column, at)


def _range(
    column: Document, place: str, page: Document | None, horizontal: bool
) -> Iterator[Problem]:
    if "range" not in column:
        return
    start, end = column["range"]
    if not start < end:
        yield Problem(f"{place}.range", f"must begin before it ends (got {[start, end]})")
    if page is not None:
        limit = page["width" if horizontal else "height"]
        if not (min(start, end) >= 0 and max(start, end) <= limit):
            yield Problem(
                f"{place}.range", f"must lie inside its page, 0 to {limit} (got {[start, end]})"
            )


def _value(spec: Document, place: str) -> Iterator[Problem]:
    kind = spec.get("type", "text")
    if kind in MARKS:
        for key in ("pattern", "charset", "choices"):
            if key in spec:
                yield Problem(f"{place}.{key}", f"has no meaning for a {kind}; leave it out")
    for key in ("pattern", "find"):
        if key in spec:
            try:
                compile_value_pattern(spec[key])
            except PatternError as error:
                yield Problem(f"{place}.{key}", str(error))
    if "checksum" in spec and checksum_validator(spec["checksum"]) is None:
        yield Problem(
            f"{place}.checksum",
            f"{spec['checksum']!r} is no module of python-stdnum; names look like"
            " cn.uscc, iban or eu.vat",
        )
    if "locale" in spec and babel_locale(spec["locale"]) is None:
        yield Problem(
            f"{place}.locale", f"{spec['locale']!r} is unknown; write it like zh-CN or de-DE"
        )
    if "date_format" in spec:
        try:
            date_format_regex(spec["date_format"])
        except ValueError as error:
            yield Problem(f"{place}.date_format", str(error))


def _classify(classify: Document) -> Iterator[Problem]:
    for key in ("include", "exclude"):
        for index, source in enumerate(classify.get(key, [])):
            yield from _regex(source, f"classify.{key}[{index}]")


def _regex(source: str, place: str) -> Iterator[Problem]:
    try:
        compile_regex(source)
    except PatternError as error:
        yield Problem(place, str(error))


def _rule(rule: Document, place: str, document: Document) -> Iterator[Problem]:
    if not rule["name"].strip():
        yield Problem(f"{place}.name", "must not be blank")
    try:
        tree = parse_expression(rule["expr"])
    except ExpressionError as error:
        yield Problem(f"{place}.expr", f"{error} in {rule['expr']!r}")
        return
    kinds = _kinds(document)
    for name in names_in(tree):
        if name.full not in kinds:
            yield Problem(f"{place}.expr", _unknown(name, document))
    if not _is_condition(tree, kinds):
        yield Problem(f"{place}.expr", "is no condition; compare it with something, as in a == b")


def _kinds(document: Document) -> dict[str, str]:
    kinds = {field["name"]: field.get("type", "text") for field in document["fields"]}
    for table in document.get("tables", []):
        for column in table["columns"]:
            kinds[f"{table['name']}.{column['name']}"] = column.get("type", "text")
    return kinds


def _unknown(name: Name, document: Document) -> str:
    if name.table is None:
        return f"no field is called {name.name!r}"
    if name.table not in [table["name"] for table in document.get("tables", [])]:
        return f"no table is called {name.table!r}"
    return f"table {name.table!r} has no column {name.name!r}"


def _is_condition(tree: Expression, kinds: dict[str, str]) -> bool:
    match tree:
        case Unary("not", _):
            return True
        case Binary(operator, _, _):
            return operator not in _ARITHMETIC
        case Name():
            return kinds.get(tree.full, "checkbox") in MARKS
        case _:
            return False
