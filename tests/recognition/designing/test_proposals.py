"""What a drawn box is taken for."""

from __future__ import annotations

import pytest

from recognition.designing.field_names import propose_name
from recognition.designing.proposals import propose_field
from recognition.designing.value_types import common_type, propose_type
from recognition.matching.placing import PlacedLine
from templates_app.definition.template import Box
from tests.recognition.matching.sheets import at


def around(line: PlacedLine) -> Box:
    x0, y0, x1, y1 = line.box
    return x0 - 4, y0 - 4, x1 + 4, y1 + 4


def test_a_field_follows_the_label_on_its_left() -> None:
    value = at("INV-2025-1345", 300, 100)
    found = propose_field([at("Invoice number", 100, 100), value], around(value), "en", ())
    assert found["name"] == "invoice_number"
    assert found["type"] == "code"
    assert found["text"] == "INV-2025-1345"
    assert found["key"]["text"] == "Invoice number"
    assert found["key"]["side"] == "right"


def test_the_labels_colon_is_no_part_of_its_box() -> None:
    line = at("发票号码：76293190", 100, 100)
    cut = line.cut(5, 13)
    found = propose_field([line], around(cut), "zh-CN", ())
    assert found["name"] == "invoice_number"
    assert found["key"]["box"] == pytest.approx(list(line.cut(0, 4).box), abs=0.1)


def test_a_label_in_print_of_another_size_is_none() -> None:
    title = at("增值税电子普通发票", 100, 95, font=48)
    label, value = at("发票代码：", 560, 100), at("012002100311", 700, 100)
    found = propose_field([title, label, value], around(value), "zh-CN", ())
    assert found["key"]["text"] == "发票代码"


def test_a_label_stands_above_where_nothing_is_on_the_left() -> None:
    value = at("857.40", 300, 130)
    found = propose_field([at("Amount due", 300, 100), value], around(value), "en", ())
    assert found["key"]["side"] == "below"
    assert found["name"] == "total"
    assert found["type"] == "amount"


def test_a_box_that_holds_its_label_cuts_it_off() -> None:
    line = at("Date: 26.05.2025", 100, 100)
    found = propose_field([line], around(line), "de-DE", ())
    assert found["key"]["side"] == "same"
    assert found["text"] == "26.05.2025"
    assert found["type"] == "date"


def test_a_label_set_wide_names_the_field_but_is_not_followed() -> None:
    value = at("天津货拉拉科技有限公司", 300, 100)
    found = propose_field(
        [at("名", 100, 100), at("称：", 220, 100), value], around(value), None, ()
    )
    assert found["label"] == "名称"
    assert "key" not in found


def test_digits_on_the_left_are_no_label() -> None:
    value = at("22.16", 300, 100)
    found = propose_field([at("11.08", 200, 100), value], around(value), "en", ())
    assert "key" not in found
    assert found["name"] == "field"


def test_names_are_free_and_come_from_any_language() -> None:
    assert propose_name("开票日期：", ()) == "issue_date"
    assert propose_name("Rechnungsnummer", ["invoice_number"]) == "invoice_number_2"
    assert propose_name("Größe des Hauses", ()) == "grosse_des_hauses"
    assert propose_name("密码区", (), "column_3") == "column_3"


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("1,234.50", "", "amount"),
        ("¥49.60", "", "amount"),
        ("1.234,50 €", "", "amount"),
        ("13%", "", "percent"),
        ("2021年12月29日", "", "date"),
        ("26 May 2025", "", "date"),
        ("91120118MA06YHFMX5", "", "tax_id"),
        ("GB 294 8810 36", "Our VAT number", "tax_id"),
        ("76293190", "", "code"),
        ("00534 48093 29784 22076", "校验码", "code"),
        ("19", "", "integer"),
        ("accounts@harbour.example", "", "email"),
        ("+44 1632 960 114", "Phone", "phone"),
        ("Mill Road Dental Practice", "", "text"),
        ("Unit 8, Ropewalk Yard", "", "text"),
        ("", "开票日期", "date"),
    ],
)
def test_the_type_is_what_the_text_looks_like(text: str, label: str, kind: str) -> None:
    assert propose_type(text, label) == kind


def test_a_column_of_whole_and_broken_numbers_is_one_of_amounts() -> None:
    assert common_type(["12", "7.50"]) == "amount"
    assert common_type(["12", "7"]) == "integer"
    assert common_type(["12", "pieces"]) == "text"
    assert common_type([]) == "text"
