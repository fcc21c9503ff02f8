"""Pictures of pages as uploaded, for people; made when asked for and kept for the next time."""

from __future__ import annotations

import io
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from PIL import Image

from recognition import storage
from recognition.configuration import limits
from recognition.models import Document
from recognition.pages.opening import OpenedDocument, open_document
from recognition.reading import BrokenPage

SIZES = (200, 800, 1600, 0)
"""Longest side in pixels that pictures are kept in; 0 for the page's own size."""


class PageMissing(Exception):
    """The document has no such page, or it is broken; the message says which."""


def page_png(document: Document, number: int, size: int = 0) -> bytes:
    """Return a page as PNG, its longest side ``size`` pixels at most where that is not 0.

    Boxes of records are pixels of the page at its own size (``size`` 0).
    Raises PageMissing where there is no such page, UnreadableFile where the file can't be opened
    and FileNotFoundError where the store has lost it.
    """
    return kept(document.sha256, f"{number}-{size}", lambda: _render(document, number, size))


def page_count(document: Document) -> int:
    """Return how many pages a document has, whether or not it was read already.

    Raises UnreadableFile where the file can't be opened, FileNotFoundError where the store has
    lost it.
    """
    return document.page_count or _opened(document).page_count


def kept(sha256: str, name: str, render: Callable[[], bytes]) -> bytes:
    """Return a picture of a document by its name, made and kept where it is not there yet."""
    path = _folder(sha256) / f"{name}.png"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        png = render()
    _keep(path, png)
    return png


def forget(sha256: str) -> None:
    """Drop what is kept of a document's pages."""
    shutil.rmtree(_folder(sha256), ignore_errors=True)


def prune(max_bytes: int) -> int:
    """Drop the longest unused pictures until at most ``max_bytes`` are kept; return how many."""
    found = [(path, path.stat()) for path in _root().rglob("*.png")]
    found.sort(key=lambda entry: entry[1].st_atime)
    total, dropped = sum(stat.st_size for _, stat in found), 0
    for path, stat in found:
        if total <= max_bytes:
            break
        path.unlink(missing_ok=True)
        total -= stat.st_size
        dropped += 1
    return dropped


def _root() -> Path:
    return Path(settings.STENCIL_HOME) / "cache" / "pages"


def _folder(sha256: str) -> Path:
    return _root() / sha256[:2] / sha256


def _opened(document: Document) -> OpenedDocument:
    return open_document(storage.load(document.sha256), document.name, limits())


def _render(document: Document, number: int, size: int) -> bytes:
    opened = _opened(document)
    if not 1 <= number <= opened.page_count:
        raise PageMissing(f"{document.name} has {opened.page_count} pages, no page {number}.")
    page = opened.page(number)
    if isinstance(page, BrokenPage):
        raise PageMissing(page.message)
    picture = Image.fromarray(page.image)
    if size:
        picture.thumbnail((size, size), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _keep(path: Path, png: bytes) -> None:
    """Write beside and rename, so that nobody reads half a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    draft.write_bytes(png)
    draft.replace(path)
