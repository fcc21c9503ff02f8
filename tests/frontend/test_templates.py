"""The pages of templates: the list, one template with its sheet, its sample, its export."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from frontend.sheet_view import sheets_of, type_size
from recognition.models import Record
from templates_app.importing import import_template
from tests import made


def test_the_list_shows_how_well_each_template_reads(
    operator: Client, accepted: Record, doubtful: Record
) -> None:
    page = operator.get(reverse("templates")).content.decode()
    assert "Bill" in page
    assert "2 records" in page
    assert "50% accepted" in page


def test_the_sheet_draws_fields_tables_and_columns(db: None) -> None:
    sheet = sheets_of(made.template())[0]
    assert [field.key for field in sheet.fields][:2] == ["invoice_number", "seller_name"]
    assert (sheet.fields[0].x, sheet.fields[0].width) == (300, 300)
    table = sheet.tables[0]
    assert (500, 200, 500, 380) in table.lines
    assert (50, 230, 750, 230) in table.lines


def test_a_template_names_its_fields_and_rules(operator: Client, db: None) -> None:
    made.template()
    page = operator.get(reverse("template", args=["bill"])).content.decode()
    assert "invoice_number" in page
    assert "net + tax == total" in page


def test_an_older_version_stays_to_be_seen(operator: Client, db: None) -> None:
    made.template()
    made.template(title="Bill, revised")
    page = operator.get(reverse("template-version", args=["bill", 1])).content.decode()
    assert "not current" in page


def test_the_export_equals_what_was_imported(operator: Client, db: None) -> None:
    made.template()
    answer = operator.get(reverse("template-export", args=["bill", 1]))
    assert answer.json() == made.TEMPLATE
    assert "bill.json" in answer["Content-Disposition"]


def test_the_sample_comes_in_the_size_that_the_template_states(operator: Client, db: None) -> None:
    pages = [{"number": 1, "width": 200, "height": 60, "sample": "bill.png"}]
    field = {"name": "total", "type": "amount", "box": [10, 10, 190, 50]}
    content = {**made.TEMPLATE, "pages": pages, "fields": [field], "tables": [], "rules": []}
    import_template(content, {"bill.png": made.png()})
    answer = operator.get(reverse("template-sample", args=["bill", 1, 1]))
    assert Image.open(io.BytesIO(answer.content)).size == (200, 60)


@pytest.mark.parametrize("address", ["/templates/none/", "/templates/bill/v9/"])
def test_what_does_not_exist_is_not_found(address: str, operator: Client, db: None) -> None:
    made.template()
    assert operator.get(address).status_code == 404


def test_a_template_without_sample_has_no_picture(operator: Client, db: None) -> None:
    made.template()
    assert operator.get(reverse("template-sample", args=["bill", 1, 1])).status_code == 404


def test_type_fits_into_its_width_and_is_never_larger_than_asked() -> None:
    assert type_size("发票代码", 100, 40) == 25
    assert type_size("ab", 1000, 30) == 30


def test_versions_are_listed_without_what_they_say(operator: Client, accepted: Record) -> None:
    for number in range(2, 6):
        made.template(title=f"Bill {number}")
    with CaptureQueriesContext(connection) as queries:
        operator.get(reverse("template", args=["bill"]))
        operator.get(reverse("template-compare", args=["bill"]))
    lists = [q["sql"] for q in queries if "ORDER BY" in q["sql"] and "version" in q["sql"]]
    assert lists
    assert not any('"templates_app_templateversion"."static"' in sql for sql in lists)
