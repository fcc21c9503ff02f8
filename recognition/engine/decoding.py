"""Texts from a CTC network's frames: greedy path, prefix beam search, alignment.

All functions take (frames, classes) float32 probabilities, each row summing to one; class 0 is
the blank. Connectionist temporal classification: Graves et al. 2006 (ICML). Prefix beam search:
Hannun et al. 2014 (arXiv 1408.2873).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Probabilities = NDArray[np.float32]
BLANK = 0
TINY = 1e-30
"""Stands for a probability of zero where a logarithm is taken."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One decoded symbol.

    label: its class.
    centre: the middle of its frames, weighted by its probability; frame 0 is centred at 0.5.
    confidence: its probability in its clearest frame.
    alternatives: other classes in that frame, best first, the blank left out.
    """

    label: int
    centre: float
    confidence: float
    alternatives: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One labelling with the logarithm of its probability."""

    labels: tuple[int, ...]
    log_probability: float


class Grammar(Protocol):
    """What a beam may spell: a deterministic automaton over the network's classes."""

    @property
    def start(self) -> int:
        """The state before the first label."""

    @property
    def classes(self) -> NDArray[np.intp]:
        """Every class that can occur at all, the blank left out."""

    def step(self, state: int, label: int) -> int | None:
        """The state after one more label, None where the label cannot stand there."""

    def accepts(self, state: int) -> bool:
        """Whether a text may end in this state."""


BestPath = NDArray[np.intp]
"""(frames,) the likeliest class of each frame."""


def best_path(probabilities: Probabilities) -> BestPath:
    """The likeliest class of each frame."""
    return np.asarray(probabilities.argmax(axis=1), dtype=np.intp)


def greedy(
    probabilities: Probabilities, alternatives: int = 3, best: BestPath | None = None
) -> tuple[Symbol, ...]:
    """The most probable path, repeats and blanks folded.

    alternatives: how many other classes each symbol lists.
    best: ``best_path(probabilities)`` where it is known, for it takes time over many classes.
    """
    if len(probabilities) == 0:
        return ()
    best = best_path(probabilities) if best is None else best
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    return tuple(
        _symbol(probabilities, int(best[start]), start, end, alternatives)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if best[start] != BLANK
    )


def certainty(
    probabilities: Probabilities,
    symbols: Sequence[Symbol],
    silent: Sequence[int] = (),
    best: BestPath | None = None,
) -> float:
    """About how probable it is that the frames of a greedy path hold its symbols and no others.

    A confidence speaks of a symbol that was read; a comma that lost against the blank is seen
    here alone. In each frame all is well that goes to the blank, to the symbols beside it or to
    ``silent`` classes, such as white space; the least confident symbol bounds the whole.

    best: as ``greedy`` takes it.
    """
    if len(probabilities) == 0:
        return 1.0
    best = best_path(probabilities) if best is None else best
    begun = np.cumsum((np.diff(best, prepend=-1) != 0) & (best != BLANK))
    labels = np.array([BLANK, *(symbol.label for symbol in symbols), BLANK, BLANK])
    near = [labels[np.maximum(begun - 1, 0)], labels[begun], labels[begun + 1]]
    anywhere = [np.full(len(best), label) for label in (BLANK, *silent)]
    welcome = np.sort(np.stack([*near, *anywhere], axis=1), axis=1)
    once = np.diff(welcome, axis=1, prepend=-1) != 0
    held = (np.take_along_axis(probabilities, welcome, axis=1) * once).sum(axis=1)
    least = min((s.confidence for s in symbols if s.label not in silent), default=1.0)
    return min(least, float(np.prod(np.minimum(1.0, held))))


def beam_search(
    probabilities: Probabilities,
    width: int = 16,
    classes: int = 24,
    grammar: Grammar | None = None,
) -> tuple[Hypothesis, ...]:
    """Labellings by falling probability, each summed over the alignments that the beam holds.

    width: prefixes kept after each frame. Under a grammar this many are shared out over its
        states, so that a longer text that is due cannot be crowded out by a shorter one.
    classes: the likeliest classes tried in each frame.
    grammar: only texts that it accepts are returned; there may be none.
    """
    frames = len(probabilities)
    usable = np.arange(1, probabilities.shape[1]) if grammar is None else grammar.classes
    tried = _likeliest(probabilities, usable, classes)
    # A prefix holds two masses: of alignments that end in a blank, and in its last label.
    beam: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    states: dict[tuple[int, ...], int] = {(): 0 if grammar is None else grammar.start}
    log_scale = 0.0
    for frame in range(frames):
        row = probabilities[frame]
        blank = float(row[BLANK])
        labels = tried[frame].tolist()
        values = row[tried[frame]].tolist()
        grown: dict[tuple[int, ...], list[float]] = {}
        for prefix, (in_blank, in_label) in beam.items():
            total = in_blank + in_label
            last = prefix[-1] if prefix else BLANK
            kept = grown.setdefault(prefix, [0.0, 0.0])
            kept[0] += total * blank
            if prefix:
                kept[1] += in_label * float(row[last])
            state = states[prefix]
            for label, value in zip(labels, values, strict=True):
                mass = (in_blank if label == last else total) * value
                if mass <= 0.0:
                    continue
                longer = (*prefix, label)
                if longer not in states:
                    after = 0 if grammar is None else grammar.step(state, label)
                    if after is None:
                        continue
                    states[longer] = after
                grown.setdefault(longer, [0.0, 0.0])[1] += mass
        beam, scale = _pruned(grown, states, width)
        if scale == 0.0:
            return ()
        log_scale += float(np.log(scale))
    found = [
        Hypothesis(prefix, log_scale + float(np.log(in_blank + in_label)))
        for prefix, (in_blank, in_label) in beam.items()
        if grammar is None or grammar.accepts(states[prefix])
    ]
    return tuple(sorted(found, key=lambda h: -h.log_probability))


