"""Health, metrics and the content policy."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client

from tests import made

pytestmark = pytest.mark.django_db


def test_it_lives_and_is_ready() -> None:
    client = Client()
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "problems": {}}


def test_without_its_file_store_it_is_not_ready(settings: LazySettings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {"BACKEND": "tests.ocrproject.lost_store.LostStore"},
    }
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == {"files": "OSError"}


def test_metrics_need_a_token_or_staff(settings: LazySettings) -> None:
    settings.METRICS_TOKEN = "s3cret"
    client = Client()
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer s3cret"}).status_code == 200
    client.force_login(User.objects.create_superuser("root"))
    assert client.get("/metrics").status_code == 200


def test_an_empty_metrics_token_opens_nothing(settings: LazySettings) -> None:
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403


def test_metrics_count_documents_and_records(settings: LazySettings) -> None:
    settings.METRICS_TOKEN = "s3cret"
    made.template()
    made.saved(made.document(b"one"), made.record())
    made.document(b"two")
    text = Client().get("/metrics", headers={"Authorization": "Bearer s3cret"}).content.decode()
    assert 'stencil_documents{state="queued"} 1.0' in text
    assert 'stencil_records{status="accepted"} 1.0' in text
    assert "stencil_templates 1.0" in text


def policy(path: str) -> str:
    client = Client()
    client.force_login(
        User.objects.get_or_create(username="root", is_superuser=True, is_staff=True)[0]
    )
    return str(client.get(path).headers["Content-Security-Policy"])


def test_pages_run_no_script_but_their_own() -> None:
    assert "script-src 'self';" in policy("/") + ";"
    assert "unsafe" not in policy("/")


def test_only_the_admin_may_evaluate_scripts() -> None:
    assert "script-src 'self' 'unsafe-eval'" in policy("/admin/")
    assert "unsafe" not in policy("/api/docs/")
