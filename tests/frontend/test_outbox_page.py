"""The outbox's pages: filters, reasons, sending again; and the deliveries on a record's page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from exports.models import Delivery, Mapping
from recognition import decisions
from tests.exports import ways

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[str], Client]


@pytest.fixture
def operator(browser_of: BrowserOf) -> Client:
    return browser_of("operator")


def narrowed(length: int) -> Mapping:
    """A mapping whose seller's name holds so many characters."""
    to = ways.destination()
    document = ways.proposed(to)
    for column in document["columns"]:
        if column["name"] == "seller_name":
            column["type"] = f"text({length})"
    return ways.mapping(to, columns=document["columns"])


@pytest.fixture
def failed(db: None) -> Delivery:
    """A record that its destination refuses, attempts used up: the seller's name is too long."""
    ways.template()
    narrowed(5)
    ways.accepted(1)
    ways.accepted(2, seller_name="Oak")
    with override_settings(EXPORT_ATTEMPTS=1):
        ways.delivered()
    return Delivery.objects.get(state="failed")


def text(client: Client, query: str = "") -> str:
    answer = client.get(reverse("outbox") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_outbox_says_what_to_do(operator: Client) -> None:
    assert "Add a destination first" in text(operator)
    ways.template()
    ways.mapping()
    assert "Map a template to a destination" in text(operator)


def test_a_dead_letter_is_shown_with_its_reason(operator: Client, failed: Delivery) -> None:
    page = text(operator, "?state=failed")
    assert "has 10 characters, the column holds 5" in page
    assert "bill-1.pdf" in page
    assert "bill-2.pdf" not in page
    waits = operator.get(reverse("dashboard")).content.decode()
    assert 'aria-label="1 waits"' in waits


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"bill-1.pdf", "bill-2.pdf"}),
        ("?state=delivered", {"bill-2.pdf"}),
        ("?state=waiting", set()),
        ("?state=nonsense", {"bill-1.pdf", "bill-2.pdf"}),
        ("?destination=books&template=bill", {"bill-1.pdf", "bill-2.pdf"}),
        ("?destination=other", set()),
        ("?template=other", set()),
        ("?find=bill-2", {"bill-2.pdf"}),
        ("?find=characters", {"bill-1.pdf"}),
    ],
)
def test_the_list_is_narrowed(
    operator: Client, failed: Delivery, query: str, names: set[str]
) -> None:
    page = text(operator, query)
    assert {name for name in ("bill-1.pdf", "bill-2.pdf") if name in page} == names


def test_the_list_of_one_record(operator: Client, failed: Delivery) -> None:
    page = text(operator, f"?record={failed.record_id}")
    assert "bill-1.pdf" in page
    assert "bill-2.pdf" not in page


def test_a_failed_delivery_is_sent_again_once_the_column_is_wide(
    operator: Client, failed: Delivery
) -> None:
    mapping = Mapping.objects.get()
    columns = [
        {**c, "type": "text"} if c["name"] == "seller_name" else c
        for c in mapping.definition["columns"]
    ]
    Mapping.objects.update(definition={**mapping.definition, "columns": columns})
    ways.told(
        "ALTER TABLE bill RENAME COLUMN seller_name TO narrow",
        "ALTER TABLE bill ADD COLUMN seller_name TEXT",
    )
    act = {"action": "again", "delivery": str(failed.pk)}
    answer = operator.post(reverse("outbox-act"), act, follow=True)
    assert "1 delivery is sent again." in answer.content.decode()
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.reason) == ("queued", 0, "")
    ways.delivered()
    failed.refresh_from_db()
    assert failed.state == "delivered"
    assert ways.asked("SELECT seller_name FROM bill WHERE invoice_number='A-1'") == [
        ("Alder Lane",)
    ]


def test_all_that_failed_under_the_filters_are_sent_again(
    operator: Client, failed: Delivery
) -> None:
    operator.post(reverse("outbox-act"), {"action": "all-failed", "destination": "other"})
    failed.refresh_from_db()
    assert failed.state == "failed"
    operator.post(reverse("outbox-act"), {"action": "all-failed", "destination": "books"})
    failed.refresh_from_db()
    assert failed.state == "queued"
    assert Delivery.objects.filter(state="delivered").count() == 1


def test_a_refused_record_that_is_still_queued_says_why_and_that_it_is_tried_again(
    operator: Client,
) -> None:
    ways.template()
    narrowed(5)
    ways.accepted(1)
    ways.delivered()
    page = text(operator, "?state=queued")
    assert "bill.seller_name" in page
    assert "is tried again" in page


def test_nothing_chosen_is_said(operator: Client, failed: Delivery) -> None:
    answer = operator.post(reverse("outbox-act"), {"action": "again"}, follow=True)
    assert "Choose at least one delivery first." in answer.content.decode()


def test_a_delivery_shows_its_row_and_its_history(operator: Client, failed: Delivery) -> None:
    page = operator.get(reverse("delivery", args=[failed.pk])).content.decode()
    assert "has 10 characters, the column holds 5" in page
    assert "Send again" in page
    arrived = Delivery.objects.get(state="delivered")
    page = operator.get(reverse("delivery", args=[arrived.pk])).content.decode()
    assert "What was written" in page
    assert "Oak" in page
    assert "Cups" in page
    assert str(arrived.key) in page


def test_a_record_shows_where_it_has_gone(operator: Client, failed: Delivery) -> None:
    page = operator.get(reverse("record", args=[failed.record_id])).content.decode()
    assert reverse("delivery", args=[failed.pk]) in page
    assert f"?record={failed.record_id}" in page
    assert "has 10 characters" in page


def test_who_may_look_may_not_send_again(browser_of: BrowserOf, failed: Delivery) -> None:
    reviewer = browser_of("reviewer")
    assert 'value="again"' not in text(reviewer)
    assert 'value="all-failed"' not in text(reviewer)
    act = {"action": "again", "delivery": str(failed.pk)}
    assert reviewer.post(reverse("outbox-act"), act).status_code == 403


def test_a_record_that_is_taken_back_shows_what_happens_to_its_row(operator: Client) -> None:
    ways.template()
    ways.mapping()
    record = ways.accepted(3)
    ways.delivered()
    decisions.reject(record.pk, None)
    page = text(operator, "?state=waiting")
    assert "take back" in page
    taken = Delivery.objects.get(action="take_back")
    page = operator.get(reverse("delivery", args=[taken.pk])).content.decode()
    assert "marked as taken back" in page
    assert "Next attempt" in page
    ways.delivered()
    page = operator.get(reverse("delivery", args=[taken.pk])).content.decode()
    assert page.count("state-good") == 3  # it, and both states of the record in its history
    assert ways.asked("SELECT taken_back FROM bill") == [(1,)]


def test_a_broken_mapping_hides_no_delivery(operator: Client, failed: Delivery) -> None:
    Mapping.objects.update(definition={"table": ""})
    page = operator.get(reverse("delivery", args=[failed.pk]))
    assert page.status_code == 200
    assert operator.get(reverse("destinations")).status_code == 200


def test_what_no_database_looks_for_is_left_out(operator: Client, failed: Delivery) -> None:
    assert f"/outbox/{failed.pk}/" in text(operator, "?find=%00&destination=%00&template=%00")
    sent = {"action": "again", "delivery": ["9" * 40, "9" * 5000, "٣", "-1"]}
    page = operator.post(reverse("outbox-act"), sent, follow=True).content.decode()
    assert "Choose at least one delivery first." in page
