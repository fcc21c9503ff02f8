"""This process's reader, lent to one thread at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from recognition.engine.page_reader import PageReader

_lock = threading.Lock()


@contextmanager
def shared_reader() -> Iterator[PageReader]:
    """Lend the reader; it is loaded on first use, which takes seconds."""
    from recognition.engine.models import reader_named

    with _lock:
        yield reader_named()
