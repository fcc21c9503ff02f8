"""Packing lists: one block of stacked keys and values for each carton, one below the other."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from training.synth.documents.amounts import cents, english_date
from training.synth.documents.content import Company, day, digits
from training.synth.documents.details import Detail, DetailsLook, draw_details
from training.synth.documents.drawing import (
    GREY,
    Box,
    Colour,
    Drawing,
    Panel,
    Printed,
    Stroke,
    Style,
    around,
    key,
    points,
    whole,
)

WIDTH, HEIGHT = 1654, 2339
LEFT, RIGHT = 140.0, 1514.0
DIVIDER = 480.0
ROLES = ("plain", "plain-bold")
_INK: Colour = (22, 60, 84)
_BODY = Style("plain", points(10))
_BOLD = Style("plain-bold", points(10))
_KEY = Style("plain", points(9.5), GREY)
_DETAILS = DetailsLook(
    label_x=1030,
    value_x=1190,
    slot=(1180, RIGHT),
    first=300,
    step=54,
    above=33,
    label=_KEY,
    value=_BOLD,
)


@dataclass(frozen=True, slots=True)
class Carton:
    """One carton; ``contents`` are the lines printed."""

    number: str
    contents: tuple[str, ...]
    pieces: int
    net: Decimal
    gross: Decimal
    size: str


@dataclass(frozen=True, slots=True)
class Block:
    """Where a carton was printed; ``keys`` gives y0 and y1 of each key."""

    box: Box
    keys: dict[str, tuple[float, float]]


def packing_list(seed: int) -> Drawing:
    """A packing list on one page."""
    chance = Random(f"packing-list/{seed}")
    cartons = [_carton(chance, number) for number in range(1, chance.randrange(3, 5))]
    drawing = Drawing()
    drawing.new_page(WIDTH, HEIGHT)
    _head(drawing, chance)
    y = 830.0
    blocks = []
    for carton in cartons:
        block = _block(drawing, carton, y)
        blocks.append(block)
        y = block.box[3] + 26
    drawing.drawn_tables.append(_drawn_table(blocks, cartons[0]))
    _sums(drawing, cartons, y + 40)
    drawing.rules += [
        {"name": "cartons", "expr": "count(cartons.carton) == carton_count"},
        {"name": "gross weight", "expr": "sum(cartons.gross_weight) == gross_weight"},
        {"name": "pieces", "expr": "sum(cartons.pieces) == pieces"},
    ]
    return drawing


def _carton(chance: Random, number: int) -> Carton:
    net = cents(Decimal(chance.randrange(450, 2400)) / 100)
    return Carton(
        f"CTN {number:03}",
        chance.choice(_CONTENTS),
        chance.randrange(6, 145),
        net,
        net + cents(Decimal(chance.randrange(60, 190)) / 100),
        f"{chance.randrange(30, 61)} × {chance.randrange(25, 46)} × {chance.randrange(20, 41)} cm",
    )


def _head(drawing: Drawing, chance: Random) -> None:
    shipper, consignee = chance.choice(_SHIPPERS), chance.choice(_CONSIGNEES)
    packed = day(chance)
    drawing.mark(Panel((LEFT, 110, RIGHT, 214), fill=_INK))
    drawing.label(LEFT + 36, 182, "PACKING LIST", Style("plain-bold", points(22), (255, 255, 255)))
    written, locale = english_date(packed), {"locale": "en-GB"}
    details = (
        Detail("list_number", "List no.", f"PL-{digits(chance, 6)}", "code"),
        Detail("date", "Date", written, "date", packed.isoformat(), locale),
        Detail("order_number", "Order", f"SO-{digits(chance, 5)}", "code"),
        Detail("container", "Container", f"TESU {digits(chance, 7)}", "code"),
    )
    draw_details(drawing, details, _DETAILS)
    for name, heading, company, top in (
        ("shipper", "Shipper", shipper, 300.0),
        ("consignee", "Consignee", consignee, 550.0),
    ):
        drawing.label(LEFT, top, heading, _KEY)
        drawing.value(
            name,
            (LEFT, top + 52),
            company.name,
            _BOLD,
            slot=(LEFT - 8, top + 18, 960, top + 68),
            label=heading,
            type="text",
        )
        for index, line in enumerate(company.address):
            drawing.text(LEFT, top + 96 + 40 * index, line, _BODY)
    drawing.mark(Stroke(((LEFT, 780), (RIGHT, 780)), _INK, 3))


def _block(drawing: Drawing, carton: Carton, top: float) -> Block:
    """One carton's keys and values; a frame around them, a divider between."""
    y = top
    truth: dict[str, Printed] = {}
    keys: dict[str, tuple[float, float]] = {}
    for name, label, lines, value in _rows(carton):
        box = drawing.text(LEFT + 20, y + 38, label, _KEY)
        keys[name] = (box[1] - 6, box[3] + 6)
        boxes = [
            drawing.text(DIVIDER + 24, y + 38 + 38 * index, line, _BODY)
            for index, line in enumerate(lines)
        ]
        truth[name] = Printed(value, " ".join(lines), drawing.number, around(boxes))
        y += 16 + 38 * len(lines)
        if name != "dimensions":
            drawing.mark(Stroke(((LEFT, y), (RIGHT, y)), (214, 219, 224), 1.5))
    drawing.tables.setdefault("cartons", []).append(truth)
    box = (LEFT, top, RIGHT, y)
    drawing.mark(Panel(box, outline=_INK, thickness=2.5))
    drawing.mark(Stroke(((DIVIDER, top), (DIVIDER, y)), _INK, 2))
    return Block(box, keys)


