"""Waybills: a printed form, filled in by a printer whose font is chosen.

The form is printed as anything else, so that it is found; what it is about stands in one font that
a reader may never have seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

import cv2
import numpy as np

from recognition.reading import Image
from training.synth.degrade import degrade
from training.synth.documents.amounts import cents, chinese_date, english, in_chinese_words
from training.synth.documents.content import day, digits
from training.synth.documents.drawing import (
    GREY,
    Colour,
    Drawing,
    Page,
    Panel,
    Stroke,
    Style,
    Text,
    Value,
    key,
    points,
)
from training.synth.documents.fonts import COLLECTED
from training.synth.documents.kinds import Kind
from training.synth.documents.rendering import to_images, to_pdf
from training.synth.lines import effects
from training.synth.lines.codes import plate
from training.synth.lines.font_table import HANZI_FAMILIES, LATIN_FAMILIES
from training.synth.lines.vocabulary import words

WIDTH, HEIGHT = 1654, 1240
_LEFTS = (110.0, 870.0)
_FIRST, _STEP = 300.0, 118.0
_VALUE_AT, _SLOT = 196.0, 672.0
_INK: Colour = (34, 58, 92)
_SIZES = {"en": points(9), "zh+en": points(12.5)}
_WEAR = {"en": 0.6, "zh+en": 0.5}
_SEVERITY = 1.5


@dataclass(frozen=True, slots=True)
class Entry:
    """What is filled in at one place; ``value`` is stated where it isn't the text."""

    name: str
    label: str
    text: str
    type: str
    value: Value = None
    locale: str | None = None


