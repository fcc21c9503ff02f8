"""Deliver what is in the outbox."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from exports import destinations
from exports.delivering import deliver_next

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.5
_TROUBLE_SECONDS = 2.0


class Command(BaseCommand):
    help = "Deliver accepted records to their destinations until SIGTERM, or once with --once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="deliver what is due and end")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        destinations.seal_anew()
        last = 0
        while not stop.is_set():
            close_old_connections()
            try:
                served = deliver_next(last)
            except Exception:  # our own database may be away for a moment
                if options["once"]:
                    raise
                logger.exception("This round failed; the next one follows.")
                stop.wait(_TROUBLE_SECONDS)
                continue
            if served is not None:
                last = served.mapping
            elif options["once"]:
                return
            else:
                stop.wait(_POLL_SECONDS)
