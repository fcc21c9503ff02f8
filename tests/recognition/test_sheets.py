from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from recognition.engine.contract import Constraint, Reading
from recognition.engine.page_reader import PageReader
from recognition.engine.two_readers import TwoReaders
from recognition.matching.index import TemplateIndex
from recognition.reading import BrokenPage, Char, Image, Line, Page, ReadPage, StraightPage
from recognition.sheets import parts_of, read_as_its_kind, sheets_of
from templates_app.definition.template import Anchor, Column, SamplePage, Table, ValueSpec
from tests.recognition.matching.printed import PAGE, anchor, line, moved, template

FIRST = [
    anchor("Invoice number", 100, 100),
    anchor("Date of issue", 600, 100),
    anchor("Bill to", 100, 400),
    anchor("Terms of payment", 100, 1300),
]
INVOICE = template(FIRST, name="invoice")
LETTER = [line("Dear Sir or Madam", 100, 300), line("Yours sincerely", 100, 900)]


def page(number: int, lines: Sequence[Line]) -> ReadPage:
    image = np.full((PAGE[1], PAGE[0], 3), 255, dtype=np.uint8)
    return ReadPage(StraightPage(Page(number, image), image, np.eye(3)), tuple(lines))


def printed(anchors: Sequence[Anchor]) -> list[Line]:
    return [line(a.text, a.box[0], (a.box[1] + a.box[3]) / 2) for a in anchors]


def numbers(pages: Sequence[ReadPage | BrokenPage], *, split: bool = True) -> list[list[int]]:
    parts = parts_of(pages, TemplateIndex([INVOICE]), None, split)
    return [[p.straight.page.number for p in part.pages] for part in parts]


def test_a_new_document_begins_where_the_first_page_matches() -> None:
    pages = [page(1, printed(FIRST)), page(2, LETTER), page(3, printed(FIRST)), page(4, LETTER)]
    assert numbers(pages) == [[1, 2], [3, 4]]


def test_without_splitting_a_file_is_one_document() -> None:
    pages = [page(1, printed(FIRST)), page(2, LETTER), page(3, printed(FIRST))]
    assert numbers(pages, split=False) == [[1, 2, 3]]


def test_pages_before_the_first_match_are_a_document_of_their_own() -> None:
    parts = parts_of(
        [page(1, LETTER), page(2, printed(FIRST))], TemplateIndex([INVOICE]), None, True
    )
    assert [part.choice is None for part in parts] == [True, False]


def test_a_broken_page_leaves_its_neighbours_standing() -> None:
    pages = [page(1, printed(FIRST)), BrokenPage(2, "torn"), page(3, printed(FIRST))]
    assert numbers(pages) == [[1], [3]]


def test_a_repeated_letterhead_goes_on_while_its_table_has_not_ended() -> None:
    column = Column("item", ValueSpec(), range=(100, 900))
    table = Table(
        "items",
        (100, 500, 900, 1200),
        "horizontal",
        (column,),
        ends_at=("grand total",),
        continues=True,
    )
    going_on = replace(INVOICE, tables=(table,))
    end = line("Grand total 118.00", 500, 1000)
    pages = [
        page(1, printed(FIRST)),
        page(2, [*printed(FIRST), end]),
        page(3, [*printed(FIRST), end]),
    ]
    parts = parts_of(pages, TemplateIndex([going_on]), None, True)
    assert [len(part.pages) for part in parts] == [2, 1]


def test_the_second_page_is_registered_by_its_own_anchors() -> None:
    second = [
        replace(anchor(text, x, y), page=2)
        for text, x, y in (
            ("Annex", 100, 100),
            ("Signature", 600, 1300),
            ("Place and date", 100, 1300),
        )
    ]
    kind = replace(
        INVOICE, pages=(SamplePage(1, *PAGE), SamplePage(2, *PAGE)), anchors=(*FIRST, *second)
    )
    shifted = moved(printed(second), np.array([[1.0, 0, 40], [0, 1.0, -25], [0, 0, 1]]))
    pages = [page(1, printed(FIRST)), page(2, shifted)]
    part = parts_of(pages, TemplateIndex([kind]), None, True)[0]
    first, other = sheets_of(part)
    assert np.allclose(first.page.to_sheet[:2, 2], [0, 0], atol=0.5)
    assert other.page.template_page == 2
    assert np.allclose(other.page.to_sheet[:2, 2], [40, -25], atol=0.5)


def test_a_following_page_without_marks_carries_the_transform_on() -> None:
    part = parts_of(
        [page(1, printed(FIRST)), page(2, LETTER)], TemplateIndex([INVOICE]), None, True
    )[0]
    assert [sheet.page.registered for sheet in sheets_of(part)] == [True, False]


class Saying:
    """A recogniser that reads the same everywhere."""

    def __init__(self, text: str) -> None:
        self._reading = Reading(tuple(Char(char, 0.5, 0.99) for char in text), certainty=0.5)

    def recognize(
        self, crops: Sequence[Image], constraint: Constraint | None = None, beam: int = 0
    ) -> list[Reading]:
        return [self._reading] * len(crops)


def test_a_document_of_a_kind_that_was_taught_is_read_once_more_as_such() -> None:
    lines = [*printed(FIRST), replace(line("Digital", 100, 900), source="text_layer")]
    (part,) = parts_of([page(1, lines)], TemplateIndex([INVOICE]), None, True)
    pair = TwoReaders(Saying("Mills"), Saying("Mi11s"))
    untaught = PageReader("pair", None, pair, {"letter": 0.9})
    assert read_as_its_kind(part, untaught) == (part, untaught)
    found, reader = read_as_its_kind(part, PageReader("pair", None, pair, {"invoice": 0.9}))
    texts = [one.text for one in found.pages[0].lines]
    assert sorted(texts) == ["Digital", *["Mills"] * len(FIRST)]
    assert [one.text for one in reader.recognize([np.zeros((9, 9, 3), np.uint8)])] == ["Mills"]


class Spelling:
    """A reader that spells doubtful lines right: they were read backwards."""

    def reconsider(self, image: Image, lines: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(
            replace(each, chars=each.chars[::-1], doubtful=False) if each.doubtful else each
            for each in lines
        )


def at_a_glance(lines: Sequence[Line]) -> list[Line]:
    return [replace(each, chars=each.chars[::-1], doubtful=True) for each in lines]


def test_a_page_whose_marks_were_misread_at_a_glance_begins_its_document_all_the_same() -> None:
    pages = [page(1, printed(FIRST)), page(2, at_a_glance(printed(FIRST)))]
    assert numbers(pages) == [[1, 2]]
    parts = parts_of(pages, TemplateIndex([INVOICE]), None, True, Spelling())
    assert [len(part.pages) for part in parts] == [1, 1]


def test_a_page_that_is_recognised_at_a_glance_is_left_at_that() -> None:
    note = replace(line("paid in cash", 100, 900), doubtful=True)
    pages = [page(1, [*printed(FIRST), note]), BrokenPage(2, "torn")]
    (part,) = parts_of(pages, TemplateIndex([INVOICE]), None, True, Spelling())
    assert part.pages == (pages[0],)
