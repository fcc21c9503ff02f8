"""Train the line reader from rendered lines, read from top to bottom.

    python -m training.nn.train --name crnn-base --minutes 120
    torchrun --nproc-per-node 2 -m training.nn.train --name crnn-base --minutes 120 --threads 1

Frames come first: a rendered line tells where each character stands, so each frame can be told
what it shows, which teaches in minutes what CTC alone needs hours for. CTC sets in half
way, when shapes are known and what is left is where one character ends. Time is the schedule:
learning rate, difficulty, length of lines and the change of loss all follow the share of --minutes
that has passed, so a run fits any machine. Under torchrun every process renders and learns from
its own lines and gradients are averaged; on a busy CPU one thread each does more than threads that
wait for one another inside every operation.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.utils.data import DataLoader

from training.nn.checkpoint import Checkpoint, data_hash
from training.nn.curves import append_row
from training.nn.data import Alphabet, Batch, RenderedBatches
from training.nn.export import checkpoint_of, untrained
from training.nn.growth import grown
from training.nn.loss import ctc_loss, frame_loss
from training.nn.model import Crnn, CrnnConfig
from training.nn.optimiser import Optimiser
from training.nn.processes import (
    agreed,
    average_gradients,
    device_of,
    multiplies_bf16,
    on_device,
    on_processor,
    prepare,
)
from training.nn.replay import HardLines
from training.nn.schedule import learning_rate
from training.nn.validation import validate, validation_sets
from training.synth.lines.render import LineRenderer


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """How a run goes.

    minutes: the whole run's time, earlier parts included. pixels: width of a batch, all lines
    together. ctc_from, hard_from, long_from: shares of the time at which CTC sets in, and at which
    lines are as hard and as long as they get. validation: lines per validation set.
    evaluate_every: seconds. patience: evaluations without improvement that end the run.
    hard_share: of each batch's lines, the hardest, come back once CTC tells which they are.
    bf16: mixed precision, half again as many lines where the processor multiplies bfloat16.
    muon: for a network that can't read yet.
    """

    name: str
    minutes: float
    seed: int = 1
    pixels: int = 5_120
    rate: float = 2e-3
    warmup: float = 0.02
    ctc_from: float = 0.5
    frame_share: float = 0.5
    hardest: float = 1.0
    hard_from: float = 0.7
    longest: int = 22
    long_from: float = 0.5
    decay: float = 0.999
    weight_decay: float = 0.01
    evaluate_every: float = 300.0
    validation: int = 100
    patience: int = 12
    threads: int = 1
    workers: int = 1
    hard_share: float = 0.0
    bf16: bool = False
    muon: bool = False


def difficulty(config: TrainConfig, progress: float) -> float:
    """Share of the worst print that lines may get: clean print teaches shapes, so it is first."""
    return config.hardest * min(1.0, 0.2 + 0.8 * progress / config.hard_from)


def longest(config: TrainConfig, progress: float) -> int:
    """Characters per line: frames are what teaches, and long lines are mostly Latin ones."""
    return round(12 + (config.longest - 12) * min(1.0, progress / config.long_from))


def training_loss(
    model: Crnn, batch: Batch, config: TrainConfig, progress: float, generator: torch.Generator
) -> tuple[Tensor, Tensor | None]:
    """Frames alone at first; CTC with a share of frames, which keeps all classes apart, at last.

    Returns the loss and, under CTC, each line's own.
    """
    lines = batch.pixels.to(torch.float32).div_(255).contiguous(memory_format=torch.channels_last)
    with torch.autocast(lines.device.type, torch.bfloat16, enabled=config.bf16):
        embedded = model.embed(lines)
        frames = frame_loss(model, embedded, batch.frames, generator)
        if progress < config.ctc_from:
            return frames, None
        lines_lost = ctc_loss(model, embedded, batch.labels, batch.lengths, generator)
        return config.frame_share * frames + lines_lost.mean(), lines_lost.detach().cpu()


def average_into(average: dict[str, Tensor], model: nn.Module, step: int, decay: float) -> None:
    """Move the averaged weights towards the model's (Polyak averaging); counters are copied."""
    keep = min(decay, (1 + step) / (10 + step))
    with torch.no_grad():
        for name, value in model.state_dict().items():
            if value.dtype.is_floating_point:
                average[name].lerp_(value, 1 - keep)
            else:
                average[name].copy_(value)


def start(config: TrainConfig, folder: Path, base: Path | None, grow: bool = False) -> Checkpoint:
    """The run's own checkpoint if it has one, else ``base``'s weights, else a new network.

    base: a checkpoint or the folder of an exported model; grow: to the sizes of a new network.
    """
    own = folder / "checkpoint.pt"
    if own.exists():
        return Checkpoint.load(own)
    if base is not None:
        found = checkpoint_of(base) if base.is_dir() else Checkpoint.load(base)
        return grown(found, CrnnConfig(found.config.classes) if grow else None)
    return untrained()


def returning(fresh: Iterable[Batch], hard: HardLines) -> Iterator[tuple[Batch, list[int]]]:
    """Fresh batches with those of hard lines between them."""
    for batch in fresh:
        yield from hard.batches(batch)


