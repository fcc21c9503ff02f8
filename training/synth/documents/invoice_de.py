"""German invoices: a business letter after DIN 5008 with a ruled table and totals below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import ClassVar

from training.synth.documents.amounts import german, german_date
from training.synth.documents.content import Company, Good, Item, Sale, day, digits, iban, items
from training.synth.documents.details import Detail, DetailsLook, draw_details, draw_sum
from training.synth.documents.drawing import (
    BLACK,
    GREY,
    LIGHT,
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
LEFT, RIGHT = 196.0, 1496.0
ROLES = ("plain", "plain-bold", "serif-bold")
_BODY = Style("plain", points(10))
_BOLD = Style("plain-bold", points(10))
_SMALL = Style("plain", points(7.5), GREY)
_DETAILS = DetailsLook(
    label_x=1026,
    value_x=1226,
    slot=(1214, RIGHT),
    first=434,
    step=54,
    above=33,
    label=Style("plain", points(9), GREY),
    value=_BODY,
)
_ACCENTS: tuple[Colour, ...] = ((152, 84, 36), (26, 86, 120), (46, 104, 62))


@dataclass(frozen=True, slots=True)
class Rechnung(Sale):
    """What one invoice says."""

    seller: Company
    register: str
    buyer: Company
    accent: Colour
    number: str
    customer: str
    issued: date
    delivered: date
    items: list[Item]
    rate: ClassVar = Decimal("0.19")


def rechnung(seed: int) -> Drawing:
    """An invoice on one page."""
    chance = Random(f"invoice-de/{seed}")
    seller = chance.randrange(len(_SELLERS))
    issued = day(chance)
    return _drawn(
        Rechnung(
            _SELLERS[seller],
            f"HRB {digits(chance, 5)}",
            chance.choice(_BUYERS),
            _ACCENTS[seller],
            f"RE-{issued.year}-{chance.randrange(1, 9999):04}",
            digits(chance, 5),
            issued,
            issued - timedelta(days=chance.randrange(1, 15)),
            items(chance, _GOODS[seller], chance.randrange(2, 7)),
        )
    )


def _drawn(rechnung: Rechnung) -> Drawing:
    drawing = Drawing()
    drawing.new_page(WIDTH, HEIGHT)
    _head(drawing, rechnung)
    _address(drawing, rechnung)
    _details(drawing, rechnung)
    drawing.label(LEFT, 880, "Rechnung", Style("plain-bold", points(15), rechnung.accent))
    drawing.text(LEFT, 950, "Sehr geehrte Damen und Herren,", _BODY)
    thanks = "für die ausgeführten Leistungen und Lieferungen erlauben wir uns zu berechnen:"
    drawing.text(LEFT, 992, thanks, _BODY)
    rows = [_row(number, item) for number, item in enumerate(rechnung.items, 1)]
    table = draw_table(drawing, "items", _COLUMNS, rows, _LOOK, 1030, 1700)
    drawing.drawn_tables.append(
        drawn_table("items", _COLUMNS, table, _LOOK, row_key="amount", ends_at=["^Nettobetrag"])
    )
    _totals(drawing, rechnung, table)
    _foot(drawing, rechnung)
    drawing.rules += [
        {"name": "lines add up", "expr": "sum(items.amount) == net"},
        {"name": "each line", "expr": "items.quantity * items.unit_price == items.amount"},
        {"name": "total", "expr": "net + tax == total"},
    ]
    return drawing


def _head(drawing: Drawing, rechnung: Rechnung) -> None:
    seller, accent = rechnung.seller, rechnung.accent
    for index in range(3):
        x = LEFT + 30 * index
        drawing.mark(Stroke(((x, 176), (x + 48, 116)), accent, 12))
    drawing.value(
        "seller_name",
        (LEFT + 150, 164),
        seller.name,
        Style("serif-bold", points(19), accent),
        slot=(LEFT + 140, 104, 1200, 190),
        label="Verkäufer",
        type="text",
    )
    drawing.mark(Stroke(((LEFT, 216), (RIGHT, 216)), accent, 3))


def _address(drawing: Drawing, rechnung: Rechnung) -> None:
    """The window of the envelope: the sender in small print above the receiver."""
    seller, buyer = rechnung.seller, rechnung.buyer
    drawing.text(LEFT, 372, " · ".join((seller.name, *seller.address)), _SMALL)
    drawing.mark(Stroke(((LEFT, 384), (LEFT + 670, 384)), LIGHT, 1.5))
    drawing.value(
        "buyer_name",
        (LEFT, 432),
        buyer.name,
        _BODY,
        slot=(LEFT - 8, 400, 900, 448),
        label="Kunde",
        type="text",
    )
    drawing.paragraph(
        "buyer_address",
        (LEFT, 474),
        buyer.address,
        _BODY,
        42,
        slot=(LEFT - 8, 446, 900, 620),
        label="Anschrift des Kunden",
        type="text",
    )


def _details(drawing: Drawing, rechnung: Rechnung) -> None:
    drawing.mark(Panel((1000, 380, RIGHT, 690), fill=(245, 243, 239)))
    details = (
        Detail("invoice_number", "Rechnungsnr.", rechnung.number, "code"),
        _dated("issue_date", "Datum", rechnung.issued),
        _dated("delivery_date", "Lieferdatum", rechnung.delivered),
        Detail("customer_number", "Kundennr.", rechnung.customer, "code"),
        Detail("vat_number", "USt-IdNr.", rechnung.seller.tax_id, "tax_id"),
    )
    draw_details(drawing, details, _DETAILS)


def _dated(name: str, label: str, on: date) -> Detail:
    return Detail(name, label, german_date(on), "date", on.isoformat(), {"locale": "de-DE"})


def _columns() -> tuple[Column, ...]:
    amount = {"type": "amount", "locale": "de-DE"}
    right: Align = "right"
    return (
        Column("position", "Pos.", LEFT, 280, spec={"type": "integer"}),
        Column("description", "Bezeichnung", 280, 820, spec={"type": "text"}),
        Column("quantity", "Menge", 820, 960, right, {"type": "integer", "locale": "de-DE"}),
        Column("unit", "Einheit", 960, 1090, spec={"type": "text"}),
        Column("unit_price", "Einzelpreis", 1090, 1286, right, amount | {"unit": "€"}),
        Column("amount", "Gesamtpreis", 1286, RIGHT, right, amount | {"unit": "€"}),
    )


_COLUMNS = _columns()
_LOOK = Look(
    header=Style("plain-bold", points(9)),
    body=Style("plain", points(9.5)),
    header_height=58,
    leading=36,
    row_gap=22,
    band=(240, 237, 231),
    rulings=(150, 146, 138),
)


def _row(number: int, item: Item) -> Row:
    return {
        "position": Cell((str(number),), str(number)),
        "description": Cell(item.good.lines, " ".join(item.good.lines)),
        "quantity": Cell((str(item.quantity),), str(item.quantity)),
        "unit": Cell((item.good.unit,), item.good.unit),
        "unit_price": Cell((f"{german(item.price)} €",), str(item.price)),
        "amount": Cell((f"{german(item.amount)} €",), str(item.amount)),
    }


def _totals(drawing: Drawing, rechnung: Rechnung, table: Extent) -> None:
    y = table.box[3] + 60
    total = rechnung.net + rechnung.tax
    for name, label, amount, style in (
        ("net", "Nettobetrag", rechnung.net, _BODY),
        ("tax", "zzgl. 19 % USt.", rechnung.tax, _BODY),
        ("total", "Gesamtbetrag", total, _BOLD),
    ):
        draw_sum(
            drawing,
            name,
            label,
            amount,
            f"{german(amount)} €",
            label_x=1000,
            right=RIGHT - 12,
            baseline=y,
            slot=(1250, y - 34, RIGHT, y + 16),
            style=style,
            locale="de-DE",
            unit="€",
        )
        y += 50
    drawing.mark(Stroke(((1000, y - 86), (RIGHT, y - 86)), BLACK, 2))
    drawing.mark(Stroke(((1000, y - 26), (RIGHT, y - 26)), BLACK, 2))
    drawing.mark(Stroke(((1000, y - 20), (RIGHT, y - 20)), BLACK, 2))
    drawing.text(LEFT, y + 60, "Zahlbar innerhalb von 14 Tagen ohne Abzug.", _BODY)
    drawing.text(LEFT, y + 102, "Vielen Dank für Ihren Auftrag!", _BODY)


def _foot(drawing: Drawing, rechnung: Rechnung) -> None:
    """Three columns of small print; the IBAN among them is read."""
    top, seller = 2130, rechnung.seller
    drawing.mark(Stroke(((LEFT, top - 40), (RIGHT, top - 40)), rechnung.accent, 2))
    style = Style("plain", points(8), GREY)
    for index, line in enumerate((seller.name, *seller.address)):
        drawing.text(LEFT, top + 34 * index, line, style)
    for index, line in enumerate((seller.phone, seller.email, rechnung.register)):
        drawing.text(640, top + 34 * index, line, style)
    drawing.text(1040, top, seller.bank, style)
    box = drawing.label(1040, top + 34, "IBAN", style)
    drawing.value(
        "iban",
        (1106, top + 34),
        seller.account,
        style,
        slot=(1098, top + 8, RIGHT + 20, top + 46),
        value=seller.account.replace(" ", ""),
        label="IBAN",
        type="code",
        checksum="iban",
        key=key("IBAN", box),
    )


_SELLERS = (
    Company(
        "Tischlerei Brandau GmbH",
        ("Am Sägewerk 12", "36999 Haselbach"),
        "Tel. 06699 555 014",
        "werkstatt@brandau.example",
        "DE811907980",
        "Sparbank Haselbach",
        iban("DE", "530900120004417730"),
    ),
    Company(
        "Nordlicht Werbetechnik GmbH",
        ("Hafenstraße 8", "24999 Süderkoog"),
        "Tel. 04699 555 230",
        "buero@nordlicht-werbung.example",
        "DE136695976",
        "Küstenbank eG",
        iban("DE", "210500770011903846"),
    ),
    Company(
        "Gartenbau Linde & Söhne",
        ("Lindenallee 3", "71999 Grünthal"),
        "Tel. 07199 555 871",
        "post@gartenbau-linde.example",
        "DE129274202",
        "Volkskasse Grünthal",
        iban("DE", "600901330008825514"),
    ),
)
_BUYERS = (
    Company("Café Morgenrot", ("Frau Ilse Häberle", "Marktplatz 5", "71998 Grünthal")),
    Company("Autohaus Petersen KG", ("Industriering 41", "24998 Süderkoog")),
    Company("Kanzlei Dr. Weiß & Partner", ("Schlossgasse 2", "36998 Haselbach")),
    Company("Förderverein Stadtbücherei e. V.", ("Büchergasse 17", "36997 Altenrode")),
)
_JOURNEY = Good(("Anfahrtspauschale",), "Stk.", ("35.00", "45.00"), 1)
_GOODS = (
    (
        Good(
            ("Eichentisch, massiv, geölt", "200 × 90 cm, Höhe 76 cm"),
            "Stk.",
            ("890.00", "1340.00"),
            3,
        ),
        Good(("Einbauregal nach Maß",), "Stk.", ("420.00", "760.00"), 4),
        Good(("Fensterbank, Nussbaum",), "m", ("64.50", "88.00"), 12),
        Good(("Montage vor Ort",), "Std.", ("58.00", "72.00"), 16),
        Good(("Schrauben und Beschläge",), "Satz", ("18.40", "29.90"), 6),
        _JOURNEY,
    ),
    (
        Good(("Leuchtschild, LED", "einseitig, 120 × 40 cm"), "Stk.", ("310.00", "465.00"), 2),
        Good(("Folienschrift, weiß",), "qm", ("38.20", "52.00"), 9),
        Good(("Entwurf und Reinzeichnung",), "Std.", ("68.00", "84.00"), 7),
        Good(("Fahrzeugbeschriftung", "beidseitig, zweifarbig"), "Stk.", ("340.00", "520.00"), 3),
        Good(("Aluverbundplatte, 3 mm",), "qm", ("47.60", "61.00"), 8),
        _JOURNEY,
    ),
    (
        Good(("Heckenschnitt",), "Std.", ("44.00", "52.00"), 10),
        Good(("Rollrasen, verlegt",), "qm", ("9.80", "14.50"), 180),
        Good(
            ("Staudenbeet, bepflanzt", "Lavendel, Salbei, Katzenminze"),
            "qm",
            ("54.00", "76.00"),
            14,
        ),
        Good(("Pflanzerde, torffrei",), "cbm", ("39.00", "58.00"), 6),
        Good(("Grüngut entsorgen",), "t", ("62.00", "85.00"), 4),
        _JOURNEY,
    ),
)
