"""Templates brought in and taken out in the admin."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from templates_app.models import Template
from tests import made

pytestmark = pytest.mark.django_db

URL = "/admin/templates_app/template/"


@pytest.fixture
def root() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def sent(client: Client, content: bytes, **files: object) -> str:
    upload = SimpleUploadedFile("bill.json", content)
    return str(
        client.post(f"{URL}add/", {"document": upload, **files}, follow=True).content, "utf-8"
    )


def test_adding_a_template_is_importing_one(root: Client) -> None:
    assert root.get(f"{URL}add/").status_code == 200
    assert "bill is at version 1." in sent(root, json.dumps(made.TEMPLATE).encode())
    current = Template.objects.get(name="bill").current
    assert current is not None
    assert str(current.published_by) == "root"


def test_samples_come_with_it(root: Client) -> None:
    document = json.loads(json.dumps(made.TEMPLATE))
    document["pages"][0]["sample"] = "bill.png"
    picture = SimpleUploadedFile("bill.png", made.png("Alder Lane", (800, 600)))
    sent(root, json.dumps(document).encode(), samples=[picture])
    current = Template.objects.get().current
    assert current is not None
    assert current.samples.get().read() == made.png("Alder Lane", (800, 600))
    assert current.static[0]["text"]


def test_mistakes_are_named_with_their_places(root: Client) -> None:
    broken = {**made.TEMPLATE, "fields": [{"name": "total", "box": [5, 5, 1, 9]}]}
    assert "fields[0].box" in sent(root, json.dumps(broken).encode())
    assert "no readable JSON" in sent(root, b"{")
    assert not Template.objects.exists()


def test_templates_are_exported_as_they_are_imported(root: Client) -> None:
    template = made.template().template
    wanted = {"action": "export", "_selected_action": [str(template.pk)]}
    with zipfile.ZipFile(io.BytesIO(root.post(URL, wanted).content)) as archive:
        assert json.loads(archive.read("bill/bill.json")) == made.TEMPLATE


def test_switching_off_keeps_what_it_says(root: Client) -> None:
    template = made.template().template
    root.post(
        f"{URL}{template.pk}/change/", {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    )
    template.refresh_from_db()
    assert (template.active, template.name) == (False, "bill")
