"""What becomes of uploaded bytes: pages, or a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.pages.failures import report_broken
from recognition.pages.limits import Limits
from recognition.pages.opening import UnreadableFile, open_document
from recognition.reading import BrokenPage, Page
from tests.recognition.pages.broken_files import (
    BrokenFile,
    broken_files,
    pdf_bytes,
    pdf_with_broken_page,
    picture_bytes,
    tiff_with_broken_page,
)
from tests.recognition.pages.drawing import drawn_page, encoded

BROKEN = broken_files()


def test_the_corpus_holds_at_least_forty_files() -> None:
    assert len({data for _, data, _ in BROKEN}) >= 40


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("broken", BROKEN, ids=[name for name, _, _ in BROKEN])
def test_each_broken_file_ends_in_its_own_clear_error(broken: BrokenFile) -> None:
    name, data, part = broken
    with pytest.raises(UnreadableFile) as caught:
        open_document(data, name)
    message = str(caught.value)
    assert message.startswith(name)
    assert part in message
    assert "\n" not in message
    assert message.endswith((".", "?"))


@pytest.mark.parametrize(
    ("make", "remedy"),
    [(pdf_with_broken_page, "Re-export the PDF"), (tiff_with_broken_page, "Scan or export")],
)
def test_a_broken_page_leaves_its_neighbours_standing(
    make: Callable[[int, int], bytes], remedy: str
) -> None:
    pages = list(open_document(make(7, 3), "invoice").pages())
    assert [type(page) for page in pages] == [Page, Page, BrokenPage, Page, Page, Page, Page]
    assert isinstance(pages[2], BrokenPage)
    assert pages[2].message.startswith("invoice: page 3 of 7 is broken (")
    assert remedy in pages[2].message
    report = report_broken("invoice", pages)
    assert report == "invoice: page 3 of 7 is broken; the other 6 were read."


def test_a_file_whose_pages_were_all_read_has_nothing_to_report() -> None:
    assert report_broken("a.pdf", list(open_document(pdf_bytes(2), "a.pdf").pages())) is None


def test_a_picture_under_a_wrong_name_is_read_with_a_note() -> None:
    opened = open_document(encoded(drawn_page(), "PNG"), "scan.pdf")
    assert opened.kind == "png"
    assert opened.notes == ("named .pdf, but it is a PNG file and was read as one",)
    assert isinstance(opened.page(1), Page)


def test_a_file_without_an_ending_is_read_without_a_note() -> None:
    assert open_document(picture_bytes("PNG"), "scan").notes == ()


def test_caps_on_bytes_pages_and_pixels_are_named_in_the_refusal() -> None:
    with pytest.raises(UnreadableFile, match=r"is 0\.\d MB, more than the 0\.0 MB allowed"):
        open_document(encoded(drawn_page(), "BMP")[:200_000], "a.bmp", Limits(max_bytes=10_000))
    with pytest.raises(UnreadableFile, match="has 5 pages, more than the 3 allowed"):
        open_document(pdf_bytes(5), "a.pdf", Limits(max_pages=3))
    with pytest.raises(UnreadableFile, match="more than 3 pages"):
        open_document(tiff_with_broken_page(5, 1), "a.tif", Limits(max_pages=3))
    with pytest.raises(UnreadableFile, match=r"has 120 x 80 pixels, more than the 0\.005 million"):
        open_document(picture_bytes("PNG"), "a.png", Limits(max_pixels=5000))


def test_a_page_number_that_the_file_lacks_is_an_index_error() -> None:
    opened = open_document(pdf_bytes(2), "a.pdf")
    for number in (0, 3):
        with pytest.raises(IndexError, match="has pages 1 to 2"):
            opened.page(number)


def test_names_are_shown_on_one_line_and_cut_to_a_length() -> None:
    with pytest.raises(UnreadableFile) as caught:
        open_document(b"", "line\nbreak\x00" + "x" * 300 + ".pdf")
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 160
    assert ".pdf is empty" in message


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(min_size=1, max_size=400),
    head=st.sampled_from(
        [
            b"",
            b"%PDF-1.4\n",
            b"\xff\xd8\xff",
            b"\x89PNG\r\n\x1a\n",
            b"BM",
            b"II*\0",
            b"RIFF\0\0\0\0WEBP",
        ]
    ),
)
def test_no_bytes_end_in_anything_but_pages_or_a_clear_error(data: bytes, head: bytes) -> None:
    try:
        opened = open_document(head + data, "upload")
    except UnreadableFile as error:
        assert str(error).startswith("upload")
    else:
        assert all(isinstance(page, Page | BrokenPage) for page in opened.pages())


@settings(max_examples=40, deadline=None)
# A PNG's last 16 bytes are a checksum and the end mark: without them no pixel is missing.
@given(share=st.floats(0.02, 0.95), kind=st.sampled_from(["JPEG", "PNG", "BMP", "WEBP"]))
def test_a_picture_cut_off_anywhere_is_refused(share: float, kind: str) -> None:
    data = picture_bytes(kind, (300, 200))
    with pytest.raises(UnreadableFile):
        open_document(data[: int(share * len(data))], "cut")
