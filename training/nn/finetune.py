"""Teach a reader a run's crops: from a model's weights with rendered replay, or from nothing.

    python -m training.nn.finetune var/training/shop-receipts

The folder says what to do (``training.run_folder``). A run that was killed goes on from its last
checkpoint when started again. Under ``torchrun`` the processes share the work; alone, it starts
as many one-thread processes as it may use processors, which two threads in one are not worth.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import torch
import torch.distributed as dist
from torch import Tensor, nn

from recognition.engine.runtime import available_threads
from training.ending_with_parent import end_with_parent
from training.nn.checkpoint import Checkpoint
from training.nn.compare import FOR_CHOOSING, compare, reads_generally
from training.nn.data import Alphabet, Batch, collate
from training.nn.export import checkpoint_of, export
from training.nn.growth import grown
from training.nn.loss import ctc_loss, frame_loss
from training.nn.mixing import (
    CropLines,
    Labelled,
    RenderedLines,
    batches,
    characters_of,
    opened,
    plain_sample,
)
from training.nn.model import Crnn, CrnnConfig
from training.nn.scores import Score, score
from training.nn.train import agreed, average_gradients, average_into, multiplies_bf16
from training.nn.validation import ValidationSet, read, validate, validation_sets
from training.run_folder import Progress, RunFolder, RunSettings, write_whole
from training.synth.lines.render import LineRenderer

HEAD = ("context", "glyph", "neighbours", "classes")
"""Parts of the network that learn from the first step; the others wait until these have settled."""
FRAME_SHARE = 0.5
FEW_CLASSES = 400
BEFORE = "before.json"
WAY = (0.85, 0.7, 0.55, 0.4)
"""Shares of the way from the base's weights to the tuned ones that are tried at the end."""
CANCELLED, STOPPED = 3, 4
"""Exit statuses: cancelled by a person; asked to stop, to go on later."""
GROWN_RATE = 5.0
COOLING = 1.4
"""A run that no longer learns goes on to this many times its time so far, with a falling rate."""
INWARD = ("worse", "total_seconds")


def small_network(classes: int) -> CrnnConfig:
    """Sizes for a specialised reader: what a code of few characters needs, and no more."""
    if classes > FEW_CLASSES:
        return CrnnConfig(classes)
    return CrnnConfig(
        classes, channels=(16, 32, 48, 64, 64), features=128, hidden=64, bottleneck=48
    )


def rate_at(settings: RunSettings, share: float) -> float:
    """Linear warm-up, then half a cosine down to a hundredth."""
    if share < settings.warmup:
        return settings.rate * max(share / settings.warmup, 0.02)
    rest = min((share - settings.warmup) / (1 - settings.warmup), 1.0)
    return settings.rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * rest)))


def started(folder: RunFolder, settings: RunSettings, characters: tuple[str, ...]) -> Checkpoint:
    """The run's own checkpoint if it has one, else the base's weights, else a new network.

    Characters that the base doesn't know are added to it; it keeps all of its own.
    """
    if folder.checkpoint.exists():
        return Checkpoint.load(folder.checkpoint)
    if settings.base is None:
        charset = characters
        sizes = small_network(len(charset) + 1)
        weights = Crnn(sizes).state_dict()
        return Checkpoint(sizes, charset, weights, weights, None)
    base = checkpoint_of(Path(settings.base))
    new = tuple(char for char in characters if char not in set(base.charset))
    return grown(base, charset=(*base.charset, *new))


