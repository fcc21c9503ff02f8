"""The review queue over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from recognition import decisions
from recognition.models import Decision
from review.models import Doubt
from tests import made
from tests.review.conftest import Doubtful

pytestmark = pytest.mark.django_db

ClientAs = Callable[[str], APIClient]
URL = "/api/v1/doubts/"


@pytest.fixture
def reviewer(client_as: ClientAs) -> APIClient:
    return client_as("reviewer")


@pytest.fixture
def total(doubtful: Doubtful) -> Doubt:
    doubtful(total=made.reading("119.00", 0.5))
    return Doubt.objects.get(name="total")


def post(client: APIClient, path: str, **body: Any) -> Any:
    return client.post(f"{URL}{path}/", body, format="json")


def test_doubts_are_listed_what_is_due_first_and_filtered(
    reviewer: APIClient, doubtful: Doubtful
) -> None:
    doubtful(net=made.reading(None, 0.0), total=made.reading("118.00", 0.5))
    listed = reviewer.get(URL).json()["results"]
    assert [one["name"] for one in listed] == ["total", "net"]
    assert listed[0]["file"] == "bill-1.png"
    missing = reviewer.get(URL, {"reason": "missing", "state": "open"}).json()["results"]
    assert [one["name"] for one in missing] == ["net"]


def test_claiming_gives_the_next_and_keeps_it_from_others(
    client_as: ClientAs, doubtful: Doubtful
) -> None:
    doubtful(net=made.reading("100.00", 0.5), total=made.reading("118.00", 0.5))
    one, other = client_as("reviewer"), client_as("integrator")
    first = post(one, "claim", count=1).json()
    second = post(other, "claim", count=5).json()
    assert [len(first), len(second)] == [1, 1]
    assert first[0]["id"] != second[0]["id"]
    assert first[0]["claimed_by"] == "reviewer"
    assert post(one, f"{second[0]['id']}/decide", value="1.00").status_code == 409


def test_a_decision_settles_and_says_what_became_of_the_record(
    reviewer: APIClient, total: Doubt
) -> None:
    token = str(uuid.uuid4())
    for _ in range(2):
        answer = post(reviewer, f"{total.pk}/decide", value="118.00", token=token)
        assert answer.status_code == 200
        assert answer.json() == {
            "doubt": total.pk,
            "record": str(total.record_id),
            "file": "bill-1.png",
            "settled": True,
            "disagreed": False,
            "status": "accepted",
            "left": 0,
        }
    assert Decision.objects.count() == 1


def test_typed_text_is_brought_to_its_normal_form(reviewer: APIClient, total: Doubt) -> None:
    assert post(reviewer, f"{total.pk}/check", text="1,180.50").json()["value"] == "1180.50"
    assert post(reviewer, f"{total.pk}/decide", text=" 118.00 ").status_code == 200
    assert Decision.objects.get().value == "118.00"


@pytest.mark.parametrize(
    ("text", "says"),
    [("one hundred", "number plainly"), ("1.2.3.4", "number plainly"), ("x" * 10_001, "10000")],
)
def test_what_is_no_value_of_its_type_is_refused_in_words(
    reviewer: APIClient, total: Doubt, text: str, says: str
) -> None:
    answer = post(reviewer, f"{total.pk}/decide", text=text)
    assert answer.status_code == 400
    assert says in str(answer.json())
    assert not Decision.objects.exists()


def test_checking_stores_nothing(reviewer: APIClient, total: Doubt) -> None:
    assert post(reviewer, f"{total.pk}/check", text="abc").json()["problem"]
    assert not Decision.objects.exists()


def test_unreadable_is_a_decision(reviewer: APIClient, total: Doubt) -> None:
    assert post(reviewer, f"{total.pk}/decide", value=None, reason="unreadable").status_code == 200
    assert Decision.objects.get().reason == "unreadable"


def test_a_broken_rule_is_mended_by_correcting_a_value(reviewer: APIClient, total: Doubt) -> None:
    post(reviewer, f"{total.pk}/decide", value="120.00")
    rule = Doubt.objects.open().get()
    answer = post(reviewer, f"{rule.pk}/correct", name="tax", text="20.00")
    assert answer.json()["status"] == "accepted"
    assert [one["name"] for one in post(reviewer, "undo").json()["opened"]] == ["adds up"]
    assert post(reviewer, f"{total.pk}/correct", name="tax", text="2.00").status_code == 409


def test_steps_without_words_are_refused(reviewer: APIClient, total: Doubt) -> None:
    for step in ("note", "escalate"):
        assert post(reviewer, f"{total.pk}/{step}", text=" ").status_code == 400
        assert post(reviewer, f"{total.pk}/{step}").status_code == 400


def test_skip_note_and_escalate(reviewer: APIClient, total: Doubt) -> None:
    assert post(reviewer, f"{total.pk}/note", text="a stamp").status_code == 200
    assert post(reviewer, f"{total.pk}/skip").status_code == 200
    assert post(reviewer, "claim").json() == []
    assert post(reviewer, "undo").status_code == 200
    assert post(reviewer, f"{total.pk}/escalate", text="two totals").status_code == 200
    assert post(reviewer, f"{total.pk}/decide", value="118.00").status_code == 409


def test_many_are_accepted_at_once(reviewer: APIClient, doubtful: Doubtful) -> None:
    for _ in range(3):
        doubtful(seller_name=made.reading("Alder", 0.5))
    ids = list(Doubt.objects.values_list("pk", flat=True))
    answer = post(reviewer, "accept", ids=ids, group=str(uuid.uuid4())).json()
    assert [one["status"] for one in answer["outcomes"]] == ["accepted"] * 3
    assert len(post(reviewer, "undo").json()["opened"]) == 3


def test_a_lease_is_held_and_released(reviewer: APIClient, total: Doubt) -> None:
    post(reviewer, "claim")
    assert post(reviewer, "hold", ids=[total.pk]).json() == {"count": 1}
    assert post(reviewer, "release", ids=[total.pk]).json() == {"count": 1}
    assert post(reviewer, "release", ids=[total.pk]).json() == {"count": 0}


@pytest.mark.parametrize("role", ["operator", "designer"])
def test_who_does_not_review_is_refused(client_as: ClientAs, total: Doubt, role: str) -> None:
    client = client_as(role)
    assert client.get(URL).status_code == 403
    assert post(client, "claim").status_code == 403
    assert post(client, f"{total.pk}/decide", value="118.00").status_code == 403


def test_a_doubt_that_is_gone_is_a_conflict_in_words(reviewer: APIClient, total: Doubt) -> None:
    total.record.document.delete()
    answer = post(reviewer, f"{total.pk}/decide", value="118.00")
    assert answer.status_code == 409
    assert "gone" in answer.json()["detail"]


def test_a_number_that_no_doubt_can_have_is_a_conflict_in_words(reviewer: APIClient) -> None:
    answer = reviewer.post(f"/api/v1/doubts/{10**24}/decide/", {"value": "1"}, format="json")
    assert (answer.status_code, "gone with" in answer.json()["detail"]) == (409, True)


def test_what_undo_passes_over_is_said_in_the_language_of_the_request(
    reviewer: APIClient, doubtful: Doubtful
) -> None:
    first, second = (doubtful(total=made.reading("118.00", 0.5)) for _ in range(2))
    for record in (first, second):
        post(reviewer, f"{record.doubts.get().pk}/decide", value="118.00")
    decisions.reject(second.pk, None)
    answer = reviewer.post(f"{URL}undo/", {}, format="json", headers={"Accept-Language": "zh-hans"})
    assert [one["record"] for one in answer.json()["opened"]] == [str(first.pk)]
    assert answer.json()["refused"] == [
        "无法撤销“bill-2.png: total”：该记录已被拒绝。请先重新打开。"
    ]


def test_doubts_are_listed_and_claimed_by_the_filters_of_the_desk(
    client_as: ClientAs, doubtful: Doubtful
) -> None:
    first, second = (doubtful(total=made.reading(text, 0.5)) for text in ("118.00", " 118.00"))
    settler = client_as("admin")
    listed = settler.get(URL, {"text": " 118.00"}).json()["results"]
    assert [one["record"] for one in listed] == [str(second.pk)]
    claimed = post(settler, "claim", count=5, record=str(first.pk)).json()
    assert [one["record"] for one in claimed] == [str(first.pk)]
    assert post(settler, "claim", escalated=True).json() == []
    Doubt.objects.filter(record=second).update(escalated=True)
    claimed = post(settler, "claim", count=5, escalated=True).json()
    assert [one["record"] for one in claimed] == [str(second.pk)]
