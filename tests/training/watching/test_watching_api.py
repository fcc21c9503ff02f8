"""Alerts, accuracy and thresholds over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from templates_app.models import Template, TemplateDraft
from tests import made
from tests.training.watching.watched import judged, stated
from training.watching.models import Alert

pytestmark = pytest.mark.django_db
URL = "/api/v1/watching/"
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _template(db: None) -> None:
    made.template()


def test_alerts_are_listed_and_narrowed(client_as: Any):
    template = Template.objects.get()
    for kind, closed in (("accuracy", None), ("charset", NOW)):
        Alert.objects.create(
            template=template, kind=kind, opened_at=NOW, checked_at=NOW, closed_at=closed
        )
    client = client_as("operator")
    assert len(client.get(f"{URL}alerts/").json()["results"]) == 2
    (found,) = client.get(f"{URL}alerts/?open=true&template=bill").json()["results"]
    assert (found["kind"], found["template"], found["closed_at"]) == ("accuracy", "bill", None)


def test_quality_says_how_well_a_template_is_read(client_as: Any):
    for right in (True, True, False):
        judged(NOW, 0.6, right=right)
    found = client_as("operator").get(f"{URL}templates/bill/").json()
    assert found["weeks"][-1]["judged"] == 3
    (field,) = [one for one in found["fields_read"] if one["name"] == "invoice_number"]
    assert field["estimate"]["error"] == pytest.approx(1 / 3)
    assert field["estimate"]["lack"] == "few"
    assert client_as("reviewer").get(f"{URL}templates/none/").status_code == 404


def test_thresholds_tell_what_each_would_mean(client_as: Any):
    stated(NOW, 0.97)
    judged(NOW, 0.6)
    found = client_as("operator").get(f"{URL}templates/bill/thresholds/?field=invoice_number")
    points = {point["threshold"]: point for point in found.json()}
    assert points[0.5]["accepted"] == 1.0
    assert points[0.95]["accepted"] == 0.5
    assert points[0.95]["error"]["lack"] == "audits"
    none = client_as("reviewer").get(f"{URL}templates/bill/thresholds/?field=nothing")
    assert none.status_code == 404


@pytest.mark.parametrize(("field", "place"), [("net", "fields"), ("items.amount", "tables")])
def test_a_threshold_goes_into_the_draft_and_nothing_is_published(
    client_as: Any, field: str, place: str
):
    form = {"field": field, "threshold": 0.93}
    answer = client_as("designer").post(f"{URL}templates/bill/thresholds/", form, "json")
    assert answer.status_code == 201
    draft = TemplateDraft.objects.get()
    assert str(draft.pk) == answer.json()["draft"]
    entries = draft.content["fields"]
    if place == "tables":
        entries = draft.content["tables"][0]["columns"]
    named = {entry["name"]: entry.get("accept_at") for entry in entries}
    assert named.pop(field.rpartition(".")[2]) == 0.93
    assert set(named.values()) == {None}
    assert Template.objects.get().versions.count() == 1


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"field": "nothing", "threshold": 0.9}, 400),
        ({"field": "items.nothing", "threshold": 0.9}, 400),
        ({"field": "net", "threshold": 1.5}, 400),
        ({}, 400),
    ],
)
def test_a_threshold_that_makes_no_sense_is_refused(client_as: Any, form: Any, code: int):
    answer = client_as("designer").post(f"{URL}templates/bill/thresholds/", form, "json")
    assert answer.status_code == code
    assert answer.json()["detail"]


def test_only_who_may_design_may_use_a_threshold(client_as: Any):
    form = {"field": "net", "threshold": 0.93}
    answer = client_as("reviewer").post(f"{URL}templates/bill/thresholds/", form, "json")
    assert answer.status_code == 403
