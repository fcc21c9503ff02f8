"""Tables as a designer would draw them on the made-up pages."""

from __future__ import annotations

from dataclasses import replace

from recognition.matching.placing import PlacedLine
from templates_app.definition.template import Column, Table, ValueSpec, ValueType
from tests.recognition.matching.sheets import at, centred, ending

EDGES = (40.0, 320.0, 420.0, 560.0, 760.0)
NAMES = ("item", "quantity", "price", "amount")
HEADERS = ("Description", "Quantity", "Unit price", "Amount")
TYPES: tuple[ValueType, ...] = ("text", "integer", "amount", "amount")
HEADER_Y = 220.0
FIRST_ROW_Y = 260.0
PITCH = 40.0

ITEMS = Table(
    name="items",
    box=(40, 200, 760, 480),
    orientation="horizontal",
    header_height=40,
    row_key="amount",
    ends_at=("Total",),
    columns=tuple(
        Column(name, ValueSpec(type=kind), header, (EDGES[n], EDGES[n + 1]))
        for n, (name, kind, header) in enumerate(zip(NAMES, TYPES, HEADERS, strict=True))
    ),
)

PARCEL = Table(
    name="parcels",
    box=(40, 100, 500, 260),
    orientation="vertical",
    divider=200,
    columns=(
        Column("sender", ValueSpec(), "Sender", (100, 140)),
        Column("weight", ValueSpec(type="amount"), "Weight", (140, 180)),
        Column("contents", ValueSpec(), "Contents", (180, 220)),
        Column("value", ValueSpec(type="amount"), "Declared value", (220, 260)),
    ),
)


def without_key(table: Table = ITEMS) -> Table:
    return replace(table, row_key=None)


def header(y: float = HEADER_Y, edges: tuple[float, ...] = EDGES) -> list[PlacedLine]:
    """The header row, each label in the middle of its column."""
    return [
        centred(label, (edges[n] + edges[n + 1]) / 2, y, font=18) for n, label in enumerate(HEADERS)
    ]


def item(
    y: float,
    description: str = "",
    quantity: str = "",
    price: str = "",
    amount: str = "",
    edges: tuple[float, ...] = EDGES,
) -> list[PlacedLine]:
    """One row: words from the left of their column, numbers to its right."""
    lines = [at(description, edges[0] + 8, y)] if description else []
    for n, text in enumerate((quantity, price, amount), start=1):
        if text:
            lines.append(ending(text, edges[n + 1] - 8, y))
    return lines


def pair(y: float, key: str, value: str) -> list[PlacedLine]:
    """A key and its value beside it."""
    return [at(key, 50, y), *([at(value, 210, y)] if value else [])]