def run(
    config: TrainConfig, folder: Path, base: Path | None = None, grow: bool = False
) -> Checkpoint:
    """Train until the time is over or validation has stopped improving.

    Returns the state at the end of the time, where the rate has come down: what some hundred lines
    say on the way is as often luck. A run that stopped improving before gives its best state.
    """
    rank, ranks = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    if ranks > 1 and not dist.is_initialized():
        dist.init_process_group("gloo")
    torch.manual_seed(config.seed)
    state = start(config, folder, base, grow)
    state.data = data_hash()
    alphabet, renderer = Alphabet(state.charset), LineRenderer(state.charset)
    sets = validation_sets(renderer, config.validation) if rank == 0 else ()
    device = device_of(rank)
    model = on_device(Crnn(state.config), device)
    model.load_state_dict(state.weights)
    average = {name: value.clone().to(device) for name, value in state.average.items()}
    optimizer = Optimiser(model, config.rate, config.weight_decay, config.muon)
    if state.optimizer is not None:
        optimizer.load_state_dict(state.optimizer)

    progress = state.seconds / (60 * config.minutes)
    hardness = multiprocessing.Value("d", difficulty(config, progress))
    length = multiprocessing.Value("i", longest(config, progress))
    seed = (config.seed + state.step) * ranks + rank
    batches = RenderedBatches(state.charset, seed, config.pixels, hardness, length)
    loader = DataLoader(
        batches,
        batch_size=None,
        num_workers=config.workers,
        prefetch_factor=8 if config.workers else None,
    )
    generator = torch.Generator().manual_seed(seed)
    best, worse = (
        Checkpoint.load(folder / "best.pt").metrics["exact"]
        if (folder / "best.pt").exists()
        else -1.0,
        0,
    )
    hard = HardLines(config.pixels, config.hard_share)
    begun, evaluated, losses = time.monotonic() - state.seconds, time.monotonic(), []
    model.train()
    for batch, turns in returning(loader, hard):
        progress = state.seconds / (60 * config.minutes)
        hardness.value, length.value = difficulty(config, progress), longest(config, progress)
        rate = learning_rate(config.rate, config.warmup, progress)
        loss, lines_lost = training_loss(model, batch.on(device), config, progress, generator)
        model.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        average_gradients(model)
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step(rate)
        losses.append(loss.item())
        if lines_lost is not None:
            hard.keep(batch, turns, lines_lost)
        state.step += 1
        state.lines += len(batch.lengths) * ranks
        now = time.monotonic()
        state.seconds, over, due = agreed(
            [
                now - begun,
                float(worse > config.patience),
                float(now - evaluated >= config.evaluate_every),
            ]
        )
        over = bool(over) or state.seconds >= 60 * config.minutes
        if rank == 0:
            average_into(average, model, state.step, config.decay)
        if not (over or due):
            continue

        evaluated = now
        if rank == 0:
            state.weights = on_processor(model.state_dict())
            state.average, state.optimizer = on_processor(average), optimizer.state_dict()
            results = validate(state.model(), sets, alphabet)
            state.metrics = {"exact": sum(found.exact for found in results.values()) / len(results)}
            for name, found in results.items():
                state.metrics |= {f"{name}_exact": found.exact, f"{name}_cer": found.cer}
            row = {
                "seconds": round(state.seconds),
                "step": state.step,
                "lines": state.lines,
                "loss": sum(losses) / len(losses),
                "rate": rate,
                "difficulty": hardness.value,
                "ctc": float(progress >= config.ctc_from),
            }
            append_row(folder / "curves.csv", row | state.metrics)
            state.save(folder / "checkpoint.pt")
            if state.metrics["exact"] >= best or state.seconds >= 60 * config.minutes:
                best, worse = state.metrics["exact"], 0
                state.save(folder / "best.pt")
            elif progress >= config.hard_from:
                worse += 1
        losses.clear()
        if over:
            break
    if dist.is_initialized():
        dist.barrier()  # the first process writes best.pt, the others read it
    return Checkpoint.load(folder / "best.pt")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the line reader from rendered lines.")
    parser.add_argument("--name", default="crnn-base", help="the run's folder under --runs")
    parser.add_argument("--runs", type=Path, default=Path("var/training"))
    parser.add_argument("--base", type=Path, help="checkpoint whose weights a new run starts from")
    parser.add_argument(
        "--grow", action="store_true", help="make the base as large as a new network first"
    )
    parser.add_argument(
        "--minutes",
        type=float,
        default=120,
        help="time of the whole run; it resumes where it stopped",
    )
    defaults = TrainConfig("", 0)
    for name in (
        "seed",
        "pixels",
        "rate",
        "hardest",
        "longest",
        "ctc_from",
        "hard_from",
        "long_from",
        "evaluate_every",
        "threads",
        "workers",
        "patience",
        "hard_share",
    ):
        value = getattr(defaults, name)
        parser.add_argument("--" + name.replace("_", "-"), type=type(value), default=value)
    parser.add_argument(
        "--bf16",
        action=argparse.BooleanOptionalAction,
        default=multiplies_bf16(),
        help="mixed precision; by default where the processor multiplies bfloat16",
    )
    parser.add_argument(
        "--muon",
        action=argparse.BooleanOptionalAction,
        help="what moves matrices; by default where there is no --base",
    )
    options = vars(parser.parse_args())
    runs, base, grow = options.pop("runs"), options.pop("base"), options.pop("grow")
    if options["muon"] is None:
        options["muon"] = base is None
    config = TrainConfig(**options)
    prepare(config.threads)
    found = run(config, runs / config.name, base, grow)
    if dist.is_initialized():
        dist.destroy_process_group()
    print(f"best after {found.lines} lines: {found.metrics}")


if __name__ == "__main__":
    main()
