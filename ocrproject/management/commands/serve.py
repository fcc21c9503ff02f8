"""Start everything: web, workers, sweeper, deliverer and trainer, with the demo loaded."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ocrproject import environment
from ocrproject.first_use import first_login
from ocrproject.supervisor import Child, Supervisor


class Command(BaseCommand):
    help = "Start web, workers and all the rest (PORT, STENCIL_HOST, STENCIL_WORKERS)."

    def handle(self, *args: Any, **options: Any) -> None:
        host = environment.text("STENCIL_HOST", "127.0.0.1")
        port = environment.integer("PORT", 8000, minimum=1)
        _check_free(host, port)
        if environment.flag("STENCIL_DEMO", True):
            # in a process of its own, so that the reader doesn't stay in this one's memory
            subprocess.run(_manage("demo"), check=False)
        name, password = first_login()
        self.stdout.write(f"Stencil serves http://{host}:{port}")
        self.stdout.write(f"login: {name} {password}")
        self.stdout.flush()
        Supervisor(_children(host, port)).run()


def _children(host: str, port: int) -> list[Child]:
    web = [
        *(sys.executable, "-m", "gunicorn", "ocrproject.wsgi"),
        *("--bind", f"{host}:{port}"),
        *("--workers", str(environment.integer("STENCIL_WEB_WORKERS", 2, minimum=1))),
        *("--threads", str(environment.integer("STENCIL_WEB_THREADS", 4, minimum=1))),
        *("--timeout", "180", "--graceful-timeout", "20", "--log-level", "warning"),
    ]
    workers = [
        Child(f"worker {number}", _manage("worker")) for number in range(1, settings.WORKERS + 1)
    ]
    return [
        Child("web", web),
        *workers,
        Child("sweeper", _manage("sweep")),
        Child("deliverer", _manage("deliver")),
        Child("trainer", _manage("trainer")),
    ]


def _manage(command: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), command]


def _check_free(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise CommandError(
            f"{host}:{port} can't be used ({error.strerror}). Choose another port: "
            f"PORT={port + 1} make run"
        ) from None
