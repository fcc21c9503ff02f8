"""What kind of value a text is, proposed from its form and its label."""

from __future__ import annotations

import regex

from recognition.values.checksums import checksum_holds
from recognition.values.dates import read_moment
from recognition.values.settling import settle
from templates_app.definition.template import ValueSpec, ValueType

_EMAIL = regex.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", regex.IGNORECASE)
_PERCENT = regex.compile(r"\d{1,3}([.,]\d+)?\s*[%％]")
_MONEY = regex.compile(
    r"[¥￥$€£]?\s*-?\d{1,3}([.,'’ ]?\d{3})*[.,]\d{2}\s*(€|EUR|USD|CNY|元|kr|CHF)?"
    r"|[¥￥$€£]\s*-?[\d.,]+",
    regex.IGNORECASE,
)
_PHONE = regex.compile(r"\+?[\d][\d\s()/.-]{6,}\d")
_CODE = regex.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9/._-]{4,}", regex.IGNORECASE)
_WITH_UNIT = regex.compile(
    r"(-?\d[\d.,]*)\s*(pcs|pc|kg|g|t|mm|cm|m|km|l|h|Stk\.?|Std\.?|St\.?|EUR|USD|CNY|个|件|箱|次|台|吨)"
)
_LABELS: tuple[tuple[ValueType, str], ...] = (
    ("date", r"日期|日$|date|datum"),
    ("tax_id", r"税号|识别号|信用代码|vat\s*(id|n)|ust-?id|steuernummer"),
    ("phone", r"电话|手机|tel|phone|fax"),
    ("email", r"邮箱|e-?mail"),
    ("code", r"代码|号码|编号|单号|码$|number|nummer|\bno\b|nr\.?$|iban|code"),
)


def propose_type(text: str, label: str = "", locale: str | None = None) -> ValueType:
    """The type that a text looks like; its label decides between look-alikes."""
    flat = " ".join(text.split())
    tight = "".join(text.split())
    if not flat:
        return _by_label(label) or "text"
    if _EMAIL.fullmatch(tight):
        return "email"
    if _PERCENT.fullmatch(flat):
        return "percent"
    said = _by_label(label)
    # 18.00 could be a time of day as well
    if _MONEY.fullmatch(flat) and said != "date":
        return "amount"
    moment = _moment(flat, locale)
    if moment is not None and said in (None, "date"):
        return moment
    if checksum_holds(tight, "cn.uscc") or (said == "tax_id" and _CODE.fullmatch(tight)):
        return "tax_id"
    if said == "phone" and _PHONE.fullmatch(flat):
        return "phone"
    if said == "code" and _CODE.fullmatch(tight):
        return "code"
    if tight.isascii() and tight.isdigit():
        return "integer" if len(tight) <= 6 and not (len(tight) > 1 and tight[0] == "0") else "code"
    if _CODE.fullmatch(tight) and " " not in flat and any(c.isdigit() for c in tight[-4:]):
        return "code"
    return "text"


def common_type(texts: list[str], label: str = "", locale: str | None = None) -> ValueType:
    """The type under which every text of a column settles, amounts before whole numbers."""
    proposed = [propose_type(text, label, locale) for text in texts if text.strip()]
    if not proposed:
        return "text"
    if set(proposed) <= {"integer", "amount"}:
        return "amount" if "amount" in proposed else "integer"
    first = proposed[0]
    return first if all(kind == first for kind in proposed) else "text"


def common_unit(texts: list[str]) -> tuple[str | None, list[str]]:
    """The unit printed beside every number, and the numbers; None where there is none."""
    found = [_WITH_UNIT.fullmatch(text.strip()) for text in texts]
    units = {match[2] for match in found if match is not None}
    if not found or None in found or len(units) != 1:
        return None, texts
    return units.pop(), [match[1] for match in found if match is not None]


def _by_label(label: str) -> ValueType | None:
    tight = "".join(label.split()).rstrip(":：").lower()
    return next((kind for kind, pattern in _LABELS if regex.search(pattern, tight)), None)


def _moment(text: str, locale: str | None) -> ValueType | None:
    digits = sum(char.isdigit() for char in text)
    if digits < 3 or (text.isdigit() and len(text) != 8):
        return None
    kinds: tuple[ValueType, ...] = ("datetime", "date", "time")
    for kind in kinds:
        settled = settle(text, ValueSpec(type=kind, locale=locale))
        if settled.valid and settled.value is not None and not _plain_number(text):
            return kind
    return None


def _plain_number(text: str) -> bool:
    found = read_moment(text, "date", None, None)
    return found is None and regex.fullmatch(r"[\d.,\s]+", text) is not None
