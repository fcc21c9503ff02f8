"""A template's suite: its golden documents, read by a draft before that is published."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet

from recognition import design, storage
from recognition.designing.golden import differences, values_of
from recognition.engine.contract import Reader
from recognition.models import Document, Record
from recognition.read_pages import read_pages
from recognition.shared_reader import shared_reader
from templates_app import drafts, sample_store
from templates_app.definition.template import Template as Definition
from templates_app.importing import Imported, content_hash
from templates_app.models import GoldenDocument, GoldenRun, Template, TemplateDraft


class SuiteNotRun(drafts.DraftError):
    """Golden documents that the draft has not been tried on yet; ``missing`` names them."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__("Run the golden documents first; some have not been read by this draft.")


class Regressed(drafts.DraftError):
    """Golden documents that the draft reads worse than the version before it."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} values of golden documents are read worse than before. Mend the draft, or "
            "say why it is published all the same."
        )


def suite_of(draft: TemplateDraft) -> QuerySet[GoldenDocument]:
    """The golden documents that a draft is held against."""
    of_draft = Q(draft=draft)
    return GoldenDocument.objects.filter(
        of_draft | Q(template=draft.template) if draft.template_id else of_draft
    )


def add_tried(
    draft: TemplateDraft, content: Mapping[str, Any], data: bytes, name: str, user: AbstractBaseUser
) -> GoldenDocument:
    """Make a document golden with what a draft's content reads from it.

    Raises DesignError where the draft does not recognise it.
    """
    record, _ = design.tried_on(draft, content, data, name)
    values = values_of(record)
    if not values["matched"]:
        raise design.DesignError(
            f"{name} is not recognised as this template, so there are no values to confirm."
        )
    golden, _ = GoldenDocument.objects.update_or_create(
        sha256=sample_store.keep(data),
        template=draft.template,
        draft=None if draft.template else draft,
        defaults={"name": name[:255], "expected": values, "added_by": user},
    )
    golden.runs.all().delete()
    with shared_reader() as reader:
        key = _run_key(content, reader)
    GoldenRun.objects.create(golden=golden, content_hash=key, found=values)
    return golden


def add_record(record: Record, user: AbstractBaseUser) -> GoldenDocument:
    """Make a record's document golden with the record's values, which people have confirmed.

    Raises DraftError where no template was matched, values wait for a person or the file holds
    other records too, and what the store raises.
    """
    if record.template_version is None or record.status != Record.Status.ACCEPTED:
        raise drafts.DraftError("Decide the record first; only accepted values are golden.")
    if record.document.records.count() > 1:
        raise drafts.DraftError(
            "The file holds several records. Upload the pages of this one as a file of its own, "
            "and make that golden."
        )
    return _added(record.document, record.template_version.template, values_of(record.data), user)


def add_recognised(document: Document, template: Template, user: AbstractBaseUser) -> None:
    """Note that a document is of a template's kind: every version is to recognise it."""
    known = GoldenDocument.objects.filter(template=template, sha256=document.sha256)
    if not known.exists():
        _added(document, template, {"matched": True, "fields": {}, "tables": {}}, user)


def _added(
    document: Document, template: Template, expected: dict[str, Any], user: AbstractBaseUser
) -> GoldenDocument:
    golden, _ = GoldenDocument.objects.update_or_create(
        sha256=sample_store.keep(storage.load(document.sha256)),
        template=template,
        defaults={"name": document.name, "expected": expected, "added_by": user},
    )
    golden.runs.all().delete()
    return golden


def run(draft: TemplateDraft, golden: GoldenDocument) -> dict[str, Any]:
    """Read a golden document by the draft as saved: what changes, value by value."""
    with shared_reader() as reader:
        after = _found(golden, draft.content, lambda: _draft_definition(draft, reader), reader)
        before = None
        current = draft.template.current if draft.template else None
        if current is not None:
            before = _found(golden, current.content, current.definition, reader)
    changes = differences(golden.expected, before, after)
    return {
        "id": str(golden.pk),
        "name": golden.name,
        "matched": after["matched"],
        "values": _count(golden.expected),
        "changes": [asdict(change) for change in changes],
        "regressed": sum(change.verdict == "regressed" for change in changes),
    }


def _draft_definition(draft: TemplateDraft, reader: Reader) -> Definition | None:
    return design.definition_of(draft, draft.content, reader)


def _found(golden: GoldenDocument, content: Any, definition: Any, reader: Reader) -> dict[str, Any]:
    """What a content reads from a golden document, remembered until another reader reads."""
    key = _run_key(content, reader)
    known = golden.runs.filter(content_hash=key).first()
    if known is not None:
        return dict(known.found)
    template = definition()
    if template is None:
        raise design.DesignError("The draft has no page to match documents with.")
    data = sample_store.load(golden.sha256)
    pages = read_pages(data, golden.name, reader)
    found = values_of(design.read_by(template, data, golden.name, pages, reader))
    GoldenRun.objects.get_or_create(golden=golden, content_hash=key, defaults={"found": found})
    return found


def _run_key(content: Any, reader: Reader) -> str:
    """What a run depends on: another reader's differences are not the draft's."""
    return content_hash({"content": content, "reader": reader.name})


def _count(expected: Mapping[str, Any]) -> int:
    cells = sum(len(row) for rows in expected["tables"].values() for row in rows)
    return len(expected["fields"]) + cells


def publish(draft: TemplateDraft, user: AbstractBaseUser, reason: str = "") -> Imported:
    """Publish a draft that its golden documents don't speak against, or in spite of them.

    reason: why a regression is accepted; kept with the version.
    Raises SuiteNotRun, Regressed, and what ``drafts.publish`` raises.
    """
    goldens = list(suite_of(draft))
    with shared_reader() as reader:
        key = _run_key(draft.content, reader)
    ran = set(
        GoldenRun.objects.filter(golden__in=goldens, content_hash=key).values_list(
            "golden_id", flat=True
        )
    )
    missing = [str(golden.pk) for golden in goldens if golden.pk not in ran]
    if missing:
        raise SuiteNotRun(missing)
    regressed = sum(run(draft, golden)["regressed"] for golden in goldens)
    if regressed and not reason.strip():
        raise Regressed(regressed)
    return drafts.publish(draft, user, reason.strip() if regressed else "")


def remove(draft: TemplateDraft, golden_id: uuid.UUID) -> None:
    """Take a document out of the suite."""
    suite_of(draft).filter(pk=golden_id).delete()
