"""Read documents as they come in."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from recognition import golden_reading, jobs
from recognition.processing import process
from recognition.shared_reader import shared_reader

_POLL_SECONDS = 0.25
_AWAY_SECONDS = 2.0

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Read what waits, documents first, until SIGTERM; the one under way is finished."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with shared_reader():
            pass  # loaded before the first claim, so that no document pays for a slow start
        if settings.BROKER_URL:
            # one process reads one document at a time: the reader itself uses every processor
            current_app.worker_main(
                ["worker", "--pool=solo", "--without-gossip", "--without-mingle", "-l", "WARNING"]
            )
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                claim = jobs.claim_next()
                if claim is not None:
                    process(claim)
                # in turns, so that neither waits behind a long queue of the other
                found_golden = golden_reading.read_next()
            except DatabaseError:  # one that is away for a moment must not cost the loaded reader
                logger.exception("The database can't be used; this worker asks again.")
                stop.wait(_AWAY_SECONDS)
                continue
            if claim is None and not found_golden:
                stop.wait(_POLL_SECONDS)
