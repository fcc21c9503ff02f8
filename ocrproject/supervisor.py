"""One process that keeps web, workers and sweeper running."""

from __future__ import annotations

import ctypes
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
_TICK = 0.2
_SETTLED_AFTER = 10.0
_LONGEST_PAUSE = 30.0
_GRACE = 30.0


@dataclass(slots=True)
class Child:
    """A process that is started again whenever it ends.

    pause: seconds to wait before the next start; grows while starts fail at once.
    """

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = field(default=0.0)


class Supervisor:
    """Starts children, restarts those that end, and stops them all on SIGTERM or SIGINT."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._stopping = False

    def run(self) -> None:
        """Supervise until a signal says stop; returns when every child has ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self._stopping:
            now = time.monotonic()
            for child in self._children:
                self._tend(child, now)
            time.sleep(_TICK)
        self._end()

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _tend(self, child: Child, now: float) -> None:
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            child.process = None
            lived = now - child.started
            child.pause = (
                0.0 if lived > _SETTLED_AFTER else min(child.pause * 2 + 0.5, _LONGEST_PAUSE)
            )
            child.due = now + child.pause
            logger.warning(
                "%s ended (%s); it is started again in %.1f s.", child.name, code, child.pause
            )
        if now >= child.due and not self._stopping:
            child.started = now
            # a group of its own: Ctrl-C reaches the supervisor alone, which stops them in order
            child.process = subprocess.Popen(
                child.command, start_new_session=True, preexec_fn=_end_with_parent
            )

    def _end(self) -> None:
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _GRACE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _end_with_parent() -> None:
    """Ask Linux to end this child when the supervisor is killed; elsewhere it stays behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
