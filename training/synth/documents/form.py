"""A library's membership form: a comb, check boxes, free lines and a signature."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from training.synth.documents.content import day, digits, iban
from training.synth.documents.drawing import (
    GREY,
    Box,
    Colour,
    Drawing,
    Panel,
    Point,
    Stroke,
    Style,
    points,
)

WIDTH, HEIGHT = 1654, 2339
LEFT, RIGHT = 160.0, 1494.0
ROLES = ("serif", "serif-bold", "plain", "mono")
_INK: Colour = (46, 70, 58)
_PEN: Colour = (26, 44, 128)
_TITLE = Style("serif-bold", points(22), _INK)
_HEADING = Style("serif-bold", points(12), _INK)
_LABEL = Style("plain", points(8.5), GREY)
_BODY = Style("plain", points(10))
_FILLED = Style("plain", points(12), _PEN)
_COMB = Style("mono", points(14), _PEN)


def form(seed: int) -> Drawing:
    """One filled-in form."""
    chance = Random(f"form/{seed}")
    first, last = chance.choice(_FIRST_NAMES), chance.choice(_LAST_NAMES)
    drawing = Drawing()
    drawing.new_page(WIDTH, HEIGHT)
    _head(drawing, chance)
    _person(drawing, chance, first, last)
    _membership(drawing, chance)
    _debit(drawing, chance, f"{first} {last}")
    _signature(drawing, chance)
    drawing.rules += [
        {
            "name": "one kind of membership",
            "expr": "count(adult, student, family) == 1",
            "message": "Exactly one kind of membership must be ticked.",
        }
    ]
    return drawing


def _head(drawing: Drawing, chance: Random) -> None:
    drawing.mark(Panel((LEFT, 120, LEFT + 84, 240), fill=_INK, radius=8))
    for index in range(3):
        x = LEFT + 20 + 20 * index
        drawing.mark(Stroke(((x, 144), (x, 216)), (244, 240, 228), 9))
    drawing.label(LEFT + 116, 184, "Penwick Town Library", _TITLE)
    drawing.label(LEFT + 118, 238, "Application for membership", Style("serif", points(12), GREY))
    box = drawing.label(1130, 150, "Card number (for the desk)", _LABEL)
    _comb(drawing, "card_number", digits(chance, 8), (1130, box[3] + 12), 8)
    drawing.mark(Stroke(((LEFT, 280), (RIGHT, 280)), _INK, 3))


def _comb(drawing: Drawing, name: str, text: str, at: Point, cells: int) -> None:
    """One character to a cell."""
    side = 44.0
    x, y = at
    slot = (x, y, x + side * cells, y + side + 12)
    drawing.mark(Panel(slot, outline=_INK))
    for index, char in enumerate(text):
        if index:
            edge = x + side * index
            drawing.mark(Stroke(((edge, y), (edge, slot[3])), _INK, 1.5))
        drawing.text(x + side * (index + 0.5), y + 42, char, _COMB, "centre")
    spec: dict[str, Any] = {"type": "code", "charset": "digits", "pattern": rf"\d{{{cells}}}"}
    drawing.remember(name, text, text, slot, slot, label="Card number", cells=cells, **spec)


def _person(drawing: Drawing, chance: Random, first: str, last: str) -> None:
    drawing.label(LEFT, 350, "1  About you", _HEADING)
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(25_000))
    email = f"{first}.{last}@mail.example".lower()
    phone = f"01632 960 {chance.randrange(100, 999)}"
    half = (LEFT + RIGHT) / 2
    _line(drawing, "first_name", "First name", first, (LEFT, 440), half - 30, type="text")
    _line(drawing, "last_name", "Last name", last, (half, 440), RIGHT, type="text")
    _line(
        drawing,
        "born",
        "Date of birth (DD/MM/YYYY)",
        f"{born:%d/%m/%Y}",
        (LEFT, 570),
        half - 30,
        value=born.isoformat(),
        type="date",
        date_format="%d/%m/%Y",
    )
    _line(drawing, "phone", "Telephone", phone, (half, 570), RIGHT, type="phone")
    _line(drawing, "email", "E-mail", email, (LEFT, 700), RIGHT, type="email")
    address = chance.choice(_ADDRESSES)
    _line(drawing, "address", "Address and postcode", address, (LEFT, 830), RIGHT, type="text")


def _line(
    drawing: Drawing,
    name: str,
    label: str,
    text: str,
    at: Point,
    right: float,
    *,
    value: str | None = None,
    **spec: Any,
) -> None:
    """A ruled line with its label above and what was filled in upon it."""
    x, y = at
    drawing.label(x, y - 36, label, _LABEL)
    drawing.mark(Stroke(((x, y + 40), (right, y + 40)), GREY, 2))
    slot = (x, y - 20, right, y + 38)
    drawing.value(
        name, (x + 14, y + 26), text, _FILLED, slot=slot, value=value, label=label, **spec
    )


def _membership(drawing: Drawing, chance: Random) -> None:
    drawing.label(LEFT, 980, "2  Membership", _HEADING)
    kind = chance.choice(("adult", "student", "family"))
    for index, (name, label) in enumerate(
        (("adult", "Adult, £18 a year"), ("student", "Student, £9"), ("family", "Family, £30"))
    ):
        _box(drawing, chance, name, label, (LEFT + 460 * index, 1030), name == kind)
    drawing.label(LEFT, 1160, "I would also like", _BODY)
    for index, (name, label) in enumerate(
        (
            ("newsletter", "the monthly newsletter"),
            ("home_delivery", "books brought home"),
            ("volunteer", "to help as a volunteer"),
        )
    ):
        _box(drawing, chance, name, label, (LEFT + 460 * index, 1196), chance.random() < 0.45)


def _box(drawing: Drawing, chance: Random, name: str, label: str, at: Point, marked: bool) -> None:
    x, y = at
    slot: Box = (x, y, x + 36, y + 36)
    drawing.mark(Panel(slot, outline=_INK, thickness=2.5))
    drawing.label(x + 56, y + 30, label, _BODY)
    if marked:
        shift = chance.uniform(-3, 3)
        way = (
            ((x + 6, y + 18 + shift), (x + 15, y + 29), (x + 34, y - 2 + shift))
            if chance.random() < 0.6
            else ((x + 6, y + 5), (x + 31, y + 32 + shift), (x + 18, y + 18), (x + 31, y + 4))
        )
        drawing.mark(Stroke(way, _PEN, 5))
        if len(way) == 4:
            drawing.mark(Stroke(((x + 18, y + 18), (x + 5, y + 32 + shift)), _PEN, 5))
    drawing.remember(name, marked, None, slot, slot, label=label, type="checkbox")


def _debit(drawing: Drawing, chance: Random, holder: str) -> None:
    drawing.label(LEFT, 1340, "3  Direct debit", _HEADING)
    drawing.text(LEFT, 1390, "Please collect the yearly fee from this account:", _BODY)
    account = iban("GB", f"PWKB{digits(chance, 14)}")
    _line(drawing, "account_holder", "Account holder", holder, (LEFT, 1490), RIGHT, type="text")
    _line(
        drawing,
        "iban",
        "IBAN",
        account,
        (LEFT, 1620),
        RIGHT,
        value=account.replace(" ", ""),
        type="code",
        checksum="iban",
    )


def _signature(drawing: Drawing, chance: Random) -> None:
    drawing.label(LEFT, 1770, "4  Signature", _HEADING)
    signed_on = day(chance)
    half = (LEFT + RIGHT) / 2
    _line(
        drawing,
        "signed_on",
        "Date (DD/MM/YYYY)",
        f"{signed_on:%d/%m/%Y}",
        (LEFT, 1900),
        half - 220,
        value=signed_on.isoformat(),
        type="date",
        date_format="%d/%m/%Y",
    )
    left = half - 60
    drawing.label(left, 1864, "Signature", _LABEL)
    drawing.mark(Stroke(((left, 1940), (RIGHT, 1940)), GREY, 2))
    signed = chance.random() < 0.85
    if signed:
        drawing.mark(Stroke(_scribble(chance, left + 40, 1908), _PEN, 4, smooth=True))
    slot = (left, 1876, RIGHT, 1936)
    drawing.remember(
        "signature", signed, None, slot, slot, label="Signature", type="signature", required=False
    )
    note = "Your data is kept for the library's own use and is never passed on."
    drawing.text(LEFT, 2160, note, _LABEL)
    drawing.text(RIGHT, 2160, "Form M-1, 2025", _LABEL, "right")


def _scribble(chance: Random, x: float, y: float) -> tuple[Point, ...]:
    """A pen's way that looks like a name written fast."""
    way = [(x, y)]
    for _ in range(chance.randrange(9, 14)):
        x += chance.uniform(14, 40)
        way.append((x, y + chance.uniform(-34, 22)))
    return (*way, (x + 90, y - 6))


_FIRST_NAMES = ("Agnes", "Rufus", "Imogen", "Cedric", "Philippa", "Barnaby", "Winifred", "Tobias")
_LAST_NAMES = ("Hollis", "Pemberton", "Ashdown", "Trevelyan", "Quill", "Marchbank", "Sorrel")
_ADDRESSES = (
    "14 Beech Walk, Penwick PW3 6TJ",
    "2 Station Cottages, Combe Barton CB8 1NQ",
    "Flat 5, 80 High Street, Penwick PW1 2DD",
    "Hillside, Sheep Lane, Little Marden LM5 4EW",
)
