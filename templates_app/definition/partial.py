"""As much of a template in the making as is valid already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from templates_app.definition.parsing import parse_template
from templates_app.definition.problems import Problem, TemplateError
from templates_app.definition.template import Template

_ENTRY = re.compile(r"(fields|tables|rules|anchors)\[(\d+)\](.*)", re.DOTALL)
_LISTS = ("fields", "tables", "rules", "anchors")
_ROUNDS = 4


def parse_valid_part(document: Mapping[str, Any]) -> tuple[Template | None, tuple[Problem, ...]]:
    """The template without the entries that have mistakes, and every mistake with its place.

    None where the mistakes lie elsewhere, as in the pages.
    """
    kept: dict[str, Any] = {**document}
    places: dict[str, list[int]] = {
        key: list(range(len(kept[key]))) for key in _LISTS if isinstance(kept.get(key), list)
    }
    problems: list[Problem] = []
    for _ in range(_ROUNDS):
        try:
            return parse_template(kept), tuple(problems)
        except TemplateError as error:
            problems += [_in_the_whole(problem, places) for problem in error.problems]
            if not _drop(kept, places, error.problems):
                return None, tuple(problems)
    return None, tuple(problems)


def _in_the_whole(problem: Problem, places: Mapping[str, list[int]]) -> Problem:
    """The problem with the index that its entry has in the whole document."""
    found = _ENTRY.fullmatch(problem.place)
    if found is None:
        return problem
    key, index, rest = found.groups()
    return Problem(f"{key}[{places[key][int(index)]}]{rest}", problem.message)


def _drop(
    kept: dict[str, Any], places: dict[str, list[int]], problems: tuple[Problem, ...]
) -> bool:
    """Take out what has mistakes; False where there is nothing to take out."""
    broken: dict[str, set[int]] = {}
    dropped = False
    for problem in problems:
        found = _ENTRY.fullmatch(problem.place)
        if found is not None:
            broken.setdefault(found[1], set()).add(int(found[2]))
        elif problem.place == "name":
            kept["name"], dropped = "draft", True
        elif problem.place.split(".")[0].split("[")[0] in ("classify", "title", "language"):
            dropped = kept.pop(problem.place.split(".")[0].split("[")[0], None) is not None
    for key, indices in broken.items():
        kept[key] = [entry for i, entry in enumerate(kept[key]) if i not in indices]
        places[key] = [place for i, place in enumerate(places[key]) if i not in indices]
        dropped = True
    return dropped
