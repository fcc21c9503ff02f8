"""A template's suite: its golden documents, read by a draft before that is published."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet

from recognition import golden_jobs
from recognition.designing.golden import differences
from recognition.shared_reader import shared_reader
from templates_app import drafts
from templates_app.importing import Imported
from templates_app.models import GoldenDocument, GoldenRemoval, GoldenRun, TemplateDraft


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


class ReasonMissing(drafts.DraftError):
    """A golden document that blocks a publication is to be removed, and nobody said why."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} stands in the way of this version. Say why it is taken out of the suite."
        )


def suite_of(draft: TemplateDraft) -> QuerySet[GoldenDocument]:
    """The golden documents that a draft is held against."""
    of_draft = Q(draft=draft)
    return GoldenDocument.objects.filter(
        of_draft | Q(template=draft.template) if draft.template_id else of_draft
    )


def run(draft: TemplateDraft, golden: GoldenDocument, again: bool = False) -> dict[str, Any]:
    """How a golden document is read by the draft as saved; asks a worker to read it if need be.

    again: whether one that could not be read is tried anew.
    Returns ``state`` (waiting, reading, done or failed) with ``pages_read`` of ``pages``; once it
    is done, what changes value by value and how many values ``regressed``.
    """
    with shared_reader() as reader:
        name = reader.name
    runs = [golden_jobs.ask(golden, key, name, again) for key in _keys(draft, name)]
    return _stated(golden, runs)


def _keys(draft: TemplateDraft, reader: str) -> list[str]:
    """Of the draft's content first, then of the current version's where there is one."""
    current = draft.template.current if draft.template else None
    contents = [draft.content] if current is None else [draft.content, current.content]
    return [golden_jobs.run_key(content, reader) for content in contents]


def _stated(golden: GoldenDocument, runs: list[GoldenRun]) -> dict[str, Any]:
    after, before = runs[0], runs[1] if len(runs) > 1 else None
    state = GoldenRun.State
    stated = {
        "id": str(golden.pk),
        "name": golden.name,
        "pages": sum(one.pages for one in runs),
        "pages_read": sum(one.pages_read for one in runs),
        "values": _count(golden.expected),
        "changes": [],
        "regressed": 0,
        "problem": "",
    }
    for one in runs:
        if one.state in (state.WAITING, state.READING):
            return {**stated, "state": str(one.state)}
    if after.found is None:
        # what can't be read can't be held against anything: a person has to say why it goes
        return {**stated, "state": "failed", "problem": after.problem, "regressed": 1}
    earlier = golden.read if before is None else before.found
    changes = differences(golden.expected, earlier, after.found)
    return {
        **stated,
        "state": "done",
        "changes": [asdict(change) for change in changes],
        "regressed": sum(change.verdict == "regressed" for change in changes),
    }


def _count(expected: Mapping[str, Any]) -> int:
    cells = sum(len(row) for rows in expected["tables"].values() for row in rows)
    return len(expected["fields"]) + cells


def publish(draft: TemplateDraft, user: AbstractBaseUser | None, reason: str = "") -> Imported:
    """Publish a draft that its golden documents don't speak against, or in spite of them.

    reason: why a regression is accepted; kept with the version.
    Raises SuiteNotRun, Regressed, and what ``drafts.publish`` raises.
    """
    found = list(_standing(draft))
    missing = [str(golden.pk) for golden, stated in found if stated is None]
    if missing:
        raise SuiteNotRun(missing)
    regressed = sum(stated["regressed"] for _, stated in found if stated is not None)
    if regressed and not reason.strip():
        raise Regressed(regressed)
    return drafts.publish(draft, user, reason.strip() if regressed else "")


def _standing(draft: TemplateDraft) -> Iterator[tuple[GoldenDocument, dict[str, Any] | None]]:
    """Every golden document with what its runs came to; None where they are not over."""
    with shared_reader() as reader:
        keys = _keys(draft, reader.name)
    for golden in suite_of(draft):
        runs = {run.content_hash: run for run in golden.runs.filter(content_hash__in=keys)}
        if any(key not in runs for key in keys):
            yield golden, None
            continue
        stated = _stated(golden, [runs[key] for key in keys])
        yield golden, stated if stated["state"] in ("done", "failed") else None


def remove(
    draft: TemplateDraft, golden_id: uuid.UUID, user: AbstractBaseUser | None, reason: str = ""
) -> None:
    """Take a document out of the suite; that it was there and why it went stays known.

    reason: needed where it stands in the way of the draft's publication, or may.
    Raises ReasonMissing.
    """
    stands = {golden.pk: stated for golden, stated in _standing(draft)}
    with transaction.atomic():
        golden = suite_of(draft).select_for_update().filter(pk=golden_id).first()
        if golden is None:
            return
        stated = stands.get(golden.pk)
        if (stated is None or stated["regressed"]) and not reason.strip():
            raise ReasonMissing(golden.name)
        GoldenRemoval.objects.create(
            template=golden.template,
            draft=golden.draft,
            name=golden.name,
            sha256=golden.sha256,
            reason=reason.strip(),
            removed_by=user,
        )
        golden.delete()
