"""A template's sheet as its pages draw it: the boxes over the sample, or over blank paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from templates_app.models import TemplateVersion


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box of the template; pixels of the sample page."""

    key: str
    name: str
    label: str
    type: str
    x: float
    y: float
    width: float
    height: float
    required: bool = True

    @property
    def size(self) -> float:
        """Height of type in which the label fits into the box."""
        return type_size(self.label, self.width - 12, 0.62 * self.height)

    @property
    def baseline(self) -> float:
        return self.y + 0.5 * self.height + 0.36 * self.size


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table's box with the lines between its columns (x1, y1, x2, y2)."""

    box: Drawn
    orientation: str
    lines: tuple[tuple[float, float, float, float], ...]
    columns: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Printed text of the sample, drawn in its place where there is no picture."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a template."""

    number: int
    width: int
    height: int
    pictured: bool
    fields: tuple[Drawn, ...]
    tables: tuple[DrawnTable, ...]
    anchors: tuple[Drawn, ...]
    texts: tuple[Text, ...]


def sheets_of(version: TemplateVersion) -> tuple[Sheet, ...]:
    """Lay out a version page by page."""
    content = version.content
    with_sample = {sample.page for sample in version.samples.all()}
    return tuple(
        _sheet(content, version.static, page, page["number"] in with_sample)
        for page in content["pages"]
    )


def _sheet(
    content: Mapping[str, Any],
    static: list[Mapping[str, Any]],
    page: Mapping[str, Any],
    pictured: bool,
) -> Sheet:
    number = page["number"]

    def here(entry: Mapping[str, Any]) -> bool:
        return bool(entry.get("page", 1) == number)

    anchors = [entry for entry in content.get("anchors", ()) if here(entry)]
    printed = [] if pictured else [*anchors, *(entry for entry in static if here(entry))]
    return Sheet(
        number=number,
        width=page["width"],
        height=page["height"],
        pictured=pictured,
        fields=tuple(_field(field) for field in content["fields"] if here(field)),
        tables=tuple(_table(table) for table in content.get("tables", ()) if here(table)),
        anchors=tuple(_box(f"anchor:{a['text']}", a["box"], a["text"]) for a in anchors),
        texts=tuple(_text(entry) for entry in printed),
    )


def _field(field: Mapping[str, Any]) -> Drawn:
    return _box(
        field["name"],
        field["box"],
        field.get("label") or field["name"],
        field.get("type", "text"),
        field.get("required", True),
    )


def _box(key: str, box: list[float], label: str, kind: str = "", required: bool = True) -> Drawn:
    x0, y0, x1, y1 = box
    return Drawn(key, key, label, kind, x0, y0, x1 - x0, y1 - y0, required)


def _table(table: Mapping[str, Any]) -> DrawnTable:
    x0, y0, x1, y1 = table["box"]
    ranges = [column["range"] for column in table["columns"] if "range" in column]
    if table["orientation"] == "horizontal":
        edges = sorted({edge for pair in ranges for edge in pair})
        lines = [(edge, y0, edge, y1) for edge in edges if x0 < edge < x1]
        header = table.get("header_height") or 0
        lines += [(x0, y0 + header, x1, y0 + header)] if header else []
    else:
        lines = [(x0, pair[1], x1, pair[1]) for pair in ranges if y0 < pair[1] < y1]
        divider = table.get("divider")
        lines += [(divider, y0, divider, y1)] if divider else []
    return DrawnTable(
        box=_box(table["name"], table["box"], table["name"], "table"),
        orientation=table["orientation"],
        lines=tuple(lines),
        columns=tuple(
            (column["name"], column.get("header") or column["name"], column.get("type", "text"))
            for column in table["columns"]
        ),
    )


def _text(entry: Mapping[str, Any]) -> Text:
    x0, y0, x1, y1 = entry["box"]
    size = type_size(entry["text"], x1 - x0, 0.8 * (y1 - y0))
    return Text(entry["text"], x0, 0.5 * (y0 + y1) + 0.36 * size, size)


def type_size(text: str, width: float, largest: float) -> float:
    """The type size at which a text is about as wide as given; Han characters are square."""
    ems = sum(1.0 if east_asian_width(char) in "WF" else 0.55 for char in text)
    return round(max(1.0, min(largest, width / max(ems, 1.0))), 1)
