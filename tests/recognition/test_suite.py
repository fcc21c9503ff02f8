"""Golden documents are read before a version is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from recognition import design, suite
from recognition.models import Record
from templates_app import drafts
from templates_app.models import GoldenDocument, TemplateDraft
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


def misdrawn(content: dict[str, Any]) -> dict[str, Any]:
    """The content with its total drawn where something else stands, without a label."""
    field = {"name": "total", "type": "amount", "box": [540, 260, 700, 310]}
    return {**content, "fields": [field], "rules": []}


def test_a_tried_document_is_expected_as_it_was_read(draft: TemplateDraft, user: User) -> None:
    golden = suite.add_tried(draft, draft.content, bill(), "bill.png", user)
    assert golden.expected["fields"] == {"total": "118.00"}
    assert suite.run(draft, golden)["changes"] == []
    assert suite.publish(draft, user).version.number == 1


def test_an_unknown_document_can_not_become_golden(draft: TemplateDraft, user: User) -> None:
    with pytest.raises(design.DesignError, match="not recognised"):
        suite.add_tried(draft, draft.content, made.png("Something else"), "x.png", user)


def test_a_regression_blocks_until_somebody_says_why(draft: TemplateDraft, user: User) -> None:
    golden = suite.add_tried(draft, draft.content, bill(), "bill.png", user)
    version = suite.publish(draft, user).version
    again = drafts.draft_of(version.template, user)
    drafts.save(again.pk, misdrawn(again.content), 1, user)
    again.refresh_from_db()
    golden.refresh_from_db()
    with pytest.raises(suite.SuiteNotRun) as missing:
        suite.publish(again, user)
    assert missing.value.missing == [str(golden.pk)]
    found = suite.run(again, golden)
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
    golden = suite.add_tried(
        drafts.draft_of(version.template, user), draft.content, bill(), "bill.png", user
    )
    golden.expected = values
    golden.save()
    again = drafts.draft_of(version.template, user)
    found = suite.run(again, golden)
    assert [change["verdict"] for change in found["changes"]] == ["wrong"]
    assert not suite.publish(again, user).created


def test_an_accepted_record_becomes_golden_and_a_doubtful_one_does_not(user: User) -> None:
    version = made.template()
    document = made.document(made.png(), "bill.png")
    record = made.saved(document, made.record(version.number))[0]
    golden = suite.add_record(record, user)
    assert golden.template == version.template
    assert golden.expected["fields"]["total"] == record.data["fields"]["total"]["value"]
    record.status = Record.Status.NEEDS_REVIEW
    with pytest.raises(drafts.DraftError, match="Decide the record first"):
        suite.add_record(record, user)


def test_a_document_said_to_be_of_a_kind_is_to_be_recognised(user: User) -> None:
    template = made.template().template
    document = made.document(made.png("Something else"), "odd.png")
    suite.add_recognised(document, template, user)
    suite.add_recognised(document, template, user)
    golden = GoldenDocument.objects.get()
    found = suite.run(drafts.draft_of(template, user), golden)
    assert not found["matched"]
    assert found["regressed"] == 0
    assert found["changes"][0]["verdict"] == "wrong"


def test_one_of_several_records_of_a_file_does_not_become_golden(user: User) -> None:
    made.template()
    document = made.document(made.png(), "two.png")
    first, _ = made.saved(document, made.record(), made.record())
    with pytest.raises(drafts.DraftError, match="file of its own"):
        suite.add_record(first, user)


def test_a_suite_that_another_reader_ran_is_run_anew(
    draft: TemplateDraft, user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    golden = suite.add_tried(draft, draft.content, bill(), "bill.png", user)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "default.txt").write_text("pp-ocrv6-small\n")
    monkeypatch.setenv("STENCIL_HOME", str(tmp_path))
    with pytest.raises(suite.SuiteNotRun):
        suite.publish(draft, user)
    suite.run(draft, golden)
    assert suite.publish(draft, user).version.number == 1
