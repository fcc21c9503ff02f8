"""What a person is told about a file, or a page of it, that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

from recognition.reading import BrokenPage, Page


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message names it and says what to do."""


def shown_name(name: str) -> str:
    """The file's name fit for a message: one line, printable, at most 80 characters."""
    printable = "".join(char for char in name if char.isprintable()).strip() or "The file"
    return printable if len(printable) <= 80 else f"{printable[:50]}…{printable[-29:]}"


def unreadable(name: str, sentence: str) -> UnreadableFile:
    """The failure ``NAME sentence``."""
    return UnreadableFile(f"{shown_name(name)} {sentence}")


def broken_page(name: str, number: int, of: int, why: str, remedy: str) -> BrokenPage:
    """A page that cannot be read, named within its file, with what the person can do."""
    place = f"page {number} of {of}" if of > 1 else "its only page"
    return BrokenPage(number, f"{shown_name(name)}: {place} is broken ({why}). {remedy}")


def damaged_page(name: str, number: int, of: int, why: str) -> str:
    """What a person is told of a page that was read, though not all of it may be there."""
    place = f"page {number} of {of}" if of > 1 else "its only page"
    return (
        f"{shown_name(name)}: {place} is damaged ({why}), so parts of it may be missing or wrong. "
        "Compare it with the original, or upload it anew."
    )


def report_broken(name: str, pages: Sequence[Page | BrokenPage]) -> str | None:
    """One sentence about the broken pages of a file, None where every page was read."""
    broken = [page.number for page in pages if isinstance(page, BrokenPage)]
    if not broken:
        return None
    read = len(pages) - len(broken)
    numbers = ", ".join(str(number) for number in broken)
    which = f"page {numbers}" if len(broken) == 1 else f"pages {numbers}"
    verb = "is" if len(broken) == 1 else "are"
    others = "no other page was" if read == 0 else f"the other {read} {_was(read)}"
    return f"{shown_name(name)}: {which} of {len(pages)} {verb} broken; {others} read."


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
