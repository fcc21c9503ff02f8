"""Destinations as people enter them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from exports import destinations
from exports.delivering import try_destination
from exports.failures import Failure
from exports.models import Destination, Mapping
from tests.exports import ways

pytestmark = pytest.mark.django_db

URL = "postgresql://erp:sw0rdfish@127.0.0.1:1/business"
BUCKET = {"bucket": "b", "access_key": "AKIAEXAMPLE", "secret_key": "verysecretkey"}


def test_credentials_are_neither_in_the_database_nor_shown() -> None:
    made = destinations.create("erp", "database", {"url": URL})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM exports_destination")
        stored = str(cursor.fetchall())
    assert "sw0rdfish" not in stored
    assert made.shown == "postgresql://erp@127.0.0.1:1/business"
    assert destinations.visible_options(made) == {}
    assert made.open_settings() == {"url": URL}


def test_credentials_that_are_left_out_of_a_change_stay() -> None:
    made = destinations.create("store", "s3", BUCKET)
    destinations.change(made, {"bucket": "other", "secret_key": ""})
    made.refresh_from_db()
    options = made.open_settings()
    assert (options["bucket"], options["secret_key"]) == ("other", "verysecretkey")
    assert "secret_key" not in destinations.visible_options(made)


@pytest.mark.parametrize(
    ("kind", "options", "wrong"),
    [
        ("pigeon", {}, "kind"),
        ("database", {"url": "oracle://u:sw0rdfish@h/d"}, "url"),
        ("database", {"url": "no url sw0rdfish"}, "url"),
        ("database", {"url": "postgresql:///business"}, "url"),
        ("database", {"url": "postgresql://u:sw0rdfish@a,b/d"}, "url"),
        ("database", {"url": "postgresql://u:sw0rdfish@h/d?service=x"}, "url"),
        ("database", {"url": "postgresql://u:sw0rdfish@h/d?host=10.0.0.1"}, "url"),
        ("database", {"url": "mariadb://u:sw0rdfish@h/d?unix_socket=/run/x"}, "url"),
        ("database", {"url": "mariadb://u:sw0rdfish@h"}, "url"),
        ("database", {"url": "sqlite:////etc/orders.db"}, "url"),
        ("database", {"url": "sqlite:///../stencil.sqlite3"}, "url"),
        ("database", {"url": "sqlite://"}, "url"),
        ("database", {"path": "x"}, "path"),
        ("webhook", {"url": "ftp://h/x"}, "url"),
        ("webhook", {"url": "https://u:sw0rdfish@h/x"}, "url"),
        ("webhook", {"url": "https://h:99999/x"}, "url"),
        ("folder", {}, "path"),
        ("folder", {"path": "../outside"}, "path"),
        ("folder", {"path": "/etc"}, "path"),
        ("folder", {"path": "in", "format": "pdf"}, "format"),
        ("s3", {"bucket": "b"}, "access_key"),
    ],
)
def test_a_wrong_setting_is_named_and_never_repeated(
    kind: str, options: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(ValidationError) as error:
        destinations.create("erp", kind, options)
    assert list(error.value.message_dict) == [wrong]
    assert "sw0rdfish" not in str(error.value)
    assert not Destination.objects.exists()


def test_a_link_out_of_the_allowed_folders_is_followed_and_refused(tmp_path: Path) -> None:
    root = tmp_path / "allowed"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    with override_settings(EXPORT_FOLDERS=[str(root)]), pytest.raises(ValidationError):
        destinations.create("files", "folder", {"path": "out"})


def test_two_destinations_have_two_names() -> None:
    destinations.create("erp", "folder", {"path": "one"})
    with pytest.raises(ValidationError):
        destinations.create("erp", "folder", {"path": "two"})


def test_a_webhook_without_a_secret_is_given_a_long_one() -> None:
    made = destinations.create("hook", "webhook", {"url": "http://127.0.0.1:1/x"})
    assert re.fullmatch(r"[\w-]{43}", made.open_settings()["secret"])


def test_a_try_notes_the_health() -> None:
    made = ways.destination()
    assert made.health == "unused"
    assert try_destination(made).startswith("SQLite 3")
    made.refresh_from_db()
    assert made.health == "healthy"
    destinations.change(made, {"url": URL})
    with pytest.raises(Failure):
        try_destination(made)
    made.refresh_from_db()
    assert (made.health, made.failure_code) == ("failing", "unreachable")
    assert "sw0rdfish" not in made.failure
    destinations.change(made, enabled=False)
    assert made.health == "off"


def test_an_earlier_secret_key_is_replaced_when_delivery_starts() -> None:
    with override_settings(SECRET_KEY="old", SECRET_KEY_FALLBACKS=[]):
        made = destinations.create("erp", "database", {"url": URL})
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
        destinations.seal_anew()
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
        made.refresh_from_db()
        assert made.open_settings() == {"url": URL}


def test_a_lost_secret_key_is_told_and_the_credentials_can_be_entered_again() -> None:
    with override_settings(SECRET_KEY="lost", SECRET_KEY_FALLBACKS=[]):
        made = destinations.create("erp", "database", {"url": URL})
    destinations.seal_anew()
    made.refresh_from_db()
    assert made.failure_code == "sealed"
    destinations.change(made, {"url": URL})
    assert made.open_settings() == {"url": URL}


def test_a_mapping_in_trouble_keeps_its_destination_failing() -> None:
    mapping = ways.mapping()
    Mapping.objects.filter(pk=mapping.pk).update(
        failures=1,
        trouble="A column is gone.",
        trouble_code="missing_column",
        paused_until=timezone.now() + timedelta(hours=1),
    )
    try_destination(mapping.destination)
    found = Destination.objects.get()
    assert (found.health, found.failure) == ("failing", "A column is gone.")
    mapping.refresh_from_db()
    assert mapping.paused_until is None  # it answers: what waits is tried at once
