"""Pages are read once."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import pytest
from PIL import Image

from recognition import read_pages
from recognition.engine.ppocr import default_reader
from recognition.pages.failures import UnreadableFile
from recognition.reading import BrokenPage, ReadPage
from tests import made


class Counting:
    """The reader, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self._reader = default_reader()

    def __getattr__(self, name: str) -> object:
        self.asked += name in ("detect", "read", "read_quads", "recognize")
        return getattr(self._reader, name)


def read(reader: Counting, data: bytes) -> ReadPage:
    (page,) = read_pages.read_pages(data, "bill.png", reader)
    assert not isinstance(page, BrokenPage)
    return page


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_page_is_not_read_twice_not_even_by_another_process(forgotten: bool) -> None:
    data = made.png(f"Alder Lane {forgotten}")
    first = read(Counting(), data)
    if forgotten:
        read_pages._recent.clear()
    reader = Counting()
    again = read(reader, data)
    assert reader.asked == 0
    assert [line.text for line in again.lines] == [line.text for line in first.lines]
    assert all(
        np.array_equal(one.quad, two.quad)
        for one, two in zip(first.lines, again.lines, strict=True)
    )
    assert again.lines[0].chars == first.lines[0].chars
    assert np.array_equal(again.straight.image, first.straight.image)
    assert again.straight.page.scanned == first.straight.page.scanned


def test_a_file_cut_off_in_the_cache_is_read_anew() -> None:
    data = made.png("Cut off")
    read(Counting(), data)
    read_pages._recent.clear()
    for kept in read_pages._folder().glob("*.npz"):
        kept.write_bytes(kept.read_bytes()[:100])
    reader = Counting()
    assert read(reader, data).lines
    assert reader.asked


def pages(count: int) -> bytes:
    first, *rest = (Image.open(io.BytesIO(made.png(f"Page {n}"))) for n in range(count))
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=rest)
    return buffer.getvalue()


def test_a_long_file_is_read_a_while_at_a_time_and_each_time_goes_on() -> None:
    data = pages(3)
    assert read_pages.read_for(0, data, "long.tif") == (1, 3)
    assert read_pages.read_for(0, data, "long.tif", 1) == (2, 3)
    assert read_pages.read_for(60, data, "long.tif", 2) == (3, 3)
    assert len(read_pages.read_in_turns(data, "long.tif")) == 3


def test_pages_too_large_to_be_held_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    height, width = read(Counting(), made.png("Page 0")).straight.page.image.shape[:2]
    monkeypatch.setattr(read_pages, "_MOST_PIXELS", 2 * height * width)
    assert len(read_pages.read_in_turns(pages(2), "two.tif")) == 2
    with pytest.raises(UnreadableFile, match="as a file of their own"):
        read_pages.read_in_turns(pages(3), "three.tif")


def test_damage_is_known_of_a_page_from_the_cache_too() -> None:
    data = made.png("Damaged")
    at = data.index(b"IDAT") - 4
    crc = at + 8 + int.from_bytes(data[at : at + 4], "big")
    damaged = data[:crc] + bytes(4) + data[crc + 4 :]
    told = read(Counting(), damaged).straight.page.damage
    assert told
    read_pages._recent.clear()
    reader = Counting()
    assert read(reader, damaged).straight.page.damage == told
    assert reader.asked == 0


@pytest.mark.parametrize("also_in_memory", [True, False])
def test_a_forgotten_file_leaves_nothing_behind(also_in_memory: bool) -> None:
    data, other = made.png(f"Forget {also_in_memory}"), made.png(f"Keep {also_in_memory}")
    read(Counting(), data)
    read(Counting(), other)
    if not also_in_memory:
        read_pages._recent.clear()
    digest = hashlib.sha256(data).hexdigest()
    assert list(read_pages._folder().glob(f"{digest}*"))
    read_pages.forget(digest)
    assert not list(read_pages._folder().glob(f"{digest}*"))
    gone, kept = Counting(), Counting()
    read(gone, data)
    read(kept, other)
    assert (gone.asked > 0, kept.asked) == (True, 0)
