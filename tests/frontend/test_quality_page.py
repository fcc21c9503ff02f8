"""The pages of quality and thresholds, and alerts on the dashboard."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from templates_app.models import Template, TemplateDraft
from tests import made
from tests.training.watching.watched import judged, stated
from training.watching.models import Alert

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[str], Client]
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _template(db: None) -> None:
    made.template()


@pytest.fixture
def designer(browser_of: BrowserOf) -> Client:
    return browser_of("designer")


def page(client: Client, view: str = "template-quality", query: str = "") -> str:
    answer = client.get(reverse(view, args=["bill"]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def alert(kind: str, field: str = "", **facts: object) -> Alert:
    return Alert.objects.create(
        template=Template.objects.get(),
        kind=kind,
        field=field,
        facts=facts,
        opened_at=NOW,
        checked_at=NOW,
    )


def test_without_verdicts_the_page_says_what_they_come_from(designer: Client):
    assert "Accuracy shows once accepted values were audited" in page(designer)


def test_fields_are_listed_with_how_often_they_are_right(designer: Client):
    for number in range(4):
        judged(NOW, 0.6, right=number > 0)
    shown = page(designer)
    assert "75% (" in shown
    assert "Too few verdicts to rely on." in shown
    assert "invoice_number" in shown


@pytest.mark.parametrize(
    ("kind", "field", "facts", "said"),
    [
        ("accuracy", "total", {"before": 0.98, "now": 0.7}, "total: only 70% right in two weeks"),
        ("confidence", "total", {"index": 0.4}, "index 0.4"),
        ("charset", "", {"characters": {"€": 4}, "of": 1}, "lacks characters that are printed: €"),
    ],
)
def test_what_has_got_worse_is_said_here_and_on_the_dashboard(
    designer: Client, kind: str, field: str, facts: dict[str, object], said: str
):
    alert(kind, field, **facts)
    assert said in page(designer)
    assert said in designer.get(reverse("dashboard")).content.decode()


def test_what_is_well_again_is_no_longer_said(designer: Client):
    found = alert("accuracy", "total", before=0.98, now=0.7)
    found.closed_at = NOW
    found.save()
    assert "only 70%" not in page(designer)
    assert "only 70%" not in designer.get(reverse("dashboard")).content.decode()


def test_the_slider_knows_what_every_threshold_would_mean(designer: Client):
    stated(NOW, 0.97)
    judged(NOW, 0.6)
    shown = page(designer, "template-threshold", "?field=invoice_number")
    points = json.loads(html.unescape(re.search(r'data-points="([^"]*)"', shown).group(1)))
    by_threshold = {point["threshold"]: point for point in points}
    assert by_threshold[0.5]["accepted"] == 1.0
    assert by_threshold[0.7]["accepted"] == 0.5
    assert by_threshold[0.7]["error"] is None
    assert by_threshold[0.7]["lack"] == "No accepted value was audited yet."


def test_a_field_that_was_never_read_has_no_slider(designer: Client):
    address = reverse("template-threshold", args=["bill"])
    assert designer.get(f"{address}?field=nothing").status_code == 404


def test_a_threshold_is_put_into_the_draft_and_the_designer_opens(designer: Client):
    form = {"field": "net", "threshold": "0.93"}
    answer = designer.post(reverse("template-threshold-use", args=["bill"]), form)
    draft = TemplateDraft.objects.get()
    assert answer.url == reverse("designer", args=[draft.pk])
    named = {field["name"]: field.get("accept_at") for field in draft.content["fields"]}
    assert named["net"] == 0.93


@pytest.mark.parametrize(
    "form", [{}, {"field": "net", "threshold": "much"}, {"field": "x", "threshold": "0.9"}]
)
def test_a_threshold_that_makes_no_sense_changes_nothing(designer: Client, form: dict[str, str]):
    answer = designer.post(reverse("template-threshold-use", args=["bill"]), form)
    assert answer.url == reverse("template-quality", args=["bill"])
    drafts = TemplateDraft.objects.all()
    assert all("accept_at" not in f for d in drafts for f in d.content["fields"])


def test_roles(browser_of: BrowserOf):
    operator = browser_of("operator")
    assert operator.get(reverse("template-quality", args=["bill"])).status_code == 200
    use = reverse("template-threshold-use", args=["bill"])
    assert operator.post(use, {"field": "net", "threshold": "0.9"}).status_code == 403
