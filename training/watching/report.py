"""All that is watched of one kind of document, put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from training.watching.alerting import CHARSET_WINDOW, confidence_drift, known_characters
from training.watching.collecting import quality_of, recent_texts
from training.watching.course import WeekOf, weeks
from training.watching.drift import Drift, unknown_characters
from training.watching.estimating import Estimate, error_of
from training.watching.judged import Observed
from training.watching.present_reader import reads_since


@dataclass(frozen=True, slots=True)
class FieldQuality:
    """How well one field is read."""

    name: str
    stated: int
    judged: int
    estimate: Estimate
    drift: Drift


@dataclass(frozen=True, slots=True)
class Report:
    """How well one kind of document is read, by week and by field."""

    template: str
    weeks: tuple[WeekOf, ...]
    estimate: Estimate
    drift: Drift
    fields_read: tuple[FieldQuality, ...]
    unknown_characters: dict[str, int]


def report_of(template: str, now: datetime) -> Report:
    """Look at one kind of document."""
    quality, since = quality_of(template, now), reads_since()
    whole, charset = quality.whole, known_characters()
    texts = recent_texts(template, now - CHARSET_WINDOW) if charset is not None else []
    return Report(
        template,
        weeks(whole, now),
        error_of(whole),
        confidence_drift(whole, now, since),
        tuple(_field(name, observed, now, since) for name, observed in quality.fields.items()),
        unknown_characters(texts, charset or frozenset()),
    )


def _field(name: str, observed: Observed, now: datetime, since: datetime | None) -> FieldQuality:
    return FieldQuality(
        name,
        len(observed.seen),
        len(observed.judged),
        error_of(observed),
        confidence_drift(observed, now, since),
    )
