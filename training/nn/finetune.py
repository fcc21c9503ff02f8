"""Teach a reader a run's crops: from a model's weights with rendered replay, or from nothing.

    python -m training.nn.finetune var/training/shop-receipts

The folder says what to do (``training.run_folder``). A run that was killed goes on from its last
checkpoint when started again. Under ``torchrun`` the processes share the work; alone, it starts
one for each GPU or, where torch finds none, as many one-thread processes as it may use processors,
which two threads in one are not worth.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import torch
import torch.distributed as dist

from recognition.engine.runtime import available_threads
from training.ending_with_parent import end_with_parent
from training.nn.checkpoint import Checkpoint
from training.nn.compare import FOR_CHOOSING, compare, reads_generally
from training.nn.curves import append_row
from training.nn.data import Alphabet
from training.nn.examination import Examination, badness, draw_back
from training.nn.export import checkpoint_of, export
from training.nn.lesson import Lesson, lesson_of, started
from training.nn.mixing import characters_of, opened
from training.nn.processes import agreed, multiplies_bf16, on_processor, prepare
from training.nn.schedule import learning_rate
from training.nn.train import average_into
from training.nn.validation import validation_sets
from training.run_folder import Progress, RunFolder, RunSettings, write_whole
from training.synth.lines.render import LineRenderer

BEFORE = "before.json"
CANCELLED, STOPPED, BEREFT = 3, 4, 5
"""Exit statuses: cancelled by a person; asked to stop, to go on later; one of several processes was
killed, to go on later."""
COOLING = 1.4
"""A run that no longer learns goes on to this many times its time so far, with a falling rate."""
FAULTLESS = 2
"""Evaluations after one without an error that may be without one too: then nothing is left that
this run could be told to learn."""
LOOKS = 24
"""A run without a general set is examined at least so often: that takes no time worth saving."""
_MOMENT = 3.0
"""Seconds after a broken connection in which the process at its other end has ended."""
INWARD = ("worse", "total_seconds")


class Clock:
    """Seconds of training, those before a resumption included."""

    def __init__(self, seconds: float, processor_seconds: float, ranks: int) -> None:
        self._wall, self._processor = time.monotonic(), time.process_time()
        self._seconds, self._processor_seconds, self._ranks = seconds, processor_seconds, ranks

    @property
    def seconds(self) -> float:
        return self._seconds + time.monotonic() - self._wall

    def spent(self, settings: RunSettings) -> float:
        """What counts against the run's minutes."""
        return self.processor_seconds if settings.processor_time else self.seconds

    @property
    def processor_seconds(self) -> float:
        """Of all processes, which all do alike."""
        spent = (time.process_time() - self._processor) * self._ranks
        return self._processor_seconds + spent


