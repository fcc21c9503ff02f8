"""Text as values compare it, with the way back to the characters as printed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

_HAN = regex.compile(r"\p{Han}")
_RUNS = regex.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Folded:
    """NFKC text; ``starts`` and ``ends`` give for each of its characters its span at the origin."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that ``text[start:end]`` came from."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends or (0,))[-1]
            return at, at
        return self.starts[start], self.ends[end - 1]


def fold(text: str, *, compact: bool = False) -> Folded:
    """NFKC with the origin of each character; ``compact`` leaves out all white space.

    A base character is normalised together with the combining marks that follow it.
    """
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for char in unicodedata.normalize("NFKC", text[at:end]):
            if compact and char.isspace():
                continue
            folded.append(char)
            starts.append(at)
            ends.append(end)
        at = end
    return Folded("".join(folded), tuple(starts), tuple(ends))


def tidy(text: str, join: str | None = None) -> str:
    """Outer white space dropped, runs of it folded to one space.

    join: what joins the lines of the text; None folds them into one line, by a space or by
        nothing between two Han characters.
    """
    lines = [_RUNS.sub(" ", line.strip()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if join is not None:
        return join.join(lines)
    return join_lines(lines)


def join_lines(lines: list[str]) -> str:
    """Lines as one text: joined by a space, or by nothing between two Han characters."""
    joined = ""
    for line in lines:
        gap = " " if joined and line and not (_is_han(joined[-1]) and _is_han(line[0])) else ""
        joined += gap + line
    return joined


def squeeze(text: str) -> str:
    """NFKC without any white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _is_han(char: str) -> bool:
    return _HAN.match(char) is not None
