"""From a source to the crops in a run's folder: each in one part, no document in two."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from training.run_folder import CropRow, Part, RunFolder
from training.samples.crop import LabelledCrop
from training.samples.dividing import Divided, document_key, held_out, is_held_out, split
from training.samples.faults import BadFile
from training.samples.labelled import REVIEWED, labelled
from training.samples.verifying import verify

logger = logging.getLogger(__name__)

VALIDATION = 0.15
FEWEST = 8
"""Crops to train on; with fewer nothing is learnt but those crops."""
JUDGING = 30
"""Crops that shall judge at least, or ``JUDGING_SHARE`` of them all where that is fewer: by a
handful a good reader cannot be told from a lucky one."""
JUDGING_SHARE = 0.25


class TooFewCropsError(ValueError):
    """The source holds too little to learn from; the message says how much is needed."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """counts: crops by part, and how many of the held-out ones are so for ever.

    left_out: unusable ones; data: SHA-256 over all.
    """

    counts: dict[str, int]
    left_out: int
    data: str


def source_of(stated: str) -> Path | str:
    """A source as the samples' room takes it: ``reviewed``, a folder, or a collection's name."""
    if stated == REVIEWED:
        return stated
    path = Path(stated)
    return path if path.is_absolute() or path.exists() else stated


def gather(stated: str, folder: RunFolder, seed: int, judged_by_reviewed: bool) -> Gathered:
    """Store a source's crops in the run's folder.

    judged_by_reviewed: whether the held-out crops of people's decisions judge too; for models
        that are to read whole documents. Raises TooFewCropsError and what reading the source does.
    """
    usable, left_out = _usable(labelled(source_of(stated)))
    sides = _enough_to_judge(held_out(usable), seed)
    parts = split(sides.training, VALIDATION, seed)
    if len(parts.training) < FEWEST:
        raise TooFewCropsError(
            f"{stated} holds {len(usable)} usable crops, of which {len(parts.training)} may train; "
            f"at least {FEWEST} must. Review more values, or name a larger folder."
        )
    judging = list(sides.test)
    if judged_by_reviewed and stated != REVIEWED:
        judging += held_out(_usable(labelled(REVIEWED))[0]).test
    crops: dict[Part, Iterable[LabelledCrop]] = {
        "train": parts.training,
        "validation": parts.test,
        "held_out": judging,
    }
    folder.path.mkdir(parents=True, exist_ok=True)
    folder.drop_gathered()
    data = folder.write_crops(_rows(crops))
    counts: dict[str, int] = {part: sum(1 for _ in found) for part, found in crops.items()}
    counts["held_out_for_ever"] = sum(bool(row.for_ever) for row in folder.crops("held_out"))
    return Gathered(counts, left_out, data)


def _enough_to_judge(sides: Divided, seed: int) -> Divided:
    """Let further documents judge this one run where chance has held out too few for ever.

    The new reader has not seen them; the present one may have learnt from them in an earlier run,
    which can only count against the new one.
    """
    count = len(sides.training) + len(sides.test)
    wanted = min(JUDGING, round(JUDGING_SHARE * count)) - len(sides.test)
    if wanted <= 0:
        return sides
    further = split(sides.training, wanted / len(sides.training), seed)
    return Divided(further.training, (*sides.test, *further.test))


def _usable(crops: Iterable[LabelledCrop]) -> tuple[list[LabelledCrop], int]:
    good, bad = [], 0
    for crop in crops:
        found = verify(crop)
        if isinstance(found, BadFile):
            bad += 1
            logger.info("%s is left out: %s", found.name, found.message)
        else:
            good.append(crop)
    return good, bad


def _rows(parts: dict[Part, Iterable[LabelledCrop]]) -> Iterator[tuple[CropRow, bytes]]:
    number = 0
    for part, crops in parts.items():
        for crop in crops:
            suffix = PurePosixPath(crop.name).suffix.lower() or ".png"
            row = CropRow(
                f"crops/{number // 1000:03d}/{number:06d}{suffix}",
                crop.text,
                part,
                crop.name,
                crop.document,
                crop.template,
                crop.field,
                is_held_out(document_key(crop)),
            )
            number += 1
            yield row, crop.load()
