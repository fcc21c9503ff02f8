"""Keeping a claim while a document is read."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from types import TracebackType

from django.conf import settings
from django.db import connection

from recognition import jobs

logger = logging.getLogger(__name__)

EXIT_STUCK = 70


class Heartbeat:
    """Extends a lease from a thread of its own, as long as the block runs.

    A document that takes longer than DOCUMENT_TIME_LIMIT hangs in code that can't be
    interrupted: the process ends itself, the supervisor starts another, the attempt counts.
    """

    def __init__(
        self, claim: jobs.Claim, extend: Callable[[jobs.Claim], bool] = jobs.extend
    ) -> None:
        self._claim = claim
        self._extends = extend
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def _beat(self) -> None:
        started = time.monotonic()
        interval = settings.LEASE.total_seconds() / 3
        try:
            while not self._done.wait(interval):
                if time.monotonic() - started > settings.DOCUMENT_TIME_LIMIT.total_seconds():
                    logger.error(
                        "Document %s has been read for longer than STENCIL_DOCUMENT_SECONDS; "
                        "this worker ends.",
                        self._claim.document,
                    )
                    os._exit(EXIT_STUCK)
                self._extend()
        finally:
            connection.close()

    def _extend(self) -> None:
        try:
            if not self._extends(self._claim):
                logger.info("Document %s was taken away while it was read.", self._claim.document)
                self._done.set()
        except Exception:  # a database that is away for a moment must not end the beat
            logger.exception("The lease of document %s was not extended.", self._claim.document)
