"""Handing in files through the page: one request for each, all in one batch."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from recognition.models import Batch, Document
from tests import made


def _send(client: Client, content: bytes, name: str = "bill.png", **values: str):
    return client.post(
        reverse("upload-file"), {"file": SimpleUploadedFile(name, content), **values}
    )


def test_a_file_becomes_a_waiting_document(operator: Client, db: None) -> None:
    answer = _send(operator, made.png())
    assert answer.status_code == 202
    document = Document.objects.get(pk=answer.json()["document"])
    assert (document.name, document.state) == ("bill.png", "queued")
    assert Batch.objects.get().source == "page"


def test_the_same_bytes_twice_are_known_already(operator: Client, db: None) -> None:
    first, second = _send(operator, made.png()).json(), _send(operator, made.png()).json()
    assert (first["duplicate"], second["duplicate"]) == (False, True)
    assert first["document"] == second["document"]


def test_an_empty_file_is_refused_in_words(operator: Client, db: None) -> None:
    answer = _send(operator, b"", "empty.pdf").json()
    assert answer["document"] is None
    assert "empty.pdf is empty" in answer["problem"]


def test_the_chosen_template_is_assigned(operator: Client, db: None) -> None:
    made.template()
    answer = _send(operator, made.png(), template="bill", split="false").json()
    document = Document.objects.get(pk=answer["document"])
    assert document.assigned.name == "bill"
    assert document.split is False


def test_each_file_of_a_batch_answers_for_itself(operator: Client, db: None) -> None:
    batch = _send(operator, made.png("a"), "a.png").json()["batch"]
    refused = _send(operator, b"", "b.png", batch=batch).json()
    taken = _send(operator, made.png("c"), "c.png", batch=batch).json()
    assert refused["batch"] == taken["batch"] == batch
    assert "b.png is empty" in refused["problem"]
    assert Document.objects.get(pk=taken["document"]).name == "c.png"


@pytest.mark.parametrize("values", [{"template": "none"}, {"batch": "no-uuid"}])
def test_an_unknown_template_is_refused_and_an_unknown_batch_begins_anew(
    values: dict[str, str], operator: Client, db: None
) -> None:
    answer = _send(operator, made.png(), **values)
    assert answer.status_code == (400 if "template" in values else 202)


def test_a_request_without_file_is_refused(operator: Client, db: None) -> None:
    answer = operator.post(reverse("upload-file"))
    assert answer.status_code == 400
    assert "Send a picture" in answer.json()["detail"]


def test_quick_reading_refuses_what_is_no_picture(operator: Client, db: None) -> None:
    file = SimpleUploadedFile("notes.txt", b"just words")
    answer = operator.post(reverse("read-lines"), {"file": file})
    assert answer.status_code == 400
    assert "notes.txt" in answer.json()["detail"]