def log_probability(probabilities: Probabilities, labels: Sequence[int]) -> float:
    """The logarithm of a labelling's probability, summed over all its alignments.

    The forward recursion of Graves et al. 2006, equations 5 to 8; -inf where the labelling
    doesn't fit into the frames.
    """
    extended, skips = _extended(labels)
    emitted = probabilities[:, extended].astype(np.float64)
    alpha = np.zeros(len(extended))
    alpha[:2] = 1.0
    log_scale = 0.0
    for frame, row in enumerate(emitted):
        if frame:
            reach = alpha.copy()
            reach[1:] += alpha[:-1]
            reach[2:] += np.where(skips[2:], alpha[:-2], 0.0)
            alpha = reach
        alpha = alpha * row
        scale = alpha.sum()
        if scale <= 0.0:
            return float("-inf")
        alpha /= scale
        log_scale += float(np.log(scale))
    ending = float(alpha[-2:].sum())
    return log_scale + float(np.log(ending)) if ending > 0.0 else float("-inf")


def align(
    probabilities: Probabilities, labels: Sequence[int], alternatives: int = 3
) -> tuple[Symbol, ...]:
    """Where and how clearly each label of a given labelling stands: its best path (Viterbi).

    Raises ValueError where the labelling needs more frames than there are.
    """
    if not labels:
        return ()
    frames = len(probabilities)
    repeats = sum(a == b for a, b in itertools.pairwise(labels))
    if len(labels) + repeats > frames:
        raise ValueError(f"{len(labels)} labels don't fit into {frames} frames.")
    extended, skips = _extended(labels)
    emitted = np.log(np.maximum(probabilities[:, extended], TINY).astype(np.float64))
    score = np.full(len(extended), -np.inf)
    score[:2] = emitted[0, :2]
    steps = np.zeros((frames, len(extended)), dtype=np.intp)
    for frame in range(1, frames):
        one = np.concatenate([[-np.inf], score[:-1]])
        two = np.where(skips, np.concatenate([[-np.inf, -np.inf], score[:-2]]), -np.inf)
        options = np.stack([score, one, two])
        steps[frame] = options.argmax(axis=0)
        score = options.max(axis=0) + emitted[frame]
    node = len(extended) - 1 if score[-1] >= score[-2] else len(extended) - 2
    path = np.empty(frames, dtype=np.intp)
    for frame in range(frames - 1, -1, -1):
        path[frame] = node
        node -= int(steps[frame, node])
    symbols = []
    for place, label in enumerate(labels):
        held = np.flatnonzero(path == 2 * place + 1)
        start, end = int(held[0]), int(held[-1]) + 1
        symbols.append(_symbol(probabilities, int(label), start, end, alternatives))
    return tuple(symbols)


def _pruned(
    grown: dict[tuple[int, ...], list[float]], states: dict[tuple[int, ...], int], width: int
) -> tuple[dict[tuple[int, ...], tuple[float, float]], float]:
    """The best prefixes, scaled so that they sum to one, and the scale."""
    ranked = sorted(grown.items(), key=lambda item: -(item[1][0] + item[1][1]))
    share = max(2, width // max(1, len({states[prefix] for prefix in grown})))
    taken: dict[int, int] = {}
    kept = []
    for rank, (prefix, masses) in enumerate(ranked):
        if masses[0] + masses[1] <= 0.0:
            break
        state = states[prefix]
        if rank < width or taken.get(state, 0) < share:
            taken[state] = taken.get(state, 0) + 1
            kept.append((prefix, masses))
    scale = sum(masses[0] + masses[1] for _, masses in kept)
    return {p: (m[0] / scale, m[1] / scale) for p, m in kept}, scale


def _likeliest(
    probabilities: Probabilities, usable: NDArray[np.intp], count: int
) -> NDArray[np.intp]:
    """(frames, count) classes, the likeliest usable ones of each frame."""
    if len(usable) <= count:
        return np.broadcast_to(usable, (len(probabilities), len(usable)))
    part = probabilities[:, usable]
    return np.asarray(usable[np.argpartition(part, -count, axis=1)[:, -count:]])


def _extended(labels: Sequence[int]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The labels with blanks around each, and where the blank before may be skipped."""
    extended = np.zeros(2 * len(labels) + 1, dtype=np.intp)
    extended[1::2] = labels
    skips = np.zeros(len(extended), dtype=bool)
    skips[2:] = (extended[2:] != BLANK) & (extended[2:] != extended[:-2])
    return extended, skips


def _symbol(
    probabilities: Probabilities, label: int, start: int, end: int, alternatives: int
) -> Symbol:
    weights = np.maximum(probabilities[start:end, label], TINY).astype(np.float64)
    centre = float((weights * (np.arange(start, end) + 0.5)).sum() / weights.sum())
    peak = start + int(weights.argmax())
    return Symbol(
        label, centre, float(weights.max()), _others(probabilities[peak], label, alternatives)
    )


def _others(frame: Probabilities, label: int, count: int) -> tuple[tuple[int, float], ...]:
    """The likeliest classes of a frame besides a label and the blank; fewer where all else is 0."""
    # Repeated argmax: over thousands of classes it beats any sort for a handful of them.
    rest = frame.copy()
    rest[[BLANK, label]] = 0.0
    found = []
    for _ in range(count):
        index = int(rest.argmax())
        if rest[index] <= 0.0:
            break
        found.append((index, float(rest[index])))
        rest[index] = 0.0
    return tuple(found)
