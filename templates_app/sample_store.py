"""The bytes that templates keep, samples and golden documents, under their SHA-256."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import storages


def digest_of(content: bytes) -> str:
    """Return the name under which bytes are kept."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes) -> str:
    """Keep bytes and return their SHA-256; does nothing where they are kept already."""
    digest = digest_of(content)
    path, store = _path(digest), storages["samples"]
    if not store.exists(path):
        store.save(path, ContentFile(content))
    return digest


def load(digest: str) -> bytes:
    """Return bytes that are kept; raises FileNotFoundError where they are lost."""
    with storages["samples"].open(_path(digest), "rb") as file:
        content: bytes = file.read()
    return content


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
