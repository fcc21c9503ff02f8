"""What one process of a fine-tuning run trains: network, optimiser, crops and rendered replay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from training.nn.checkpoint import Checkpoint
from training.nn.data import Alphabet, Batch
from training.nn.export import checkpoint_of
from training.nn.growth import grown
from training.nn.loss import ctc_loss, memory_loss
from training.nn.mixing import CropLines, Labelled, RenderedLines, batches
from training.nn.model import Crnn, CrnnConfig
from training.nn.processes import average_gradients, device_of, on_device
from training.nn.schedule import learning_rate
from training.run_folder import RunFolder, RunSettings
from training.synth.lines.render import LineRenderer

HEAD = ("context", "glyph", "neighbours", "classes")
"""Parts of the network that learn from the first step; the others wait until these have settled."""
MEMORY_SHARE = 2.0
"""Weight of what the network said before, beside what rendered lines truly say."""
FEW_CLASSES = 400
GROWN_RATE = 5.0


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


def small_network(classes: int) -> CrnnConfig:
    """Sizes for a specialised reader: what a code of few characters needs, and no more."""
    if classes > FEW_CLASSES:
        return CrnnConfig(classes)
    return CrnnConfig(
        classes, channels=(16, 32, 48, 64, 64), features=128, hidden=64, bottleneck=48
    )


@dataclass(slots=True)
class Lesson:
    """What one process trains with.

    before: the base as it was, where a network is tuned beside rendered lines.
    known: classes of the base, where the run's crops added others; else 0.
    """

    model: Crnn
    device: torch.device
    optimizer: torch.optim.Optimizer
    lines: CropLines
    crops: Iterator[Batch]
    rendered: Iterator[Batch] | None
    before: Crnn | None
    generator: torch.Generator
    tuned: bool
    known: int

    def step(self, settings: RunSettings, share: float, bf16: bool) -> tuple[float, int]:
        """One step; returns the loss and the lines seen."""
        self._thaw(share >= settings.frozen or not self.tuned)
        # shapes are learnt from crops as they are, then from what scanners make of them
        self.lines.strength = settings.strength * min(1.0, 0.3 + 1.4 * share)
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(settings.rate, settings.warmup, share)
        self.optimizer.zero_grad(set_to_none=True)
        batch = next(self.crops)
        total = self._loss(batch, bf16)
        lines = len(batch.lengths)
        if self.rendered is not None:
            replay = next(self.rendered)
            total = (1 - settings.replay) * total + settings.replay * self._loss(
                replay, bf16, self.before
            )
            lines += len(replay.lengths)
        total.backward()  # type: ignore[no-untyped-call]
        if self.known and share < settings.frozen:
            # until new characters have begun to learn all others stand still
            for parameter in self.model.classes.parameters():
                if parameter.grad is not None:
                    parameter.grad[: self.known] = 0
        average_gradients(self.model)
        nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        before = [new.clone() for new in self._new_classes()]
        self.optimizer.step()
        for new, old in zip(self._new_classes(), before, strict=True):
            # the optimiser takes as long a step for what is known as for what has all to learn
            new.add_(new - old, alpha=GROWN_RATE - 1)
        return float(total.item()), lines

    def _new_classes(self) -> list[Tensor]:
        """Weights and biases of the characters that the base didn't know."""
        if not self.known:
            return []
        return [parameter.detach()[self.known :] for parameter in self.model.classes.parameters()]

    def _loss(self, batch: Batch, bf16: bool, before: Crnn | None = None) -> Tensor:
        batch = batch.on(self.device)
        pixels = batch.pixels.to(torch.float32).div_(255)
        pixels = pixels.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=bf16):
            embedded = self.model.embed(pixels)
            lines = ctc_loss(self.model, embedded, batch.labels, batch.lengths, self.generator)
            loss = lines.mean()
            if before is not None:
                with torch.no_grad():
                    then = before.embed(pixels)
                kept = memory_loss(self.model, embedded, before, then, batch.frames, self.generator)
                loss = loss + MEMORY_SHARE * kept
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


def lesson_of(
    settings: RunSettings,
    state: Checkpoint,
    crops: Sequence[Labelled],
    renderer: LineRenderer | None,
    rank: int,
    ranks: int,
) -> Lesson:
    """The lesson of one of ``ranks`` processes; renderer: None where nothing is replayed."""
    alphabet = Alphabet(state.charset)
    device = device_of(rank)
    model = on_device(Crnn(state.config), device)
    model.load_state_dict(state.weights)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=settings.rate, weight_decay=0.01, foreach=True
    )
    if state.optimizer is not None:
        optimizer.load_state_dict(state.optimizer)
    # a run that goes on must not see the same changes again
    seed = (settings.seed * 1_000 + state.step) * ranks + rank
    pixels = settings.pixels // ranks
    share = settings.replay if renderer else 0.0
    lines = CropLines(crops, alphabet, seed, settings.strength)
    rendered = before = None
    if renderer is not None and settings.base is not None:
        before = checkpoint_of(Path(settings.base)).model().to(device)
        before.requires_grad_(False)
        texts = [crop.text for crop in crops]
        replayed = RenderedLines(renderer, alphabet, texts, seed)
        rendered = batches(replayed, max(640, round(pixels * share)), seed)
    return Lesson(
        model,
        device,
        optimizer,
        lines,
        batches(lines, max(640, round(pixels * (1 - share))), seed),
        rendered,
        before,
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
