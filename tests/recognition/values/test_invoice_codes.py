import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recognition.values.barcodes import barcodes
from recognition.values.invoice_codes import chinese_invoice_qr, confirmations

INVOICE = "01,10,012002100311,76293190,49.11,20211229,00534480932978422076,FEB7"
DATA = Path(os.environ.get("STENCIL_DATA", Path(__file__).parents[4] / "shared" / "data"))


def test_the_code_of_an_invoice_is_taken_apart():
    assert chinese_invoice_qr(INVOICE) == {
        "kind": "10",
        "code": "012002100311",
        "number": "76293190",
        "amount": "49.11",
        "date": "2021-12-29",
        "check_code": "00534480932978422076",
    }
    assert (
        chinese_invoice_qr("01,10,042001700112,10077287,124.8,20180323,1616,ADD8,")["amount"]
        == "124.80"
    )
    digital = chinese_invoice_qr("01,32,,24312000000012345678,113.00,20240105,,ABCD")
    assert digital["number"] == "24312000000012345678" and "code" not in digital


@pytest.mark.parametrize(
    "text",
    ["", "https://example.org", "01,10,1,2,3,20211229,,", INVOICE.replace("20211229", "20211329")],
)
def test_other_codes_are_no_invoice(text):
    assert chinese_invoice_qr(text) is None


def test_fields_are_confirmed_by_value_and_type():
    values = {
        "number": "76293190",
        "issued": "2021-12-29",
        "net": "49.110",
        "total": "49.60",
        "text": "2021-12-29",
        "empty": None,
    }
    types = {"number": "code", "issued": "date", "net": "amount", "total": "amount"}
    found = confirmations(chinese_invoice_qr(INVOICE), values, types)
    assert {(c.field, c.said, c.agrees) for c in found} == {
        ("number", "number", True),
        ("issued", "date", True),
        ("net", "amount", True),
    }


def test_a_code_that_differs_by_a_character_is_contradicted():
    (found,) = confirmations(
        chinese_invoice_qr(INVOICE), {"number": "76298190"}, {"number": "code"}
    )
    assert (found.agrees, found.value) == (False, "76293190")


@pytest.mark.data
def test_every_real_invoice_is_confirmed_by_its_code():
    folder = DATA / "vat_einvoice_pdf_zh"
    if not folder.exists():
        pytest.skip(f"{folder} is absent; set STENCIL_DATA to the folder of real documents")
    names = {"发票代码": "code", "发票号码": "code", "校验码": "code", "合计金额": "amount"}
    for line in (folder / "gt.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        image = np.asarray(Image.open(folder / truth["image"]).convert("RGB"))
        (code,) = barcodes(image, "qr")
        found = confirmations(chinese_invoice_qr(code.text), truth["fields"], names)
        assert {c.field for c in found if c.agrees} == set(names) & set(truth["fields"])