class Interrupted(Exception):
    """The run ends before its time; code: the process's exit status."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def run(folder: RunFolder, rank: int = 0, ranks: int = 1) -> Checkpoint:
    """Train until the time is over or validation no longer improves; returns the best state.

    Raises Interrupted, UnusableCropsError, and MissingFontsError where replay has no fonts.
    """
    settings = folder.settings()
    torch.manual_seed(settings.seed)
    crops = opened(folder, folder.crops("train"))
    state = started(folder, settings, characters_of(crops))
    alphabet, known = Alphabet(state.charset), set(state.charset)
    crops = [crop for crop in crops if set(crop.text) <= known]
    general = reads_generally(state.charset) and settings.base is not None
    renderer = LineRenderer(state.charset) if general and settings.replay > 0 else None
    lesson = lesson_of(settings, state, crops, renderer, rank, ranks)
    final = None
    if rank == 0:
        final = Examination(
            opened(folder, folder.crops("validation")) or crops,
            validation_sets(renderer, FOR_CHOOSING) if renderer else (),
            alphabet,
        )
    stop = _stop_asked()
    _train(folder, settings, state, lesson, final and final.shortened(), ranks, stop)
    if final is None:
        return state
    best = Checkpoint.load(folder.best)
    if settings.base is not None:
        last = Checkpoint.load(folder.checkpoint)
        draw_back(best, checkpoint_of(Path(settings.base)), final, last)
        best.save(folder.best)
    return best


def _train(
    folder: RunFolder,
    settings: RunSettings,
    state: Checkpoint,
    lesson: Lesson,
    examination: Examination | None,
    ranks: int,
    stop: list[int],
) -> None:
    """The loop; the process with the examination keeps averages, curves and checkpoints."""
    average = {name: value.clone().to(lesson.device) for name, value in state.average.items()}
    before, least, worse = _standing(folder, state, examination)
    clock = Clock(state.seconds, state.metrics.get("processor_seconds", 0.0), ranks)
    total = state.metrics.get("total_seconds", 60 * settings.minutes)
    evaluated, losses = clock.spent(settings), []
    every = settings.evaluate_every
    if examination is not None and not examination.general:
        every = min(every, total / LOOKS)
    bf16 = multiplies_bf16()
    lesson.train()
    for steps in itertools.count(1):
        spent = clock.spent(settings)
        share, ends = agreed([spent / total, float(bool(stop))])
        loss, lines = lesson.step(settings, min(share, 1.0), bf16)
        losses.append(loss)
        state.step += 1
        state.lines += lines * ranks
        state.seconds = clock.seconds
        if examination is not None:
            average_into(average, lesson.model, state.step, settings.decay)
        cancelled, due = agreed(
            [
                float(folder.is_cancelled),
                float(spent - evaluated >= every),
            ]
        )
        if cancelled:
            raise Interrupted(CANCELLED)
        over = share >= 1.0
        if not (over or due or ends or steps == 1):
            continue
        evaluated = spent
        if examination is not None:
            state.weights = on_processor(lesson.model.state_dict())
            state.average = on_processor(average)
            state.optimizer = lesson.optimizer.state_dict()
            row = examination.of(state.model())
            found = badness(row, before)
            worse = 0 if found[0] < least[0] else worse + 1
            patience = settings.patience if least[0] > 0 else min(FAULTLESS, settings.patience)
            if worse > patience and spent * COOLING < total:
                # no longer learning: but the rate must still come down, or half is lost again
                total, worse = spent * COOLING, 0
            state.metrics = row | {
                "processor_seconds": clock.processor_seconds,
                "worse": worse,
                "total_seconds": total,
            }
            if found <= least:
                least = found
                state.save(folder.best)
            state.save(folder.checkpoint)
            _tell(folder, settings, state, share, losses)
        (total,) = agreed([total])
        losses.clear()
        lesson.train()
        if over:
            return
        if ends:
            raise Interrupted(STOPPED)


def _standing(
    folder: RunFolder, state: Checkpoint, examination: Examination | None
) -> tuple[float | None, tuple[float, float], int]:
    """General accuracy before the run, the least badness so far, evaluations since then."""
    if examination is None:
        return None, (math.inf, math.inf), 0
    first = state.model()
    if examination.general and not (folder.path / BEFORE).exists():
        write_whole(folder.path / BEFORE, examination.of(first))
    before = _general_before(folder)
    if folder.best.exists():
        return (
            before,
            badness(Checkpoint.load(folder.best).metrics, before),
            int(state.metrics.get("worse", 0)),
        )
    return before, (math.inf, math.inf), 0


def _general_before(folder: RunFolder) -> float | None:
    note = folder.path / BEFORE
    return float(json.loads(note.read_text("utf-8"))["general_accuracy"]) if note.exists() else None


def _tell(
    folder: RunFolder, settings: RunSettings, state: Checkpoint, share: float, losses: list[float]
) -> None:
    """One row of the curves, a line in the log, and how far the run is."""
    metrics = {name: value for name, value in state.metrics.items() if name not in INWARD}
    row = {
        "seconds": state.seconds,
        "step": float(state.step),
        "lines": float(state.lines),
        "loss": sum(losses) / max(len(losses), 1),
        "rate": learning_rate(settings.rate, settings.warmup, share),
        **metrics,
    }
    append_row(folder.curves, row)
    folder.write_progress(
        Progress(
            "training",
            min(share, 1.0),
            state.step,
            state.lines,
            state.seconds,
            state.metrics["processor_seconds"],
            metrics={name: value for name, value in row.items() if math.isfinite(value)},
        )
    )


def _stop_asked() -> list[int]:
    """Filled once the process is asked to end; the loop then saves and leaves."""
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    return asked


def finish(folder: RunFolder, best: Checkpoint) -> None:
    """Export the best state and compare it with the champion."""
    settings = folder.settings()
    torch.set_num_threads(max(1, settings.threads or available_threads()))
    progress = folder.progress()
    folder.write_progress(replace(progress, stage="exporting", share=1.0))
    export(best, folder.model)
    folder.write_progress(replace(progress, stage="comparing", share=1.0))
    compare(folder)
    folder.write_progress(replace(progress, stage="done", share=1.0))


def _others(folder: Path, ranks: int) -> list[subprocess.Popen[bytes]]:
    """Start the further processes of a run; they end with this one."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    common = {"WORLD_SIZE": str(ranks), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    os.environ.update(common, RANK="0")
    return [
        subprocess.Popen(
            [sys.executable, "-m", "training.nn.finetune", str(folder)],
            env={**os.environ, "RANK": str(rank)},
            preexec_fn=end_with_parent,
        )
        for rank in range(1, ranks)
    ]


def _was_killed(others: list[subprocess.Popen[bytes]]) -> bool:
    """Whether one of the further processes was killed; then this one can't average any more."""
    # the connection breaks a moment before the process can be seen to have ended
    deadline = time.monotonic() + _MOMENT
    while others and time.monotonic() < deadline:
        if any((other.poll() or 0) < 0 for other in others):
            return True
        time.sleep(0.05)
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a reader from a run's folder.")
    parser.add_argument("folder", type=Path)
    folder = RunFolder(parser.parse_args().folder)
    settings = folder.settings()
    others: list[subprocess.Popen[bytes]] = []
    if "RANK" not in os.environ and not _trained(folder):
        ranks = torch.cuda.device_count() or settings.threads or available_threads()
        if ranks > 1:
            others = _others(folder.path, ranks)
    rank, ranks = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    prepare(threads=1)
    try:
        if ranks > 1:
            dist.init_process_group("gloo")
        best = Checkpoint.load(folder.best) if _trained(folder) else run(folder, rank, ranks)
    except Interrupted as interruption:
        sys.exit(interruption.code)
    except RuntimeError:
        if not _was_killed(others):
            raise
        sys.exit(BEREFT)
    finally:
        if dist.is_initialized():
            dist.destroy_process_group()
        for other in others:
            other.kill()  # what it had to give has been averaged in
    if rank == 0:
        finish(folder, best)


def _trained(folder: RunFolder) -> bool:
    """Whether a killed run had come to its export: only that is done again."""
    return folder.best.exists() and folder.progress().stage in ("exporting", "comparing", "done")


if __name__ == "__main__":
    main()
