"""What is wrong with a template document, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake; ``place`` is a path such as `fields[3].box`, empty for the whole document."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class TemplateError(ValueError):
    """A document that is no usable template; every mistake that was found stands in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def place_of(path: Iterable[str | int]) -> str:
    """A path of keys and indexes as a person writes it: `tables[0].columns[2].range`."""
    place = ""
    for part in path:
        if isinstance(part, int):
            place += f"[{part}]"
        else:
            place += f".{part}" if place else part
    return place
