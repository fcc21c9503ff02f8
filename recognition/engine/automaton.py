"""Regular expressions as automata over characters, for a beam to walk.

The expression is parsed by Python's own parser and built into Thompson's non-deterministic
automaton (Thompson 1968); sets of its states are the deterministic states, made when first met.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

# Python's own parser has no public name, so the type stubs leave it out; the tests hold it to
# what is used here.
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

States = frozenset[int]
Test = Callable[[str], bool]
LARGEST = 20_000
"""States that an expression may grow to; a huge counted repeat is refused."""


class UnsupportedPatternError(ValueError):
    """The pattern cannot be parsed, or would make an automaton beyond reason."""


@dataclass(slots=True)
class Automaton:
    """A non-deterministic automaton; state 0 is the start.

    relaxed: parts of the pattern can only be checked on a whole text (look-around, references
        back, word borders); the automaton accepts every text that the pattern does, and more.
    """

    end: int = 0
    relaxed: bool = False
    free: list[list[int]] = field(default_factory=lambda: [[]])
    moves: list[list[tuple[Test, int]]] = field(default_factory=lambda: [[]])

    @property
    def start(self) -> States:
        """The states before the first character."""
        return self.closure([0])

    def step(self, states: States, character: str) -> States:
        """The states after one more character; empty where it cannot stand there."""
        return self.closure(
            target for state in states for test, target in self.moves[state] if test(character)
        )

    def accepts(self, states: States) -> bool:
        """Whether a text may end here."""
        return self.end in states

    def matches(self, text: str) -> bool:
        """Whether the whole text is accepted."""
        states = self.start
        for character in text:
            states = self.step(states, character)
        return self.accepts(states)

    def tests(self) -> frozenset[Test]:
        """The different tests that stand anywhere: what passes none of them cannot occur."""
        return frozenset(test for moves in self.moves for test, _ in moves)

    def closure(self, states: Iterable[int]) -> States:
        """The states together with all that are reached without a character."""
        reached = set(states)
        waiting = list(reached)
        while waiting:
            for target in self.free[waiting.pop()]:
                if target not in reached:
                    reached.add(target)
                    waiting.append(target)
        return frozenset(reached)

    def new_state(self) -> int:
        if len(self.free) >= LARGEST:
            raise UnsupportedPatternError(
                f"The pattern has more than {LARGEST} places; use shorter repeats."
            )
        self.free.append([])
        self.moves.append([])
        return len(self.free) - 1


def compile_pattern(pattern: str) -> Automaton:
    """The automaton that accepts what ``re.fullmatch(pattern, text)`` does.

    Raises UnsupportedPatternError where the pattern cannot be parsed or is too large.
    """
    try:
        parsed = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise UnsupportedPatternError(f"The pattern {pattern!r} cannot be read: {error}.") from None
    automaton = Automaton()
    automaton.end = _Builder(automaton).sequence(0, list(parsed), int(parsed.state.flags))
    return automaton


def compile_choices(choices: Iterable[str]) -> Automaton:
    """The automaton of a closed list: case is ignored, white space may be left out."""
    automaton = Automaton()
    builder = _Builder(automaton)
    automaton.end = automaton.new_state()
    for choice in choices:
        state = automaton.new_state()
        automaton.free[0].append(state)
        for character in choice.strip():
            if character.isspace():
                after = builder.move(state, str.isspace)
                automaton.free[state].append(after)
            else:
                after = builder.move(state, _literal(ord(character), re.IGNORECASE))
            state = after
        automaton.free[state].append(automaton.end)
    return automaton


def compile_charset(charset: str) -> Automaton:
    """The automaton of any text made of these characters only."""
    allowed = frozenset(charset)
    automaton = Automaton()
    automaton.moves[0].append((allowed.__contains__, 0))
    return automaton


class _Builder:
    """Lays parsed parts into an automaton; each method returns the state after its part."""

    def __init__(self, automaton: Automaton) -> None:
        self._automaton = automaton

    def move(self, state: int, test: Test) -> int:
        after = self._automaton.new_state()
        self._automaton.moves[state].append((test, after))
        return after

    def sequence(self, state: int, parts: list[tuple[Any, Any]], flags: int) -> int:
        for code, value in parts:
            state = self._part(state, code, value, flags)
        return state

    def _part(self, state: int, code: Any, value: Any, flags: int) -> int:
        automaton = self._automaton
        if code is codes.LITERAL:
            return self.move(state, _literal(value, flags))
        if code is codes.NOT_LITERAL:
            return self.move(state, _inverse(_literal(value, flags)))
        if code is codes.ANY:
            return self.move(state, _anything if flags & re.DOTALL else _no_newline)
        if code is codes.IN:
            return self.move(state, _class(tuple(value), flags))
        if code is codes.BRANCH:
            after = automaton.new_state()
            for option in value[1]:
                begin = automaton.new_state()
                automaton.free[state].append(begin)
                automaton.free[self.sequence(begin, list(option), flags)].append(after)
            return after
        if code is codes.SUBPATTERN:
            _, added, removed, inner = value
            return self.sequence(state, list(inner), (flags | added) & ~removed)
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            return self._repeat(state, value, flags)
        if code is getattr(codes, "POSSESSIVE_REPEAT", None):
            # What possession forbids is only known on a whole text.
            automaton.relaxed = True
            return self._repeat(state, value, flags)
        if code is getattr(codes, "ATOMIC_GROUP", None):
            automaton.relaxed = True
            return self.sequence(state, list(value), flags)
        if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
            automaton.relaxed = True
            return state
        # References back and conditions on groups: any text may stand there.
        automaton.relaxed = True
        after = automaton.new_state()
        automaton.moves[after].append((_anything, after))
        automaton.free[state].append(after)
        return after

    def _repeat(self, state: int, value: tuple[int, Any, Any], flags: int) -> int:
        least, most, inner = value
        automaton = self._automaton
        for _ in range(least):
            state = self.sequence(state, list(inner), flags)
        if most is codes.MAXREPEAT:
            loop = automaton.new_state()
            automaton.free[state].append(loop)
            automaton.free[self.sequence(loop, list(inner), flags)].append(loop)
            return loop
        after = automaton.new_state()
        automaton.free[state].append(after)
        for _ in range(most - least):
            # A state of its own: leaving early must not lead into the next round's loops.
            begin = automaton.new_state()
            automaton.free[state].append(begin)
            state = self.sequence(begin, list(inner), flags)
            automaton.free[state].append(after)
        return after


@functools.lru_cache(maxsize=4096)
def _literal(point: int, flags: int) -> Test:
    character = chr(point)
    if not flags & re.IGNORECASE:
        return frozenset(character).__contains__
    spellings = frozenset({character, character.lower(), character.upper(), character.swapcase()})
    return spellings.__contains__


@functools.lru_cache(maxsize=4096)
def _inverse(test: Test) -> Test:
    return lambda character: not test(character)


@functools.lru_cache(maxsize=4096)
def _class(items: tuple[tuple[Any, Any], ...], flags: int) -> Test:
    inverted = items[0][0] is codes.NEGATE
    tests = [_class_item(code, value, flags) for code, value in items if code is not codes.NEGATE]

    def test(character: str) -> bool:
        return any(one(character) for one in tests) is not inverted

    return test


def _class_item(code: Any, value: Any, flags: int) -> Test:
    if code is codes.LITERAL:
        return _literal(value, flags)
    if code is codes.RANGE:
        low, high = value
        if flags & re.IGNORECASE:
            return lambda character: any(
                low <= ord(spelling) <= high
                for spelling in (character, character.lower(), character.upper())
                if len(spelling) == 1
            )
        return lambda character: low <= ord(character) <= high
    return _category(value, flags)


def _anything(character: str) -> bool:
    return True


def _no_newline(character: str) -> bool:
    return character != "\n"


@functools.lru_cache(maxsize=64)
def _category(value: Any, flags: int) -> Test:
    compiled = re.compile(_CATEGORIES[value], flags & re.ASCII)
    return lambda character: compiled.match(character) is not None


_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}
