"""A record as its page draws it: values, boxes and facts, nothing decided here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any
from unicodedata import east_asian_width

from frontend.trace import Step, shown, trace
from frontend.wording import in_words
from recognition.models import Record

Data = Mapping[str, Any]
Quad = Sequence[Sequence[float]]

_MARKS = ("checkbox", "signature")
_FIGURES = ("amount", "integer", "percent")
_LONG = 14  # Latin letters; a Han character is as wide as two


@dataclass(frozen=True, slots=True)
class Value:
    """One value beside its place on the page.

    key: its name on both sides of the page; ``name`` and ``row`` as decisions name it.
    tone: good (accepted), doubt (read, not accepted), bad (nothing usable), person (decided).
    points: its polygon for an SVG attribute, pixels of the page; empty without a place.
    quad: the same as corners, from the writing's upper left on.
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
    quad: Quad | None
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
class RowView:
    """A row of a table: its cells, and its name on both sides of the page."""

    key: str
    cells: tuple[Value, ...]
    page: int | None

    def __iter__(self) -> Iterator[Value]:
        return iter(self.cells)


@dataclass(frozen=True, slots=True)
class TableView:
    """A table's columns (name, label) and its rows of values in that order."""

    key: str
    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[RowView, ...]
    page: int | None


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a table or of a row on one page; ``kind`` is table or row."""

    key: str
    kind: str
    label: str
    points: str


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
    outlines: tuple[Outline, ...]


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
    values = (*fields, *(value for table in tables for row in table.rows for value in row.cells))
    pages = tuple(
        PageView(
            number=page["number"],
            width=page["width"],
            height=page["height"],
            broken=page["status"] == "broken",
            values=tuple(v for v in values if v.page == page["number"] and v.points),
            notes=tuple(n for n in notes if n.page == page["number"]),
            outlines=tuple(_outlines(tables, page["number"])),
        )
        for page in data["pages"]
    )
    return RecordView(fields, tables, notes, pages)


def _table(name: str, rows: list[dict[str, Data]], drawn: Data) -> TableView:
    columns = {column["name"]: column for column in drawn.get("columns", [])}
    names = list(columns) or list(rows[0] if rows else ())
    laid = []
    for number, row in enumerate(rows):
        cells = tuple(
            _value(
                f"{name}.{one}:{number}", f"{name}.{one}", number, row[one], columns.get(one, {})
            )
            for one in names
            if one in row
        )
        laid.append(RowView(f"row:{name}:{number}", cells, _page_of(cells)))
    return TableView(
        key=f"table:{name}",
        name=name,
        columns=tuple((one, columns.get(one, {}).get("header") or one) for one in names),
        rows=tuple(laid),
        page=next((row.page for row in laid if row.page is not None), None),
    )


def _page_of(cells: Sequence[Value]) -> int | None:
    return next((cell.page for cell in cells if cell.points), None)


def _outlines(tables: Sequence[TableView], page: int) -> Iterator[Outline]:
    """Around every table that reaches onto a page, and around each of its rows there."""
    for table in tables:
        rows = [
            (row, quads)
            for row in table.rows
            if (quads := [cell.quad for cell in row if cell.page == page and cell.quad])
        ]
        around = outline_of([quad for _, quads in rows for quad in quads])
        if around:
            yield Outline(table.key, "table", table.name, _points(around))
        for row, quads in rows:
            yield Outline(row.key, "row", table.name, _points(outline_of(quads)))


def outline_of(quads: Sequence[Quad], air: float = 0.25) -> list[list[float]]:
    """The rectangle around quadrilaterals, along their writing; pixels of the page.

    air: paper around them, in heights of the writing.
    """
    if not quads:
        return []
    across, along = (sum(quad[1][axis] - quad[0][axis] for quad in quads) for axis in (0, 1))
    length = hypot(across, along) or 1.0
    cosine, sine = across / length, along / length
    turned = [(x * cosine + y * sine, y * cosine - x * sine) for quad in quads for x, y in quad]
    xs, ys = [x for x, _ in turned], [y for _, y in turned]
    height = sum(hypot(quad[3][0] - quad[0][0], quad[3][1] - quad[0][1]) for quad in quads)
    by = air * height / len(quads)
    x0, y0, x1, y1 = min(xs) - by, min(ys) - by, max(xs) + by, max(ys) + by
    corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    return [[round(x * cosine - y * sine, 1), round(x * sine + y * cosine, 1)] for x, y in corners]


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
        quad=box or None,
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
