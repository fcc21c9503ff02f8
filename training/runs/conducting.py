"""Conducting a claimed run: crops gathered, the training process watched, the outcome judged."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import IO

from django.conf import settings
from django.utils import timezone

from recognition.engine.models import UnknownModelError, find_models
from training.ending_with_parent import end_with_parent
from training.run_folder import RunFolder, RunSettings
from training.runs import forgetting, judging, queue, registry
from training.runs.gathering import TooFewCropsError, gather
from training.runs.models import TrainingRun
from training.samples.folder_reading import SourceError

logger = logging.getLogger(__name__)

CANCELLED, STOPPED, BEREFT = 3, 4, 5
"""Exit statuses of the training process: cancelled by a person; asked to stop, to go on later; one
of the processes that share its work was killed."""
_GRACE = 60.0
_TICK = 0.25
_SAID = 12
"""Lines of the log that a failure shows."""


def conduct(
    claim: queue.Claim,
    stopping: Callable[[], bool] = lambda: False,
    watch: Callable[[RunFolder], None] = lambda _: None,
) -> None:
    """Bring a claimed run to its end, or give it back where this process is asked to stop.

    watch: called with the run's folder about four times a second while it trains.
    """
    run = queue.held(claim).first()
    if run is None:
        return
    folder = registry.run_folder(run.name)
    try:
        _prepare(run, folder)
    except (TooFewCropsError, SourceError, UnknownModelError, OSError) as error:
        if not folder.is_gathered:
            folder.drop_gathered()
        queue.finish(claim, TrainingRun.State.FAILED, problem=str(error))
        return
    if run.attempt > queue.MAX_ATTEMPTS:
        problem = "The training process was killed each time it was started; see its log."
        queue.finish(claim, TrainingRun.State.FAILED, problem=problem)
        return
    forgetting.forget_in_folder(folder)
    folder.take_back_cancel()
    code = _trained(claim, folder, stopping, watch)
    # what was deleted meanwhile is neither judged nor shown
    forgetting.forget_in_folder(folder)
    _close(claim, run, folder, code)
    forgetting.forget(run)


def _close(claim: queue.Claim, run: TrainingRun, folder: RunFolder, code: int) -> None:
    """Bring the row to what the training process ended with."""
    if code == 0:
        judging.conclude(claim, run, folder)
    elif code in (STOPPED, BEREFT, -signal.SIGKILL, -signal.SIGTERM):
        queue.release(claim)
    elif code != CANCELLED:
        queue.finish(claim, TrainingRun.State.FAILED, problem=_last_words(folder))


def _prepare(run: TrainingRun, folder: RunFolder) -> None:
    """Gather crops and write the settings, once: a run that goes on learns from the same."""
    if not (folder.path / "settings.json").exists():
        models = find_models()
        wanted = RunSettings(
            run.name,
            run.minutes,
            str(registry.model(run.base).path) if run.base else None,
            str(models[run.champion].path) if run.champion in models else None,
            threads=settings.TRAINING_THREADS,
        )
        wanted = replace(wanted, **(_of_kind(run) | run.options))
        gathered = gather(run.source, folder, wanted.seed, judged_by_reviewed=bool(run.base))
        run.crops = gathered.counts | {"left_out": gathered.left_out}
        run.data = gathered.data
        run.save(update_fields=["crops", "data"])
        folder.write_settings(wanted)


def _of_kind(run: TrainingRun) -> dict[str, float]:
    """A new network learns quicker, from bolder changes, and has nothing to forget."""
    if run.base:
        return {}
    return {"rate": 4e-3, "replay": 0.0, "strength": 1.3, "decay": 0.995, "pixels": 1536}


def _trained(
    claim: queue.Claim,
    folder: RunFolder,
    stopping: Callable[[], bool],
    watch: Callable[[RunFolder], None],
) -> int:
    """Run the training process to its end and return its exit status."""
    with folder.log.open("ab") as log:
        process = _started(folder, log)
    extended = time.monotonic()
    try:
        while process.poll() is None:
            watch(folder)
            if stopping():
                process.terminate()
                return _waited(process)
            if time.monotonic() - extended > settings.LEASE.total_seconds() / 3:
                extended = time.monotonic()
                queue.extend(claim)
            if not queue.held(claim).exists():
                folder.cancel()
                _waited(process)
                return CANCELLED
            time.sleep(_TICK)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    return process.returncode


def _started(folder: RunFolder, log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "training.nn.finetune", str(folder.path)],
        cwd=settings.BASE_DIR,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=_in_the_background,
    )


def _in_the_background() -> None:
    """Documents are read first: training takes what is left of the processors."""
    end_with_parent()
    os.nice(settings.TRAINING_NICENESS)


def _waited(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _last_words(folder: RunFolder) -> str:
    lines = folder.log.read_text("utf-8", errors="replace").strip().splitlines()
    # the error's own line stands last, what led to it before
    return "\n".join(lines[-_SAID:]) or f"The training process ended at {timezone.now():%H:%M}."
