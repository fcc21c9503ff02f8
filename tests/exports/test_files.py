"""Records as files, in a folder and in a bucket."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from django.conf import settings
from django.test import override_settings
from openpyxl import load_workbook

from exports import destinations, outbox
from exports.delivering import try_destination
from exports.failures import Failure
from exports.models import Delivery, Destination
from recognition import decisions
from tests.exports import ways
from tests.exports.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db

ACCESS, SECRET = "AKIASTENCILTEST", "wJalrXUtnFEMI/K7MDENG"


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Iterator[Path]:
    with override_settings(EXPORT_FOLDERS=[str(tmp_path / "out")]):
        yield tmp_path / "out" / "files"


def folder(kind: str = "json") -> Destination:
    return destinations.create("files", "folder", {"path": "files", "format": kind})


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_each_record_is_a_file_of_json(root: Path) -> None:
    ways.mapping(folder())
    record = ways.accepted()
    ways.delivered()
    assert names(root) == [f"{record.pk}.json"]
    content = json.loads((root / "bill" / f"{record.pk}.json").read_text())
    assert content["row"]["total"] == "118.00"
    assert len(content["tables"]["bill_items"]) == 2


def test_csv_has_a_file_for_each_table_and_no_formula_runs(root: Path) -> None:
    ways.mapping(folder("csv"))
    record = ways.accepted(1, seller_name="=cmd|calc", net="-5.00")
    ways.delivered()
    assert names(root) == [f"{record.pk}.bill_items.csv", f"{record.pk}.csv"]
    main = (root / "bill" / f"{record.pk}.csv").read_text("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(main)))
    assert (row["seller_name"], row["net"], row["total"]) == ("'=cmd|calc", "-5.00", "118.00")
    items = (root / "bill" / f"{record.pk}.bill_items.csv").read_text("utf-8-sig")
    assert [row["item"] for row in csv.DictReader(io.StringIO(items))] == ["Tea", "Cups"]


def test_xlsx_has_a_sheet_for_each_table_with_numbers_as_numbers(root: Path) -> None:
    ways.mapping(folder("xlsx"))
    record = ways.accepted(1, seller_name="=1+1")
    ways.delivered()
    book = load_workbook(root / "bill" / f"{record.pk}.xlsx")
    assert book.sheetnames == ["bill", "bill_items"]
    heads, cells = list(book["bill"].iter_rows(values_only=True))
    row = dict(zip(heads, cells, strict=True))
    assert (row["seller_name"], Decimal(str(row["total"]))) == ("'=1+1", Decimal(118))
    assert [row[2] for row in book["bill_items"].iter_rows(min_row=2, values_only=True)] == [
        "Tea",
        "Cups",
    ]


def test_a_second_delivery_and_a_correction_change_the_same_file(root: Path) -> None:
    ways.mapping(folder())
    record = ways.accepted()
    ways.delivered()
    outbox.send_again(Delivery.objects.all())
    ways.delivered()
    decisions.decide_value(record.pk, "seller_name", "Birch Lane", None)
    ways.delivered()
    assert names(root) == [f"{record.pk}.json"]
    content = json.loads((root / "bill" / f"{record.pk}.json").read_text())
    assert content["row"]["seller_name"] == "Birch Lane"


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_a_record_taken_back_is_deleted(root: Path, kind: str) -> None:
    ways.mapping(folder(kind), taken_back="delete")
    record = ways.accepted()
    ways.delivered()
    decisions.reject(record.pk, None)
    ways.delivered()
    assert names(root) == []


def test_a_record_taken_back_is_marked_until_it_is_accepted_again(root: Path) -> None:
    ways.mapping(folder())
    record = ways.accepted()
    ways.delivered()
    decisions.reject(record.pk, None)
    ways.delivered()
    assert names(root) == [f"{record.pk}.json", f"{record.pk}.taken_back.json"]
    decisions.reopen(record.pk, None)
    ways.delivered()
    assert names(root) == [f"{record.pk}.json"]


def test_a_folder_that_can_not_be_written_keeps_the_record_queued(root: Path) -> None:
    ways.mapping(folder())
    ways.accepted()
    root.parent.mkdir(parents=True)
    root.write_text("a file where the folder should be")
    ways.delivered()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.code) == ("queued", "server")
    root.unlink()
    outbox.send_again(Delivery.objects.all())
    ways.delivered()
    assert ways.states() == [("delivered", 1)]


def test_a_try_leaves_no_file_behind(root: Path) -> None:
    assert try_destination(folder()) == str(root)
    assert names(root) == []


def test_a_folder_is_refused_once_it_is_no_longer_allowed() -> None:
    made = folder()
    with (
        override_settings(EXPORT_FOLDERS=[str(settings.STENCIL_HOME / "other")]),
        pytest.raises(Failure) as failure,
    ):
        try_destination(made)
    assert failure.value.code == "refused_address"


@pytest.fixture
def store() -> Iterator[Receiver]:
    with receiving() as found:
        found.answer = b""
        yield found


def bucket(store: Receiver) -> Destination:
    options = {
        "bucket": "records",
        "prefix": "from/stencil",
        "endpoint": store.url,
        "region": "eu-central-1",
        "access_key": ACCESS,
        "secret_key": SECRET,
    }
    return destinations.create("store", "s3", options)


def test_an_object_is_put_with_a_signature_that_the_store_can_check(store: Receiver) -> None:
    ways.mapping(bucket(store))
    record = ways.accepted()
    ways.delivered()
    assert ways.states() == [("delivered", 1)]
    put = store.received[0]
    assert (put.method, put.path) == ("PUT", f"/records/from/stencil/bill/{record.pk}.json")
    assert json.loads(put.body)["row"]["total"] == "118.00"
    again = AWSRequest(put.method, store.url + put.path, data=put.body)
    again.headers["X-Amz-Content-SHA256"] = put.headers["x-amz-content-sha256"]
    again.context["timestamp"] = put.headers["x-amz-date"]
    again.headers["X-Amz-Date"] = put.headers["x-amz-date"]
    signer = S3SigV4Auth(Credentials(ACCESS, SECRET), "s3", "eu-central-1")
    canonical = signer.canonical_request(again)
    signature = signer.signature(signer.string_to_sign(again, canonical), again)
    assert put.headers["authorization"].endswith(f"Signature={signature}")


def test_an_object_is_deleted_with_its_record(store: Receiver) -> None:
    ways.mapping(bucket(store), taken_back="delete")
    record = ways.accepted()
    ways.delivered()
    decisions.reject(record.pk, None)
    store.status = 404
    ways.delivered()
    assert ways.states() == [("delivered", 1), ("delivered", 2)]
    last = store.received[-1]
    assert (last.method, last.path) == ("DELETE", f"/records/from/stencil/bill/{record.pk}.json")


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "wrong_password"), (404, "missing_database"), (301, "mapping"), (503, "server")],
)
def test_what_the_store_answers_is_told_without_its_keys(
    store: Receiver, status: int, code: str
) -> None:
    ways.mapping(bucket(store))
    ways.accepted()
    store.status = status
    store.answer = f"<Error>{ACCESS} {SECRET}</Error>".encode()
    ways.delivered()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.code) == ("queued", code)
    assert SECRET not in delivery.reason
    assert ACCESS not in delivery.reason
