"""Read line crops: sorted by width into batches of few shapes, run, decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from recognition.engine.constraints import FieldGrammar, decode_constrained, grammar_of
from recognition.engine.contract import Constraint, Reading
from recognition.engine.decoding import (
    BLANK,
    BestPath,
    Probabilities,
    Symbol,
    align,
    beam_search,
    best_path,
    certainty,
    greedy,
)
from recognition.engine.runtime import Network, Tensor
from recognition.reading import Char, Image


def width_ladder(narrowest: int, widest: int, step: int, ratio: float = 1.12) -> tuple[int, ...]:
    """Input widths that rise by about a ratio, all multiples of a step: little padding, and few
    shapes for the runtime to compile."""
    widths = [narrowest]
    while widths[-1] < widest:
        grown = round(widths[-1] * ratio / step) * step
        widths.append(min(widest, max(widths[-1] + step, grown)))
    return tuple(widths)


_CONTESTED = 7.0
"""Logarithm of how many times likelier the blank must be than any other class to be taken as
certain."""
_NOTHING = 18.0
"""Logarithm of how many times likelier the best class of a frame must be than another for that one
to count nothing: over 7,000 such classes share one part in ten thousand."""


@dataclass(frozen=True, slots=True, eq=False)
class RecogniserSettings:
    """What one recogniser's network takes and gives.

    characters: text of each class; class 0 is the blank.
    prepare: a crop of any size and the widest input allowed -> (channels, height, width)
        float32; a line that would become wider is squeezed.
    width_of: how wide the crop's own pixels will be in ``prepare``'s output, unsqueezed.
    margin: columns that ``prepare`` adds left and right of them, at least.
    widths: input widths, rising; prepared crops are padded with zeros to the next one.
    output: what the network gives for each frame.
    shift: frames by which the network's peaks lag behind the characters' centres.
    narrow: input width up to which several crops at once are cheaper than one after another.
    batch: how many at once up to there, a power of two.
    """

    characters: tuple[str, ...]
    prepare: Callable[[Image, int], Tensor]
    width_of: Callable[[Image], int]
    widths: tuple[int, ...]
    margin: int = 0
    output: Literal["probabilities", "logits"] = "probabilities"
    shift: float = 0.0
    narrow: int = 192
    batch: int = 4


@dataclass(frozen=True, slots=True)
class _Batch:
    width: int
    members: list[int]


class LineRecogniser:
    """One CTC network with its alphabet."""

    def __init__(self, network: Network, settings: RecogniserSettings) -> None:
        self._network = network
        self.settings = settings
        self._grammars: dict[Constraint, FieldGrammar | None] = {}
        self._silent = [i for i, text in enumerate(settings.characters) if text.isspace()]

    def recognize(
        self, crops: Sequence[Image], constraint: Constraint | None = None, beam: int = 0
    ) -> list[Reading]:
        """Read crops of any size, in order; an empty reading where nothing is legible.

        constraint: the readings keep to it unless the pixels contradict every text it allows;
            a reading that it changed has its confidences lowered (see ``Reading.support``).
        beam: how many readings to weigh for each crop; 0 takes the most probable path.
        """
        grammar = None if constraint is None else self._grammar(constraint)
        readings = [Reading(())] * len(crops)
        plan = self._plan(crops)

        def take(index: int, output: Tensor) -> None:
            batch = plan[index]
            for row, member in zip(output, batch.members, strict=True):
                inner = self._inner(crops[member], batch.width)
                readings[member] = self._decoded(row, inner, batch.width, grammar, beam)

        self._network.run_each(self._inputs(crops, plan), take)
        return readings

    def probabilities(self, crop: Image) -> Probabilities:
        """(frames, classes) of one crop, the frames of its padding left out."""
        (batch,) = plan = self._plan([crop])
        (tensor,) = self._inputs([crop], plan)
        row = self._network.run(tensor)[0]
        filled = self._inner(crop, batch.width) + 2 * self.settings.margin
        return self._probabilities(row)[: int(np.ceil(len(row) * filled / batch.width))]

    def classes(self, shape: tuple[int, int, int]) -> int:
        """How many classes the network tells apart, tried on an empty (channels, height, width)
        input."""
        return int(self._network.run(np.zeros((1, *shape), dtype=np.float32)).shape[2])

    def _plan(self, crops: Sequence[Image]) -> list[_Batch]:
        """Widest first, so that no long batch is left over for one stream at the end."""
        widths = self.settings.widths
        groups: dict[int, list[int]] = {}
        for index, crop in enumerate(crops):
            if crop.size:
                wanted = self.settings.width_of(crop) + 2 * self.settings.margin
                fitting = next((width for width in widths if width >= wanted), widths[-1])
                groups.setdefault(fitting, []).append(index)
        plan = []
        for width, members in sorted(groups.items(), reverse=True):
            # What fills no whole batch goes in halves, quarters, ...: few shapes, no padding.
            size = self.settings.batch if width <= self.settings.narrow else 1
            at = 0
            while at < len(members):
                while size > len(members) - at:
                    size //= 2
                plan.append(_Batch(width, members[at : at + size]))
                at += size
        return plan

    def _inputs(self, crops: Sequence[Image], plan: list[_Batch]) -> Iterator[Tensor]:
        for batch in plan:
            lines = [self.settings.prepare(crops[member], batch.width) for member in batch.members]
            channels, height, _ = lines[0].shape
            stacked = np.zeros((len(lines), channels, height, batch.width), dtype=np.float32)
            for row, line in zip(stacked, lines, strict=True):
                row[:, :, : line.shape[2]] = line
            yield stacked

    def _inner(self, crop: Image, width: int) -> int:
        return max(1, min(self.settings.width_of(crop), width - 2 * self.settings.margin))

    def _probabilities(self, row: Tensor) -> Probabilities:
        return row if self.settings.output == "probabilities" else softmax(row)

    def _grammar(self, constraint: Constraint) -> FieldGrammar | None:
        if constraint not in self._grammars:
            self._grammars[constraint] = grammar_of(constraint, self.settings.characters)
        return self._grammars[constraint]

    def _decoded(
        self, row: Tensor, inner: int, width: int, grammar: FieldGrammar | None, beam: int
    ) -> Reading:
        texts = self.settings.characters
        frame = width / len(row)

        def chars(symbols: Sequence[Symbol], support: float = 1.0) -> tuple[Char, ...]:
            return tuple(
                Char(
                    texts[symbol.label],
                    min(1.0, max(0.0, self._position(symbol.centre, frame, inner))),
                    symbol.confidence * support,
                    tuple((texts[label], value) for label, value in symbol.alternatives),
                )
                for symbol in symbols
            )

        if grammar is None and beam <= 0 and self.settings.output == "logits":
            probabilities, best = legible_softmax(row)
        else:
            probabilities = self._probabilities(row)
            best = best_path(probabilities)
        path = greedy(probabilities, best=best)
        sure = certainty(probabilities, path, self._silent, best)
        if grammar is not None:
            chosen = decode_constrained(probabilities, grammar, max(32, beam))
            return Reading(
                chars(
                    align(probabilities, chosen.labels), chosen.support if chosen.conforms else 1.0
                ),
                tuple((self._text(labels), ratio) for labels, ratio in chosen.others),
                chosen.support,
                sure,
            )
        if beam > 0:
            likeliest, *others = beam_search(probabilities, width=beam)
            return Reading(
                chars(align(probabilities, likeliest.labels)),
                tuple(
                    (
                        self._text(h.labels),
                        float(np.exp(h.log_probability - likeliest.log_probability)),
                    )
                    for h in others
                ),
                certainty=sure,
            )
        return Reading(chars(path), certainty=sure)

    def _position(self, centre: float, frame: float, inner: int) -> float:
        return ((centre - self.settings.shift) * frame - self.settings.margin) / inner

    def _text(self, labels: Sequence[int]) -> str:
        return "".join(self.settings.characters[label] for label in labels)


def softmax(logits: Tensor) -> Probabilities:
    """Probabilities of (frames, classes) logits or log-probabilities."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), dtype=np.float32)


def legible_softmax(logits: Tensor) -> tuple[Probabilities, BestPath]:
    """The same for the classes that count where any comes near the blank, elsewhere the blank
    alone; with the likeliest class of each frame.

    That is all the greedy path asks for, at a fraction of the time over thousands of classes.
    """
    probabilities = np.zeros(logits.shape, dtype=np.float32)
    best = np.full(len(logits), BLANK, dtype=np.intp)
    is_legible = logits[:, BLANK + 1 :].max(axis=1) > logits[:, BLANK] - _CONTESTED
    probabilities[~is_legible, BLANK] = 1.0
    legible = np.flatnonzero(is_legible)
    rows = logits[legible]
    best[legible] = rows.argmax(axis=1)
    top = rows[np.arange(len(rows)), best[legible]]
    # of the flat array: numpy takes ten times as long over two dimensions
    counted = np.flatnonzero(rows > (top - _NOTHING)[:, None])
    frames, classes = np.divmod(counted, rows.shape[1])
    values = np.exp(rows[frames, classes] - top[frames])
    sums = np.bincount(frames, values, minlength=len(rows))
    probabilities[legible[frames], classes] = values / sums[frames]
    return probabilities, best
