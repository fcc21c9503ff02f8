"""Asking for a run: what is wrong with the wish is said at once, not an hour later."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from recognition.engine.models import UnknownModelError, find_models
from training.runs import queue, registry
from training.runs.gathering import source_of
from training.runs.models import NAME, TrainingRun
from training.samples.folder_reading import SourceError, form_of
from training.samples.labelled import REVIEWED, labelled

MOST_MINUTES = 7 * 24 * 60
LEAST_MINUTES = 0.02
DEFAULT_MINUTES = 10.0
CHAMPION = "champion"
NO_BASE = "none"


class RunRefused(ValueError):
    """The run can't be started; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants trained.

    base: a model's name, ``champion`` for the one that reads now, ``none`` for a new network.
    options: of ``training.run_folder.RunSettings``, beyond those named here.
    """

    name: str
    source: str = REVIEWED
    base: str = CHAMPION
    minutes: float = DEFAULT_MINUTES
    options: dict[str, Any] | None = None


def start(wish: Wish, by: AbstractBaseUser | None = None) -> TrainingRun:
    """Queue a run; raises RunRefused."""
    _check_torch()
    _check_name(wish.name)
    _check_source(wish.source)
    if not LEAST_MINUTES <= wish.minutes <= MOST_MINUTES:
        raise RunRefused(
            _("The minutes must be between %(least)s and %(most)s.")
            % {"least": LEAST_MINUTES, "most": MOST_MINUTES}
        )
    reading = registry.trained_half(registry.champion())
    base = _base(wish.base, reading)
    if "+" in wish.base or (base and not (find_models()[base].path / "weights.npz").is_file()):
        raise RunRefused(_("The model %(name)s has no weights to start from.") % {"name": base})
    try:
        with transaction.atomic():
            return TrainingRun.objects.create(
                name=wish.name,
                source=wish.source,
                base=base,
                champion=reading,
                minutes=wish.minutes,
                options=wish.options or {},
                created_by=by,
            )
    except IntegrityError:
        raise RunRefused(_taken(wish.name)) from None


def _taken(name: str) -> str:
    return _("There is a run named %(name)s already. Choose another name.") % {"name": name}


def _check_torch() -> None:
    if importlib.util.find_spec("torch") is None:
        raise RunRefused(
            _(
                "Training needs PyTorch, which is not installed here. Install it with: pip install "
                "-r requirements.txt"
            )
        )


def _check_name(name: str) -> None:
    if not re.fullmatch(NAME, name):
        raise RunRefused(
            _(
                "The name %(name)r can't be used: at most 63 small letters, digits, - _ and ., "
                "the first a letter or digit."
            )
            % {"name": name}
        )
    if TrainingRun.objects.filter(name=name).exists():
        raise RunRefused(_taken(name))
    if name in find_models() or name in (CHAMPION, NO_BASE):
        raise RunRefused(
            _("There is a model named %(name)s already. Choose another name.") % {"name": name}
        )


def _check_source(stated: str) -> None:
    source = source_of(stated)
    try:
        if isinstance(source, Path):
            form_of(source)
        elif next(iter(labelled(source)), None) is None:
            raise RunRefused(
                _("%(source)s holds no sample yet. Decide some values in the review desk first.")
                % {"source": stated}
                if source == REVIEWED
                else _("The collection %(source)s holds no sample.") % {"source": stated}
            )
    except SourceError as error:
        raise RunRefused(str(error)) from None


def _base(wanted: str, reading: str) -> str:
    if wanted == NO_BASE:
        return ""
    name = reading if wanted == CHAMPION else wanted
    try:
        return registry.model(name).name
    except UnknownModelError as error:
        raise RunRefused(str(error)) from None


def go_on(run: TrainingRun) -> None:
    """Queue a run again that failed or was cancelled; raises RunRefused."""
    _check_torch()
    if not queue.go_on(run.pk):
        raise RunRefused(
            _("%(name)s can't go on: it has neither failed nor been cancelled.")
            % {"name": run.name}
        )


def refuse(run: TrainingRun) -> None:
    """Say for good that a run's model is not to read whole documents; raises RunRefused."""
    if run.outcome != TrainingRun.Outcome.BETTER:
        raise RunRefused(_("Only a run that was found better can be refused."))
    if run.name in registry.champion().split("+"):
        raise RunRefused(
            _("%(name)s reads now. Go back to the reader before first.") % {"name": run.name}
        )
    run.outcome = TrainingRun.Outcome.REFUSED
    run.save(update_fields=["outcome"])


def compare_again(run: TrainingRun) -> None:
    """Queue a finished run for a comparison with what reads now; raises RunRefused."""
    folder = registry.run_folder(run.name)
    if run.state != TrainingRun.State.DONE or not (folder.path / "best.pt").exists():
        raise RunRefused(
            _("%(name)s can't be compared: it has not ended, or its folder is gone.")
            % {"name": run.name}
        )
    reading = registry.trained_half(registry.champion())
    if run.name == reading:
        raise RunRefused(_("%(name)s is what reads now.") % {"name": run.name})
    champion = str(find_models()[reading].path) if reading else None
    folder.write_settings(replace(folder.settings(), champion=champion))
    run.champion, run.state, run.outcome = reading, TrainingRun.State.QUEUED, ""
    run.save(update_fields=["champion", "state", "outcome"])
