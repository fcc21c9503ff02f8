from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.ppocr import default_reader
from recognition.resizing import ResizingReader, at_height
from tests.recognition.pages.drawing import drawn_page


@pytest.mark.parametrize(("own", "width"), [(20, 300), (48, 720), (96, 1440)])
def test_a_line_is_brought_to_the_height_with_its_aspect_kept(own: int, width: int) -> None:
    assert at_height(np.zeros((own, width, 3), np.uint8), 32).shape == (32, 480, 3)


def test_a_narrow_line_keeps_a_pixel_and_an_empty_one_stays_empty() -> None:
    assert at_height(np.zeros((500, 2, 3), np.uint8), 8).shape == (8, 1, 3)
    assert at_height(np.zeros((0, 9, 3), np.uint8), 8).shape == (0, 9, 3)


def test_lines_that_keep_enough_pixels_read_the_same() -> None:
    reader, page = default_reader(), drawn_page()
    found = ResizingReader(reader, 40).read(page)
    assert [line.text for line in found] == [line.text for line in reader.read(page)]
    assert ResizingReader(reader, 40).name == reader.name
