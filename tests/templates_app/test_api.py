"""Templates over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests import made

pytestmark = pytest.mark.django_db

ClientAs = Callable[[str], APIClient]
URL = "/api/v1/templates/"


def test_a_template_is_published_once(client_as: ClientAs) -> None:
    client = client_as("designer")
    first = client.post(URL, made.TEMPLATE, format="json")
    second = client.post(URL, made.TEMPLATE, format="json")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == {"name": "bill", "version": 1, "created": True, "warnings": []}
    assert second.json()["created"] is False


def test_a_template_comes_as_files_with_its_samples(client_as: ClientAs) -> None:
    document = json.loads(json.dumps(made.TEMPLATE))
    document["pages"][0]["sample"] = "samples/bill.png"
    files = {
        "template": SimpleUploadedFile("bill.json", json.dumps(document).encode()),
        "samples": [SimpleUploadedFile("bill.png", made.png("Alder Lane", (800, 600)))],
    }
    client = client_as("designer")
    assert client.post(URL, files, format="multipart").json()["warnings"] == []
    assert client.get(f"{URL}bill/export/").json() == document


def test_mistakes_are_named_with_their_places(client_as: ClientAs) -> None:
    document = {**made.TEMPLATE, "fields": [{"name": "total", "box": [5, 5, 1, 9]}]}
    answer = client_as("designer").post(URL, document, format="json")
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["place"] == "fields[0].box"
    assert "fields[0].box" in answer.json()["detail"]


@pytest.mark.parametrize("body", ["{", "[]", "7", "null", '"\\ud800"', '{"name": "\\u0000"}', ""])
def test_what_is_no_template_is_refused(client_as: ClientAs, body: str) -> None:
    answer = client_as("designer").post(URL, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_a_form_without_a_template_is_refused(client_as: ClientAs) -> None:
    assert client_as("designer").post(URL, {}, format="multipart").status_code == 400


@pytest.mark.parametrize(
    ("role", "code"), [("designer", 201), ("integrator", 201), ("operator", 403), ("reviewer", 403)]
)
def test_who_may_publish(client_as: ClientAs, role: str, code: int) -> None:
    assert client_as(role).post(URL, made.TEMPLATE, format="json").status_code == code


def test_versions_are_listed_and_exported(client_as: ClientAs) -> None:
    made.template()
    made.template(title="Invoice")
    client = client_as("operator")
    assert [v["number"] for v in client.get(f"{URL}bill/versions/").json()] == [2, 1]
    assert client.get(f"{URL}bill/export/").json()["title"] == "Invoice"
    assert client.get(f"{URL}bill/export/", {"version": 1}).json() == made.TEMPLATE


@pytest.mark.parametrize(("version", "code"), [("3", 404), ("x", 400), ("-1", 400), ("²", 400)])
def test_a_wrong_version_is_refused(client_as: ClientAs, version: str, code: int) -> None:
    made.template()
    answer = client_as("operator").get(f"{URL}bill/export/", {"version": version})
    assert answer.status_code == code


def test_a_template_is_switched_off_but_not_renamed(client_as: ClientAs) -> None:
    made.template()
    client = client_as("designer")
    wanted: dict[str, Any] = {"active": False, "name": "bull"}
    answer = client.patch(f"{URL}bill/", wanted, format="json").json()
    assert (answer["active"], answer["name"]) == (False, "bill")
    assert client.get(URL, {"active": "true"}).json()["count"] == 0


def test_an_unknown_template_is_a_404(client_as: ClientAs) -> None:
    assert client_as("operator").get(f"{URL}bull/").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete"])
def test_templates_are_neither_replaced_nor_deleted(client_as: ClientAs, method: str) -> None:
    made.template()
    answer = getattr(client_as("admin"), method)(f"{URL}bill/", {}, format="json")
    assert answer.status_code == 405
