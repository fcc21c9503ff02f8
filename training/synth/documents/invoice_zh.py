"""Chinese invoices: a landscape sheet with ruled boxes, as fully digital invoices are laid out.

It bears no seal, and its small print says that it is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import ClassVar

from training.synth.documents.amounts import cents, chinese_date, in_chinese_words
from training.synth.documents.content import Good, Item, Sale, credit_code, day, digits, items
from training.synth.documents.details import Detail, DetailsLook, draw_details
from training.synth.documents.drawing import (
    BLACK,
    Box,
    Colour,
    Drawing,
    Panel,
    Stroke,
    Style,
    key,
    points,
)
from training.synth.documents.tables import Cell, Column, Look, Row, draw_table, drawn_table

WIDTH, HEIGHT = 1654, 1103
LEFT, RIGHT = 50.0, 1604.0
ROLES = ("cjk", "cjk-serif", "mono")
_INK: Colour = (134, 62, 24)
_LABEL = Style("cjk", points(9.5), _INK)
_BODY = Style("cjk", points(9.5), BLACK)

_DETAILS = DetailsLook(
    label_x=1168,
    value_x=1306,
    slot=(1296, 1614),
    first=92,
    step=54,
    above=32,
    label=_LABEL,
    value=_BODY,
)


@dataclass(frozen=True, slots=True)
class Party:
    """A buyer or seller."""

    name: str
    tax_id: str


@dataclass(frozen=True, slots=True)
class Fapiao(Sale):
    """What one invoice says."""

    number: str
    issued: date
    buyer: Party
    seller: Party
    items: list[Item]
    remark: str
    drawer: str
    rate: ClassVar = Decimal("0.13")

    @property
    def tax(self) -> Decimal:
        return sum((_tax(item) for item in self.items), Decimal("0.00"))


def fapiao(seed: int) -> Drawing:
    """An invoice on one sheet."""
    chance = Random(f"invoice-zh/{seed}")
    issued = day(chance)
    return _drawn(
        Fapiao(
            f"{issued.year % 100}{digits(chance, 18)}",
            issued,
            Party(chance.choice(_BUYERS), credit_code(chance)),
            Party(chance.choice(_SELLERS), credit_code(chance)),
            items(chance, _GOODS, chance.randrange(1, 6)),
            f"订单号：{digits(chance, 12)}",
            chance.choice(_PEOPLE),
        )
    )


def _tax(item: Item) -> Decimal:
    return cents(item.amount * Fapiao.rate)


def _drawn(fapiao: Fapiao) -> Drawing:
    drawing = Drawing()
    drawing.new_page(WIDTH, HEIGHT)
    _head(drawing, fapiao)
    _party(drawing, "buyer", "购买方信息", fapiao.buyer, 50, 827)
    _party(drawing, "seller", "销售方信息", fapiao.seller, 827, 1604)
    rows = [_row(item) for item in fapiao.items]
    table = draw_table(drawing, "items", _COLUMNS, rows, _LOOK, 372, 720)
    drawing.drawn_tables.append(
        drawn_table("items", _COLUMNS, table, _LOOK, row_key="amount", ends_at=["^合\\s*计"])
    )
    _sums(drawing, fapiao)
    _foot(drawing, fapiao)
    drawing.rules += [
        {"name": "lines add up", "expr": "sum(items.amount) == net"},
        {"name": "taxes add up", "expr": "sum(items.tax) == tax"},
        {"name": "total", "expr": "net + tax == total"},
    ]
    return drawing


def _head(drawing: Drawing, fapiao: Fapiao) -> None:
    title = Style("cjk-serif", points(23), _INK)
    drawing.label(WIDTH / 2, 108, "电子发票（普通发票）", title, "centre")
    for y in (140, 148):
        drawing.mark(Stroke(((560, y), (1094, y)), _INK, 2))
    written, twenty = chinese_date(fapiao.issued), {"charset": "digits", "pattern": r"\d{20}"}
    details = (
        Detail("invoice_number", "发票号码：", fapiao.number, "code", spec=twenty),
        Detail(
            "issue_date",
            "开票日期：",
            written,
            "date",
            fapiao.issued.isoformat(),
            {"locale": "zh-CN"},
        ),
    )
    draw_details(drawing, details, _DETAILS)


def _party(
    drawing: Drawing, role: str, heading: str, party: Party, left: float, right: float
) -> None:
    """A box with its heading written downward, the name and the tax number."""
    top, bottom = 196.0, 372.0
    drawing.mark(Panel((left, top, right, bottom), outline=_INK))
    drawing.mark(Stroke(((left + 48, top), (left + 48, bottom)), _INK, 2))
    for index, char in enumerate(heading):
        drawing.text(left + 24, top + 36 + 32 * index, char, _LABEL, "centre")
    x = left + 64
    name = drawing.label(x, top + 66, "名称：", _LABEL)
    drawing.value(
        f"{role}_name",
        (x + 84, top + 66),
        party.name,
        _BODY,
        slot=(x + 78, top + 32, right - 8, top + 86),
        label=f"{heading[:3]}名称",
        type="text",
        key=key("名称", name),
    )
    label = "统一社会信用代码/纳税人识别号："
    code = drawing.label(x, top + 134, label, _LABEL)
    drawing.value(
        f"{role}_tax_id",
        (x + 418, top + 134),
        party.tax_id,
        Style("mono", points(8.6)),
        slot=(x + 412, top + 100, right - 4, top + 154),
        label=f"{heading[:3]}纳税人识别号",
        type="tax_id",
        checksum="cn.uscc",
        key=key(label.strip("："), code),
    )


def _columns() -> tuple[Column, ...]:
    amount = {"type": "amount", "locale": "zh-CN"}
    return (
        Column("description", "项目名称", 50, 440, spec={"type": "text"}),
        Column("spec", "规格型号", 440, 610, spec={"type": "text", "required": False}),
        Column("unit", "单位", 610, 700, "centre", {"type": "text"}),
        Column("quantity", "数量", 700, 830, "right", {"type": "integer"}),
        Column("unit_price", "单价", 830, 1000, "right", amount),
        Column("amount", "金额", 1000, 1210, "right", amount),
        Column("tax_rate", "税率/征收率", 1210, 1390, "right", {"type": "percent"}),
        Column("tax", "税额", 1390, 1604, "right", amount),
    )


_COLUMNS = _columns()
_LOOK = Look(
    header=_LABEL,
    body=_BODY,
    header_height=50,
    leading=38,
    row_gap=18,
    row_lines=None,
)


def _row(item: Item) -> Row:
    name, *spec = item.good.lines
    return {
        "description": Cell((name,), name),
        "spec": Cell(tuple(spec), spec[0] if spec else None),
        "unit": Cell((item.good.unit,), item.good.unit),
        "quantity": Cell((str(item.quantity),), str(item.quantity)),
        "unit_price": Cell((str(item.price),), str(item.price)),
        "amount": Cell((str(item.amount),), str(item.amount)),
        "tax_rate": Cell(("13%",), "13"),
        "tax": Cell((str(_tax(item)),), str(_tax(item))),
    }


def _sums(drawing: Drawing, fapiao: Fapiao) -> None:
    """The table's frame reaches down to the sums, however few rows there are."""
    drawing.mark(Panel((LEFT, 372, RIGHT, 790), outline=_INK))
    drawing.label(245, 766, "合    计", _LABEL, "centre")
    for name, label, amount, right, slot in (
        ("net", "合计金额", fapiao.net, 1198.0, (1004.0, 732.0, 1208.0, 782.0)),
        ("tax", "合计税额", fapiao.tax, 1592.0, (1394.0, 732.0, 1602.0, 782.0)),
    ):
        _amount(drawing, name, label, amount, right, 766, slot)
    drawing.mark(Panel((LEFT, 790, RIGHT, 856), outline=_INK))
    drawing.mark(Stroke(((440, 790), (440, 856)), _INK, 2))
    words = drawing.label(245, 832, "价税合计（大写）", _LABEL, "centre")
    total = fapiao.net + fapiao.tax
    drawing.value(
        "total_in_words",
        (476, 832),
        in_chinese_words(total),
        _BODY,
        slot=(448, 798, 1090, 850),
        label="价税合计（大写）",
        type="text",
        key=key("价税合计（大写）", words),
        charset="零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正负",
    )
    small = drawing.label(1110, 832, "（小写）", _LABEL)
    drawing.value(
        "total",
        (1222, 832),
        f"¥{total}",
        _BODY,
        slot=(1214, 798, 1600, 850),
        value=str(total),
        label="价税合计（小写）",
        type="amount",
        locale="zh-CN",
        key=key("（小写）", small),
    )


