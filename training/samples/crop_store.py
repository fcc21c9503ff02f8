"""The bytes of crops under their SHA-256, in the store of the documents."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from recognition import storage
from training.samples.models import Sample

logger = logging.getLogger(__name__)

_ROOM = "crops"


def keep(data: bytes) -> str:
    """Keep the bytes of a crop and return their SHA-256; raises StoreUnavailable."""
    digest = hashlib.sha256(data).hexdigest()
    storage.store(io.BytesIO(data), digest, len(data), room=_ROOM)
    return digest


def load(digest: str) -> bytes:
    """Return a crop's bytes; raises FileNotFoundError where they are lost, StoreUnavailable."""
    return storage.load(digest, room=_ROOM)


def forget(digests: Iterable[str]) -> None:
    """Remove the bytes that no sample needs any longer; raises StoreUnavailable."""
    wanted = {digest for digest in digests if digest}
    needed = set(Sample.objects.filter(crop__in=wanted).values_list("crop", flat=True))
    for digest in wanted - needed:
        storage.remove(digest, room=_ROOM)


def forget_quietly(digests: Iterable[str]) -> None:
    """The same; bytes that the store can't remove now are left in it."""
    try:
        forget(digests)
    except storage.StoreUnavailable as error:
        logger.warning("Crops are left in the store: %s", error)


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """A stored crop's bytes, loaded when asked for."""

    digest: str

    def __call__(self) -> bytes:
        return load(self.digest)
