"""What was put off when decisions were taken: samples that are missing, crops to be cut."""

from __future__ import annotations

import logging

from recognition.storage import StoreUnavailable
from training.samples.cutting import cut_missing
from training.samples.keeping import keep_missing

logger = logging.getLogger(__name__)

_SECONDS = 3.0


def catch_up(seconds: float | None = _SECONDS) -> int:
    """Make missing samples and cut missing crops for so long; return how many were cut.

    A store that doesn't answer leaves them for the next time.
    """
    keep_missing()
    try:
        return cut_missing(seconds)
    except StoreUnavailable as error:
        logger.warning("Crops wait for the file store: %s", error)
        return 0
