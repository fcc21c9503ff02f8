"""Records as files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from rest_framework.test import APIClient

from recognition import downloads
from recognition.models import Record
from tests import made

pytestmark = pytest.mark.django_db

URL = "/api/v1/records/download/"


def two_records() -> None:
    made.template()
    evil = {"seller_name": made.reading('=HYPERLINK("http://x")'), "net": made.reading("-5.00")}
    made.saved(made.document(b"one", "one.png"), made.record())
    made.saved(made.document(b"two", "two.png"), made.record(fields=evil))


def csv_of(table: str | None = None) -> list[dict[str, str]]:
    text = "".join(downloads.as_csv(Record.objects.order_by("created_at"), table))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_json_lines_hold_a_whole_record_each() -> None:
    two_records()
    lines = list(downloads.as_json_lines(Record.objects.order_by("created_at")))
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    assert [json.loads(line)["document"]["file"] for line in lines] == ["bill.png", "bill.png"]
    assert json.loads(lines[0])["tables"]["items"][1]["item"]["value"] == "Cups"


def test_a_download_is_streamed_and_not_held_in_memory(
    client_as: Callable[[str], APIClient],
) -> None:
    two_records()
    for kind, lines in (("jsonl", 2), ("csv", 3), ("json", 4)):
        answer = client_as(("operator", "reviewer", "designer")[lines - 2]).get(URL, {"as": kind})
        assert answer.streaming
        assert len(b"".join(answer.streaming_content).decode().splitlines()) == lines


def test_csv_has_a_line_for_each_record() -> None:
    two_records()
    lines = csv_of()
    assert [line["file"] for line in lines] == ["one.png", "two.png"]
    assert lines[0]["total"] == "118.00"
    assert lines[0]["template"] == "bill"


def test_csv_of_a_table_has_a_line_for_each_row() -> None:
    two_records()
    lines = csv_of("items")
    assert [(line["row"], line["item"], line["amount"]) for line in lines[:2]] == [
        ("1", "Tea", "60.00"),
        ("2", "Cups", "40.00"),
    ]
    assert len(lines) == 4


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_escaped(text: str) -> None:
    assert downloads.safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1234.50", "118.00", "A-17", "", "a=b"])
def test_what_it_would_not_run_stays_as_it_is(text: str) -> None:
    assert downloads.safe(text) == text


def test_csv_escapes_formulas_and_keeps_negative_amounts() -> None:
    two_records()
    line = csv_of()[1]
    assert line["seller_name"] == '\'=HYPERLINK("http://x")'
    assert line["net"] == "-5.00"


def test_xlsx_has_numbers_as_numbers_and_a_sheet_for_each_table() -> None:
    two_records()
    book = load_workbook(downloads.as_xlsx(Record.objects.order_by("created_at")))
    assert book.sheetnames == ["records", "items"]
    rows = list(book["records"].iter_rows(values_only=True))
    first, second = (dict(zip(rows[0], row, strict=True)) for row in rows[1:])
    assert first["total"] == 118
    assert first["invoice_number"] == "A-17"
    assert second["net"] == -5
    assert second["seller_name"] == '\'=HYPERLINK("http://x")'
    assert [cell.value for cell in book["items"][3]][-3:] == [2, "Cups", 40]


def test_json_is_the_records_themselves() -> None:
    two_records()
    text = "".join(downloads.as_json(Record.objects.order_by("created_at")))
    assert [entry["format"] for entry in json.loads(text)] == ["stencil-record/1"] * 2


def test_nothing_found_is_an_empty_list() -> None:
    assert json.loads("".join(downloads.as_json(Record.objects.none()))) == []
    assert len(csv_of()) == 0


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_downloads_are_filtered(client_as: Callable[[str], APIClient], kind: str) -> None:
    two_records()
    answer = client_as("reviewer").get(URL, {"as": kind, "file": "two"})
    content = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert f'filename="records.{kind}"' in answer.headers["Content-Disposition"]
    assert (b"one.png" in content) is False


def test_an_unknown_form_is_refused(client_as: Callable[[str], APIClient]) -> None:
    assert client_as("reviewer").get(URL, {"as": "docx"}).status_code == 400


@pytest.mark.parametrize("text", ["＝1+1", "＋1", "－1+1", "＠SUM(A1)", "\n=1"])
def test_wide_signs_and_line_breaks_are_escaped_too(text: str) -> None:
    assert downloads.safe(text) == f"'{text}"


def test_formulas_in_file_names_and_table_cells_are_escaped_in_every_sheet() -> None:
    made.template()
    rows = [made.row("@SUM(A1)", "-60.00", 240)]
    evil = made.record(tables={"items": rows}, fields={"seller_name": made.reading("-2+3")})
    made.saved(made.document(b"three", "=cmd.png"), evil)
    (line,) = csv_of("items")
    assert (line["file"], line["item"], line["amount"]) == ("'=cmd.png", "'@SUM(A1)", "-60.00")
    book = load_workbook(downloads.as_xlsx(Record.objects.all()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}  # none is a formula
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]
    assert {"'=cmd.png", "'@SUM(A1)", "'-2+3"} <= set(texts)
    assert -60 in [cell.value for cell in cells]


def test_a_column_named_row_does_not_hide_the_number_of_the_row() -> None:
    columns = [{"name": "row", "header": "Row", "range": [50, 500]}]
    table = {**made.TEMPLATE["tables"][0], "columns": columns}
    made.template(tables=[table], rules=[])
    rows = [{"row": made.reading("first")}, {"row": made.reading("second")}]
    made.saved(made.document(), made.record(tables={"items": rows}, rules=[]))
    text = "".join(downloads.as_csv(Record.objects.all(), "items"))
    assert [line.split(",")[-2:] for line in text.splitlines()[1:]] == [
        ["1", "first"],
        ["2", "second"],
    ]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    two_records()
    monkeypatch.setattr(downloads, "_MOST_ROWS", 3)
    book = load_workbook(downloads.as_xlsx(Record.objects.order_by("created_at")))
    assert book.sheetnames == ["records", "items", "items 2"]
    assert [sheet.max_row for sheet in book] == [3, 3, 3]
    assert book["items"][1][0].value == book["items 2"][1][0].value == "record"


def test_tables_with_long_names_keep_sheets_of_their_own() -> None:
    names = ["a" * 31 + "_one", "a" * 31 + "_two", "records"]
    table = made.TEMPLATE["tables"][0]
    tables = [
        {**table, "name": name, "box": [50, 200 + 60 * i, 750, 250 + 60 * i]}
        for i, name in enumerate(names)
    ]
    made.template(tables=tables, rules=[])
    rows = {name: [made.row(name, "1.00", 210)] for name in names}
    made.saved(made.document(), made.record(tables=rows, rules=[]))
    book = load_workbook(downloads.as_xlsx(Record.objects.all()))
    assert len(set(book.sheetnames)) == 4
    assert all(len(title) <= 31 for title in book.sheetnames)
    assert [book[title].max_row for title in book.sheetnames] == [2, 2, 2, 2]
