"""Crops of deleted samples leave the runs that took copies: pictures, texts and readings."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Iterable

from django.db import transaction

from training.run_folder import CropRow, RunFolder
from training.runs import registry
from training.runs.models import TrainingRun
from training.samples.models import Sample

logger = logging.getLogger(__name__)

_AT_ONCE = 500


def forget_everywhere(documents: Collection[str] | None = None) -> None:
    """Take the crops of deleted samples out of all runs.

    documents: SHA-256 of those that were deleted; None to look for whatever is gone.
    """
    for run in TrainingRun.objects.all():
        try:
            rows = _rows(registry.run_folder(run.name))
            if documents is None or any(row.document in documents for row in rows) or not rows:
                forget(run)
        except OSError as error:
            logger.warning("Deleted crops are left in the run %s: %s", run.name, error)


def forget(run: TrainingRun) -> None:
    """Take the crops of deleted samples out of one run.

    Of a run under way its report alone: its process needs the files, which go when it ends.
    """
    run.refresh_from_db()
    folder = registry.run_folder(run.name)
    shown = (row.get("name", "") for row in run.report.get("changed", ()))
    gone = _deleted({*shown, *(row.name for row in _rows(folder))})
    if run.state != TrainingRun.State.RUNNING:
        forget_in_folder(folder)
    if gone:
        _forget_in_report(run, gone)


def forget_in_folder(folder: RunFolder) -> None:
    """The same for a run's files alone, of which no process makes use any more."""
    if not folder.is_gathered:
        folder.drop_gathered()
    elif gone := _deleted({row.name for row in _rows(folder)}):
        folder.drop_crops(gone)


def _rows(folder: RunFolder) -> tuple[CropRow, ...]:
    return folder.crops() if folder.is_gathered else ()


def _deleted(names: Iterable[str]) -> set[str]:
    """Those that name a stored sample, and there is none of this name any more."""
    stated = {key: name for name in names if (key := _key(name))}
    keys = list(stated)
    for start in range(0, len(keys), _AT_ONCE):
        some = Sample.objects.filter(pk__in=keys[start : start + _AT_ONCE])
        for key in some.values_list("pk", flat=True):
            del stated[key]
    return set(stated.values())


def _key(name: str) -> uuid.UUID | None:
    """A stored sample's key; a crop of a labelled folder has its file's name and none."""
    try:
        return uuid.UUID(name)
    except ValueError:
        return None


def _forget_in_report(run: TrainingRun, gone: Collection[str]) -> None:
    with transaction.atomic():
        locked = TrainingRun.objects.select_for_update().get(pk=run.pk)
        changed = locked.report.get("changed", [])
        kept = [row for row in changed if row.get("name", "") not in gone]
        if len(kept) < len(changed):
            locked.report["changed"] = kept
            locked.report["changed_count"] -= len(changed) - len(kept)
            locked.save(update_fields=["report"])
