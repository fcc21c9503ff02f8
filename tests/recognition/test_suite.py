"""Golden documents are read before a version is published."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from PIL import Image

from recognition import design, golden_documents, golden_jobs, golden_reading, suite
from recognition.models import Record
from templates_app import drafts, sample_store
from templates_app.models import GoldenDocument, GoldenRemoval, TemplateDraft
from tests import made
from tests.recognition.test_design import bill, drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return User.objects.create_user("designer")


@pytest.fixture
def draft() -> TemplateDraft:
    begun = design.begin(bill(), "Our bill.png", None)
    begun.content = drawn(begun)
    begun.save()
    return begun


def ran(draft: TemplateDraft, golden: GoldenDocument) -> dict[str, Any]:
    """What a golden document's run comes to once a worker has read it."""
    suite.run(draft, golden)
    while golden_reading.read_next():
        pass
    return suite.run(draft, golden)


def misdrawn(content: dict[str, Any]) -> dict[str, Any]:
    """The content with its total drawn where something else stands, without a label."""
    field = {"name": "total", "type": "amount", "box": [540, 260, 700, 310]}
    return {**content, "fields": [field], "rules": []}


def test_a_tried_document_is_expected_as_it_was_read(draft: TemplateDraft, user: User) -> None:
    golden = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user)
    assert golden.expected["fields"] == {"total": "118.00"}
    assert ran(draft, golden)["changes"] == []
    assert suite.publish(draft, user).version.number == 1


def test_an_unknown_document_can_not_become_golden(draft: TemplateDraft, user: User) -> None:
    with pytest.raises(design.DesignError, match="not recognised"):
        golden_documents.add_tried(draft, draft.content, made.png("Something else"), "x.png", user)


def test_a_regression_blocks_until_somebody_says_why(draft: TemplateDraft, user: User) -> None:
    golden = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user)
    version = suite.publish(draft, user).version
    again = drafts.draft_of(version.template, user)
    drafts.save(again.pk, misdrawn(again.content), 1, user)
    again.refresh_from_db()
    golden.refresh_from_db()
    with pytest.raises(suite.SuiteNotRun) as missing:
        suite.publish(again, user)
    assert missing.value.missing == [str(golden.pk)]
    found = ran(again, golden)
    assert found["regressed"] == 1
    assert found["changes"][0]["place"] == "total"
    assert found["changes"][0]["before"] == "118.00"
    with pytest.raises(suite.Regressed):
        suite.publish(again, user, "  ")
    published = suite.publish(again, user, "the total moved")
    assert published.version.note == "the total moved"


def test_what_was_wrong_before_does_not_block(draft: TemplateDraft, user: User) -> None:
    draft.content = misdrawn(draft.content)
    draft.save()
    version = suite.publish(draft, user).version
    values = {"matched": True, "fields": {"total": "118.00"}, "tables": {}}
    golden = golden_documents.add_tried(
        drafts.draft_of(version.template, user), draft.content, bill(), "bill.png", user
    )
    golden.expected = values
    golden.save()
    again = drafts.draft_of(version.template, user)
    found = ran(again, golden)
    assert [change["verdict"] for change in found["changes"]] == ["wrong"]
    assert not suite.publish(again, user).created


def test_an_accepted_record_becomes_golden_and_a_doubtful_one_does_not(user: User) -> None:
    version = made.template()
    document = made.document(made.png(), "bill.png")
    record = made.saved(document, made.record(version.number))[0]
    golden = golden_documents.add_record(record, user)
    assert golden.template == version.template
    assert golden.expected["fields"]["total"] == record.data["fields"]["total"]["value"]
    record.status = Record.Status.NEEDS_REVIEW
    with pytest.raises(drafts.DraftError, match="Decide the record first"):
        golden_documents.add_record(record, user)


