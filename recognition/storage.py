"""Documents' bytes under their SHA-256, in the configured store (a folder or S3).

room: a folder of the store for bytes that are no document's; documents lie at its root.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import Storage, storages


class StoreUnavailable(Exception):
    """The store doesn't answer, or takes nothing more; the message says what to do."""


def _store() -> Storage:
    return storages["documents"]


def _path(sha256: str, room: str) -> str:
    return "/".join(filter(None, (room, sha256[:2], sha256)))


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, BotoCoreError, ClientError) as error:
        raise StoreUnavailable(
            f"The file store can't be used ({type(error).__name__}). Try again in a minute; if it "
            "stays so, tell your administrator."
        ) from error


def hash_file(file: IO[Any]) -> tuple[str, int]:
    """Return the SHA-256 and the size of an open binary file; leaves it at its start."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return digest.hexdigest(), size


def store(file: IO[Any], sha256: str, size: int, room: str = "") -> None:
    """Keep an open file under its hash; does nothing where it is kept already.

    A file of another size under the same hash was cut off while it was written and is replaced.
    Raises StoreUnavailable.
    """
    path, files = _path(sha256, room), _store()
    with _answering():
        if files.exists(path):
            if files.size(path) == size:
                return
            files.delete(path)
        saved = files.save(path, File(file))
        if saved != path:
            files.delete(saved)


def opened(sha256: str, room: str = "") -> File[bytes]:
    """Return a document's bytes as an open file.

    Raises FileNotFoundError where the store has lost them, and StoreUnavailable.
    """
    with _answering():
        return _store().open(_path(sha256, room), "rb")


def load(sha256: str, room: str = "") -> bytes:
    """Return a document's bytes; raises as ``opened`` does."""
    with _answering(), opened(sha256, room) as file:
        content: bytes = file.read()
    return content


def remove(sha256: str, room: str = "") -> None:
    """Forget a document's bytes; raises StoreUnavailable."""
    with _answering():
        _store().delete(_path(sha256, room))
