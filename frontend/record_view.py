"""A record as its page draws it: values, boxes and facts, nothing decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from frontend.trace import Step, shown, trace
from frontend.wording import in_words
from recognition.models import Record

Data = Mapping[str, Any]

_MARKS = ("checkbox", "signature")
_FIGURES = ("amount", "integer", "percent")
_LONG = 14  # Latin letters; a Han character is as wide as two


@dataclass(frozen=True, slots=True)
class Value:
    """One value beside its place on the page.

    key: its name on both sides of the page; ``name`` and ``row`` as decisions name it.
    tone: good (accepted), doubt (read, not accepted), bad (nothing usable), person (decided).
    points: its polygon for an SVG attribute, pixels of the page; empty without a place.
    crop: view box of its surroundings, for the magnified picture.
    """

    key: str
    name: str
    row: int | None
    label: str
    type: str
    value: object
    shown: str
    text: str
    confidence: float
    accepted: bool
    reason: str
    tone: str
    source: str
    page: int | None
    points: str
    crop: tuple[float, float, float, float] | None
    steps: tuple[Step, ...]

    @property
    def is_mark(self) -> bool:
        return self.type in _MARKS

    @property
    def is_figure(self) -> bool:
        return self.type in _FIGURES

    @property
    def is_long(self) -> bool:
        """Whether a cell needs room for it to wrap well."""
        return sum(2 if east_asian_width(char) in "WF" else 1 for char in self.shown) > _LONG

    @property
    def line_count(self) -> int:
        return 1 + self.shown.count("\n")

    @property
    def is_empty(self) -> bool:
        return self.value is None


@dataclass(frozen=True, slots=True)
class TableView:
    """A table's columns (name, label) and its rows of values in that order."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Text of a table that found no cell."""

    key: str
    text: str
    table: str
    page: int | None
    points: str


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of the record with the places on it."""

    number: int
    width: int
    height: int
    broken: bool
    values: tuple[Value, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """All of a record that its page shows."""

    fields: tuple[Value, ...]
    tables: tuple[TableView, ...]
    notes: tuple[Note, ...]
    pages: tuple[PageView, ...]

    @property
    def doubtful(self) -> int:
        """How many values are not accepted."""
        cells = [value for table in self.tables for row in table.rows for value in row]
        return sum(not value.accepted for value in (*self.fields, *cells))


def view_of(record: Record) -> RecordView:
    """Lay a record out; labels and types come from the version it was read with."""
    data = record.data
    version = record.template_version
    content = version.content if version else {}
    drawn = {field["name"]: field for field in content.get("fields", [])}
    fields = tuple(
        _value(name, name, None, reading, drawn.get(name, {}))
        for name, reading in data["fields"].items()
    )
    drawn_tables = {table["name"]: table for table in content.get("tables", [])}
    tables = tuple(
        _table(name, rows, drawn_tables.get(name, {})) for name, rows in data["tables"].items()
    )
    notes = tuple(
        Note(
            key=f"unplaced:{number}",
            text=entry["text"],
            table=entry["table"],
            page=entry["page"],
            points=_points(entry["box"]),
        )
        for number, entry in enumerate(data["unplaced"])
    )
    values = (*fields, *(value for table in tables for row in table.rows for value in row))
    pages = tuple(
        PageView(
            number=page["number"],
            width=page["width"],
            height=page["height"],
            broken=page["status"] == "broken",
            values=tuple(v for v in values if v.page == page["number"] and v.points),
            notes=tuple(n for n in notes if n.page == page["number"]),
        )
        for page in data["pages"]
    )
    return RecordView(fields, tables, notes, pages)


def _table(name: str, rows: list[dict[str, Data]], drawn: Data) -> TableView:
    columns = {column["name"]: column for column in drawn.get("columns", [])}
    names = list(columns) or list(rows[0] if rows else ())
    return TableView(
        name=name,
        columns=tuple((one, columns.get(one, {}).get("header") or one) for one in names),
        rows=tuple(
            tuple(
                _value(
                    f"{name}.{one}:{number}",
                    f"{name}.{one}",
                    number,
                    row[one],
                    columns.get(one, {}),
                )
                for one in names
                if one in row
            )
            for number, row in enumerate(rows)
        ),
    )


def _value(key: str, name: str, row: int | None, reading: Data, drawn: Data) -> Value:
    box = reading.get("box")
    return Value(
        key=key,
        name=name,
        row=row,
        label=drawn.get("label") or drawn.get("header") or name.rpartition(".")[2],
        type=drawn.get("type") or "text",
        value=reading["value"],
        shown=shown(reading["value"]),
        text=reading["text"] or "",
        confidence=reading["confidence"],
        accepted=reading["accepted"],
        reason=in_words(reading.get("reason")),
        tone=_tone(reading),
        source=reading.get("source") or "",
        page=reading.get("page"),
        points=_points(box),
        crop=_crop(box),
        steps=tuple(trace(reading)),
    )


def _tone(reading: Data) -> str:
    if reading.get("source") == "person":
        return "person"
    if reading["accepted"]:
        return "good"
    return "bad" if reading["value"] is None else "doubt"


def _points(box: list[list[float]] | None) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in box or ())


def _crop(box: list[list[float]] | None) -> tuple[float, float, float, float] | None:
    """A view box (x, y, width, height) with some paper around the value."""
    if not box:
        return None
    xs, ys = [point[0] for point in box], [point[1] for point in box]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    margin = 0.45 * min(width, height) + 6
    return (
        round(min(xs) - 2 * margin, 1),
        round(min(ys) - margin, 1),
        round(width + 4 * margin, 1),
        round(height + 2 * margin, 1),
    )