@dataclass(slots=True)
class Lesson:
    """What one process trains with.

    known: classes of the base, where the run's crops added others; else 0.
    """

    model: Crnn
    optimizer: torch.optim.Optimizer
    lines: CropLines
    crops: Iterator[Batch]
    rendered: Iterator[Batch] | None
    generator: torch.Generator
    tuned: bool
    known: int

    def step(self, settings: RunSettings, share: float, bf16: bool) -> tuple[float, int]:
        """One step; returns the loss and the lines seen."""
        self._thaw(share >= settings.frozen or not self.tuned)
        # shapes are learnt from crops as they are, then from what scanners make of them
        self.lines.strength = settings.strength * min(1.0, 0.3 + 1.4 * share)
        for group in self.optimizer.param_groups:
            group["lr"] = rate_at(settings, share)
        if self.known:
            # new characters have all to learn; until they have begun the others stand still
            self.optimizer.param_groups[0]["lr"] *= GROWN_RATE
        self.optimizer.zero_grad(set_to_none=True)
        batch = next(self.crops)
        total = self._loss(batch, bf16, frames=False)
        lines = len(batch.lengths)
        if self.rendered is not None:
            replay = next(self.rendered)
            total = (1 - settings.replay) * total + settings.replay * self._loss(replay, bf16, True)
            lines += len(replay.lengths)
        total.backward()  # type: ignore[no-untyped-call]
        if self.known and share < settings.frozen:
            for parameter in self.model.classes.parameters():
                if parameter.grad is not None:
                    parameter.grad[: self.known] = 0
        average_gradients(self.model)
        nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        self.optimizer.step()
        return float(total.item()), lines

    def _loss(self, batch: Batch, bf16: bool, frames: bool) -> Tensor:
        pixels = batch.pixels.to(torch.float32).div_(255)
        pixels = pixels.contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            embedded = self.model.embed(pixels)
            lines = ctc_loss(self.model, embedded, batch.labels, batch.lengths, self.generator)
            loss = lines.mean()
            if frames:
                where = frame_loss(self.model, embedded, batch.frames, self.generator)
                loss = loss + FRAME_SHARE * where
        return loss

    def _thaw(self, thawed: bool) -> None:
        for name, parameter in self.model.named_parameters():
            if not name.startswith(HEAD):
                parameter.requires_grad_(thawed)

    def train(self) -> None:
        """Back from evaluation: a tuned network keeps the batch statistics that it came with."""
        self.model.train()
        if self.tuned:
            for module in self.model.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()


@dataclass(frozen=True, slots=True)
class Examination:
    """What a run is judged by while it goes on: crops kept from training, and rendered lines."""

    crops: Sequence[Labelled]
    general: Sequence[ValidationSet]
    alphabet: Alphabet

    def of(self, model: Crnn) -> dict[str, float]:
        """Figures for the curves; ``general`` only where the general set counts."""
        found = self._on_crops(model)
        row = {
            "validation_loss": self._loss(model),
            "cer": found.cer,
            "character_accuracy": found.character_accuracy,
            "line_accuracy": found.exact,
        }
        if self.general:
            scores = validate(model, self.general, self.alphabet).values()
            row["general_accuracy"] = sum(each.exact for each in scores) / len(scores)
        return row

    def _on_crops(self, model: Crnn) -> Score:
        readings = read(model, [crop.image for crop in self.crops], self.alphabet)
        return score(zip(readings, (crop.text for crop in self.crops), strict=True))

    def _loss(self, model: Crnn) -> float:
        """CTC per line, over the crops whose characters the model knows."""
        known = set(self.alphabet.charset)
        total, count, generator = 0.0, 0, torch.Generator().manual_seed(1)
        with torch.inference_mode():
            for crop in self.crops[:200]:
                if crop.text and set(crop.text) <= known:
                    batch = collate([plain_sample(crop, self.alphabet)])
                    embedded = model.embed(batch.pixels.to(torch.float32).div_(255))
                    lines = ctc_loss(model, embedded, batch.labels, batch.lengths, generator)
                    total += float(lines.mean())
                    count += 1
        return total / max(count, 1)


def badness(row: dict[str, float], general_before: float | None) -> tuple[float, float]:
    """What the best checkpoint has least of: errors on the crops, and what was forgotten."""
    forgotten = 0.0
    if general_before is not None:
        forgotten = 4 * max(0.0, general_before - row["general_accuracy"])
    return row["cer"] + 0.3 * (1 - row["line_accuracy"]) + forgotten, row["validation_loss"]


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
    torch.set_num_threads(1 if ranks > 1 else max(1, settings.threads or 1))
    torch.set_flush_denormal(True)
    cv2.setNumThreads(1)
    crops = opened(folder, folder.crops("train"))
    state = started(folder, settings, characters_of(crops))
    alphabet, known = Alphabet(state.charset), set(state.charset)
    crops = [crop for crop in crops if set(crop.text) <= known]
    general = reads_generally(state.charset) and settings.base is not None
    renderer = LineRenderer(state.charset) if general and settings.replay > 0 else None
    lesson = _lesson(settings, state, crops, renderer, rank, ranks)
    examination = None
    if rank == 0:
        examination = Examination(
            opened(folder, folder.crops("validation")) or crops,
            validation_sets(renderer, FOR_CHOOSING) if renderer else (),
            alphabet,
        )
    stop = _stop_asked()
    _train(folder, settings, state, lesson, examination, ranks, stop)
    best = Checkpoint.load(folder.best) if rank == 0 else state
    if examination is not None and settings.base is not None:
        _drawn_back(folder, settings, best, examination)
    return best


