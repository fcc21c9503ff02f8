"""Models that fields name: whether this installation has them is known to a later room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from templates_app.definition.problems import Problem
from templates_app.definition.template import Template

_known: Callable[[], Collection[str]] | None = None


def register(known: Callable[[], Collection[str]]) -> None:
    """Let templates be held against these names from now on."""
    global _known
    _known = known


def problems(template: Template) -> list[Problem]:
    """Every field and column whose model this installation lacks."""
    named = list(_named(template))
    if not named or _known is None:
        return []
    known = _known()
    listed = ", ".join(sorted(known))
    return [
        Problem(
            place,
            f"there is no model {model!r} here. Known: {listed}. Train it under this name, or take "
            "the model out.",
        )
        for place, model in named
        if model not in known
    ]


def _named(template: Template) -> Iterator[tuple[str, str]]:
    for index, field in enumerate(template.fields):
        if field.spec.model:
            yield f"fields[{index}].model", field.spec.model
    for index, table in enumerate(template.tables):
        for number, column in enumerate(table.columns):
            if column.spec.model:
                yield f"tables[{index}].columns[{number}].model", column.spec.model
