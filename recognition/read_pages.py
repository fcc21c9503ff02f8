"""Pages that were read once, kept: the designer asks of the same sample again and again."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from django.conf import settings

from recognition.configuration import limits
from recognition.engine.contract import Reader
from recognition.pages.failures import unreadable
from recognition.pages.opening import open_document
from recognition.reading import BrokenPage, Char, Line, Page, ReadPage, StraightPage
from recognition.shared_reader import shared_reader
from recognition.sheets import read_page

_FORM = 3
"""Changes where what is kept of a page does."""
_IN_MEMORY = 6
_ON_DISK = 40
_MOST_PIXELS = 200_000_000
"""Of pages that are held at once, about 1.2 GB where all lay askew; twenty of A4 at 300 dpi fit."""

_lock = threading.Lock()
_recent: OrderedDict[str, ReadPage | BrokenPage] = OrderedDict()


def read_pages(
    data: bytes, name: str, reader: Reader, only: int | None = None
) -> list[ReadPage | BrokenPage]:
    """Read a file's pages, or one of them; what was read before is not read again.

    only: a page's number; a file that has no such page gives its first.

    Raises UnreadableFile where nothing of it can be opened.
    """
    opened = open_document(data, name, limits())
    digest = hashlib.sha256(data).hexdigest()
    numbers: Iterable[int] = range(1, opened.page_count + 1)
    if only is not None:
        numbers = [only if only <= opened.page_count else 1]
    return [_read(opened.page, digest, number, reader) for number in numbers]


def read_in_turns(
    data: bytes, name: str, done: Callable[[int, int], None] | None = None
) -> list[ReadPage | BrokenPage]:
    """Read a file's pages with this process's reader, which others may use between two pages.

    done: called after each page with how many are read and how many there are.

    Raises UnreadableFile where nothing of it can be opened, or its pages are too large together.
    """
    opened = open_document(data, name, limits())
    digest = hashlib.sha256(data).hexdigest()
    found: list[ReadPage | BrokenPage] = []
    pixels = 0
    for number in range(1, opened.page_count + 1):
        with shared_reader() as reader:
            page = _read(opened.page, digest, number, reader)
        found.append(page)
        if isinstance(page, ReadPage):
            height, width = page.straight.page.image.shape[:2]
            pixels += height * width
        if pixels > _MOST_PIXELS:
            sentence = f"has more than {_MOST_PIXELS // 1_000_000} million pixels on all its pages."
            remedy = "Upload the pages that matter as a file of their own, or scan them at 200 dpi."
            raise unreadable(name, f"{sentence} {remedy}")
        if done is not None:
            done(number, opened.page_count)
    return found


def read_for(seconds: float, data: bytes, name: str, after: int = 0) -> tuple[int, int]:
    """Read a file's pages until a time is over, at least one of them, and keep them.

    after: how many of its pages were read before. Returns how many are now, and how many it has.

    Raises UnreadableFile where nothing of it can be opened.
    """
    opened = open_document(data, name, limits())
    digest = hashlib.sha256(data).hexdigest()
    until = time.monotonic() + seconds
    for number in range(after + 1, opened.page_count + 1):
        with shared_reader() as reader:
            _read(opened.page, digest, number, reader)
        if time.monotonic() >= until:
            return number, opened.page_count
    return opened.page_count, opened.page_count


def forget(digest: str) -> None:
    """Drop what is kept of a file's pages, by the SHA-256 of its bytes."""
    with _lock:
        for key in [key for key in _recent if key.startswith(digest)]:
            del _recent[key]
    for path in _folder().glob(f"{digest}-*"):
        path.unlink(missing_ok=True)


def _read(
    decode: Callable[[int], Page | BrokenPage], digest: str, number: int, reader: Reader
) -> ReadPage | BrokenPage:
    how = hashlib.sha256(f"{_FORM} {number} {reader.name}".encode()).hexdigest()[:16]
    key = f"{digest}-{how}"
    with _lock:
        if key in _recent:
            _recent.move_to_end(key)
            return _recent[key]
    found = _load(key) or _fresh(decode(number), key, reader)
    with _lock:
        _recent[key] = found
        while len(_recent) > _IN_MEMORY:
            _recent.popitem(last=False)
    return found


def _fresh(page: Page | BrokenPage, key: str, reader: Reader) -> ReadPage | BrokenPage:
    if isinstance(page, BrokenPage):
        return page
    found = read_page(page, reader)
    _keep(key, found)
    return found


def _folder() -> Path:
    return Path(settings.STENCIL_HOME) / "cache" / "reads"


def _keep(key: str, read: ReadPage) -> None:
    """Write beside and rename, so that nobody reads half a page."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    page = read.straight.page
    stated = {
        "number": page.number,
        "dpi": page.dpi,
        "scanned": page.scanned,
        "damage": page.damage,
        "notes": read.straight.notes,
        "lines": [_line(line) for line in read.lines],
        "words": len(page.words),
    }
    # most pages lie straight: then both pictures are the same
    straight = None if read.straight.image is page.image else read.straight.image
    draft = folder / f"{key}.{secrets.token_hex(4)}.part"
    with draft.open("wb") as file:
        np.savez(
            file,
            page=page.image,
            straight=np.empty(0, np.uint8) if straight is None else straight,
            to_page=read.straight.to_page,
            stated=np.frombuffer(json.dumps(stated).encode(), np.uint8),
        )
    draft.replace(folder / f"{key}.npz")
    # what a crash left half-written grows old and goes as well
    kept = sorted(folder.iterdir(), key=_age)
    for path in kept[:-_ON_DISK]:
        path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """When a file was written; another process may have taken it away meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _line(line: Line) -> list[object]:
    chars = [[c.text, c.position, c.confidence, c.alternatives] for c in line.chars]
    return [line.quad.tolist(), chars, line.source, line.reader]


def _load(key: str) -> ReadPage | None:
    path = _folder() / f"{key}.npz"
    try:
        with np.load(path, allow_pickle=False) as kept:
            stated = json.loads(kept["stated"].tobytes())
            image, straight, to_page = kept["page"], kept["straight"], kept["to_page"]
            straight = straight if straight.size else image
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None
    lines = tuple(
        Line(
            np.array(quad, np.float32),
            tuple(
                Char(text, position, sure, tuple((t, p) for t, p in others))
                for text, position, sure, others in chars
            ),
            source,
            reader,
        )
        for quad, chars, source, reader in stated["lines"]
    )
    # the text layer's words are among the lines; of the page itself only their presence is asked
    page = Page(
        stated["number"],
        image,
        stated["dpi"],
        lines[: stated["words"]],
        tuple(tuple(box) for box in stated["scanned"]),
        stated["damage"],
    )
    return ReadPage(StraightPage(page, straight, to_page, tuple(stated["notes"])), lines)
