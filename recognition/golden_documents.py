"""Documents that become golden: tried in the designer, accepted, or said to be of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from recognition import design, golden_jobs, storage, tried_documents
from recognition.designing.confirmed_values import confirmed_values, corrected_value, spec_of
from recognition.designing.golden import values_of
from recognition.models import Document, Record
from recognition.pages.failures import UnreadableFile
from recognition.shared_reader import shared_reader
from recognition.values.contract import Value
from templates_app import drafts, sample_store
from templates_app.definition.partial import parse_valid_part
from templates_app.models import GoldenDocument, GoldenRun, Template, TemplateDraft


def add_tried(
    draft: TemplateDraft,
    content: dict[str, Any],
    data: bytes,
    name: str,
    user: AbstractBaseUser,
    corrected: Mapping[str, Any] | None = None,
) -> GoldenDocument:
    """Make a document golden with what a draft's content reads from it.

    corrected: the values as a person left them, where they are not all as they were read.
    Raises DesignError where the draft does not recognise it, or a value has not its type's form.
    """
    record, _ = tried_documents.tried_on(draft, content, data, name)
    values = values_of(record)
    if not values["matched"]:
        raise design.DesignError(
            f"{name} is not recognised as this template, so there are no values to confirm."
        )
    expected = values
    if corrected is not None:
        definition, _ = parse_valid_part(content)
        assert definition is not None  # it has recognised the document
        try:
            expected = confirmed_values(definition, corrected, values)
        except ValueError as error:
            raise design.DesignError(str(error)) from None
    with shared_reader() as reader:
        reader_name = reader.name
    golden = _confirmed(
        {"template": draft.template} if draft.template else {"draft": draft},
        data,
        {
            "name": name[:255],
            "expected": expected,
            "read": None if expected == values else values,
            "added_by": user,
        },
    )
    golden.runs.update_or_create(
        content_hash=golden_jobs.run_key(content, reader_name),
        defaults={"state": GoldenRun.State.DONE, "found": values, "reader": reader_name},
    )
    return golden


def normalised(content: dict[str, Any], name: str, text: str, printed: bool) -> Value:
    """What a person typed for a value, or drew around on a page, as records state it.

    Raises DesignError, which says how to write it.
    """
    definition, _ = parse_valid_part(content)
    if definition is None:
        raise design.DesignError("The draft has no page to match documents with.")
    try:
        return corrected_value(text, spec_of(definition, name), printed)
    except ValueError as error:
        raise design.DesignError(str(error)) from None


@transaction.atomic
def _confirmed(whose: dict[str, Any], data: bytes, values: dict[str, Any]) -> GoldenDocument:
    """Add a golden document, or confirm the one with these bytes anew; its runs are over then."""
    golden, _ = GoldenDocument.objects.update_or_create(
        sha256=sample_store.keep(data), **whose, defaults=values
    )
    golden.runs.all().delete()
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


def add_recognised(document: Document, template: Template, user: AbstractBaseUser) -> bool:
    """Note that a document is of a template's kind: every version is to recognise it.

    Returns whether it belongs to the suite now; a document that is too long does not.
    """
    if GoldenDocument.objects.filter(template=template, sha256=document.sha256).exists():
        return True
    try:
        _added(document, template, {"matched": True, "fields": {}, "tables": {}}, user)
    except (design.DesignError, UnreadableFile):
        return False
    return True


def _added(
    document: Document, template: Template, expected: dict[str, Any], user: AbstractBaseUser
) -> GoldenDocument:
    data = storage.load(document.sha256)
    tried_documents.check_golden(data, document.name)
    values = {"name": document.name, "expected": expected, "read": None, "added_by": user}
    return _confirmed({"template": template}, data, values)