def _drawn_back(
    folder: RunFolder, settings: RunSettings, best: Checkpoint, examination: Examination
) -> None:
    """Keep the best point on the way between the base's weights and the tuned ones.

    What was forgotten often lies in the last part of that way, what was learnt in the first
    (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).
    """
    base = grown(checkpoint_of(Path(str(settings.base))), charset=best.charset).average
    before = _general_before(folder)
    tuned, least = best.average, badness(best.metrics, before)
    for share in WAY:
        candidate = {
            name: torch.lerp(base[name], value, share) if value.is_floating_point() else value
            for name, value in tuned.items()
        }
        model = Crnn(best.config)
        model.load_state_dict(candidate)
        row = examination.of(model.eval())
        print(f"{share:.0%} of the way: " + "  ".join(f"{k} {v:.4f}" for k, v in row.items()))
        if badness(row, before) < least:
            least, best.average, best.metrics = badness(row, before), candidate, best.metrics | row
    best.save(folder.best)


def _lesson(
    settings: RunSettings,
    state: Checkpoint,
    crops: Sequence[Labelled],
    renderer: LineRenderer | None,
    rank: int,
    ranks: int,
) -> Lesson:
    alphabet = Alphabet(state.charset)
    model = Crnn(state.config).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    model.load_state_dict(state.weights)
    classes = list(model.classes.parameters())
    others = [value for name, value in model.named_parameters() if not name.startswith("classes.")]
    optimizer = torch.optim.AdamW(
        [{"params": classes}, {"params": others}],
        lr=settings.rate,
        weight_decay=0.01,
        foreach=True,
    )
    if state.optimizer is not None:
        optimizer.load_state_dict(state.optimizer)
    # a run that goes on must not see the same changes again
    seed = (settings.seed * 1_000 + state.step) * ranks + rank
    pixels = settings.pixels // ranks
    share = settings.replay if renderer else 0.0
    lines = CropLines(crops, alphabet, seed, settings.strength)
    rendered = None
    if renderer is not None:
        texts = [crop.text for crop in crops]
        replayed = RenderedLines(renderer, alphabet, texts, seed)
        rendered = batches(replayed, max(640, round(pixels * share)), seed)
    return Lesson(
        model,
        optimizer,
        lines,
        batches(lines, max(640, round(pixels * (1 - share))), seed),
        rendered,
        torch.Generator().manual_seed(seed),
        tuned=settings.base is not None,
        known=_known(settings, state.config),
    )


def _known(settings: RunSettings, sizes: CrnnConfig) -> int:
    """Classes that the base knows, where others were added; else 0."""
    if settings.base is None:
        return 0
    known = checkpoint_of(Path(settings.base)).config.classes
    return known if known < sizes.classes else 0


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
    average = {name: value.clone() for name, value in state.average.items()}
    before, least, worse = _standing(folder, state, examination)
    clock = Clock(state.seconds, state.metrics.get("processor_seconds", 0.0), ranks)
    total = state.metrics.get("total_seconds", 60 * settings.minutes)
    evaluated, losses = clock.spent(settings), []
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
                float(spent - evaluated >= settings.evaluate_every),
            ]
        )
        if cancelled:
            raise Interrupted(CANCELLED)
        over = share >= 1.0
        if not (over or due or ends or steps == 1):
            continue
        evaluated = spent
        if examination is not None:
            state.weights = lesson.model.state_dict()
            state.average, state.optimizer = average, lesson.optimizer.state_dict()
            row = examination.of(state.model())
            found = badness(row, before)
            worse = 0 if found[0] < least[0] else worse + 1
            if worse > settings.patience and spent * COOLING < total:
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
        "rate": rate_at(settings, share),
        **metrics,
    }
    fresh = not folder.curves.exists()
    with folder.curves.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(row))
        if fresh:
            writer.writeheader()
        writer.writerow({name: round(value, 6) for name, value in row.items()})
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
    print("  ".join(f"{name} {value:.5g}" for name, value in row.items()), flush=True)


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


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a reader from a run's folder.")
    parser.add_argument("folder", type=Path)
    folder = RunFolder(parser.parse_args().folder)
    settings = folder.settings()
    others: list[subprocess.Popen[bytes]] = []
    if "RANK" not in os.environ and not _trained(folder):
        ranks = settings.threads or available_threads()
        if ranks > 1:
            others = _others(folder.path, ranks)
    rank, ranks = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    if ranks > 1:
        dist.init_process_group("gloo")
    try:
        best = Checkpoint.load(folder.best) if _trained(folder) else run(folder, rank, ranks)
    except Interrupted as interruption:
        sys.exit(interruption.code)
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
