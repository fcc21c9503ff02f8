"""Who may open which page."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, reverse

from frontend.urls import urlpatterns
from recognition.models import Record
from tests import made

EVERYONE = {"designer", "operator", "reviewer", "integrator", "admin"}
UPLOADERS = EVERYONE - {"reviewer"}
PAGES = {
    "dashboard": EVERYONE,
    "documents": EVERYONE,
    "inbox": EVERYONE,
    "templates": EVERYONE,
    "destinations": EVERYONE,
    "destination-new": {"integrator", "admin"},
    "outbox": EVERYONE,
    "upload": UPLOADERS,
    "read": UPLOADERS,
    "password": EVERYONE,
    "api-docs": EVERYONE,
}


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_led_to_the_sign_in(page: str, client: Client, db: None) -> None:
    answer = client.get(reverse(page))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("login"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_a_role_opens_its_pages_and_no_others(
    page: str, role: str, browser_of: Callable[[str], Client]
) -> None:
    answer = browser_of(role).get(reverse(page))
    assert answer.status_code == (200 if role in PAGES[page] else 403)


FREE = {None, "api-docs", "dashboard", "password", "login", "logout", "javascript-catalog"}
STANDING_FOR = {
    "uuid": str(UUID(int=1)),
    "int": "1",
    "slug": "bill",
    "str": "crnn-base",
    "path": "crop.png",
}


def _address(pattern: URLPattern) -> str:
    route = str(pattern.pattern)
    return "/" + re.sub(r"<(\w+):\w+>", lambda found: STANDING_FOR[found[1]], route)


ADDRESSES = {_address(one): one.name for one in urlpatterns if one.name not in FREE}
DESIGNING = {
    address
    for address, name in ADDRESSES.items()
    if name in ("template-new", "template-design", "template-take-version", "record-golden")
    or address.startswith("/designer/")
}


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_is_open_to_a_stranger_or_to_a_person_without_a_role(
    method: str, db: None
) -> None:
    stranger, new = Client(), Client()
    new.force_login(User.objects.create_user("new"))
    for address in ADDRESSES:
        led = getattr(stranger, method)(address)
        assert led.status_code == 405 or led.headers["Location"].startswith("/login/"), address
        assert getattr(new, method)(address).status_code in (403, 405), address


@pytest.mark.parametrize("role", ["operator", "reviewer"])
def test_who_defines_no_templates_is_refused_by_every_address_of_the_designer(
    role: str, browser_of: Callable[[str], Client]
) -> None:
    assert len(DESIGNING) > 15
    browser = browser_of(role)
    for address in DESIGNING:
        assert browser.post(address).status_code in (403, 405), address
        assert browser.get(address).status_code in (403, 405), address


def test_a_form_without_its_token_is_refused(person: Callable[[str], User]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person("admin"))
    for address in ADDRESSES:
        assert browser.post(address).status_code in (403, 405), address


def test_a_person_without_a_role_sees_the_dashboard_alone(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("new"))
    assert client.get(reverse("dashboard")).status_code == 200
    assert client.get(reverse("documents")).status_code == 403


def test_a_record_is_closed_to_a_person_without_a_role(client: Client, accepted: Record) -> None:
    client.force_login(User.objects.create_user("new"))
    assert client.get(reverse("record", args=[accepted.pk])).status_code == 403


def test_the_refusal_says_what_to_do(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("new"))
    page = client.get(reverse("documents")).content.decode()
    assert "Ask an administrator" in page


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        ("operator", {"reprocess", "cancel", "delete"}),
        ("designer", {"reprocess", "cancel"}),
        ("reviewer", set()),
    ],
)
def test_the_list_offers_only_what_a_role_may_do(
    role: str, actions: set[str], browser_of: Callable[[str], Client], accepted: Record
) -> None:
    page = browser_of(role).get(reverse("documents")).content.decode()
    shown = {name for name in ("reprocess", "cancel", "delete") if f'value="{name}"' in page}
    assert shown == actions


@pytest.mark.parametrize(("role", "offered"), [("reviewer", True), ("operator", False)])
def test_only_who_may_decide_is_offered_to_correct_values(
    role: str, offered: bool, browser_of: Callable[[str], Client], doubtful: Record
) -> None:
    page = browser_of(role).get(reverse("record", args=[doubtful.pk])).content.decode()
    assert ('data-decide="edit"' in page) is offered


def test_the_server_refuses_what_the_page_did_not_offer(
    browser_of: Callable[[str], Client], accepted: Record
) -> None:
    answer = browser_of("reviewer").post(
        reverse("act"), {"action": "delete", "document": str(accepted.document_id)}
    )
    assert answer.status_code == 403
    assert Record.objects.filter(pk=accepted.pk).exists()


def test_the_navigation_shows_what_waits_in_the_inbox(operator: Client, unmatched: Record) -> None:
    page = operator.get(reverse("dashboard")).content.decode()
    assert 'aria-label="1 waits"' in page


def test_a_file_of_somebody_elses_batch_founds_a_new_one(
    browser_of: Callable[[str], Client], db: None
) -> None:
    first, second = browser_of("operator"), browser_of("integrator")
    batch = _upload(first, "a", "")["batch"]
    assert _upload(first, "b", batch)["batch"] == batch
    assert _upload(second, "c", batch)["batch"] != batch


def _upload(client: Client, text: str, batch: str) -> dict[str, str]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(f"{text}.png", made.png(text))
    answer: dict[str, str] = client.post(
        reverse("upload-file"), {"file": file, "batch": batch}
    ).json()
    return answer
