"""The list of documents: filters, and what is done with several at once."""

from __future__ import annotations

import io
import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from recognition.models import Batch, Document, Record, Upload
from tests import made

State = Document.State


def _names(client: Client, **query: str) -> list[str]:
    answer = client.get(reverse("documents"), query)
    return sorted(document.name for document in answer.context["page"])


def test_the_list_shows_every_document(
    operator: Client, accepted: Record, unmatched: Record
) -> None:
    assert _names(operator) == ["bill.png", "unknown.png"]


def test_a_status_shows_its_documents_alone(
    operator: Client, accepted: Record, unmatched: Record, doubtful: Record
) -> None:
    assert _names(operator, status="accepted") == ["bill.png"]
    assert _names(operator, status="unmatched") == ["unknown.png"]
    assert _names(operator, status="needs_review") == ["doubtful.png"]


def test_waiting_documents_have_a_status_of_their_own(operator: Client, accepted: Record) -> None:
    made.document(b"not read yet", "waiting.png")
    assert _names(operator, status="waiting") == ["waiting.png"]


def test_search_finds_file_names_and_values(
    operator: Client, accepted: Record, unmatched: Record
) -> None:
    assert _names(operator, search="UNKNOWN") == ["unknown.png"]
    assert _names(operator, search="alder") == ["bill.png"]
    assert _names(operator, search="no such thing") == []


def test_a_template_shows_its_documents_alone(
    operator: Client, accepted: Record, unmatched: Record
) -> None:
    assert _names(operator, template="bill") == ["bill.png"]


def test_dates_narrow_the_list(operator: Client, accepted: Record) -> None:
    day = accepted.document.created_at.date().isoformat()
    assert _names(operator, since=day, until=day) == ["bill.png"]
    assert _names(operator, since="2999-01-01") == []
    assert _names(operator, until="2000-01-01") == []


@pytest.mark.parametrize(
    "query", [{"since": "yesterday"}, {"until": "2026-99-99"}, {"batch": "x"}, {"status": "odd"}]
)
def test_filters_that_make_no_sense_are_left_out(
    query: dict[str, str], operator: Client, accepted: Record
) -> None:
    assert _names(operator, **query) == ["bill.png"]


def test_a_batch_shows_its_files_alone(
    operator: Client, accepted: Record, unmatched: Record
) -> None:
    batch = Batch.objects.create(source=Batch.Source.PAGE)
    Upload.objects.create(batch=batch, document=accepted.document, name="bill.png")
    assert _names(operator, batch=str(batch.pk)) == ["bill.png"]


def test_the_empty_list_says_what_to_do(operator: Client) -> None:
    page = operator.get(reverse("documents")).content.decode()
    assert "No documents yet" in page
    assert reverse("upload") in page


def test_chosen_documents_are_read_again(operator: Client, accepted: Record) -> None:
    _act(operator, "reprocess", accepted)
    accepted.document.refresh_from_db()
    assert accepted.document.state == State.QUEUED


def test_chosen_documents_are_cancelled(operator: Client, db: None) -> None:
    document = made.document()
    operator.post(reverse("act"), {"action": "cancel", "document": str(document.pk)})
    document.refresh_from_db()
    assert document.state == State.CANCELLED


def test_chosen_documents_are_deleted(
    operator: Client, accepted: Record, unmatched: Record
) -> None:
    _act(operator, "delete", accepted)
    assert list(Document.objects.all()) == [unmatched.document]


def test_a_template_is_assigned_to_unmatched_documents(
    operator: Client, accepted: Record, unmatched: Record
) -> None:
    _act(operator, "assign", unmatched, template="bill")
    unmatched.document.refresh_from_db()
    assert unmatched.document.assigned.name == "bill"
    assert unmatched.document.state == State.QUEUED


def test_chosen_records_are_downloaded(
    operator: Client, accepted: Record, unmatched: Record
) -> None:
    lines = b"".join(_act(operator, "csv", accepted).streaming_content).decode()
    assert "118.00" in lines and "unknown.png" not in lines
    records = json.loads(b"".join(_act(operator, "json", accepted).streaming_content))
    assert [record["status"] for record in records] == ["accepted"]
    book = load_workbook(io.BytesIO(b"".join(_act(operator, "xlsx", accepted).streaming_content)))
    assert any("Alder Lane" in str(cell) for row in book.active.values for cell in row)


