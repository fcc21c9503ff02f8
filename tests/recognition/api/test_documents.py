"""Documents over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.response import Response
from rest_framework.test import APIClient

from recognition import jobs
from recognition.models import Document
from tests import made

pytestmark = pytest.mark.django_db

ClientAs = Callable[[str], APIClient]
URL = "/api/v1/documents/"


def hand_in(client: APIClient, *files: tuple[str, bytes], **options: object) -> Response:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    answer: Response = client.post(URL, {"files": uploads, **options}, format="multipart")
    return answer


def test_files_are_taken_in_and_wait(client_as: ClientAs) -> None:
    client = client_as("operator")
    answer = hand_in(client, ("a.png", made.png("one")), ("b.png", made.png("two")))
    assert answer.status_code == 202
    uploads = answer.json()["uploads"]
    assert [(upload["name"], upload["state"]) for upload in uploads] == [
        ("a.png", "queued"),
        ("b.png", "queued"),
    ]
    batch = client.get(f"/api/v1/batches/{answer.json()['id']}/").json()
    assert batch["finished"] is False


def test_the_same_bytes_twice_are_one_document(client_as: ClientAs) -> None:
    client = client_as("operator")
    first = hand_in(client, ("a.png", made.png())).json()["uploads"][0]
    second = hand_in(client, ("again.png", made.png())).json()["uploads"][0]
    assert first["document"] == second["document"]
    assert (first["duplicate"], second["duplicate"]) == (False, True)
    assert Document.objects.count() == 1


def test_bytes_that_failed_before_are_read_again(client_as: ClientAs) -> None:
    found = made.document(made.png())
    made.saved(found, made.unread("failed", "It could not be read."))
    hand_in(client_as("operator"), ("a.png", made.png()))
    found.refresh_from_db()
    assert found.state == Document.State.QUEUED


def test_a_file_that_is_refused_leaves_the_others_standing(client_as: ClientAs) -> None:
    answer = hand_in(client_as("operator"), ("a.png", made.png()), ("empty.pdf", b""))
    good, bad = answer.json()["uploads"]
    assert answer.status_code == 202
    assert good["problem"] == ""
    assert bad["document"] is None
    assert "empty" in bad["problem"]


def test_nothing_but_refused_files_is_a_400(client_as: ClientAs) -> None:
    answer = hand_in(client_as("operator"), ("notes.txt", b"just some words"))
    assert answer.status_code == 400
    assert "text file" in answer.json()["detail"]


def test_a_file_over_the_limit_is_refused(client_as: ClientAs, settings: LazySettings) -> None:
    settings.MAX_BYTES = 100
    answer = hand_in(client_as("operator"), ("a.png", made.png()))
    assert answer.status_code == 400
    assert "limit" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"template": "nowhere"}, "no active template"),
        ({"split": "perhaps"}, "boolean"),
    ],
)
def test_bad_options_are_refused(
    client_as: ClientAs, options: dict[str, object], says: str
) -> None:
    answer = hand_in(client_as("operator"), ("a.png", made.png()), **options)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


def test_no_file_at_all_is_refused(client_as: ClientAs) -> None:
    assert client_as("operator").post(URL, {}, format="multipart").status_code == 400


def test_a_template_and_no_splitting_can_be_asked_for(client_as: ClientAs) -> None:
    made.template()
    hand_in(client_as("operator"), ("a.png", made.png()), template="bill", split="false")
    document = Document.objects.get()
    assert document.assigned is not None
    assert (document.assigned.name, document.split) == ("bill", False)


def test_names_lose_their_folders_and_control_characters(client_as: ClientAs) -> None:
    client = client_as("operator")
    answer = hand_in(client, ("..\\..\\evil\x07name.png", made.png()))
    assert answer.json()["uploads"][0]["name"] == "evilname.png"


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("operator", True), ("integrator", True), ("admin", True), ("reviewer", False)],
)
def test_who_may_hand_in(client_as: ClientAs, role: str, allowed: bool) -> None:
    answer = hand_in(client_as(role), ("a.png", made.png()))
    assert answer.status_code == (202 if allowed else 403)


def test_documents_are_listed_by_state_and_status(client_as: ClientAs) -> None:
    made.template()
    made.saved(made.document(b"read", "read.png"), made.record())
    made.document(b"waiting", "waiting.png")
    client = client_as("reviewer")

    def names(**query: str) -> list[str]:
        return [entry["name"] for entry in client.get(URL, query).json()["results"]]

    assert names(state="queued") == ["waiting.png"]
    assert names(status="accepted") == ["read.png"]
    assert names(template="bill") == ["read.png"]
    assert names(name="WAIT") == ["waiting.png"]
    assert client.get(URL, {"state": "asleep"}).status_code == 400


def test_lists_come_in_pages(client_as: ClientAs) -> None:
    for number in range(3):
        made.document(str(number).encode())
    answer = client_as("reviewer").get(URL, {"page_size": 2}).json()
    assert (answer["count"], len(answer["results"])) == (3, 2)
    assert answer["next"]


def test_a_document_shows_its_records(client_as: ClientAs) -> None:
    made.template()
    document = made.document()
    record = made.saved(document, made.record())[0]
    answer = client_as("reviewer").get(f"{URL}{document.pk}/").json()
    assert answer["state"] == "done"
    assert answer["records"][0]["id"] == str(record.pk)
    assert answer["records"][0]["template"] == "bill"


@pytest.mark.parametrize("pk", ["00000000-0000-4000-8000-000000000000", "seven"])
def test_an_unknown_document_is_a_404(client_as: ClientAs, pk: str) -> None:
    assert client_as("operator").get(f"{URL}{pk}/").status_code == 404


def test_deleting_takes_records_and_bytes_along(client_as: ClientAs) -> None:
    made.template()
    document = made.document(made.png())
    made.saved(document, made.record())
    client = client_as("operator")
    assert client.delete(f"{URL}{document.pk}/").status_code == 204
    assert client.get(f"{URL}{document.pk}/").status_code == 404
    assert client.get("/api/v1/records/").json()["count"] == 0


def test_a_reviewer_may_not_delete(client_as: ClientAs) -> None:
    document = made.document()
    assert client_as("reviewer").delete(f"{URL}{document.pk}/").status_code == 403


def test_a_waiting_document_is_cancelled_once(client_as: ClientAs) -> None:
    document, client = made.document(), client_as("operator")
    assert client.post(f"{URL}{document.pk}/cancel/").json()["state"] == "cancelled"
    assert client.post(f"{URL}{document.pk}/cancel/").status_code == 400
    assert jobs.claim(document.pk) is None


def test_a_document_is_read_again(client_as: ClientAs) -> None:
    made.template()
    document = made.document()
    made.saved(document, made.record())
    answer = client_as("operator").post(f"{URL}{document.pk}/reprocess/")
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")


def test_an_unmatched_document_gets_a_template(client_as: ClientAs) -> None:
    made.template()
    document, client = made.document(), client_as("operator")
    made.saved(document, made.unread())
    url = f"{URL}{document.pk}/assign/"
    assert client.post(url, {"template": "nowhere"}, format="json").status_code == 400
    answer = client.post(url, {"template": "bill"}, format="json")
    assert (answer.json()["template"], answer.json()["state"]) == ("bill", "queued")


def test_many_documents_are_acted_on_at_once(client_as: ClientAs) -> None:
    ids = [str(made.document(str(number).encode()).pk) for number in range(3)]
    client = client_as("operator")
    wanted = {"action": "cancel", "ids": [*ids, str(uuid.uuid4())]}
    assert client.post(f"{URL}bulk/", wanted, format="json").json() == {"count": 3}
    wanted["action"] = "delete"
    assert client.post(f"{URL}bulk/", wanted, format="json").json() == {"count": 3}
    assert not Document.objects.exists()


def test_a_role_without_deletion_can_not_delete_in_bulk(client_as: ClientAs) -> None:
    wanted = {"action": "delete", "ids": [str(made.document().pk)]}
    answer = client_as("designer").post(f"{URL}bulk/", wanted, format="json")
    assert answer.status_code == 403
    assert Document.objects.exists()


def test_a_page_is_shown_at_a_size(client_as: ClientAs) -> None:
    document, client = made.document(made.png(size=(400, 120))), client_as("reviewer")
    answer = client.get(f"{URL}{document.pk}/pages/1/", {"size": 200})
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content[16:24] == (200).to_bytes(4) + (60).to_bytes(4)
    assert client.get(f"{URL}{document.pk}/pages/2/").status_code == 404
    assert client.get(f"{URL}{document.pk}/pages/1/", {"size": 7}).status_code == 400


def test_the_bytes_come_back_as_they_were(client_as: ClientAs) -> None:
    document = made.document(made.png())
    answer = client_as("reviewer").get(f"{URL}{document.pk}/file/")
    assert b"".join(answer.streaming_content) == made.png()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bill.png"'


@pytest.mark.parametrize("method", ["put", "patch"])
def test_documents_are_not_edited(client_as: ClientAs, method: str) -> None:
    document = made.document()
    answer = getattr(client_as("admin"), method)(f"{URL}{document.pk}/", {}, format="json")
    assert answer.status_code == 405