def _rows(carton: Carton) -> tuple[tuple[str, str, tuple[str, ...], str], ...]:
    """Name, printed key, printed lines and value of each entry."""
    return (
        ("carton", "Carton no.", (carton.number,), carton.number.replace(" ", "")),
        ("contents", "Contents", carton.contents, " ".join(carton.contents)),
        ("pieces", "Quantity", (f"{carton.pieces} pcs",), str(carton.pieces)),
        ("net_weight", "Net weight", (f"{carton.net} kg",), str(carton.net)),
        ("gross_weight", "Gross weight", (f"{carton.gross} kg",), str(carton.gross)),
        ("dimensions", "Dimensions", (carton.size,), carton.size),
    )


def _drawn_table(blocks: list[Block], carton: Carton) -> dict[str, Any]:
    """The table's part of stencil-template/1: keys as in the first block."""
    weight = {"type": "amount", "unit": "kg", "locale": "en-GB"}
    specs: dict[str, dict[str, Any]] = {
        "carton": {"type": "code"},
        "contents": {"type": "text"},
        "pieces": {"type": "integer", "unit": "pcs"},
        "net_weight": weight,
        "gross_weight": weight,
        "dimensions": {"type": "text"},
    }
    return {
        "name": "cartons",
        "box": whole(around([block.box for block in blocks])),
        "orientation": "vertical",
        "divider": round(DIVIDER),
        "ends_at": ["^Total cartons"],
        "columns": [
            {
                "name": name,
                "header": label,
                "range": [round(edge) for edge in blocks[0].keys[name]],
                **specs[name],
            }
            for name, label, _, _ in _rows(carton)
        ],
    }


def _sums(drawing: Drawing, cartons: list[Carton], top: float) -> None:
    gross = sum((carton.gross for carton in cartons), Decimal(0))
    pieces = sum(carton.pieces for carton in cartons)
    weight = {"type": "amount", "unit": "kg", "locale": "en-GB"}
    sums: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
        ("carton_count", "Total cartons", "", str(len(cartons)), {"type": "integer"}),
        ("pieces", "Total quantity", " pcs", str(pieces), {"type": "integer", "unit": "pcs"}),
        ("gross_weight", "Total gross weight", " kg", str(gross), weight),
    )
    for index, (name, label, unit, value, spec) in enumerate(sums):
        baseline = top + 52 * index
        box = drawing.text(LEFT + 20, baseline, label, _BOLD)
        drawing.value(
            name,
            (DIVIDER + 24, baseline),
            value + unit,
            _BOLD,
            slot=(DIVIDER + 14, baseline - 34, 960, baseline + 16),
            value=value,
            label=label,
            key=key(label, box),
            **spec,
        )


_SHIPPERS = (
    Company(
        "Ningbo Lanyu Hardware Co., Ltd",
        ("288 Haiyan Road, Beilun", "Ningbo 315800, China"),
    ),
    Company("Suzhou Yanzhou Paper Co., Ltd", ("16 Moxiang Street", "Suzhou 215011, China")),
    Company("Taunus Feinmechanik GmbH", ("Werkstraße 20", "61999 Oberlauken, Germany")),
)
_CONSIGNEES = (
    Company("Harbour & Finch Ltd", ("Unit 4, Ropewalk Yard", "Port Ellery PE2 7QX, UK")),
    Company("Kestrel Trading Ltd", ("7 Foundry Row", "Stanhope Cross SX9 3BL, UK")),
    Company("Maison Verdier SARL", ("12 rue des Ateliers", "69999 Saint-Aubin, France")),
)
_CONTENTS = (
    ("Stainless steel hinges, 100 × 75 mm",),
    ("Brass drawer handles, antique finish", "with screws, 10 pcs per bag"),
    ("Linen notebooks, ruled, navy",),
    ("Kraft envelopes C5, 500 per pack", "FSC certified"),
    ("Precision calipers, 150 mm",),
    ("Desk lamps, brass, with dimmer", "E27, cable 2 m, UK plug", "bulbs not included"),
)
