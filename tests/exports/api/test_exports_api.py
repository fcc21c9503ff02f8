"""Destinations, mappings and deliveries over HTTP."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from exports.models import Delivery, Destination
from tests import made
from tests.exports import ways

pytestmark = pytest.mark.django_db

ClientAs = Callable[[str], APIClient]
V1 = "/api/v1"
PASSWORD = "sw0rdfish-77"
URL = f"postgresql://erp:{PASSWORD}@127.0.0.1:1/business"
LITE = {"name": "books", "kind": "database", "settings": {"url": "sqlite:///orders.db"}}


def sent(client: APIClient, path: str, content: object, wanted: int) -> Any:
    answer = client.post(f"{V1}/{path}/", content, format="json")
    assert answer.status_code == wanted, answer.content
    return answer.json()


def test_from_no_destination_to_a_row_by_the_api_alone(client_as: ClientAs) -> None:
    ways.sqlite_file().unlink(missing_ok=True)
    made.template()
    record = ways.accepted(7)
    client = client_as("integrator")
    destination = sent(client, "destinations", LITE, 201)["id"]
    tried = sent(client, f"destinations/{destination}/test", {}, 200)
    assert tried["ok"]
    target = {"template": "bill", "destination": destination}
    definition = sent(client, "mappings/propose", target, 200)
    wanted = {**target, "definition": definition}
    checked = sent(client, "mappings/check", wanted, 200)
    assert [s.split("(")[0].strip() for s in checked["statements"]] == [
        "CREATE TABLE bill",
        "CREATE TABLE bill_items",
    ]
    assert ways.asked("SELECT name FROM sqlite_master") == []
    other = {**wanted, "statements": ["DROP TABLE users"]}
    assert (
        "Look at the statements again"
        in sent(client, "mappings/create-tables", other, 409)["detail"]
    )
    shown = {**wanted, "statements": checked["statements"]}
    assert sent(client, "mappings/create-tables", shown, 200)["ready"]
    preview = sent(client, "mappings/preview", {**wanted, "records": [str(record.pk)]}, 200)[0]
    assert (preview["outcome"], preview["row"]["total"]) == ("insert", "118.00")
    assert preview["tables"]["bill_items"][1]["item"] == "Cups"
    assert ways.asked("SELECT count(*) FROM bill") == [(0,)]
    mapping = sent(client, "mappings", wanted, 201)["id"]
    assert sent(client, f"mappings/{mapping}/catch-up", {}, 202) == {"count": 1}
    ways.delivered()
    assert ways.asked("SELECT invoice_number FROM bill") == [("A-7",)]
    listed = client.get(f"{V1}/deliveries/?record={record.pk}").json()["results"]
    assert [(d["state"], d["destination"], d["template"]) for d in listed] == [
        ("delivered", "books", "bill")
    ]
    assert client.get(f"{V1}/destinations/{destination}/").json()["health"] == "healthy"


def test_no_answer_and_no_log_holds_a_credential(
    client_as: ClientAs, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made.template()
    client = client_as("integrator")
    created = sent(
        client, "destinations", {"name": "erp", "kind": "database", "settings": {"url": URL}}, 201
    )
    path = f"{V1}/destinations/{created['id']}/"
    bad = {"settings": {"url": f"postgresql://erp:{PASSWORD}@/business?host=x"}}
    target = {"template": "bill", "destination": created["id"], "table": "orders"}
    answers = [
        created,
        client.get(path).json(),
        client.get(f"{V1}/destinations/").json(),
        client.patch(path, {"settings": {"url": URL}}, format="json").json(),
        client.patch(path, bad, format="json").json(),
        sent(client, f"destinations/{created['id']}/test", {}, 200),
        client.get(f"{path}tables/").json(),
        sent(client, "mappings/propose", target, 424),
        sent(client, "destinations", {"name": "x", "kind": "database", **bad}, 400),
    ]
    assert answers[5]["code"] == "unreachable"
    told = json.dumps(answers, ensure_ascii=False) + caplog.text
    assert PASSWORD not in told
    assert "postgresql://erp@127.0.0.1:1/business" in told


@pytest.mark.parametrize("role", ["reviewer", "operator", "designer"])
def test_only_integrators_and_administrators_change_destinations(
    client_as: ClientAs, role: str
) -> None:
    to = ways.destination()
    client = client_as(role)
    assert client.get(f"{V1}/destinations/").status_code == 200
    assert client.post(f"{V1}/destinations/", LITE, format="json").status_code == 403
    path = f"{V1}/destinations/{to.pk}/"
    assert client.patch(path, {"enabled": False}, format="json").status_code == 403
    assert client.delete(path).status_code == 403
    assert client.post(f"{path}test/").status_code == 403
    assert client.get(f"{path}tables/").status_code == 403
    assert client.post(f"{V1}/mappings/propose/", {}, format="json").status_code == 403


def test_an_operator_sends_again_and_a_reviewer_only_looks(client_as: ClientAs) -> None:
    ways.mapping()
    ways.told("DROP TABLE bill_items")
    ways.accepted()
    Delivery.objects.update(state="failed", reason="A value does not fit.", attempts=3)
    wanted = {"ids": [Delivery.objects.get().pk, 9999]}
    reviewer = client_as("reviewer")
    assert reviewer.get(f"{V1}/deliveries/?state=failed").json()["count"] == 1
    path = f"{V1}/deliveries/send-again/"
    assert reviewer.post(path, wanted, format="json").status_code == 403
    assert sent(client_as("operator"), "deliveries/send-again", wanted, 202) == {"count": 1}
    assert ways.states() == [("queued", 1)]


def test_a_broken_mapping_is_refused_with_the_place_of_each_mistake(client_as: ClientAs) -> None:
    to = ways.destination()
    definition = ways.proposed(to)
    definition["columns"][0]["source"] = {"feild": "x"}
    definition["taken_back"] = "forget"
    wanted = {"template": "bill", "destination": to.pk, "definition": definition}
    answer = sent(client_as("integrator"), "mappings", wanted, 400)
    places = [problem["place"] for problem in answer["problems"]]
    assert places == ["taken_back", "columns[0].source"] or set(places) == {
        "taken_back",
        "columns[0].source",
    }
    assert "feild" not in answer["detail"] or answer["detail"]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("destinations", {}),
        ("destinations", {"name": "a\nb", "kind": "folder", "settings": {"path": "x"}}),
        ("destinations", {"name": "x", "kind": "folder", "settings": {"url": "y"}}),
        ("destinations", {"name": "x", "kind": "webhook", "settings": {"url": "no"}}),
        ("mappings", {"template": "nothing", "destination": 1, "definition": {}}),
        ("mappings/preview", {"template": "bill", "destination": 1, "definition": {}}),
        ("deliveries/send-again", {"ids": []}),
        ("deliveries/send-again", {"ids": ["x"]}),
    ],
)
def test_bad_input_is_a_clear_refusal(client_as: ClientAs, path: str, content: object) -> None:
    made.template()
    answer = sent(client_as("integrator"), path, content, 400)
    assert answer["detail"]


def test_a_second_mapping_to_the_same_destination_is_refused(client_as: ClientAs) -> None:
    mapping = ways.mapping()
    wanted = {
        "template": "bill",
        "destination": mapping.destination_id,
        "definition": mapping.definition,
    }
    answer = sent(client_as("integrator"), "mappings", wanted, 400)
    assert "Change that mapping" in answer["detail"]


def test_a_changed_mapping_is_a_new_version(client_as: ClientAs) -> None:
    mapping = ways.mapping()
    client = client_as("integrator")
    path = f"{V1}/mappings/{mapping.pk}/"
    same = client.patch(path, {"definition": mapping.definition}, format="json").json()
    assert same["version"] == 1
    changed = {**mapping.definition, "taken_back": "delete"}
    answer = client.patch(path, {"definition": changed, "enabled": False}, format="json").json()
    assert (answer["version"], answer["enabled"]) == (2, False)
    assert list(mapping.versions.values_list("number", flat=True)) == [2, 1]


def test_a_destination_is_deleted_with_its_mappings_and_its_rows_stay(
    client_as: ClientAs,
) -> None:
    mapping = ways.mapping()
    ways.accepted()
    ways.delivered()
    path = f"{V1}/destinations/{mapping.destination_id}/"
    assert client_as("admin").delete(path).status_code == 204
    assert not Destination.objects.exists()
    assert not Delivery.objects.exists()
    assert ways.asked("SELECT count(*) FROM bill") == [(1,)]
