"""Other documents, read by a template in the making."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recognition.configuration import limits
from recognition.design import MOST_PAGES, DesignError, check_sample, definition_of
from recognition.designing.words import words_of
from recognition.engine.contract import Reader
from recognition.extraction import extract_settings
from recognition.matching.index import TemplateIndex
from recognition.matching.placing import place
from recognition.pages.opening import open_document
from recognition.pipeline import extract_read
from recognition.read_pages import read_in_turns
from recognition.reading import BrokenPage, Image, ReadPage
from recognition.record import file_facts
from recognition.shared_reader import shared_reader
from templates_app.definition.template import Template
from templates_app.models import TemplateDraft


@dataclass(frozen=True, slots=True, eq=False)
class TriedPage:
    """A page of a document that was tried: as uploaded, with its words in the same pixels."""

    number: int
    image: Image
    words: tuple[dict[str, Any], ...]


def tried_on(
    draft: TemplateDraft, content: Mapping[str, Any], data: bytes, name: str
) -> tuple[dict[str, Any], tuple[TriedPage, ...]]:
    """Read another document by a draft: its first record, and its pages as uploaded.

    Raises UnreadableFile, and DesignError where the draft has nothing to match with yet or the
    document has too many pages to wait for.
    """
    check_sample(data, name)
    pages = read_in_turns(data, name)
    with shared_reader() as reader:
        definition = definition_of(draft, content, reader)
        if definition is None:
            raise DesignError("The draft has no page to match documents with. Add a sample first.")
        record = read_by(definition, data, name, pages, reader)
    return record, tuple(_tried(page) for page in pages if isinstance(page, ReadPage))


def _tried(read: ReadPage) -> TriedPage:
    page = read.straight.page
    lines = [place(line, read.straight.to_page, 0) for line in read.lines if line.chars]
    words = (
        {"text": word.text, "box": [round(edge, 1) for edge in word.box], "line": word.line}
        for word in words_of(lines)
    )
    return TriedPage(page.number, page.image, tuple(words))


def read_by(
    definition: Template,
    data: bytes,
    name: str,
    pages: Sequence[ReadPage | BrokenPage],
    reader: Reader,
) -> dict[str, Any]:
    """The record that one template makes of a document, whatever its include rules say."""
    found = extract_read(
        file_facts(name, data, len(pages)),
        pages,
        TemplateIndex([definition]),
        reader,
        extract_settings(split=False),
        template=definition.name,
    )
    return found[0].record


def check_golden(data: bytes, name: str) -> None:
    """Raise UnreadableFile where a file can't be opened, DesignError where it is too long."""
    count = open_document(data, name, limits()).page_count
    if count > MOST_PAGES:
        raise DesignError(
            f"{name} has {count} pages; a golden document has {MOST_PAGES} at the most. Upload "
            "the pages that matter as a file of their own, and make that golden."
        )