def test_a_document_said_to_be_of_a_kind_is_to_be_recognised(user: User) -> None:
    template = made.template().template
    document = made.document(made.png("Something else"), "odd.png")
    golden_documents.add_recognised(document, template, user)
    golden_documents.add_recognised(document, template, user)
    golden = GoldenDocument.objects.get()
    found = ran(drafts.draft_of(template, user), golden)
    assert found["changes"][0]["after"] == "not recognised"
    assert found["regressed"] == 0
    assert found["changes"][0]["verdict"] == "wrong"


def test_one_of_several_records_of_a_file_does_not_become_golden(user: User) -> None:
    made.template()
    document = made.document(made.png(), "two.png")
    first, _ = made.saved(document, made.record(), made.record())
    with pytest.raises(drafts.DraftError, match="file of its own"):
        golden_documents.add_record(first, user)


def test_a_suite_that_another_reader_ran_is_run_anew(
    draft: TemplateDraft, user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    golden = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "default.txt").write_text("pp-ocrv6-small\n")
    monkeypatch.setenv("STENCIL_HOME", str(tmp_path))
    with pytest.raises(suite.SuiteNotRun):
        suite.publish(draft, user)
    ran(draft, golden)
    assert suite.publish(draft, user).version.number == 1


def test_a_worker_with_another_reader_than_the_pages_says_so(
    draft: TemplateDraft, user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    golden = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user)
    drafts.save(draft.pk, {**draft.content, "title": "Another"}, 1, user)
    draft.refresh_from_db()
    suite.run(draft, golden)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "default.txt").write_text("pp-ocrv6-small\n")
    with monkeypatch.context() as worker:
        worker.setenv("STENCIL_HOME", str(tmp_path))
        assert golden_reading.read_next()
    found = suite.run(draft, golden)
    assert (found["state"], found["regressed"]) == ("failed", 1)
    assert "same default.txt" in found["problem"]
    # once the machines agree
    suite.run(draft, golden, again=True)
    assert ran(draft, golden)["state"] == "done"


def test_a_run_waits_for_a_worker_and_says_how_far_it_is(draft: TemplateDraft, user: User) -> None:
    golden = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user)
    drafts.save(draft.pk, misdrawn(draft.content), 1, user)
    draft.refresh_from_db()
    asked = suite.run(draft, golden)
    assert (asked["state"], asked["pages_read"]) == ("waiting", 0)
    assert suite.run(draft, golden) == asked
    claim = golden_jobs.claim_next()
    assert claim is not None
    golden_jobs.note_page(claim, 1, 4)
    asked = suite.run(draft, golden)
    assert (asked["state"], asked["pages_read"], asked["pages"]) == ("reading", 1, 4)
    with pytest.raises(suite.SuiteNotRun):
        suite.publish(draft, user)
    golden_reading.process(claim)
    assert suite.run(draft, golden)["state"] == "done"


def test_a_run_whose_content_nobody_asks_for_any_more_is_dropped(
    draft: TemplateDraft, user: User
) -> None:
    golden = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user)
    drafts.save(draft.pk, misdrawn(draft.content), 1, user)
    draft.refresh_from_db()
    suite.run(draft, golden)
    drafts.save(draft.pk, {**draft.content, "title": "Another"}, 2, user)
    assert golden_reading.read_next()
    assert [run.state for run in golden.runs.all()] == ["done"]


def test_what_was_corrected_is_expected_and_stays_wrong_without_blocking(
    draft: TemplateDraft, user: User
) -> None:
    draft.content = misdrawn(draft.content)
    draft.save()
    values = {"fields": {"total": "118.00"}}
    golden = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user, values)
    assert golden.expected["fields"] == {"total": "118.00"}
    assert golden.read is not None
    found = suite.run(draft, golden)
    assert [change["verdict"] for change in found["changes"]] == ["wrong"]
    assert suite.publish(draft, user).created


def test_a_correction_that_is_no_value_of_its_type_is_refused(
    draft: TemplateDraft, user: User
) -> None:
    with pytest.raises(design.DesignError, match="total: Write the number plainly"):
        golden_documents.add_tried(
            draft, draft.content, bill(), "bill.png", user, {"fields": {"total": "much"}}
        )
    assert not GoldenDocument.objects.exists()


