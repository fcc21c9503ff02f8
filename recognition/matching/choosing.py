"""Choosing the template of a page: the one whose marks stand where one transform puts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recognition.matching.index import TemplateIndex
from recognition.matching.labels import fold
from recognition.matching.registration import Registration, register
from recognition.reading import Line
from templates_app.definition.template import Template

LEAST_SCORE = 0.4
"""Share of the drawn anchors that must stand in place for a page to be of a kind at all."""

LEAST_STATIC_SCORE = 0.25
"""The same where the sample's static text serves, some of which other documents don't print."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A template and how its first page lies on the page that was read."""

    template: Template
    registration: Registration

    @property
    def score(self) -> float:
        return self.registration.score


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A template that did not fit, for the reason of an unmatched document."""

    name: str
    score: float


def choose(
    lines: Sequence[Line], templates: TemplateIndex, only: str | None = None
) -> tuple[Choice | None, tuple[NearMiss, ...]]:
    """The template of a page, or None with the nearest ones.

    only: the one template to consider; include, exclude and priority are skipped, the doubt
        is not.
    """
    read = [line for line in lines if line.chars]
    names = [only] if only else [n for n, _ in templates.candidates([li.text for li in read])]
    fits = []
    for name in names:
        template = templates[name]
        sheet = template.pages[0]
        found = register(templates.marks(name), read, (sheet.width, sheet.height))
        if found is not None:
            fits.append(Choice(template, found))
    fits.sort(key=_rank, reverse=True)
    nearest = tuple(NearMiss(fit.template.name, round(fit.score, 3)) for fit in fits[:3])
    if fits and is_sure(fits[0].registration):
        return fits[0], nearest
    return None, nearest


def _rank(fit: Choice) -> tuple[float, int, int, int, float]:
    return (
        round(fit.score, 3),
        -sum(c.errors for c in fit.registration.placed),
        fit.template.classify.priority,
        len(fit.registration.placed),
        -fit.registration.residual,
    )


def is_sure(registration: Registration) -> bool:
    """Whether enough marks agree: most of a short list, a fair share of a long one."""
    known = {fold(mark.text) for mark in registration.marks}
    drawn = any(mark.drawn for mark in registration.marks)
    least, needed = (LEAST_SCORE, 3) if drawn else (LEAST_STATIC_SCORE, 4)
    return registration.score >= least and len(registration.placed) >= min(needed, len(known))
