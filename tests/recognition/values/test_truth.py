"""Every field of the real documents, as their ground truth writes it, settles to itself."""

import json
import os
import unicodedata
from pathlib import Path

import pytest

from recognition.values.settling import settle
from templates_app.definition.template import ValueSpec

pytestmark = pytest.mark.data

DATA = Path(os.environ.get("STENCIL_DATA", Path(__file__).parents[4] / "shared" / "data"))
DIGITS = "0123456789"
ZH_DATE = ValueSpec("date", locale="zh-CN")
MONEY = ValueSpec("amount", locale="zh-CN")
TAX_ID = ValueSpec("tax_id", checksum="cn.uscc")

INVOICE = {
    "标题": ValueSpec("text", pattern="(.{2,4}增值税电子普通发票)"),
    "发票代码": ValueSpec("code", charset=DIGITS, pattern=r"\d{12}|\d{10}"),
    "发票号码": ValueSpec("code", charset=DIGITS, pattern=r"\d{8}"),
    "校验码": ValueSpec("code", charset=DIGITS, pattern=r"\d{20}"),
    "机器编号": ValueSpec("code", charset=DIGITS, pattern=r"\d{12}"),
    "开票日期": ZH_DATE,
    "购买方纳税人识别号": TAX_ID,
    "销售方纳税人识别号": TAX_ID,
    "合计金额": MONEY,
    "合计税额": MONEY,
    "价税合计小写": MONEY,
    "价税合计大写": ValueSpec(charset="零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正负"),
}
RECEIPT = {
    "发票代码": ValueSpec("code", charset=DIGITS),
    "日期": ZH_DATE,
    "上车": ValueSpec("time"),
    "下车": ValueSpec("time"),
    "等候": ValueSpec("time"),
    "单价": ValueSpec("amount", unit="元"),
    "里程": ValueSpec("amount", unit="KM"),
    "金额": MONEY,
}
SHOP = {"total": ValueSpec("amount", locale="en-MY"), "date": ValueSpec("date", locale="en-MY")}
GERMAN = {
    "date": ValueSpec("date", locale="de-DE"),
    "tax_total": ValueSpec("amount", locale="de-DE"),
    "grand_total": ValueSpec("amount", locale="de-DE"),
    "tax_basis_total": ValueSpec("amount", locale="de-DE"),
}


def plain(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


def expected(printed, spec):
    """The value that a printed truth stands for, told without the code under test."""
    if spec.type == "amount":
        return "".join(char for char in printed.replace(",", ".") if char in ".-" + DIGITS)
    return plain(printed)


@pytest.mark.parametrize(
    ("name", "specs"),
    [
        ("vat_einvoice_pdf_zh", INVOICE),
        ("taxi_receipts_zh", RECEIPT),
        ("sroie_en", SHOP),
        ("zugferd_de", GERMAN),
    ],
)
def test_true_texts_settle_to_themselves(name, specs):
    path = DATA / name / "gt.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is absent; set STENCIL_DATA to the folder of real documents")
    settled_fields = 0
    for line in path.read_text("utf-8").splitlines():
        for field, printed in json.loads(line).get("fields", {}).items():
            spec = specs.get(field, ValueSpec())
            settled = settle(printed, spec)
            assert settled.valid, (field, printed, settled)
            if spec.type != "date":
                assert plain(settled.value) == expected(printed, spec), (field, printed)
            settled_fields += 1
    assert settled_fields > 50
