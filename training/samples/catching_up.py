"""What was put off when decisions were taken: samples that are missing, crops to be cut."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from recognition.storage import StoreUnavailable
from training.samples.cutting import cut_missing
from training.samples.keeping import keep_missing

logger = logging.getLogger(__name__)

_SECONDS = 3.0
_EVERY = 60.0


@dataclass(slots=True)
class _Clock:
    """When missing samples are looked for next: that looks at every decision."""

    due: float = 0.0


_clock = _Clock()


def in_passing() -> None:
    """Cut crops for a few seconds; once in a minute look for samples that are missing."""
    if time.monotonic() >= _clock.due:
        _clock.due = time.monotonic() + _EVERY
        keep_missing()
    _cut(_SECONDS)


def catch_up() -> int:
    """Make every missing sample and crop; return how many were cut."""
    keep_missing()
    return _cut(None)


def _cut(seconds: float | None) -> int:
    """Cut; a store that doesn't answer leaves the crops for the next time."""
    try:
        return cut_missing(seconds)
    except StoreUnavailable as error:
        logger.warning("Crops wait for the file store: %s", error)
        return 0
