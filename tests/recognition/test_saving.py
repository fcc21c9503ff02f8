"""Records in the database."""

from __future__ import annotations

import pytest

from recognition.models import Document, FieldValue, Record
from tests import made

pytestmark = pytest.mark.django_db


def test_a_record_names_its_document_and_version() -> None:
    version = made.template()
    document = made.document()
    record = made.saved(document, made.record())[0]
    assert record.data["document"]["id"] == str(document.pk)
    assert record.data["id"] == str(record.pk)
    assert record.data["record_version"] == 1
    assert record.template_version == version
    assert record.score == 0.9


def test_values_and_cells_become_rows() -> None:
    made.template()
    record = made.saved(made.document(), made.record())[0]
    rows = FieldValue.objects.filter(record=record).values_list("name", "row", "value")
    assert ("total", None, "118.00") in rows
    assert ("items.amount", 1, "40.00") in rows
    assert len(rows) == 6 + 4


def test_several_documents_in_one_file_are_several_records() -> None:
    made.template()
    records = made.saved(made.document(), made.record(), made.record())
    assert [record.part for record in records] == [1, 2]
    assert [record.data["document"]["part"] for record in records] == [1, 2]


def test_reading_again_replaces_the_record_and_raises_its_version() -> None:
    made.template()
    document = made.document()
    first = made.saved(document, made.record())[0]
    second = made.read_again(document, made.record(fields={"net": made.reading("99.00", 0.2)}))[0]
    assert second.pk == first.pk
    assert second.record_version == 2
    assert second.data["fields"]["net"]["value"] == "99.00"


def test_a_part_that_is_not_found_again_is_set_aside_and_not_lost() -> None:
    made.template()
    document = made.document()
    made.saved(document, made.record(), made.record())
    first, second = made.read_again(document, made.record())
    assert first.status == Record.Status.ACCEPTED
    assert second.status == Record.Status.REJECTED
    assert "not found again" in second.reason
    once_more = made.read_again(document, made.record())[1]
    assert once_more.record_version == second.record_version


def test_a_cancelled_document_keeps_no_result() -> None:
    from recognition import actions, jobs, saving
    from recognition.pipeline import ExtractedDocument

    made.template()
    document = made.document()
    claim = jobs.claim(document.pk)
    assert claim is not None
    actions.cancel([document.pk])
    assert not saving.save(claim, [ExtractedDocument(made.record(), (1,))])
    document.refresh_from_db()
    assert document.state == Document.State.CANCELLED
    assert not document.records.exists()


def test_text_that_databases_refuse_is_stored_without_it() -> None:
    made.template()
    fields = {"seller_name": made.reading("Alder\x00 Lane\ud800")}
    record = made.saved(made.document(), made.record(fields=fields))[0]
    record.refresh_from_db()
    assert record.data["fields"]["seller_name"]["value"] == "Alder Lane"
