"""What two minutes of drawing are worth: one issuer's invoices, read by what was drawn by hand."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.designing import Designer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.data,
    pytest.mark.xdist_group("browser"),
]

SAMPLE = "hl_00.png"
TABLE = [34, 408, 1622, 714]
FIELDS: dict[str, tuple[str, list[float]]] = {
    "invoice_code": ("发票代码", [1284, 42, 1480, 80]),
    "invoice_number": ("发票号码", [1284, 88, 1480, 126]),
    "issue_date": ("开票日期", [1284, 135, 1520, 174]),
    "check_code": ("校验码", [1284, 182, 1560, 220]),
    "machine_number": ("机器编号", [152, 198, 340, 236]),
    "buyer_name": ("购买方名称", [270, 243, 940, 280]),
    "amount": ("合计金额", [1066, 718, 1292, 760]),
    "tax": ("合计税额", [1388, 718, 1618, 760]),
    "total": ("价税合计小写", [1330, 766, 1600, 810]),
    "seller_name": ("销售方名称", [270, 822, 940, 858]),
}


def test_ten_fields_and_a_table_drawn_on_one_invoice_read_the_others(
    signed_in: Page, site: Site, shared_data: Path
) -> None:
    folder = shared_data / "vat_einvoice_pdf_zh"
    truth = _truth(folder)
    designer = Designer(signed_in)
    designer.begin(folder / "images" / SAMPLE)
    for name, (_, box) in FIELDS.items():
        designer.nothing_selected()
        designer.drag(box, exactly=False)
        signed_in.locator("[data-name=name]").fill(name)
    designer.nothing_selected()
    signed_in.keyboard.press("t")
    designer.drag(TABLE, exactly=False)
    expect(signed_in.locator("[data-rows]")).to_have_attribute("data-rows", "1", timeout=60_000)
    signed_in.click("[data-tab=template]")
    signed_in.fill("[data-name=template-name]", "drawn-fapiao")
    designer.saved()
    designer.publish()

    others = [name for name in truth if name != SAMPLE]
    paths = [str(folder / "images" / name) for name in others]
    printed = site.installation.run("manage.py", "extract", "--template", "drawn-fapiao", *paths)
    records = [json.loads(line) for line in printed.splitlines()]
    wrong = [
        (name, field, said, entry)
        for name, record in zip(others, records, strict=True)
        for field, (label, _) in FIELDS.items()
        if not _same(
            said := truth[name].get(label), entry := record["fields"].get(field, {}).get("value")
        )
    ]
    assert len(others) >= 10
    assert len(wrong) <= 0.02 * len(others) * len(FIELDS), wrong
    unequal = [name for name, record in zip(others, records, strict=True) if not _adds_up(record)]
    assert len(unequal) <= 0.02 * len(others), unequal


def _truth(folder: Path) -> dict[str, dict[str, str]]:
    """The fields of the sample's issuer by the picture's name."""
    rows = [json.loads(line) for line in (folder / "gt.jsonl").read_text("utf-8").splitlines()]
    issuer = next(r["layout_group"] for r in rows if Path(r["image"]).name == SAMPLE)
    same = [row for row in rows if row.get("layout_group") == issuer]
    return {Path(row["image"]).name: row["fields"] for row in same}


def _same(said: str | None, found: Any) -> bool:
    if said is None:
        return found is None
    if found is None:
        return False
    date = re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日", said)
    if date:
        return str(found) == f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}"
    return "".join(said.split()) == "".join(str(found).split())


def _adds_up(record: dict[str, Any]) -> bool:
    """Whether the item rows make the amount that the invoice states."""
    rows = record["tables"]["items"]
    amounts = [row["amount"]["value"] for row in rows]
    total = record["fields"]["amount"]["value"]
    if total is None or None in amounts:
        return False
    return sum(map(Decimal, amounts)) == Decimal(total)
