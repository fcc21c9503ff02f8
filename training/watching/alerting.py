"""Looking at every template now and then, and keeping an alert open while something is worse."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from recognition.engine.models import ModelFolder, default_name, find_models
from templates_app.models import Template
from training.watching.collecting import Quality, quality_of, recent_texts
from training.watching.course import FIRST, RECENT, Fall, fall
from training.watching.drift import Drift, drift, unknown_characters
from training.watching.judged import Observed
from training.watching.models import Alert
from training.watching.present_reader import reads_since

logger = logging.getLogger(__name__)

EVERY = 3600.0
"""Seconds between two looks at everything."""
CHARSET_WINDOW = timedelta(days=28)
_LEAST_TEXTS = 3
"""Texts with characters that the reader lacks, from which training on them is worth a thought."""

_Key = tuple[str, str]
"""Field and kind."""


@dataclass(slots=True)
class _Clock:
    due: float = 0.0


_clock = _Clock()


def watch_when_due() -> None:
    """Look at every template once in an hour, however often it is asked for."""
    if time.monotonic() < _clock.due:
        return
    _clock.due = time.monotonic() + EVERY
    watch()


def watch(now: datetime | None = None) -> int:
    """Open, renew and close the alerts of every active template; return how many are open."""
    now = now or timezone.now()
    charset = known_characters()
    for template in Template.objects.filter(active=True, current__isnull=False):
        _keep(template, dict(_found(template.name, charset, now)), now)
    return Alert.objects.filter(closed_at=None).count()


def known_characters() -> frozenset[str] | None:
    """What the reader in use can read; None where that is not known."""
    models = find_models()
    parts = [models.get(name) for name in default_name().split("+")]
    known = [part for part in parts if isinstance(part, ModelFolder)]
    if not known:
        return None
    return frozenset("".join("".join(model.charset()) for model in known))


def confidence_drift(observed: Observed, now: datetime, since: datetime | None) -> Drift:
    """The confidences of the last two weeks held against those of the first four.

    since: when the present reader began to read; another one's confidences say nothing of it.
    """
    observed = observed.between(since, None)
    if not observed.seen:
        return drift((), ())
    start = min(one.at for one in observed.seen)
    first = observed.between(start, min(start + FIRST, now - RECENT)).seen
    recent = observed.between(now - RECENT, None).seen
    return drift([one.confidence for one in first], [one.confidence for one in recent])


def _found(
    template: str, charset: frozenset[str] | None, now: datetime
) -> Iterator[tuple[_Key, dict[str, Any]]]:
    quality, since = quality_of(template, now), reads_since()
    for name, observed in _parts(quality):
        found = fall(observed, now)
        if found.certain:
            yield (name, Alert.Kind.ACCURACY), _fall_facts(found)
        moved = confidence_drift(observed, now, since)
        if moved.moved:
            facts = {"index": round(moved.index, 3), "distance": round(moved.distance, 3)}
            yield (name, Alert.Kind.CONFIDENCE), facts
    if charset is not None:
        unknown = unknown_characters(recent_texts(template, now - CHARSET_WINDOW), charset)
        if sum(unknown.values()) >= _LEAST_TEXTS:
            most = dict(list(unknown.items())[:50])
            yield ("", Alert.Kind.CHARSET), {"characters": most, "of": len(unknown)}


def _parts(quality: Quality) -> Iterator[tuple[str, Observed]]:
    """The template as a whole under the empty name, then its fields."""
    yield "", quality.whole
    yield from quality.fields.items()


def _fall_facts(found: Fall) -> dict[str, Any]:
    before, now = found.before, found.now
    return {
        "before": round(1 - (before.error or 0.0), 4),
        "now": round(1 - (now.error or 0.0), 4),
        "now_low": round(1 - now.high, 4),
        "now_high": round(1 - now.low, 4),
        "verdicts": round(now.verdicts),
    }


def _keep(template: Template, found: dict[_Key, dict[str, Any]], now: datetime) -> None:
    open_ones = {
        (a.field, a.kind): a for a in Alert.objects.filter(template=template, closed_at=None)
    }
    for key, alert in open_ones.items():
        if key not in found:
            Alert.objects.filter(pk=alert.pk, closed_at=None).update(closed_at=now, checked_at=now)
    for (field, kind), facts in found.items():
        known = open_ones.get((field, kind))
        if known is not None:
            Alert.objects.filter(pk=known.pk).update(facts=facts, checked_at=now)
            continue
        try:
            with transaction.atomic():
                Alert.objects.create(
                    template=template,
                    field=field,
                    kind=kind,
                    facts=facts,
                    opened_at=now,
                    checked_at=now,
                )
        except IntegrityError:  # another sweeper was quicker
            continue
        logger.warning("%s %s: %s (%s)", template.name, field, kind, facts)
