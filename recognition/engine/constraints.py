"""Decoding under a field's pattern, charset or choices.

The beam walks the field's automaton; beside it stands the unconstrained reading as the way
out. How much worse the constrained reading explains the frames than the free one decides
whether it is taken, and lowers its confidence: a value that was forced never looks certain.
Decoding over automata: arXiv 1509.04438; constrained CTC with escape: arXiv 2111.06738.
"""

from __future__ import annotations

import contextlib
import functools
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognition.engine.automaton import (
    Automaton,
    States,
    UnsupportedPatternError,
    compile_charset,
    compile_choices,
    compile_pattern,
)
from recognition.engine.contract import Constraint
from recognition.engine.decoding import (
    BLANK,
    Hypothesis,
    Probabilities,
    beam_search,
    log_probability,
)

ESCAPE = np.log(1e-6)
"""Logarithm of the likelihood ratio below which the free reading stands although it breaks the
constraint: the frames contradict every conforming text."""


class FieldGrammar:
    """The automata of one constraint over one network's classes.

    characters: text of each class, the blank first. A character is taken as printed or, where
        that cannot stand, in its other width (a full-width digit where digits are due).
    """

    def __init__(self, automata: Sequence[Automaton], characters: Sequence[str]) -> None:
        self._automata = tuple(automata)
        self._characters = characters
        self._states: list[tuple[States, ...]] = []
        self._numbers: dict[tuple[States, ...], int] = {}
        self._steps: dict[tuple[int, int], int | None] = {}
        self._lock = threading.Lock()
        self.start = self._number(tuple(automaton.start for automaton in self._automata))
        self.classes: NDArray[np.intp] = self._usable()

    def step(self, state: int, label: int) -> int | None:
        """The state after one more label, None where the label cannot stand there."""
        key = state, label
        if key not in self._steps:
            self._steps[key] = self._walked(state, self._characters[label])
        return self._steps[key]

    def accepts(self, state: int) -> bool:
        """Whether a text may end in this state."""
        return all(
            automaton.accepts(states)
            for automaton, states in zip(self._automata, self._states[state], strict=True)
        )

    def conforms(self, labels: Sequence[int]) -> bool:
        """Whether the grammar accepts a whole labelling."""
        state = self.start
        for label in labels:
            after = self.step(state, label)
            if after is None:
                return False
            state = after
        return self.accepts(state)

    def _walked(self, state: int, text: str) -> int | None:
        after = []
        for automaton, states in zip(self._automata, self._states[state], strict=True):
            reached = _walk(automaton, states, text) or _walk(automaton, states, _plain(text))
            if not reached:
                return None
            after.append(reached)
        return self._number(tuple(after))

    def _number(self, states: tuple[States, ...]) -> int:
        # Lines of one batch are decoded side by side under one grammar.
        with self._lock:
            if states not in self._numbers:
                self._numbers[states] = len(self._states)
                self._states.append(states)
            return self._numbers[states]

    def _usable(self) -> NDArray[np.intp]:
        usable = np.ones(len(self._characters), dtype=bool)
        usable[BLANK] = False
        for automaton in self._automata:
            tests = automaton.tests()
            usable &= [
                any(all(map(test, text)) or all(map(test, _plain(text))) for test in tests)
                for text in self._characters
            ]
        return np.flatnonzero(usable)


def grammar_of(constraint: Constraint, characters: Sequence[str]) -> FieldGrammar | None:
    """The grammar of a constraint; None where nothing in it can steer a beam.

    A pattern outside the supported syntax steers nothing: it is still checked afterwards, where
    values are settled.
    """
    automata = []
    if constraint.choices:
        automata.append(compile_choices(constraint.choices))
    if constraint.charset:
        automata.append(compile_charset(constraint.charset))
    if constraint.pattern:
        with contextlib.suppress(UnsupportedPatternError):
            automata.append(compile_pattern(constraint.pattern))
    return FieldGrammar(automata, characters) if automata else None


@dataclass(frozen=True, slots=True)
class Constrained:
    """The labelling chosen under a grammar.

    labels: of the best reading.
    support: 1 where the free reading conforms by itself; else the probability of the
        constrained reading against the free one, at most a half; 0 for a free reading that
        stands although it breaks the constraint.
    conforms: whether the grammar accepts them.
    others: further labellings, best first, with their probability relative to the best.
    """

    labels: tuple[int, ...]
    support: float
    conforms: bool
    others: tuple[tuple[tuple[int, ...], float], ...] = ()


def decode_constrained(
    probabilities: Probabilities, grammar: FieldGrammar, width: int = 32
) -> Constrained:
    """The best reading under a grammar, or the free one where the frames contradict it."""
    free = beam_search(probabilities, width=8, classes=8)
    if not free:
        return Constrained((), 0.0, False)
    best_free = _scored(probabilities, free[0].labels)
    found = [
        _scored(probabilities, hypothesis.labels)
        for hypothesis in beam_search(probabilities, width=width, grammar=grammar)[:8]
    ]
    found.sort(key=lambda hypothesis: -hypothesis.log_probability)
    if grammar.conforms(best_free.labels):
        return Constrained(best_free.labels, 1.0, True, _relative(best_free, found))
    if not found or found[0].log_probability - best_free.log_probability < ESCAPE:
        return Constrained(best_free.labels, 0.0, False, _relative(best_free, found))
    ratio = float(np.exp(min(0.0, found[0].log_probability - best_free.log_probability)))
    return Constrained(
        found[0].labels, ratio / (1 + ratio), True, _relative(found[0], [*found[1:], best_free])
    )


def _relative(
    best: Hypothesis, others: Sequence[Hypothesis]
) -> tuple[tuple[tuple[int, ...], float], ...]:
    """Other labellings by falling probability, relative to the best, at most 1."""
    ranked = sorted(others, key=lambda hypothesis: -hypothesis.log_probability)
    return tuple(
        (other.labels, float(np.exp(min(0.0, other.log_probability - best.log_probability))))
        for other in ranked
        if other.labels != best.labels
    )


def _scored(probabilities: Probabilities, labels: tuple[int, ...]) -> Hypothesis:
    return Hypothesis(labels, log_probability(probabilities, labels))


def _walk(automaton: Automaton, states: States, text: str) -> States:
    for character in text:
        states = automaton.step(states, character)
    return states


@functools.cache
def _plain(text: str) -> str:
    """A full-width or half-width form as its plain character, anything else as it is."""
    if len(text) == 1 and unicodedata.decomposition(text).startswith(("<wide>", "<narrow>")):
        return unicodedata.normalize("NFKC", text)
    return text
