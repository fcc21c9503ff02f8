"""From the bytes of an upload to its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recognition.pages import images, pdf
from recognition.pages.failures import UnreadableFile, unreadable
from recognition.pages.kinds import Kind, kind_of, misnamed
from recognition.pages.limits import DEFAULT_LIMITS, Limits
from recognition.reading import BrokenPage, Page

__all__ = ["Limits", "OpenedDocument", "UnreadableFile", "check_size", "open_document"]


@dataclass(frozen=True, slots=True, eq=False)
class OpenedDocument:
    """A file whose pages can be decoded one by one, in any order and from any thread.

    kind: what it is, by its bytes.
    page_count: number of its pages, broken ones counted.
    notes: what a person may want to know about the file as a whole.
    """

    name: str
    kind: Kind
    page_count: int
    notes: tuple[str, ...]
    data: bytes
    limits: Limits
    frames: images.Frames | None
    only_page: Page | None = None

    def page(self, number: int) -> Page | BrokenPage:
        """Decode page ``number``, counted from 1.

        Raises:
            IndexError: where the file has no such page.
        """
        if not 1 <= number <= self.page_count:
            raise IndexError(f"{self.name} has pages 1 to {self.page_count}, no page {number}")
        if self.only_page is not None:
            return self.only_page
        if self.frames is None:
            return pdf.decode_page(self.data, self.name, number, self.page_count, self.limits)
        return images.decode_page(self.data, self.name, self.kind, self.frames, number, self.limits)

    def pages(self) -> Iterator[Page | BrokenPage]:
        """Every page in order, each decoded when it is asked for."""
        for number in range(1, self.page_count + 1):
            yield self.page(number)


def check_size(size: int, name: str, limits: Limits) -> None:
    """Raise UnreadableFile where a file has more bytes than are allowed."""
    if size > limits.max_bytes:
        given, cap = size / 1e6, limits.max_bytes / 1e6
        sentence = f"is {given:.1f} MB, more than the {cap:.1f} MB allowed. Split it, or scan it "
        raise unreadable(name, sentence + "at 300 dpi.")


def open_document(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> OpenedDocument:
    """Open an uploaded file; of several pages none is decoded yet, a single one is.

    name: what the person calls the file, for messages; its ending decides nothing.

    Raises:
        UnreadableFile: where nothing of it can be read, with what the person can do.
    """
    if not data:
        raise unreadable(name, "is empty (0 bytes). Copy or download it again.")
    check_size(len(data), name, limits)
    kind = kind_of(data, name)
    note = misnamed(name, kind)
    notes = [note] if note else []
    frames: images.Frames | None = None
    if kind == "pdf":
        count = pdf.count_pages(data, name, limits)
    else:
        frames = images.find_frames(data, name, kind, limits)
        count = len(frames.places) + (1 if frames.lost else 0)
    opened = OpenedDocument(name, kind, count, tuple(notes), data, limits, frames)
    if count > 1:
        return opened
    page = opened.page(1)
    if isinstance(page, BrokenPage):
        raise UnreadableFile(page.message)
    return OpenedDocument(name, kind, 1, tuple(notes), data, limits, frames, page)
