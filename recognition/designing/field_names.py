"""Names for fields and columns, proposed from their printed labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from recognition.matching.labels import fold

_KNOWN: dict[str, tuple[str, ...]] = {
    "invoice_code": ("发票代码",),
    "invoice_number": ("发票号码", "rechnungsnummer", "rechnungsnr.", "rechnungsnr", "invoice no."),
    "issue_date": ("开票日期", "rechnungsdatum", "invoicedate", "datum", "date", "日期"),
    "due_date": ("到期日", "fällig", "fälligkeitsdatum", "zahlbarbis", "duedate", "paymentdue"),
    "delivery_date": ("lieferdatum", "leistungsdatum", "交货日期"),
    "check_code": ("校验码",),
    "machine_number": ("机器编号",),
    "buyer_tax_id": ("纳税人识别号", "统一社会信用代码/纳税人识别号", "税号"),
    "name": ("名称", "称", "姓名", "name"),
    "customer_number": ("kundennummer", "kundennr.", "kunden-nr.", "客户编号", "customerno."),
    "order_number": ("bestellnummer", "订单号", "订单编号", "合同编号", "orderno.", "pono."),
    "address": ("地址", "地址、电话", "anschrift", "adresse"),
    "phone": ("电话", "联系电话", "telefon", "tel.", "tel"),
    "email": ("邮箱", "电子邮箱", "e-mail", "email"),
    "bank_account": ("开户行及账号", "账号", "银行账号", "kontonummer"),
    "iban": ("iban",),
    "total_in_words": ("价税合计(大写)", "大写"),
    "total": ("(小写)", "小写", "价税合计", "total", "gesamtbetrag", "amountdue", "zahlbetrag"),
    "amount": ("金额", "合计金额", "netto", "nettobetrag", "subtotal", "amount", "betrag"),
    "tax": ("税额", "mwst", "mwst.", "ust.", "umsatzsteuer", "vat", "tax"),
    "tax_rate": ("税率", "税率/征收率", "mwst%", "steuersatz", "taxrate", "vat%"),
    "payee": ("收款人",),
    "reviewer": ("复核", "复核人"),
    "drawer": ("开票人",),
    "seller_name": ("销售方", "销售方名称", "verkäufer"),
    "buyer_name": ("购买方", "购买方名称", "käufer"),
    "remark": ("备注", "bemerkung", "remarks", "notes"),
    "description": ("项目名称", "货物或应税劳务、服务名称", "bezeichnung", "description", "品名"),
    "specification": ("规格型号", "规格"),
    "unit": ("单位", "einheit", "unit"),
    "quantity": ("数量", "menge", "anzahl", "qty", "quantity"),
    "unit_price": ("单价", "einzelpreis", "preis", "unitprice", "price"),
    "position": ("序号", "pos.", "pos", "position", "no.", "#"),
    "article_number": ("artikelnummer", "art.-nr.", "artikel", "编号", "货号", "itemno.", "sku"),
}
_BY_LABEL = {fold(label): name for name, labels in _KNOWN.items() for label in labels}
_LONGEST = 40


def propose_name(label: str, taken: Collection[str], otherwise: str = "field") -> str:
    """A free name for what a label announces: a word of the trade, else the label itself."""
    return _free(_BY_LABEL.get(fold(label)) or _from_letters(label) or otherwise, taken)


def _from_letters(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label.lower().replace("ß", "ss").replace("№", "number"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    if sum(not char.isascii() for char in plain) > len(plain) / 3:
        return ""
    words = re.findall(r"[a-z0-9]+", plain)
    name = "_".join(words)[:_LONGEST].strip("_")
    return name if name[:1].isalpha() else ""


def _free(name: str, taken: Collection[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