@pytest.mark.parametrize(
    ("text", "printed", "value"),
    [("118.00", False, "118.00"), ("$ 1,180.00", False, "1180.00"), ("1,180.00", True, "1180.00")],
)
def test_a_correction_is_typed_plainly_or_as_it_is_printed(
    text: str, printed: bool, value: str, draft: TemplateDraft
) -> None:
    assert golden_documents.normalised(draft.content, "total", text, printed) == value


def test_the_same_bytes_are_one_golden_document_of_a_suite(
    draft: TemplateDraft, user: User
) -> None:
    first = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user)
    again = golden_documents.add_tried(draft, draft.content, bill(), "again.png", user)
    assert (first.pk, GoldenDocument.objects.get().name) == (again.pk, "again.png")
    with pytest.raises(IntegrityError), transaction.atomic():
        GoldenDocument.objects.create(draft=draft, sha256=first.sha256, name="x", expected={})


def test_what_blocks_is_removed_for_a_reason_which_is_kept(
    draft: TemplateDraft, user: User
) -> None:
    golden = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user)
    version = suite.publish(draft, user).version
    again = drafts.draft_of(version.template, user)
    drafts.save(again.pk, misdrawn(again.content), 1, user)
    again.refresh_from_db()
    golden.refresh_from_db()
    assert ran(again, golden)["regressed"] == 1
    with pytest.raises(suite.ReasonMissing, match="Say why"):
        suite.remove(again, golden.pk, user, "  ")
    suite.remove(again, golden.pk, user, "the form was withdrawn")
    assert not GoldenDocument.objects.exists()
    removal = GoldenRemoval.objects.get()
    assert (removal.template, removal.removed_by) == (version.template, user)
    assert (removal.name, removal.reason) == ("bill.png", "the form was withdrawn")
    assert suite.publish(again, user).created


def test_what_blocks_nothing_is_removed_without_a_word(draft: TemplateDraft, user: User) -> None:
    golden = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user)
    suite.remove(draft, golden.pk, user)
    assert GoldenRemoval.objects.get().reason == ""
    version = suite.publish(draft, user).version
    assert GoldenRemoval.objects.get().template == version.template


def test_a_long_document_does_not_become_golden(user: User) -> None:
    version = made.template()
    document = made.document(long_document(), "long.tif")
    record = made.saved(document, made.record(version.number))[0]
    with pytest.raises(design.DesignError, match="21 pages; a golden document has 20 at the most"):
        golden_documents.add_record(record, user)
    assert not golden_documents.add_recognised(document, version.template, user)
    assert not GoldenDocument.objects.exists()


def long_document() -> bytes:
    buffer = io.BytesIO()
    pages = [Image.new("1", (60, 60), "white") for _ in range(design.MOST_PAGES + 1)]
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    return buffer.getvalue()


def test_what_can_not_be_read_blocks_until_somebody_says_why(
    draft: TemplateDraft, user: User
) -> None:
    golden = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user)
    golden.sha256 = sample_store.keep(b"no picture")
    golden.save()
    golden.runs.all().delete()
    found = ran(draft, golden)
    assert (found["state"], found["regressed"]) == ("failed", 1)
    assert "bill.png" in found["problem"]
    with pytest.raises(suite.Regressed):
        suite.publish(draft, user)
    assert suite.publish(draft, user, "the file is broken").version.note == "the file is broken"


def test_what_could_not_be_read_is_tried_anew_when_asked_again(
    draft: TemplateDraft, user: User
) -> None:
    golden = golden_documents.add_tried(draft, draft.content, bill(), "bill.png", user)
    right = golden.sha256
    golden.sha256 = "0" * 64
    golden.save()
    golden.runs.all().delete()
    assert ran(draft, golden)["problem"] == "The file store has lost this document's bytes."
    golden.sha256 = right
    golden.save()
    assert ran(draft, golden)["state"] == "failed"
    suite.run(draft, golden, again=True)
    assert ran(draft, golden)["state"] == "done"
