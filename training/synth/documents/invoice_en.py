"""English invoices: a designer's letterhead, a horizontal table, totals below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import ClassVar

from training.synth.documents.amounts import english, english_date
from training.synth.documents.content import Company, Good, Item, Sale, day, digits, iban, items
from training.synth.documents.details import Detail, DetailsLook, draw_details, draw_sum
from training.synth.documents.drawing import (
    GREY,
    WHITE,
    Align,
    Colour,
    Drawing,
    Panel,
    Stroke,
    Style,
    key,
    points,
)
from training.synth.documents.tables import Cell, Column, Extent, Look, Row, draw_table, drawn_table

WIDTH, HEIGHT = 1654, 2339
LEFT, RIGHT = 140.0, 1514.0
ROLES = ("sans", "sans-bold")
_INK: Colour = (24, 42, 68)
_BODY = Style("sans", points(10))
_SMALL = Style("sans", points(8.5), GREY)
_BOLD = Style("sans-bold", points(10))
_CAPTION = Style("sans-bold", points(8.5), GREY)
_DETAILS = DetailsLook(
    label_x=920,
    value_x=1190,
    slot=(1180, RIGHT + 10),
    first=514,
    step=52,
    above=32,
    label=_SMALL,
    value=_BOLD,
)
_ACCENTS: tuple[Colour, ...] = ((14, 98, 81), (30, 74, 140), (140, 54, 48), (92, 62, 130))


@dataclass(frozen=True, slots=True)
class Wording:
    """What the paper calls itself."""

    heading: str
    number: str
    date: str
    prefix: str


_INVOICE = Wording("INVOICE", "Invoice number", "Invoice date", "INV")
_STATEMENT = Wording("STATEMENT", "Statement number", "Statement date", "ST")


@dataclass(frozen=True, slots=True)
class Invoice(Sale):
    """What one invoice says."""

    wording: Wording

    seller: Company
    buyer: Company
    accent: Colour
    number: str
    issued: date
    due: date
    order: str
    items: list[Item]
    rate: ClassVar = Decimal("0.20")


def invoice(seed: int) -> Drawing:
    """An invoice on one page."""
    chance = Random(f"invoice-en/{seed}")
    return _drawn(_invented(chance, _INVOICE, chance.randrange(3, 9)))


def statement(seed: int) -> Drawing:
    """A monthly statement whose table goes on over a second page, where the totals stand."""
    chance = Random(f"statement-en/{seed}")
    return _drawn(_invented(chance, _STATEMENT, chance.randrange(23, 31)))


def _invented(chance: Random, wording: Wording, count: int) -> Invoice:
    seller = chance.randrange(len(_SELLERS))
    issued = day(chance)
    return Invoice(
        wording,
        _SELLERS[seller],
        chance.choice(_BUYERS),
        _ACCENTS[seller],
        f"{wording.prefix}-{issued.year}-{chance.randrange(1, 9999):04}",
        issued,
        issued + timedelta(days=30),
        f"PO-{digits(chance, 6)}",
        items(chance, _GOODS, count),
    )


def _drawn(invoice: Invoice) -> Drawing:
    drawing = Drawing()
    drawing.new_page(WIDTH, HEIGHT)
    _letterhead(drawing, invoice)
    _parties(drawing, invoice)
    look = _look(invoice.accent)
    rows = [_row(item) for item in invoice.items]
    first = draw_table(drawing, "items", _COLUMNS, rows, look, 850, 2120)
    last = first
    _footer(drawing, invoice)
    if first.rows < len(rows):
        drawing.new_page(WIDTH, HEIGHT)
        drawing.text(LEFT, 170, invoice.seller.name, Style("sans-bold", points(12), _INK))
        drawing.text(RIGHT, 170, f"{invoice.number}, page 2", _SMALL, "right")
        last = draw_table(drawing, "items", _COLUMNS, rows[first.rows :], look, 230, 1500)
        _footer(drawing, invoice)
    more = {"continues": True} if drawing.number > 1 else {}
    drawing.drawn_tables.append(
        drawn_table(
            "items", _COLUMNS, first, look, row_key="amount", ends_at=[r"^Subtotal"], **more
        )
    )
    _totals(drawing, invoice, last)
    drawing.classify = {"include": [invoice.wording.heading]}
    drawing.rules += [
        {"name": "lines add up", "expr": "sum(items.amount) == net"},
        {"name": "total", "expr": "net + tax == total"},
    ]
    return drawing


def _letterhead(drawing: Drawing, invoice: Invoice) -> None:
    seller, accent = invoice.seller, invoice.accent
    drawing.mark(Panel((0, 0, WIDTH, 26), fill=accent))
    drawing.mark(Panel((LEFT, 120, LEFT + 96, 216), fill=accent, radius=20))
    initials = "".join(word[0] for word in seller.name.replace("& ", "").split()[:2])
    # The monogram is a picture to a bookkeeper, yet a reader may well read it.
    drawing.text(LEFT + 48, 186, initials, Style("sans-bold", points(17), WHITE), "centre")
    drawing.value(
        "seller_name",
        (LEFT + 156, 182),
        seller.name,
        Style("sans-bold", points(17), _INK),
        slot=(LEFT + 144, 132, 980, 208),
        label="Seller",
        type="text",
    )
    style = Style("sans-bold", points(26), accent)
    drawing.label(RIGHT, 190, invoice.wording.heading, style, "right")
    for index, line in enumerate((*seller.address, seller.email)):
        drawing.text(LEFT, 276 + 34 * index, line, _SMALL)


def _parties(drawing: Drawing, invoice: Invoice) -> None:
    top = 500
    drawing.mark(Stroke(((LEFT, top - 50), (RIGHT, top - 50)), (222, 225, 230), 2))
    drawing.label(LEFT, top + 14, "BILL TO", _CAPTION)
    buyer = invoice.buyer
    drawing.value(
        "buyer_name",
        (LEFT, top + 66),
        buyer.name,
        _BOLD,
        slot=(LEFT - 8, top + 34, 860, top + 82),
        label="Customer",
        type="text",
    )
    drawing.paragraph(
        "buyer_address",
        (LEFT, top + 110),
        buyer.address,
        _BODY,
        40,
        slot=(LEFT - 8, top + 80, 860, top + 250),
        label="Customer's address",
        type="text",
    )
    details = (
        Detail("invoice_number", invoice.wording.number, invoice.number, "code"),
        _dated("issue_date", invoice.wording.date, invoice.issued),
        _dated("due_date", "Due date", invoice.due),
        Detail("order_number", "Your order", invoice.order, "code"),
        Detail("vat_number", "Our VAT number", invoice.seller.tax_id, "tax_id"),
    )
    draw_details(drawing, details, _DETAILS)


def _dated(name: str, label: str, on: date) -> Detail:
    return Detail(name, label, english_date(on), "date", on.isoformat(), {"locale": "en-GB"})


def _columns() -> tuple[Column, ...]:
    amount = {"type": "amount", "locale": "en-GB"}
    right: Align = "right"
    return (
        Column("description", "Description", LEFT, 830, spec={"type": "text"}),
        Column("quantity", "Quantity", 830, 990, right, {"type": "integer", "locale": "en-GB"}),
        Column("unit_price", "Unit price", 990, 1180, right, amount),
        Column("tax_rate", "VAT", 1180, 1300, right, {"type": "percent"}),
        Column("amount", "Amount", 1300, RIGHT, right, amount),
    )


_COLUMNS = _columns()


def _look(accent: Colour) -> Look:
    return Look(
        header=Style("sans-bold", points(9.5), WHITE),
        body=_BODY,
        header_height=64,
        leading=38,
        row_gap=26,
        padding=16,
        band=accent,
    )


def _row(item: Item) -> Row:
    return {
        "description": Cell(item.good.lines, " ".join(item.good.lines)),
        "quantity": Cell((str(item.quantity),), str(item.quantity)),
        "unit_price": Cell((english(item.price),), str(item.price)),
        "tax_rate": Cell(("20%",), "20"),
        "amount": Cell((english(item.amount),), str(item.amount)),
    }


def _totals(drawing: Drawing, invoice: Invoice, table: Extent) -> None:
    y = table.box[3] + 74
    for name, label, amount in (
        ("net", "Subtotal", invoice.net),
        ("tax", "VAT 20%", invoice.tax),
    ):
        _sum(drawing, name, label, amount, y, _BODY)
        y += 56
    total = invoice.net + invoice.tax
    drawing.mark(Panel((1000, y - 34, RIGHT, y + 42), fill=invoice.accent, radius=8))
    _sum(drawing, "total", "Total due £", total, y + 16, Style("sans-bold", points(12), WHITE))
    _payment(drawing, invoice, y + 130)


def _sum(
    drawing: Drawing, name: str, label: str, amount: Decimal, baseline: float, style: Style
) -> None:
    draw_sum(
        drawing,
        name,
        label,
        amount,
        english(amount),
        label_x=1030,
        right=RIGHT - 16,
        baseline=baseline,
        slot=(1262, baseline - 36, RIGHT, baseline + 16),
        style=style,
        locale="en-GB",
    )


def _payment(drawing: Drawing, invoice: Invoice, top: float) -> None:
    seller = invoice.seller
    drawing.text(LEFT, top, "PAYMENT", _CAPTION)
    drawing.text(LEFT, top + 48, f"Please pay within 30 days to {seller.bank}.", _BODY)
    box = drawing.text(LEFT, top + 96, "IBAN", _BOLD)
    drawing.value(
        "iban",
        (LEFT + 90, top + 96),
        seller.account,
        _BODY,
        slot=(LEFT + 80, top + 64, 900, top + 112),
        value=seller.account.replace(" ", ""),
        label="IBAN",
        type="code",
        checksum="iban",
        key=key("IBAN", box),
    )
    drawing.text(LEFT, top + 144, f"Reference {invoice.number}", _BODY)


def _footer(drawing: Drawing, invoice: Invoice) -> None:
    y = HEIGHT - 110
    drawing.mark(Stroke(((LEFT, y - 46), (RIGHT, y - 46)), (222, 225, 230), 2))
    seller = invoice.seller
    contact = f"{seller.name}  ·  {seller.phone}  ·  {seller.email}"
    drawing.text(WIDTH / 2, y, contact, _SMALL, "centre")


def _bank(number: int) -> str:
    return iban("GB", f"STCL{200000 + number * 137:06}{31000000 + number * 7919:08}")


_SELLERS = (
    Company(
        "Harbour & Finch Ltd",
        ("Unit 4, Ropewalk Yard", "Port Ellery PE2 7QX", "United Kingdom"),
        "+44 1632 960 114",
        "accounts@harbourfinch.example",
        "GB 294 8810 36",
        "Ellery Savings Bank",
        _bank(1),
    ),
    Company(
        "Northgate Paper Co.",
        ("18 Mill Lane", "Wexcombe WX1 4TD", "United Kingdom"),
        "+44 1632 960 287",
        "billing@northgatepaper.example",
        "GB 381 0472 15",
        "Wexcombe & County Bank",
        _bank(2),
    ),
    Company(
        "Kestrel Trading Ltd",
        ("7 Foundry Row", "Stanhope Cross SX9 3BL", "United Kingdom"),
        "+44 1632 960 351",
        "office@kestreltrading.example",
        "GB 406 7723 98",
        "Stanhope Mutual",
        _bank(3),
    ),
    Company(
        "Alder Lane Studio",
        ("The Old Dairy, Alder Lane", "Little Marden LM5 8RH", "United Kingdom"),
        "+44 1632 960 402",
        "hello@alderlane.example",
        "GB 517 3390 62",
        "Marden Union Bank",
        _bank(4),
    ),
)
_BUYERS = (
    Company("Brightwater Books Ltd", ("22 Castle Street", "Ashby Fold AF3 1LN")),
    Company("Mill Road Dental Practice", ("61 Mill Road", "Thornaby Green TG7 2PW")),
    Company("Oakfield Primary School", ("Oakfield Avenue", "Penwick PW4 9JE")),
    Company("Tidewell Catering Ltd", ("Quayside House, 3 Quay Street", "Port Ellery PE1 2AA")),
    Company("Marlowe & Daughters Joinery", ("The Sawmill", "Combe Barton CB8 5SG")),
)
_GOODS = (
    Good(("A4 copier paper, 80 g, carton of 5 reams",), "box", ("17.50", "24.90"), 20),
    Good(("Linen notebook, ruled", "hard cover, 192 pages, navy"), "pcs", ("6.40", "9.80"), 60),
    Good(("Ballpoint pen, blue, box of 50",), "box", ("11.20", "15.60"), 12),
    Good(("Desk lamp with dimmer", "brass, E27, cable 2 m"), "pcs", ("48.00", "72.00"), 8),
    Good(("Lever arch file, 75 mm",), "pcs", ("2.15", "3.40"), 80),
    Good(("Letterpress business cards, 300 pcs",), "set", ("96.00", "142.00"), 3),
    Good(("Shipping labels, roll of 500",), "roll", ("8.75", "12.30"), 30),
    Good(("Design and proof, per hour",), "h", ("55.00", "70.00"), 9),
    Good(("Cutting mat, A3, self-healing",), "pcs", ("13.90", "18.50"), 10),
    Good(("Steel ruler, 60 cm",), "pcs", ("7.20", "9.60"), 15),
    Good(("Archive box, folded", "320 × 240 × 110 mm, acid free"), "pcs", ("3.85", "5.20"), 100),
    Good(("Courier delivery, next day",), "pcs", ("9.50", "14.00"), 2),
    Good(("Whiteboard marker, set of 8",), "set", ("6.90", "8.80"), 20),
    Good(("Wall planner 2027, laminated",), "pcs", ("12.00", "16.00"), 6),
)
