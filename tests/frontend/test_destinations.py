"""The pages of destinations: what they show, ask and refuse, and that no credential comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.urls import reverse

from exports.models import Destination, Mapping
from tests.exports import ways
from tests.exports.receiver import receiving

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[str], Client]
PASSWORD = "sw0rdfish-77"
PARTS = {
    "name": "erp",
    "way": "parts",
    "system": "postgresql",
    "host": "127.0.0.1",
    "port": "1",
    "database": "business",
    "user": "stencil",
    "password": PASSWORD,
    "sslmode": "",
}


@pytest.fixture
def integrator(browser_of: BrowserOf) -> Client:
    return browser_of("integrator")


def added(client: Client, kind: str, **fields: str) -> Destination:
    """Add a destination by its form."""
    answer = client.post(f"{reverse('destination-new')}?kind={kind}", fields)
    assert answer.status_code == 302, answer.content.decode()
    return Destination.objects.get(name=fields["name"])


def page(client: Client, name: str, *arguments: object) -> str:
    answer = client.get(reverse(name, args=arguments), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_destinations_the_page_says_what_to_do(browser_of: BrowserOf) -> None:
    assert "Add a destination" in page(browser_of("integrator"), "destinations")
    for_others = page(browser_of("reviewer"), "destinations")
    assert "Add a destination" not in for_others
    assert "An integrator or administrator can add one." in for_others


def test_a_database_is_entered_in_parts_and_tried_at_once(integrator: Client) -> None:
    made = added(integrator, "database", **PARTS)
    assert made.open_settings()["url"] == f"postgresql://stencil:{PASSWORD}@127.0.0.1:1/business"
    shown = page(integrator, "destination", made.pk)
    assert "postgresql://stencil@127.0.0.1:1/business" in shown
    assert 'value="127.0.0.1"' in shown
    assert "saved, leave empty to keep" in shown
    assert "The test of erp failed." in shown
    assert "does not answer" in page(integrator, "destinations")  # the reason, and what to do


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"host": ""}, "host", "Name the host"),
        ({"database": ""}, "database", "Name the database."),
        ({"port": "many"}, "port", "A port is a number"),
        ({"name": "§"}, "name", "Use letters, digits"),
        ({"way": "url", "url": "oracle://x/y"}, "url", "This database is not known."),
        ({"system": "sqlite", "database": "/etc/passwd"}, "url", "allowed folders"),
    ],
)
def test_a_mistake_stands_at_its_field(
    integrator: Client, changes: dict[str, str], field: str, said: str
) -> None:
    url = f"{reverse('destination-new')}?kind=database"
    answer = integrator.post(url, {**PARTS, **changes}).content.decode()
    assert said in answer.split(f'id="error-{field}"')[1].split("</p>")[0]
    assert PASSWORD not in answer
    assert not Destination.objects.exists()


def test_a_password_left_empty_stays_and_a_new_one_replaces_it(integrator: Client) -> None:
    made = added(integrator, "database", **PARTS)
    url = reverse("destination", args=[made.pk])
    integrator.post(url, {**PARTS, "password": "", "database": "archive"})
    made.refresh_from_db()
    assert made.open_settings()["url"].endswith(f":{PASSWORD}@127.0.0.1:1/archive")
    integrator.post(url, {**PARTS, "password": "other"})
    made.refresh_from_db()
    assert ":other@" in made.open_settings()["url"]


def test_a_saved_password_is_not_sent_to_another_host(integrator: Client) -> None:
    made = added(integrator, "database", **PARTS)
    answer = integrator.post(
        reverse("destination", args=[made.pk]), {**PARTS, "password": "", "host": "127.0.0.2"}
    )
    assert "Enter the password again" in answer.content.decode()
    made.refresh_from_db()
    assert "127.0.0.2" not in made.open_settings()["url"]


def test_a_webhook_is_tested_by_a_button(integrator: Client) -> None:
    with receiving() as receiver:
        hook = f"{receiver.url}/hook/token-4711"
        made = added(integrator, "webhook", name="desk", url=hook, secret="shared-secret-1")
        act = reverse("destination-act", args=[made.pk])
        said = integrator.post(act, {"action": "test", "back": "list"}, follow=True)
        assert "desk answers: HTTP 200" in said.content.decode()
        receiver.status = 500
        said = integrator.post(act, {"action": "test"}, follow=True).content.decode()
    assert "HTTP 500" in said
    assert len(receiver.received) == 3
    for text in (said, page(integrator, "destinations")):
        assert "token-4711" not in text
        assert "shared-secret-1" not in text


def test_a_bucket_and_a_folder_are_kept_with_their_keys_hidden(integrator: Client) -> None:
    keys = {"access_key": "AKIAEXAMPLE", "secret_key": "verysecretkey"}
    bucket = {"bucket": "orders", "endpoint": "http://127.0.0.1:1", "format": "csv"}
    made = added(integrator, "s3", name="store", **bucket, **keys)
    shown = page(integrator, "destination", made.pk)
    assert 'value="orders"' in shown
    assert not any(key in shown for key in keys.values())
    url = reverse("destination", args=[made.pk])
    integrator.post(url, {"name": "store", **bucket, "bucket": "others"})
    made.refresh_from_db()
    assert made.open_settings()["bucket"] == "others"
    assert made.open_settings()["secret_key"] == keys["secret_key"]
    folder = added(integrator, "folder", name="files", path="orders", format="json")
    assert folder.health == "healthy"


def test_a_destination_is_switched_off_and_deleted(integrator: Client) -> None:
    mapping = ways.mapping()
    act = reverse("destination-act", args=[mapping.destination.pk])
    integrator.post(act, {"action": "switch"})
    assert "Switched off" in page(integrator, "destinations")
    integrator.post(act, {"action": f"switch-mapping:{mapping.pk}"})
    mapping.refresh_from_db()
    assert not mapping.enabled
    integrator.post(act, {"action": f"delete-mapping:{mapping.pk}"})
    assert not Mapping.objects.exists()
    integrator.post(act, {"action": "delete"})
    assert not Destination.objects.exists()


def test_records_that_were_accepted_before_are_sent(integrator: Client) -> None:
    ways.template()
    ways.accepted(1)
    ways.accepted(2)
    mapping = ways.mapping()
    act = reverse("destination-act", args=[mapping.destination.pk])
    said = integrator.post(act, {"action": f"catch-up:{mapping.pk}"}, follow=True)
    assert "Put into the outbox: 2 records." in said.content.decode()
    ways.delivered()
    assert ways.asked("SELECT count(*) FROM bill") == [(2,)]


@pytest.mark.parametrize("action", ["test", "switch", "delete", "catch-up:1", "delete-mapping:1"])
def test_who_may_look_may_not_change(browser_of: BrowserOf, action: str) -> None:
    made = ways.destination()
    reviewer = browser_of("reviewer")
    shown = page(reviewer, "destination", made.pk)
    assert "Save and test" not in shown
    assert "Test connection" not in shown
    act = reverse("destination-act", args=[made.pk])
    assert reviewer.post(act, {"action": action}).status_code == 403
    assert reviewer.post(reverse("destination", args=[made.pk]), PARTS).status_code == 403
    assert reviewer.get(reverse("destination-new")).status_code == 403


def test_an_unknown_action_is_refused(integrator: Client) -> None:
    made = ways.destination()
    act = reverse("destination-act", args=[made.pk])
    assert integrator.post(act, {"action": "explode"}).status_code == 400


def test_a_url_left_empty_stays_too(integrator: Client) -> None:
    made = added(integrator, "database", name="erp", way="url", url="sqlite:///orders.db")
    form = {"name": "orders", "way": "url", "url": ""}
    integrator.post(reverse("destination", args=[made.pk]), form)
    made.refresh_from_db()
    assert (made.name, made.open_settings()["url"]) == ("orders", "sqlite:///orders.db")


def test_credentials_of_a_lost_secret_key_are_asked_for_again(integrator: Client) -> None:
    made = added(integrator, "database", **PARTS)
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        integrator.force_login(User.objects.get(username="integrator"))
        shown = page(integrator, "destination", made.pk)
        assert "saved, leave empty to keep" not in shown
        act = reverse("destination-act", args=[made.pk])
        said = integrator.post(act, {"action": "test"}, follow=True).content.decode()
        assert "encrypted with another secret key" in said
        integrator.post(reverse("destination", args=[made.pk]), PARTS)
        made.refresh_from_db()
        assert PASSWORD in made.open_settings()["url"]