def _amount(
    drawing: Drawing,
    name: str,
    label: str,
    amount: Decimal,
    right: float,
    baseline: float,
    slot: Box,
) -> None:
    drawing.value(
        name,
        (right, baseline),
        f"¥{amount}",
        _BODY,
        slot=slot,
        value=str(amount),
        align="right",
        label=label,
        type="amount",
        locale="zh-CN",
    )


def _foot(drawing: Drawing, fapiao: Fapiao) -> None:
    drawing.mark(Panel((LEFT, 856, RIGHT, 990), outline=_INK))
    drawing.mark(Stroke(((98, 856), (98, 990)), _INK, 2))
    for index, char in enumerate("备注"):
        drawing.text(74, 906 + 48 * index, char, _LABEL, "centre")
    drawing.text(116, 904, fapiao.remark, _BODY)
    box = drawing.label(140, 1040, "开票人：", _LABEL)
    drawing.value(
        "drawer",
        (252, 1040),
        fapiao.drawer,
        _BODY,
        slot=(244, 1008, 520, 1056),
        label="开票人",
        type="text",
        key=key("开票人", box),
    )
    drawing.text(RIGHT, 1040, "演示样张，内容均为虚构", Style("cjk", points(7.5), _INK), "right")


_SELLERS = (
    "苏州砚舟纸业有限公司",
    "杭州青穗文具有限公司",
    "宁波岚屿五金制品有限公司",
    "成都栖云办公设备有限公司",
)
_BUYERS = (
    "南京归帆图书有限公司",
    "武汉鹭洲餐饮管理有限公司",
    "青岛望潮贸易有限公司",
    "西安知野建筑设计有限公司",
)
_PEOPLE = ("沈若溪", "周以宁", "陆知行", "韩清川", "顾南乔")
_GOODS = (
    Good(("*纸制品*复印纸", "A4 80g"), "箱", ("98.00", "146.00"), 20),
    Good(("*文具*中性笔", "0.5mm 黑"), "盒", ("18.50", "26.00"), 40),
    Good(("*办公设备*碎纸机", "S-320"), "台", ("420.00", "688.00"), 3),
    Good(("*五金制品*不锈钢合页", "100×75"), "副", ("6.80", "11.20"), 200),
    Good(("*文具*文件夹", "A4 蓝"), "个", ("3.20", "5.60"), 120),
    Good(("*纸制品*牛皮纸信封", "C5"), "包", ("12.40", "19.80"), 30),
    Good(("*家具*升降办公桌", "140×70"), "张", ("1280.00", "1860.00"), 4),
    Good(("*设计服务*画册设计",), "项", ("860.00", "2400.00"), 2),
)
