"""Drafts: a template is drawn on one, saved at every step, and published when it is good."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from templates_app import sample_store
from templates_app.definition.problems import TemplateError
from templates_app.definition.schema import unstorable
from templates_app.importing import Imported, NameTaken, prepare, publish_prepared
from templates_app.models import DraftSample, GoldenDocument, GoldenRemoval, Template, TemplateDraft
from templates_app.models import TemplateVersion as Version

MOST_BYTES = 4 * 1024 * 1024
"""As large as a template may be where it is imported."""

_CHANGED = "Somebody else has changed this draft meanwhile. Load it again; your last step is lost."

Content = dict[str, Any]


class DraftError(ValueError):
    """What can't be done with a draft; the message says what to do instead."""


class DraftConflict(DraftError):
    """Somebody else saved the draft meanwhile."""


@transaction.atomic
def draft_of(template: Template, user: AbstractBaseUser | None) -> TemplateDraft:
    """Return the template's draft, begun from its current version where there is none."""
    locked = Template.objects.select_for_update().get(pk=template.pk)
    known = TemplateDraft.objects.filter(template=locked).first()
    if known is not None:
        return known
    if locked.current is None:
        raise DraftError(f"{locked.name} has no version to begin from. Import one.")
    return _begun_from(locked.current, locked, locked.current.content, user)


@transaction.atomic
def restore(version: Version, user: AbstractBaseUser | None) -> TemplateDraft:
    """Return the template's draft with a version's content in it; what the draft held is lost."""
    locked = Template.objects.select_for_update().get(pk=version.template_id)
    TemplateDraft.objects.filter(template=locked).delete()
    return _begun_from(version, locked, version.content, user)


@transaction.atomic
def copy(version: Version, user: AbstractBaseUser | None) -> TemplateDraft:
    """Return a draft of a new template that says what a version says, under a free name."""
    name = free_name(version.template.name)
    return _begun_from(version, None, {**version.content, "name": name}, user)


def _begun_from(
    version: Version, template: Template | None, content: Content, user: AbstractBaseUser | None
) -> TemplateDraft:
    draft = TemplateDraft.objects.create(template=template, content=content, changed_by=user)
    for sample in version.samples.all():
        DraftSample.objects.create(
            draft=draft, page=sample.page, path=sample.path, sha256=sample.sha256
        )
    return draft


@transaction.atomic
def new_draft(
    content: Content, samples: Mapping[int, tuple[str, bytes]], user: AbstractBaseUser | None
) -> TemplateDraft:
    """Begin a template.

    samples: path and bytes of each page's sample, by the page's number.
    """
    draft = TemplateDraft.objects.create(content=content, changed_by=user)
    for page, (path, data) in samples.items():
        DraftSample.objects.create(
            draft=draft, page=page, path=path, sha256=sample_store.keep(data)
        )
    return draft


def free_name(wanted: str) -> str:
    """Return the name, or the name with the first number that makes it free."""
    taken = set(Template.objects.values_list("name", flat=True))
    if wanted not in taken:
        return wanted
    return next(
        name for number in range(2, 10**6) if (name := f"{wanted[:56]}-{number}") not in taken
    )


def save(draft_id: uuid.UUID, content: object, revision: int, user: AbstractBaseUser | None) -> int:
    """Store a draft's content and return its new revision.

    revision: the one that the content was drawn on.
    Raises DraftConflict where the draft is at another one, DraftError where it can't be stored,
    and TemplateError where it holds what no database takes.
    """
    pages = content.get("pages") if isinstance(content, dict) else None
    if (
        not isinstance(content, dict)
        or not isinstance(pages, list)
        or not all(map(_is_page, pages))
    ):
        raise DraftError("A draft is a stencil-template/1 document with its pages.")
    if problems := list(unstorable(content)):
        raise TemplateError(problems)
    if len(json.dumps(content)) > MOST_BYTES:
        raise DraftError("The template is larger than 4 MB. Divide it.")
    draft = TemplateDraft.objects.select_related("template").filter(pk=draft_id).first()
    if draft is None:
        raise DraftError("This draft was published or thrown away. Open the template again.")
    if draft.template is not None and content.get("name") != draft.template.name:
        raise DraftError(
            f"{draft.template.name} keeps its name: records refer to it. Copy it to have another."
        )
    saved = TemplateDraft.objects.filter(pk=draft_id, revision=revision).update(
        content=content, revision=F("revision") + 1, changed_by=user, changed_at=timezone.now()
    )
    if not saved:
        raise DraftConflict(_CHANGED)
    return revision + 1


def _is_page(entry: object) -> bool:
    sizes = ("number", "width", "height")
    return isinstance(entry, dict) and all(
        type(entry.get(key)) is int and entry[key] >= 1 for key in sizes
    )


def at(draft: TemplateDraft, revision: int) -> TemplateDraft:
    """Return the draft; raises DraftConflict where it is not at the revision that was seen."""
    if draft.revision != revision:
        raise DraftConflict(_CHANGED)
    return draft


def publish(draft: TemplateDraft, user: AbstractBaseUser | None, note: str = "") -> Imported:
    """Publish a draft as its template's next version; the draft ends, its golden documents stay.

    Raises TemplateError with every mistake, DraftError where the name is another template's,
    DraftConflict where a step was saved after the draft was read.
    """
    first = draft.template is None
    name = draft.content.get("name")
    if first and Template.objects.filter(name=name, current__isnull=False).exists():
        raise DraftError(f"There is a template named {name} already. Choose another name.")
    files = {sample.path: sample.read() for sample in draft.samples.all()}
    prepared = prepare(draft.content, files)
    with transaction.atomic():
        try:
            imported = publish_prepared(prepared, user, note, first)
        except NameTaken as taken:
            raise DraftError(str(taken)) from None
        for model in (GoldenDocument, GoldenRemoval):
            model.objects.filter(draft=draft).update(template=imported.version.template, draft=None)
        ended, _ = TemplateDraft.objects.filter(pk=draft.pk, revision=draft.revision).delete()
        if not ended:
            raise DraftConflict(_CHANGED)
    return imported


def add_sample(draft: TemplateDraft, page: int, path: str, data: bytes) -> str:
    """Keep the sample of a draft's page, instead of one that it has; return its path.

    Two files may have one name, as pictures of a phone's camera do; the later gets its page's.
    """
    digest = sample_store.keep(data)
    others = draft.samples.exclude(page=page)
    if others.filter(path=path).exclude(sha256=digest).exists():
        known = PurePath(path)
        path = f"{known.stem}-page-{page}{known.suffix}"
    DraftSample.objects.update_or_create(
        draft=draft, page=page, defaults={"path": path, "sha256": digest}
    )
    return path
