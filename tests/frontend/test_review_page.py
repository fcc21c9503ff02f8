"""The review desk's pages as the server draws them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from recognition import decisions
from recognition.models import Batch, Record, Upload
from review import deciding
from review.models import Doubt, TemplateReview
from tests import made

pytestmark = pytest.mark.django_db

ClientOf = Callable[[str], Client]


@pytest.fixture
def client_of() -> ClientOf:
    """Sign somebody in who has a role."""

    def sign_in(role: str) -> Client:
        user, _ = User.objects.get_or_create(username=role)
        user.groups.set([Group.objects.get(name=role)])
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def reviewer(client_of: ClientOf) -> Client:
    return client_of("reviewer")


def doubtful(content: bytes = b"", **fields: Any) -> Record:
    if not Doubt.objects.exists():
        made.template()
    document = made.document(content or made.png(), "bill.png")
    number = {"invoice_number": made.reading(f"A-{len(content)}")}
    data = made.record(status="needs_review", fields=number | fields)
    return made.saved(document, data)[0]


def cards(client: Client, query: str = "", **asked: Any) -> dict[str, Any]:
    answer = client.post(
        f"/review/cards/{query}", json.dumps({"count": 1, **asked}), content_type="application/json"
    )
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_a_card_shows_crop_reading_marks_alternatives_and_page(reviewer: Client) -> None:
    evidence = {"doubtful": [{"at": 2, "text": "9", "confidence": 0.6, "instead": [["8", 0.3]]}]}
    record = doubtful(total=made.reading("119.00", 0.5, evidence=evidence))
    (card,) = cards(reviewer)["cards"]
    html = card["html"]
    assert "<mark" in html
    assert 'data-choose="1"' in html
    assert "118.00" in html
    assert f"/review/crops/{record.document_id}/1/300-40-600-40-600-80-300-80/value.png" in html
    assert "/pages/1/?size=1600" in html or "pages/1?size=1600" in html
    assert "not sure enough" in html


def test_a_value_of_several_lines_keeps_them(reviewer: Client) -> None:
    doubtful(seller_name=made.reading("Alder Lane\nLittle Marden", 0.5))
    html = cards(reviewer)["cards"][0]["html"]
    assert "<textarea" in html
    assert "Alder Lane\nLittle Marden</textarea>" in html


def test_what_is_read_is_never_taken_for_markup(reviewer: Client) -> None:
    doubtful(seller_name=made.reading('<b onload="x">"\'', 0.5))
    html = cards(reviewer)["cards"][0]["html"]
    assert "<b onload" not in html


def test_two_reviewers_are_drawn_different_cards(client_of: ClientOf) -> None:
    doubtful(net=made.reading("100.00", 0.5), total=made.reading("118.00", 0.5))
    one, other = client_of("reviewer"), client_of("integrator")
    first, second = cards(one)["cards"], cards(other)["cards"]
    assert first[0]["id"] != second[0]["id"]
    assert cards(other, without=[second[0]["id"]])["cards"] == []


def test_the_rest_of_a_record_comes_before_other_records(reviewer: Client) -> None:
    first = doubtful(net=made.reading("100.00", 0.5), seller_name=made.reading("Alder", 0.5))
    doubtful(b"other", total=made.reading("118.00", 0.5))
    (card,) = cards(reviewer, record=str(first.pk))["cards"]
    assert card["record"] == str(first.pk)


def test_a_rule_is_drawn_with_its_values(reviewer: Client) -> None:
    record = doubtful(total=made.reading("118.00", 0.5))
    decisions.decide_value(record.pk, "total", "120.00", User.objects.get(username="reviewer"))
    html = cards(reviewer)["cards"][0]["html"]
    assert "net + tax == total" in html
    assert html.count("data-part=") == 3


def test_a_record_held_back_says_why(reviewer: Client) -> None:
    made.template()
    unplaced = [
        {"page": 1, "box": [[0, 0], [9, 0], [9, 9], [0, 9]], "text": "?!", "table": "items"}
    ]
    made.saved(made.document(made.png()), made.record(status="needs_review", unplaced=unplaced))
    html = cards(reviewer)["cards"][0]["html"]
    assert "?!" in html


def test_an_empty_queue_says_what_to_do(reviewer: Client) -> None:
    answer = cards(reviewer)
    assert answer["cards"] == []
    assert "Nothing waits for you" in answer["empty"]
    assert "/documents/" in answer["empty"]


def test_an_empty_filter_offers_the_rest(reviewer: Client) -> None:
    doubtful(total=made.reading("118.00", 0.5))
    answer = cards(reviewer, "?reason=missing")
    assert "Nothing left under these filters" in answer["empty"]


def test_the_desk_is_narrowed_to_one_upload(reviewer: Client) -> None:
    first, second = doubtful(total=made.reading("1.00", 0.5)), doubtful(b"2", net=made.reading("2"))
    batches = [Batch.objects.create(source=Batch.Source.API) for _ in range(3)]
    for record, batch in ((first, batches[0]), (second, batches[1])):
        Upload.objects.create(batch=batch, document=record.document, name=f"{record.pk}.png")
    Doubt.objects.filter(record=second).update(state=Doubt.State.SETTLED)
    page = reviewer.get("/review/").content.decode()
    assert [str(batch.pk) in page for batch in batches] == [True, False, False]
    assert f"{first.pk}.png" in page
    narrowed = f"?batch={batches[1].pk}"
    assert (
        f'value="{batches[1].pk}" selected' in reviewer.get(f"/review/{narrowed}").content.decode()
    )
    assert cards(reviewer, narrowed)["cards"] == []
    assert len(cards(reviewer, f"?batch={batches[0].pk}")["cards"]) == 1


def test_what_was_left_for_later_is_counted(reviewer: Client) -> None:
    doubtful(total=made.reading("118.00", 0.5))
    deciding.skip(Doubt.objects.get().pk, User.objects.get(username="reviewer"))
    assert "left for later" in cards(reviewer)["empty"]


@pytest.mark.parametrize("body", ["", "[]", "{", '{"count": null, "without": ["x", -1, {}]}'])
def test_a_question_that_makes_no_sense_is_answered_all_the_same(
    reviewer: Client, body: str
) -> None:
    answer = reviewer.post("/review/cards/?batch=x&reason=y", body, content_type="application/json")
    assert answer.status_code == 200


def test_a_crop_is_served_and_kept_by_the_browser(reviewer: Client) -> None:
    record = doubtful()
    url = f"/review/crops/{record.document_id}/1/20-40-200-40-200-70-20-70"
    answer = reviewer.get(f"{url}/value.png")
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert reviewer.get(f"{url}/huge.png").status_code == 404
    assert reviewer.get(f"{url.replace('/1/', '/9/')}/value.png").status_code == 404
    assert reviewer.get(f"/review/crops/{record.document_id}/1/a-b/value.png").status_code == 404


def test_the_grid_shows_one_field_and_leaves_what_has_no_reading(reviewer: Client) -> None:
    doubtful(total=made.reading("118.00", 0.5))
    doubtful(b"two", total=made.reading("119.00", 0.5))
    doubtful(b"three.", total=made.reading(None, 0.0))
    assert "Choose a field" in reviewer.get("/review/group/").content.decode()
    page = reviewer.get("/review/group/?field=total").content.decode()
    assert page.count("data-cell") == 2
    assert "1 without a reading waits at the desk" in page
    held = Doubt.objects.filter(claimed_until__isnull=False)
    assert held.count() == 2


def test_what_waits_is_listed_by_field_and_reason(reviewer: Client) -> None:
    doubtful(total=made.reading("118.00", 0.5), net=made.reading(None, 0.0))
    page = reviewer.get("/review/queue/").content.decode()
    assert "2 doubts are open" in page
    assert "?template=bill&amp;field=total" in page
    assert "?reason=missing" in page
    assert "Ask for two people" not in page


def test_who_defines_templates_asks_for_two_people(client_of: ClientOf) -> None:
    made.template()
    admin = client_of("admin")
    assert "Ask for two people" in admin.get("/review/queue/").content.decode()
    answer = admin.post(
        "/review/four-eyes/", {"template": "bill", "four_eyes": "true"}, follow=True
    )
    assert "Two people settle the values of Bill" in answer.content.decode()
    assert TemplateReview.objects.get().four_eyes
    admin.post("/review/four-eyes/", {"template": "bill", "four_eyes": "false"})
    assert not TemplateReview.objects.get().four_eyes


@pytest.mark.parametrize("address", ["", "group/", "queue/"])
def test_who_does_not_review_is_told_so(client_of: ClientOf, address: str) -> None:
    assert client_of("operator").get(f"/review/{address}").status_code == 403
    assert client_of("reviewer").get(f"/review/{address}").status_code == 200


def test_a_reviewer_does_not_change_how_a_template_is_reviewed(client_of: ClientOf) -> None:
    made.template()
    answer = client_of("reviewer").post("/review/four-eyes/", {"template": "bill"})
    assert answer.status_code == 403


def test_the_navigation_counts_what_is_open(reviewer: Client, client_of: ClientOf) -> None:
    doubtful(total=made.reading("118.00", 0.5), net=made.reading(None, 0.0))
    page = reviewer.get("/").content.decode()
    assert 'href="/review/"' in page
    assert ">2</span>" in page
    assert 'href="/review/"' not in client_of("operator").get("/documents/").content.decode()


def test_who_may_settle_them_finds_the_escalated_doubts(
    reviewer: Client, client_of: ClientOf
) -> None:
    doubtful(total=made.reading("118.00", 0.5), net=made.reading("100.00", 0.5))
    hard = Doubt.objects.get(name="net")
    deciding.escalate(hard.pk, User.objects.get(username="reviewer"), "a stamp covers it")
    admin = client_of("admin")
    assert "?escalated=true" in admin.get("/review/queue/").content.decode()
    page = admin.get("/review/?escalated=true").content.decode()
    assert '<option value="true" selected>Escalated (1)</option>' in page
    (card,) = cards(admin, "?escalated=true", count=5)["cards"]
    assert card["id"] == hard.pk
    assert ">2</span>" in admin.get("/").content.decode()
    assert ">1</span>" in reviewer.get("/").content.decode()
    for address in ("", "queue/"):
        assert "scalated" not in reviewer.get(f"/review/{address}").content.decode()
    assert cards(reviewer, "?escalated=true")["cards"] == []


def test_the_grid_shows_one_reading_of_whatever_field(reviewer: Client) -> None:
    doubtful(total=made.reading("118.00", 0.5), net=made.reading("118.00", 0.5))
    doubtful(b"two", total=made.reading("119.00", 0.5))
    assert "?text=118.00" in reviewer.get("/review/group/").content.decode()
    page = reviewer.get("/review/group/?text=118.00").content.decode()
    assert page.count("data-cell") == 2
    assert "Choose a field" not in page
    assert "net</span>" in page
