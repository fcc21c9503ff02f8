"""Putting a threshold to use: into the template's draft, from which it is published."""

from __future__ import annotations

import copy
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from templates_app import drafts
from templates_app.models import Template, TemplateDraft


class ThresholdError(ValueError):
    """A threshold that can't be put to use; the message says why."""


def use_threshold(
    template: Template, name: str, threshold: float, user: AbstractBaseUser | None
) -> TemplateDraft:
    """Return the template's draft with the field's threshold in it, begun where there is none.

    name: the field, or ``table.column``. Raises ThresholdError, DraftError.
    """
    if not 0.0 <= threshold <= 1.0:
        raise ThresholdError("A threshold lies between 0 and 1.")
    draft = drafts.draft_of(template, user)
    content = copy.deepcopy(draft.content)
    entry = _entry(content, name)
    if entry is None:
        raise ThresholdError(f"The template's draft has no field {name!r} any more.")
    entry["accept_at"] = threshold
    drafts.save(draft.pk, content, draft.revision, user)
    draft.refresh_from_db()
    return draft


def _entry(content: dict[str, Any], name: str) -> dict[str, Any] | None:
    table, _, column = name.rpartition(".")
    entries = content.get("fields", [])
    if table:
        tables = [one for one in content.get("tables", []) if one.get("name") == table]
        entries = tables[0].get("columns", []) if tables else []
    return next((entry for entry in entries if entry.get("name") == column), None)