def waybill_kind(family: str) -> Kind:
    """Waybills whose values are printed in a family of the collected fonts.

    Raises LookupError for a family that is not among them.
    """
    known = {one.name: one for one in (*HANZI_FAMILIES, *LATIN_FAMILIES) if one.npm}
    if family not in known:
        raise LookupError(f"There is no collected font {family!r}; known: {', '.join(known)}.")
    font = known[family]
    file = font.files[len(font.files) // 2]
    role = f"{COLLECTED}{family}-{file}"
    name, language = f"waybill-{family}", "zh+en" if font.hanzi else "en"
    labels = ("cjk",) if font.hanzi else ("plain", "plain-bold")
    fill = _chinese if font.hanzi else _english
    title = "运单" if font.hanzi else "Waybill"
    draw = partial(
        _waybill, font=role, size=_SIZES[language], labels=labels, title=title, fill=fill
    )
    return Kind(name, title, language, draw, (*labels, role))


def filled_in(kind: Kind, seed: int) -> tuple[Image, Mapping[str, str]]:
    """A waybill as a scanner sees it, its values struck by a worn ribbon, and what they are.

    The form itself was printed well long before.
    """
    drawing = kind.draw(seed)
    values = {name: str(printed.value) for name, printed in drawing.fields.items()}
    struck = 255 - cv2.cvtColor(_layer(drawing, struck=True), cv2.COLOR_RGB2GRAY)
    noise = np.random.default_rng([seed, len(kind.name)])
    worn = 255 - effects.worn(np.asarray(struck, np.uint8), noise, _WEAR[kind.language])
    page = np.minimum(_layer(drawing, struck=False), worn[:, :, None])
    return degrade(page, "scan", seed, severity=_SEVERITY).image, values


def _layer(drawing: Drawing, struck: bool) -> Image:
    """The values alone, or all but them."""
    page = drawing.pages[0]
    part = Drawing(pages=[Page(page.width, page.height)])
    part.pages[0].marks += [mark for mark in page.marks if _is_struck(mark) == struck]
    return to_images(to_pdf(part, ""))[0]


def _is_struck(mark: Text | Panel | Stroke) -> bool:
    return isinstance(mark, Text) and mark.style.role.startswith(COLLECTED)


def _waybill(
    seed: int,
    *,
    font: str,
    size: float,
    labels: tuple[str, ...],
    title: str,
    fill: Callable[[Random], tuple[Entry, ...]],
) -> Drawing:
    chance = Random(f"waybill/{title}/{seed}")
    drawing = Drawing()
    drawing.new_page(WIDTH, HEIGHT)
    drawing.mark(Panel((110, 90, 150, 200), fill=_INK, radius=4))
    drawing.label(176, 168, _HEADINGS[title], Style(labels[-1], points(21), _INK))
    drawing.label(176, 206, _MAKERS[title], Style(labels[0], points(9), GREY))
    label, printed = Style(labels[0], points(9), GREY), Style(font, size)
    entries = fill(chance)
    rows = (len(entries) + 1) // 2
    for index, entry in enumerate(entries):
        left, baseline = _LEFTS[index // rows], _FIRST + _STEP * (index % rows)
        _entry(drawing, entry, left, baseline, label, printed)
    drawing.mark(Stroke(((110, 1180), (1544, 1180)), _INK, 2))
    drawing.label(110, 1214, _FEET[title], Style(labels[0], points(8), GREY))
    return drawing


def _entry(
    drawing: Drawing, entry: Entry, left: float, baseline: float, label: Style, printed: Style
) -> None:
    """A label with a ruled line beside it, and what was filled in upon that."""
    box = drawing.label(left, baseline, entry.label, label)
    x0, x1 = left + _VALUE_AT, left + _SLOT
    drawing.mark(Stroke(((x0, baseline + 18), (x1, baseline + 18)), (200, 204, 210), 1.5))
    spec: dict[str, Any] = {"locale": entry.locale} if entry.locale else {}
    drawing.value(
        entry.name,
        (x0 + 10, baseline),
        entry.text,
        printed,
        slot=(x0, baseline - 50, x1, baseline + 16),
        value=entry.value,
        label=entry.label,
        type=entry.type,
        key=key(entry.label, box),
        **spec,
    )


def _english(chance: Random) -> tuple[Entry, ...]:
    loaded = day(chance)
    due = loaded + timedelta(days=chance.randrange(1, 20))
    goods = f"{chance.choice(_MADE_OF)} {chance.choice(_GOODS)}"
    vehicle = f"{chance.choice(_LETTERS)}{chance.choice(_LETTERS)}{digits(chance, 2)}"
    mark = "".join(chance.choice(_LETTERS) for _ in range(3))
    return (
        Entry("consignor", "Consignor", _firm(chance), "text"),
        Entry("loaded_at", "Loaded at", _street(chance), "text"),
        Entry("consignee", "Consignee", _firm(chance), "text"),
        Entry("delivered_to", "Delivered to", _street(chance), "text"),
        Entry("goods", "Goods", goods, "text"),
        Entry("marks", "Marks", f"{mark} {digits(chance, 2)}/{digits(chance, 3)}", "text"),
        Entry("driver", "Driver", f"{chance.choice(_FIRST_NAMES)} {_surname(chance)}", "text"),
        Entry("number", "Waybill no.", f"WB-{digits(chance, 7)}", "code"),
        Entry("vehicle", "Vehicle", f"{vehicle}{mark[::-1]}", "code"),
        _on("loaded_on", "Loaded on", f"{loaded:%d/%m/%Y}", loaded.isoformat()),
        _on("due_on", "Due on", f"{due:%d/%m/%Y}", due.isoformat()),
        _sum("weight", "Weight, kg", _between(chance, 40, 21_000)),
        _sum("freight", "Freight", _between(chance, 60, 4_000)),
        _sum("insured", "Insured for", _between(chance, 900, 250_000)),
    )


def _on(name: str, label: str, text: str, value: str) -> Entry:
    return Entry(name, label, text, "date", value, "en-GB")


def _sum(name: str, label: str, amount: Decimal) -> Entry:
    return Entry(name, label, english(amount), "amount", str(amount), "en-GB")


def _between(chance: Random, low: int, high: int) -> Decimal:
    return cents(Decimal(chance.randrange(100 * low, 100 * high)) / 100)


def _surname(chance: Random) -> str:
    return chance.choice(_BEGINNINGS) + chance.choice(_ENDINGS)


def _firm(chance: Random) -> str:
    return f"{_surname(chance)} {chance.choice(_FIRMS)}"


def _street(chance: Random) -> str:
    return f"{chance.randrange(1, 400)} {_surname(chance)} {chance.choice(_STREETS)}"


def _chinese(chance: Random) -> tuple[Entry, ...]:
    loaded = day(chance)
    due = loaded + timedelta(days=chance.randrange(1, 20))
    freight = _between(chance, 60, 9_000)
    return (
        Entry("consignor", "发货人", _company(chance), "text"),
        Entry("consignee", "收货人", _company(chance), "text"),
        Entry("goods", "货物名称", chance.choice(words("goods_zh")), "text"),
        Entry("loaded_at", "装货地点", _place(chance), "text"),
        Entry("delivered_to", "卸货地点", _place(chance), "text"),
        Entry("driver", "司机姓名", "".join(chance.choices(_NAMES, k=3)), "text"),
        Entry("vehicle", "车牌号码", plate(chance), "text"),
        Entry("number", "运单编号", digits(chance, 10), "code"),
        Entry("loaded_on", "装货日期", chinese_date(loaded), "date", loaded.isoformat()),
        Entry("due_on", "到货日期", chinese_date(due), "date", due.isoformat()),
        _amount("weight", "毛重公斤", _between(chance, 40, 21_000)),
        _amount("freight", "运费合计", freight),
        _amount("insured", "保价金额", _between(chance, 900, 250_000)),
        Entry("freight_in_words", "运费大写", in_chinese_words(freight), "text"),
    )


def _amount(name: str, label: str, amount: Decimal) -> Entry:
    return Entry(name, label, str(amount), "amount", str(amount))


def _company(chance: Random) -> str:
    name = "".join(chance.choices(_NAMES, k=2))
    return f"{name}{chance.choice(words('industries_zh'))}{chance.choice(_COMPANIES)}"


def _place(chance: Random) -> str:
    name = "".join(chance.choices(_NAMES, k=2))
    return f"{name}{chance.choice('路街巷')}{chance.randrange(1, 999)}号"


_HEADINGS: Mapping[str, str] = {"Waybill": "WAYBILL", "运单": "公路货物运单"}
_MAKERS: Mapping[str, str] = {
    "Waybill": "For the carriage of goods by road within the country",
    "运单": "本单一式三份，由承运人填写",
}
_FEET: Mapping[str, str] = {
    "Waybill": "The carrier has received the goods named above in apparent good order.",
    "运单": "承运人已验收上述货物，外观完好。",
}
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_FIRST_NAMES = (
    "Agnes", "Rufus", "Imogen", "Cedric", "Philippa", "Barnaby", "Winifred", "Tobias", "Kezia",
    "Quentin", "Vera", "Joyce", "Zachary", "Lydia", "Una", "Fergus", "Oswin", "Harriet",
)  # fmt: skip
_BEGINNINGS = (
    "Hol", "Pember", "Ash", "Trevel", "March", "Wick", "Kings", "Yar", "Brox", "Quarn", "Fox",
    "Green", "Lang", "Nether", "Over", "Stan", "Thorn", "Up", "Vin", "Zeal", "Jes", "Grims",
    "Mid", "Cal",
)  # fmt: skip
_ENDINGS = (
    "ton", "ley", "worth", "ham", "bank", "field", "by", "dale", "combe", "mond", "gate", "ford",
    "sby", "wick", "borne", "hurst", "pool", "nor", "quay", "vell",
)  # fmt: skip
_FIRMS = ("Ltd", "& Sons", "Timber Co", "Mills", "Glass", "Freight", "Bros", "Dairy", "Works")
_STREETS = ("Road", "Lane", "Quay", "Street", "Wharf", "Yard", "Hill", "Drive", "Close", "Park")
_MADE_OF = (
    "Oak", "Steel", "Glazed", "Folded", "Dried", "Copper", "Wool", "Zinc", "Paper", "Mixed",
    "Quilted", "Frozen", "Jute", "Vinyl",
)  # fmt: skip
_GOODS = (
    "boards", "tubing", "tiles", "cartons", "figs", "wire", "blankets", "sheeting", "sacks",
    "hardware", "cushions", "peas", "twine", "flooring", "jars", "valves",
)  # fmt: skip
_NAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰"
    "建国东海金鑫宏达顺丰永盛恒泰安和瑞祥龙江南北星光大新天成长兴福源"
)
_COMPANIES = ("有限公司", "有限公司", "商行", "厂", "集团")