def test_nothing_chosen_is_said_and_changes_nothing(operator: Client, accepted: Record) -> None:
    answer = operator.post(reverse("act"), {"action": "delete"}, follow=True)
    assert "Choose at least one document" in answer.content.decode()
    assert Record.objects.filter(pk=accepted.pk).exists()


@pytest.mark.parametrize(
    "form", [{"action": "explode"}, {}, {"action": "delete", "document": "no-uuid"}]
)
def test_a_broken_form_is_refused(form: dict[str, str], operator: Client) -> None:
    assert operator.post(reverse("act"), form).status_code == 400


def test_afterwards_one_is_led_back_and_never_to_another_host(
    operator: Client, accepted: Record
) -> None:
    here = f"{reverse('documents')}?status=accepted"
    assert _act(operator, "reprocess", accepted, next=here).url == here
    away = _act(operator, "reprocess", accepted, next="https://elsewhere.example/")
    assert away.url == reverse("documents")


def test_a_document_leads_to_its_record(operator: Client, accepted: Record) -> None:
    answer = operator.get(reverse("document", args=[accepted.document_id]))
    assert answer.url == reverse("record", args=[accepted.pk])


def test_a_document_without_record_says_how_far_it_is(operator: Client, db: None) -> None:
    document = made.document()
    page = operator.get(reverse("document", args=[document.pk])).content.decode()
    assert "waits its turn" in page


def test_an_unknown_document_is_not_found(operator: Client) -> None:
    assert operator.get(reverse("document", args=[uuid.uuid4()])).status_code == 404


def _act(client: Client, action: str, record: Record, **more: str):
    return client.post(
        reverse("act"), {"action": action, "document": str(record.document_id), **more}
    )


def test_all_records_under_the_filters_are_downloaded(
    operator: Client, accepted: Record, doubtful: Record
) -> None:
    def downloaded(**query: str) -> str:
        answer = operator.get(reverse("documents-download"), query)
        assert answer.status_code == 200
        assert answer.streaming
        return b"".join(answer.streaming_content).decode("utf-8", "replace")

    lines = downloaded(**{"as": "jsonl"}).splitlines()
    assert {json.loads(line)["id"] for line in lines} == {str(accepted.pk), str(doubtful.pk)}
    only = downloaded(**{"as": "csv", "status": "needs_review", "template": "bill"})
    assert "doubtful.png" in only
    assert "bill.png" not in only
    assert json.loads(downloaded(**{"as": "json", "search": "nowhere"})) == []
    assert downloaded(**{"as": "xlsx"}).startswith("PK")
    assert operator.get(reverse("documents-download"), {"as": "docx"}).status_code == 400
    page = operator.get(reverse("documents"), {"status": "accepted"}).content.decode()
    assert "/documents/download/?status=accepted&amp;as=csv" in page


def test_a_document_that_is_being_read_shows_its_pages_already(operator: Client) -> None:
    first, second = (Image.open(io.BytesIO(made.png(text))) for text in ("Front", "Back"))
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=[second])
    document = made.document(buffer.getvalue(), "statement.tif")
    Document.objects.filter(pk=document.pk).update(state=State.PROCESSING)
    page = operator.get(reverse("document", args=[document.pk])).content.decode()
    pictures = re.findall(r'<img src="([^"]+)"', page)
    assert len(pictures) == 2
    for address in pictures:
        assert operator.get(address).headers["Content-Type"] == "image/png"
    assert 'data-state="processing"' in page
    assert reverse("document-detail", args=[document.pk]) in page


def test_a_document_without_a_page_to_show_says_why(operator: Client) -> None:
    broken = made.document(b"just words", "words.txt")
    assert "words.txt" in operator.get(reverse("document", args=[broken.pk])).context["problem"]
    lost = Document.objects.create(sha256="0" * 64, name="lost.png", size=9)
    page = operator.get(reverse("document", args=[lost.pk])).content.decode()
    assert "The file store has lost this document&#x27;s bytes." in page


def test_a_document_that_was_read_leads_to_its_record(operator: Client, accepted: Record) -> None:
    answer = operator.get(reverse("document", args=[accepted.document_id]))
    assert answer.headers["Location"] == reverse("record", args=[accepted.pk])
