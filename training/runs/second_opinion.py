"""Whom to believe where the pair's two readers differ: measured on crops that trained neither."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

from recognition.engine.models import PPOCR, reader_named
from training.run_folder import RunFolder
from training.runs import registry
from training.verdict import Pairs, by_group


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """A template's held-out crops as the new reader and the pair's second one read them.

    share: how often the new reader is the one that is right where only one of them is, counted
        as if either had been right once more, so that few crops promise little.
    believed: whether the new reader's text stands from now on where both differ; asks for a lead
        that luck hardly gives.
    """

    template: str
    lines: int
    new_right: int
    second_right: int
    only_new: int
    only_second: int
    share: float
    believed: bool

    def as_row(self) -> dict[str, Any]:
        """For the report."""
        return asdict(self)


def second_opinions(folder: RunFolder, crops: Sequence[Mapping[str, Any]]) -> list[SecondOpinion]:
    """Compare the new reader with the second one, template by template.

    crops: as ``training.nn.compare`` wrote them. Empty where no second reader is asked here.
    """
    named = [row for row in crops if row["template"]]
    if PPOCR not in registry.champion().split("+") or not named:
        return []
    reader = reader_named(PPOCR, settings.TRAINING_THREADS or None)
    readings = reader.recognize([folder.picture(row["file"]) for row in named])
    rows = [{**row, "old": reading.text} for row, reading in zip(named, readings, strict=True)]
    return list(_weighed(by_group(rows, "template")))


def beliefs(opinions: Sequence[SecondOpinion]) -> dict[str, float]:
    """What the engine is told: the templates on which the new reader is believed, its share."""
    return {one.template: round(one.share, 4) for one in opinions if one.believed}


def _weighed(groups: Mapping[tuple[str, ...], Pairs]) -> Iterator[SecondOpinion]:
    for (template,), pairs in groups.items():
        differing = pairs.only_new + pairs.only_old
        yield SecondOpinion(
            template,
            pairs.lines,
            pairs.new_right,
            pairs.old_right,
            pairs.only_new,
            pairs.only_old,
            share=(pairs.only_new + 1) / (differing + 2),
            believed=pairs.won(settings.PROMOTE_ALPHA),
        )
