"""No credential stands in a log, a page, an answer of the API, a command's words or a table."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from exports import destinations, mappings, outbox
from exports.definition import definition_document
from exports.models import Delivery, Destination
from tests.exports import ways
from tests.exports.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db

PASSWORD = "p@ss/w0rd-of-the-erp"
URL_PASSWORD = "w0rd-in-a-url-88"
HMAC = "hmac-secret-of-the-desk"
TOKEN = "t0ken-in-the-path"
QUERY = "t0ken-in-the-query"
ACCESS_KEY = "AKIAQ7EXAMPLEKEY"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfi"
SECRETS = (PASSWORD, URL_PASSWORD, HMAC, TOKEN, QUERY, ACCESS_KEY, SECRET_KEY)
SPELLINGS = {spelling for secret in SECRETS for spelling in (secret, quote(secret, safe=""))}

_FORMS = {
    "erp": (
        "database",
        {
            "way": "parts",
            "system": "postgresql",
            "host": "127.0.0.1",
            "port": "1",
            "database": "business",
            "user": "stencil",
            "password": PASSWORD,
        },
    ),
    "shop": (
        "database",
        {"way": "url", "url": f"mariadb://erp:{URL_PASSWORD}@127.0.0.1:1/shop"},
    ),
    "desk": ("webhook", {"url": f"HOST/{TOKEN}?key={QUERY}", "secret": HMAC}),
    "store": (
        "s3",
        {
            "bucket": "orders",
            "endpoint": "HOST",
            "access_key": ACCESS_KEY,
            "secret_key": SECRET_KEY,
            "format": "json",
        },
    ),
}


@dataclass
class Told:
    """Everything that anybody was told, by where."""

    places: list[tuple[str, str]]

    def hear(self, place: str, text: object) -> None:
        self.places.append((place, str(text)))

    def visit(
        self, client: Client, url: str, method: str = "get", data: dict[str, str] | None = None
    ) -> int:
        answer = getattr(client, method)(url, data or {})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.hear(f"{method} {url}", content.decode())
        self.hear(f"{method} {url}: headers", dict(answer.headers))
        status: int = answer.status_code
        return status

    def leaks(self) -> list[tuple[str, str]]:
        return [(place, s) for place, text in self.places for s in SPELLINGS if s in text]


@pytest.fixture
def echoes() -> Iterator[dict[str, Receiver]]:
    """Receivers that refuse everything and repeat every secret that they could know."""
    with receiving() as desk, receiving() as store:
        desk.answer = f"{HMAC} {TOKEN} {QUERY}".encode()
        store.answer = f"{ACCESS_KEY} {SECRET_KEY}".encode()
        desk.status = store.status = 500
        yield {"desk": desk, "store": store}


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Told:
    caplog.set_level(logging.DEBUG)
    return Told([])


@pytest.fixture
def integrator(person: Callable[[str], User]) -> Client:
    client = Client()
    client.force_login(person("integrator"))
    return client


def enter(told: Told, client: Client, echoes: dict[str, Receiver]) -> None:
    """Add a destination of every kind by its form, after a mistake in each."""
    for name, (kind, fields) in _FORMS.items():
        host = echoes[name].url if name in echoes else ""
        data = {key: value.replace("HOST", host) for key, value in fields.items()}
        url = f"{reverse('destination-new')}?kind={kind}"
        assert told.visit(client, url, "post", {**data, "name": "§"}) == 200
        assert told.visit(client, url, "post", {**data, "name": name}) == 302


def map_and_deliver(told: Told) -> None:
    ways.accepted(1)
    for destination in Destination.objects.all():
        document = definition_document(mappings.propose(ways.template(), destination))
        outbox.catch_up(mappings.create(ways.template(), destination, document))
    out, err = io.StringIO(), io.StringIO()
    for arguments in (["export", "--dry-run"], ["export"], ["deliver", "--once"]):
        try:
            call_command(*arguments, stdout=out, stderr=err)
        except CommandError as error:
            err.write(str(error))
    told.hear("stdout", out.getvalue())
    told.hear("stderr", err.getvalue())


def test_no_credential_is_told_anywhere(
    told: Told,
    integrator: Client,
    echoes: dict[str, Receiver],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    ways.template()
    enter(told, integrator, echoes)
    map_and_deliver(told)
    assert {d.health for d in Destination.objects.all()} == {"failing"}
    assert Delivery.objects.filter(reason="").count() == 0
    assert any(
        r.path.startswith(f"/{TOKEN}") for r in echoes["desk"].received
    )  # they were really used

    for destination in Destination.objects.all():
        own = reverse("destination", args=[destination.pk])
        act = reverse("destination-act", args=[destination.pk])
        mapping = reverse("mapping", args=[destination.pk, "bill"])
        api = f"/api/v1/destinations/{destination.pk}/"
        assert told.visit(integrator, own) == 200
        assert told.visit(integrator, act, "post", {"action": "test"}) == 302
        assert told.visit(integrator, own) == 200
        assert told.visit(integrator, mapping) == 200
        told.visit(integrator, f"{mapping}?start=ask")
        assert told.visit(integrator, api) == 200
        assert told.visit(integrator, f"{api}test/", "post") == 200
        told.visit(integrator, f"{api}tables/")
    for delivery in Delivery.objects.all():
        assert told.visit(integrator, reverse("delivery", args=[delivery.pk])) == 200
        assert told.visit(integrator, f"/api/v1/deliveries/{delivery.pk}/") == 200
        assert told.visit(integrator, reverse("record", args=[delivery.record_id])) == 200
    for url in (
        *(reverse(name) for name in ("destinations", "outbox", "dashboard")),
        *(f"/api/v1/{name}/" for name in ("destinations", "mappings", "deliveries")),
    ):
        assert told.visit(integrator, url) == 200

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told.hear(table, cursor.fetchall())
    told.hear("log", caplog.text)
    told.hear("log records", [record.__dict__ for record in caplog.records])
    told.hear("output", capfd.readouterr())
    assert "did not reach" in caplog.text
    assert told.leaks() == []


def test_a_refused_setting_is_not_repeated_by_the_api(
    told: Told, integrator: Client, caplog: pytest.LogCaptureFixture
) -> None:
    made = destinations.create("desk", "webhook", {"url": "http://127.0.0.1:1/x", "secret": HMAC})
    wrong = [
        {"url": f"postgresql://erp:{URL_PASSWORD}@/business?host=x"},
        {"url": f"oracle://erp:{URL_PASSWORD}@127.0.0.1/x"},
        {"url": f"mariadb://erp:{URL_PASSWORD}@127.0.0.1:no/x"},
        {"url": f"postgresql://erp:{URL_PASSWORD}@127.0.0.1/x?password={QUERY}"},
    ]
    for settings in wrong:
        answer = integrator.post(
            "/api/v1/destinations/",
            {"name": "erp", "kind": "database", "settings": settings},
            content_type="application/json",
        )
        assert answer.status_code == 400
        told.hear("refusal", answer.content.decode())
    answer = integrator.patch(
        f"/api/v1/destinations/{made.pk}/",
        {"settings": {"url": f"ftp://{TOKEN}", "secret": HMAC}},
        content_type="application/json",
    )
    assert answer.status_code == 400
    told.hear("refusal", answer.content.decode())
    told.hear("log", caplog.text)
    assert told.leaks() == []


def test_the_search_for_leaks_finds_one() -> None:
    told = Told([("page", f"postgresql://erp:{quote(PASSWORD, safe='')}@host/x")])
    assert told.leaks() == [("page", quote(PASSWORD, safe=""))]
