"""Conduct the runs that wait."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from training.runs import forgetting, promotion, queue
from training.runs.conducting import conduct

logger = logging.getLogger(__name__)

_POLL_SECONDS = 1.0
_TROUBLE_SECONDS = 5.0


class Command(BaseCommand):
    help = "Train what waits until SIGTERM, one run at a time; a run under way is kept and goes on."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="conduct what waits and end")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        tidied = False
        while not stop.is_set():
            close_old_connections()
            try:
                if not tidied:
                    # what a kill has kept from being removed when it was deleted
                    forgetting.forget_everywhere()
                    tidied = True
                promotion.promote_due()
                claim = queue.claim_next()
                if claim is not None:
                    conduct(claim, stop.is_set)
            except Exception:  # our own database may be away for a moment
                if options["once"]:
                    raise
                logger.exception("This round failed; the next one follows.")
                stop.wait(_TROUBLE_SECONDS)
                continue
            if claim is None:
                if options["once"]:
                    return
                stop.wait(_POLL_SECONDS)
