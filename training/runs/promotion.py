"""Which reader reads: promoted, rolled back, and settled after a crash.

The file ``default.txt`` decides. A row says before the file is replaced what is to come, and
after it that it came; where the process ended in between, the file tells which it was.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from recognition.engine.models import PPOCR, find_models
from training.runs import registry
from training.runs.models import Promotion, TrainingRun

logger = logging.getLogger(__name__)

NOT_BY_ITSELF = "It is better, but does not read by itself: %(why)s"


class PromotionRefused(ValueError):
    """The reader is not changed; the message says why."""


def promote(run: TrainingRun, by: AbstractBaseUser | None = None) -> Promotion:
    """Let the run's model read; its reader's second half stays.

    Raises PromotionRefused unless the comparison found it better than what reads now.
    """
    with _alone():
        row = _promote(run, by)
        run.problem = ""
        run.save(update_fields=["problem"])
        return row


def promote_due() -> None:
    """Settle, and let the models read that are to do so by themselves.

    Asked again and again, for a kill may come before it; a refusal becomes the run's problem.
    """
    with _alone():
        if not settings.PROMOTE_AUTOMATICALLY:
            return
        better = {"state": TrainingRun.State.DONE, "outcome": TrainingRun.Outcome.BETTER}
        for run in TrainingRun.objects.filter(promotion_due=True, **better):
            # its row may have been closed by a process that ended before it said so here
            done = run.promotions.filter(state=Promotion.State.DONE, begun_at__gte=run.finished_at)
            if not done.exists():
                try:
                    _promote(run, None)
                except PromotionRefused as refusal:
                    run.problem = NOT_BY_ITSELF % {"why": refusal}
                    logger.warning("%s: %s", run.name, run.problem)
            run.promotion_due = False
            run.save(update_fields=["promotion_due", "problem"])


def _promote(run: TrainingRun, by: AbstractBaseUser | None) -> Promotion:
    if run.outcome != TrainingRun.Outcome.BETTER:
        raise PromotionRefused(
            _("%(name)s was not found better, so it does not take over. Its report says why.")
            % {"name": run.name}
        )
    before = registry.champion()
    if registry.trained_half(before) != run.champion:
        raise PromotionRefused(
            _("%(name)s was compared with %(old)s, but %(now)s reads by now. Compare again first.")
            % {
                "name": run.name,
                "old": run.champion,
                "now": registry.trained_half(before) or before,
            }
        )
    return _change(registry.with_half(before, run.name), before, Promotion.Kind.PROMOTED, run, by)


def roll_back(by: AbstractBaseUser | None = None) -> Promotion:
    """Let the reader before the present one read again; raises PromotionRefused."""
    with _alone():
        last = _last()
        if last is None:
            raise PromotionRefused(
                _("No reader was promoted here, so there is none to go back to.")
            )
        return _change(last.before, last.reader, Promotion.Kind.ROLLED_BACK, last.run, by)


def reader_before() -> str | None:
    """The reader that a step back would let read; None where none was promoted."""
    last = _last()
    return None if last is None else last.before


def _last() -> Promotion | None:
    """The promotion that brought what reads now."""
    return Promotion.objects.filter(
        state=Promotion.State.DONE, reader=registry.champion(), kind=Promotion.Kind.PROMOTED
    ).first()


def settle() -> None:
    """Finish or void what a process that ended had begun."""
    with _alone():
        pass


def _change(
    reader: str,
    before: str,
    kind: Promotion.Kind,
    run: TrainingRun | None,
    by: AbstractBaseUser | None,
) -> Promotion:
    missing = [part for part in reader.split("+") if part != PPOCR and part not in find_models()]
    if missing:
        raise PromotionRefused(_("The model %(name)s is no longer on disk.") % {"name": missing[0]})
    row = Promotion.objects.create(reader=reader, before=before, kind=kind, run=run, promoted_by=by)
    registry.point_at(reader)
    row.state = Promotion.State.DONE
    row.save(update_fields=["state"])
    logger.info("Documents are read with %s from now on; before it was %s.", reader, before)
    return row


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other processes of this installation from changing the reader meanwhile.

    The lock goes with its process, so a killed one leaves nothing but its begun row.
    """
    with (registry.home() / ".promotion.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _settle()
        yield


def _settle() -> None:
    now = registry.champion()
    # the newest first: of several begun rows only the last can be what the file says
    for row in Promotion.objects.filter(state=Promotion.State.BEGUN):
        carried_out = row.reader == now
        row.state = Promotion.State.DONE if carried_out else Promotion.State.VOID
        row.save(update_fields=["state"])
