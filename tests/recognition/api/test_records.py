"""Records over HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from recognition.models import Record
from tests import made

pytestmark = pytest.mark.django_db

ClientAs = Callable[[str], APIClient]
URL = "/api/v1/records/"


def doubtful() -> Record:
    made.template()
    fields = {"total": made.reading("119.00", 0.4)}
    return made.saved(made.document(), made.record(status="needs_review", fields=fields))[0]


def test_the_detail_is_the_record_itself(client_as: ClientAs) -> None:
    record = doubtful()
    answer = client_as("reviewer").get(f"{URL}{record.pk}/").json()
    assert answer["format"] == "stencil-record/1"
    assert answer == record.data


def test_a_value_is_decided(client_as: ClientAs) -> None:
    record, client = doubtful(), client_as("reviewer")
    wanted = {"name": "total", "value": "118.00", "record_version": 1}
    answer = client.post(f"{URL}{record.pk}/values/", wanted, format="json")
    assert answer.status_code == 200
    assert answer.json()["status"] == "accepted"
    decided = client.get(f"{URL}{record.pk}/decisions/").json()
    assert [(d["name"], d["value"], d["by"]) for d in decided] == [("total", "118.00", "reviewer")]


def test_a_decision_on_an_outdated_record_is_a_conflict(client_as: ClientAs) -> None:
    record, client = doubtful(), client_as("reviewer")
    wanted = {"name": "total", "value": "118.00", "record_version": 7}
    answer = client.post(f"{URL}{record.pk}/values/", wanted, format="json")
    assert answer.status_code == 409
    assert "version 1" in answer.json()["detail"]


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"name": "total"},
        {"name": "total", "value": "1,2,3"},
        {"name": "total", "value": {"deep": 1}},
        {"name": "total", "value": "1.00", "row": -1},
        {"name": "total", "value": None, "reason": "lazy"},
        {"name": "nowhere", "value": "1.00"},
        ["total"],
    ],
)
def test_bad_decisions_are_refused(client_as: ClientAs, wanted: object) -> None:
    answer = client_as("reviewer").post(f"{URL}{doubtful().pk}/values/", wanted, format="json")
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize("action", ["values", "rules", "accept", "reject", "reopen"])
def test_an_operator_may_look_but_not_decide(client_as: ClientAs, action: str) -> None:
    record, client = doubtful(), client_as("operator")
    assert client.get(f"{URL}{record.pk}/").status_code == 200
    answer = client.post(f"{URL}{record.pk}/{action}/", {}, format="json")
    assert answer.status_code == 403


@pytest.mark.parametrize("action", ["values", "rules", "accept", "reject", "reopen"])
def test_decisions_are_posted(client_as: ClientAs, action: str) -> None:
    assert client_as("reviewer").get(f"{URL}{doubtful().pk}/{action}/").status_code == 405


def test_a_record_is_rejected_and_reopened(client_as: ClientAs) -> None:
    record, client = doubtful(), client_as("reviewer")
    answer = client.post(f"{URL}{record.pk}/reject/", {"reason": "not ours"}, format="json")
    assert (answer.json()["status"], answer.json()["reason"]) == ("rejected", "not ours")
    answer = client.post(f"{URL}{record.pk}/reopen/", {}, format="json")
    assert answer.json()["status"] == "needs_review"


def test_a_failed_rule_is_overridden_for_a_reason(client_as: ClientAs) -> None:
    made.template()
    rules = [{"name": "adds up", "passed": False, "detail": "118 is not 119", "overridden": None}]
    fields = {"total": made.reading("119.00")}
    data = made.record(status="needs_review", rules=rules, fields=fields)
    record, client = made.saved(made.document(), data)[0], client_as("reviewer")
    url = f"{URL}{record.pk}/rules/"
    assert client.post(url, {"rule": "adds up", "reason": ""}, format="json").status_code == 400
    answer = client.post(url, {"rule": "adds up", "reason": "rounded"}, format="json")
    assert answer.json()["status"] == "accepted"


def test_records_are_found_by_status_template_and_value(client_as: ClientAs) -> None:
    record = doubtful()
    made.saved(made.document(b"other"), made.unread())
    client = client_as("reviewer")

    def found(**query: str) -> list[str]:
        return [entry["id"] for entry in client.get(URL, query).json()["results"]]

    expected = [str(record.pk)]
    assert found(status="needs_review") == expected
    assert found(template="bill", version="1") == expected
    assert found(field="invoice_number", value="A-17") == expected
    assert found(value="A-17") == expected
    assert found(field="seller_name", value="A-17") == []
    assert found(document=str(record.document_id)) == expected


@pytest.mark.parametrize(
    "query", [{"status": "asleep"}, {"version": "x"}, {"document": "7"}, {"created_after": "soon"}]
)
def test_bad_filters_are_refused(client_as: ClientAs, query: dict[str, str]) -> None:
    assert client_as("reviewer").get(URL, query).status_code == 400


def test_an_unknown_record_is_a_404(client_as: ClientAs) -> None:
    url = f"{URL}00000000-0000-4000-8000-000000000000/"
    client = client_as("reviewer")
    assert client.get(url).status_code == 404
    wanted = {"name": "total", "value": "1.00"}
    assert client.post(f"{url}values/", wanted, format="json").status_code == 404


def test_a_list_leaves_the_records_content_in_the_database(client_as: ClientAs) -> None:
    made.template()
    for number in range(3):
        reason = f"No template fits; the {number}th time."
        made.saved(made.document(b"%d" % number), made.unread(reason=reason))
    client = client_as("operator")
    for url in ("/api/v1/records/", "/api/v1/documents/"):
        with CaptureQueriesContext(connection) as asked:
            found = client.get(url).json()["results"]
        rows = [row for entry in found for row in entry.get("records", [entry])]
        assert [row["reason"][-5:] for row in rows] == ["time."] * 3
        assert not [
            query for query in asked if '"pages", "recognition_record"."data"' in query["sql"]
        ]
        assert len(asked) < 8
