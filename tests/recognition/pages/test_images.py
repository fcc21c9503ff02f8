"""Every depth and colour that a picture can have comes out as upright RGB."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as Pillow

from recognition.pages.opening import open_document
from recognition.reading import Page
from tests.recognition.pages.drawing import drawn_page, encoded


def read_one(data: bytes, name: str = "page") -> Page:
    page = open_document(data, name).page(1)
    assert isinstance(page, Page)
    return page


def marked(width: int = 60, height: int = 40) -> Pillow.Image:
    """White with a black top left quarter, which shows how a picture was turned."""
    picture = Pillow.new("L", (width, height), 255)
    picture.paste(0, (0, 0, width // 2, height // 2))
    return picture


def saved(picture: Pillow.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "WEBP", "TIFF"])
def test_each_kind_of_picture_is_read(kind: str) -> None:
    drawn = drawn_page(400, 300)
    page = read_one(encoded(drawn, kind))
    assert page.image.shape == drawn.shape
    assert np.abs(page.image.astype(int) - drawn).mean() < 6
    assert page.scanned == ((0.0, 0.0, 400.0, 300.0),)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "I;16", "I", "LA", "RGBA", "YCbCr"])
def test_every_depth_and_colour_comes_out_black_on_white(mode: str) -> None:
    if mode in ("I;16", "I"):
        values = np.asarray(marked()).astype(np.uint16) * 257
        picture = Pillow.fromarray(values)
        if mode == "I":
            picture = Pillow.fromarray(values.astype(np.int32))
    else:
        picture = marked().convert(mode)
    image = read_one(saved(picture, "TIFF")).image
    assert image.dtype == np.uint8
    assert image[5, 5].max() <= 5
    assert image[35, 55].min() >= 250


def test_white_of_twelve_bits_is_white() -> None:
    values = (np.asarray(marked()).astype(np.uint16) // 255) * 4095
    image = read_one(saved(Pillow.fromarray(values), "PNG")).image
    assert image[35, 55].tolist() == [255, 255, 255]


def test_an_inverted_cmyk_photo_keeps_its_colours() -> None:
    red = Pillow.new("CMYK", (40, 40), (0, 255, 255, 0))
    image = read_one(saved(red, "JPEG")).image
    assert image[20, 20, 0] > 200
    assert image[20, 20, 1:].max() < 60


def test_what_is_transparent_is_white_paper() -> None:
    picture = Pillow.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture.paste((200, 0, 0, 255), (0, 0, 20, 20))
    image = read_one(saved(picture, "PNG")).image
    assert image[5, 5].tolist() == [200, 0, 0]
    assert image[35, 35].tolist() == [255, 255, 255]


def test_a_transparent_palette_colour_is_white_paper() -> None:
    image = read_one(saved(marked().convert("P"), "PNG", transparency=0)).image
    assert image.min() == 255


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (60, 40), (0, 0)), (3, (60, 40), (1, 1)), (6, (40, 60), (0, 1)), (8, (40, 60), (1, 0))],
)
def test_the_stated_orientation_is_obeyed_once(
    kind: str, orientation: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    image = read_one(saved(marked().convert("RGB"), kind, exif=exif)).image
    assert (image.shape[1], image.shape[0]) == size
    dark = {
        (row, column)
        for row in (0, 1)
        for column in (0, 1)
        if image[4 if row == 0 else -5, 4 if column == 0 else -5].max() < 60
    }
    assert dark == {corner}


def test_stated_resolution_is_kept_where_it_makes_sense() -> None:
    assert read_one(saved(marked(), "PNG", dpi=(300, 300))).dpi == 300
    assert read_one(saved(marked(), "PNG", dpi=(1, 1))).dpi is None
    assert read_one(saved(marked(), "PNG")).dpi is None


def test_each_page_of_a_tiff_is_a_page() -> None:
    frames = [Pillow.new("L", (50 + 10 * index, 40), 255) for index in range(3)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    opened = open_document(data, "fax.tif")
    assert opened.page_count == 3
    assert [page.width for page in opened.pages() if isinstance(page, Page)] == [50, 60, 70]
    assert [page.number for page in opened.pages()] == [1, 2, 3]


def test_the_preview_inside_a_tiff_is_no_page() -> None:
    preview = Pillow.new("L", (20, 16), 255)
    preview.encoderinfo = {"tiffinfo": {254: 1}}
    data = saved(marked(), "TIFF", save_all=True, append_images=[preview])
    assert open_document(data, "scan.tif").page_count == 1


def test_pages_before_the_break_of_a_cut_off_tiff_are_read() -> None:
    frames = [Pillow.effect_noise((90, 70), 50) for _ in range(3)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    pages = list(open_document(data[: int(0.8 * len(data))], "fax.tif").pages())
    assert isinstance(pages[0], Page)
    assert not isinstance(pages[-1], Page)
    assert "fax.tif: page 3 of 3 is broken" in pages[-1].message
