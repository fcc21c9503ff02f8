"""Find documents whose worker is gone."""

from __future__ import annotations

import logging
import signal
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from recognition import golden_jobs, jobs, page_images
from recognition.processing import give_up
from recognition.signals import sweeping
from templates_app import sample_store

_TIDY_SECONDS = 3600.0

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Queue documents again whose worker is gone; forever, or once with --once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="sweep once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if options["once"]:
            _sweep()
            sample_store.remove_unused()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        tidied = float("-inf")
        interval = max(1.0, settings.LEASE.total_seconds() / 6)
        while not stop.is_set():
            close_old_connections()
            try:
                _sweep()
                if time.monotonic() - tidied > _TIDY_SECONDS:
                    tidied = time.monotonic()
                    sample_store.remove_unused()
            except Exception:  # a database that is away for a moment must not end the sweeper
                logger.exception("This sweep failed; the next one follows.")
            stop.wait(interval)


def _sweep() -> None:
    swept = jobs.sweep()
    for claim in swept.exhausted:
        give_up(claim)
    golden_jobs.sweep()
    page_images.prune(settings.PAGE_CACHE_BYTES)
    sweeping.send_robust(None)
    if swept.requeued or swept.exhausted:
        logger.warning(
            "%d documents queued again, %d given up.", len(swept.requeued), len(swept.exhausted)
        )
