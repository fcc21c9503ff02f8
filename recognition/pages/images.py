"""Pictures: JPEG, PNG, BMP, WebP and TIFF of any depth and colour, to upright RGB."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps

from recognition.pages.damage import jpeg_damage, jpeg_stream, png_damage
from recognition.pages.failures import broken_page, unreadable
from recognition.pages.kinds import SHOWN, Kind
from recognition.pages.limits import Limits
from recognition.reading import BrokenPage, Image, Page

_OPENERS: dict[Kind, tuple[str, ...]] = {
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "bmp": ("BMP",),
    "webp": ("WEBP",),
    "tiff": ("TIFF",),
}
_SUBFILE_TYPE = 254  # TIFF tag: bit 0 a smaller copy, bit 2 a transparency mask
_COMPRESSION, _JPEG_COMPRESSION = 259, 7
_PLACES, _LENGTHS = (273, 324), (279, 325)  # TIFF tags of strips and of tiles
_TABLES = 347  # TIFF tag: what the JPEGs of all strips have in common
_LEAST_SIDE = 8  # pixels; nothing smaller holds a letter
_REMEDY = "Scan or export it again."
_BOMBS = (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Frames:
    """Where the pages of a picture file lie.

    places: index of each page's frame.
    lost: whether the chain of frames breaks off after the last of them.
    """

    places: tuple[int, ...]
    lost: bool = False


def find_frames(data: bytes, name: str, kind: Kind, limits: Limits) -> Frames:
    """The pages of a picture file, by its headers alone; no pixel is decoded.

    Raises:
        UnreadableFile: where the header is broken, the picture too large or too small, or
            there are more pages than allowed.
    """
    try:
        with _open(data, kind) as picture:
            size = picture.size
            frames = _tiff_frames(picture, name, limits) if kind == "tiff" else Frames((0,))
    except _BOMBS:
        sentence = _too_many_pixels(None, limits) + ". Scan it at 300 dpi."
        raise unreadable(name, sentence) from None
    except (
        OSError,
        SyntaxError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        EOFError,
        OverflowError,
        MemoryError,
    ) as error:
        what = f"is no valid {SHOWN[kind]} picture ({_reason(error)})"
        raise unreadable(name, f"{what}. The file is damaged or cut off. {_REMEDY}") from None
    if len(frames.places) == 1 and not frames.lost:
        _check_size(size, name, limits)
    return frames


def decode_page(
    data: bytes, name: str, kind: Kind, frames: Frames, number: int, limits: Limits
) -> Page | BrokenPage:
    """Page ``number`` (from 1) as upright RGB over white; a ``BrokenPage`` where it can't be."""
    count = len(frames.places) + (1 if frames.lost else 0)
    if number > len(frames.places):
        why = "the list of pages breaks off here"
        return broken_page(name, number, count, why, f"The file is cut off. {_REMEDY}")
    try:
        with _open(data, kind) as picture:
            if frames.places[number - 1]:
                picture.seek(frames.places[number - 1])
            width, height = picture.size
            if width * height > limits.max_pixels:
                why = _too_many_pixels((width, height), limits)
                return broken_page(name, number, count, why, "Scan it at 300 dpi.")
            dpi = _dpi(picture)
            image = _upright_rgb(picture)
            damage = _damage(picture, data, kind)
    except _BOMBS:
        why = _too_many_pixels(None, limits)
        return broken_page(name, number, count, why, "Scan it at 300 dpi.")
    # Pillow's decoders raise whatever a broken stream leads them to.
    except Exception as error:
        return broken_page(name, number, count, _reason(error), _REMEDY)
    height, width = image.shape[:2]
    whole = (0.0, 0.0, float(width), float(height))
    return Page(number, image, dpi, scanned=(whole,), damage=damage)


def _damage(picture: Pillow.Image, data: bytes, kind: Kind) -> str | None:
    """What the decoder drew over; most kinds of TIFF are refused by theirs instead.

    Nothing inside a WebP, a BMP or a fax tells whether it is whole.
    """
    if kind == "jpeg":
        return jpeg_damage(data)
    if kind == "png":
        return png_damage(data)
    tags = cast("dict[int, Any]", getattr(picture, "tag_v2", {}))
    if kind != "tiff" or tags.get(_COMPRESSION) != _JPEG_COMPRESSION:
        return None
    places = zip(_numbers(tags, *_PLACES), _numbers(tags, *_LENGTHS), strict=False)
    parts = (jpeg_stream(tags.get(_TABLES), data[at : at + size]) for at, size in places)
    return next((found for part in parts if (found := jpeg_damage(part))), None)


def _numbers(tags: Mapping[int, Any], *names: int) -> tuple[int, ...]:
    found = next((tags[name] for name in names if name in tags), ())
    return (found,) if isinstance(found, int) else tuple(found)


def _open(data: bytes, kind: Kind) -> Pillow.Image:
    return Pillow.open(io.BytesIO(data), formats=_OPENERS[kind])


def _check_size(size: tuple[int, int], name: str, limits: Limits) -> None:
    width, height = size
    if width * height > limits.max_pixels:
        raise unreadable(name, _too_many_pixels(size, limits) + ". Scan it at 300 dpi.")
    if min(width, height) < _LEAST_SIDE:
        sentence = f"is {width} x {height} pixels, too small to hold text. Upload the whole scan."
        raise unreadable(name, sentence)


def _too_many_pixels(size: tuple[int, int] | None, limits: Limits) -> str:
    cap = f"more than the {limits.max_pixels / 1e6:g} million pixels allowed"
    return f"has {cap}" if size is None else f"has {size[0]} x {size[1]} pixels, {cap}"


def _tiff_frames(picture: Pillow.Image, name: str, limits: Limits) -> Frames:
    places: list[int] = []
    frame = 0
    lost = False
    while True:
        try:
            picture.seek(frame)
        except EOFError:
            break
        except Exception:
            lost = True
            break
        tags = cast("dict[int, int]", getattr(picture, "tag_v2", {}))
        if not tags.get(_SUBFILE_TYPE, 0) & 0b101:
            places.append(frame)
        frame += 1
        if len(places) > limits.max_pages:
            raise unreadable(
                name,
                f"has more than {limits.max_pages} pages, the most allowed. "
                "Split it and upload the parts.",
            )
    return Frames(tuple(places) or (0,), lost)


def _upright_rgb(picture: Pillow.Image) -> Image:
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    return _rgb(upright if upright is not None else picture)


def _rgb(picture: Pillow.Image) -> Image:
    if picture.mode.startswith(("I", "F")):
        grey = _eight_bits(np.asarray(picture))
        return np.repeat(grey[:, :, None], 3, axis=2)
    if picture.mode == "LAB":
        picture = _from_lab(picture)
    if picture.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in picture.info:
        coloured = picture.convert("RGBA")
        paper = Pillow.new("RGBA", picture.size, (255, 255, 255, 255))
        picture = Pillow.alpha_composite(paper, coloured)
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"), dtype=np.uint8))


def _from_lab(picture: Pillow.Image) -> Pillow.Image:
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(picture, lab, srgb, outputMode="RGB")
    return converted if converted is not None else picture


def _eight_bits(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Brightness of any depth as 0..255; the depth is told by the brightest pixel.

    Scanners store 10, 12 or 14 bits in 16, and paper is bright, so the smallest power of two
    that holds the brightest pixel is taken for white.
    """
    numbers = np.nan_to_num(np.asarray(values, dtype=np.float64))
    numbers = np.clip(numbers, 0.0, None)
    brightest = float(numbers.max(initial=0.0))
    if brightest <= 1.0:
        white = 1.0
    else:
        white = max(2.0 ** int(np.ceil(np.log2(brightest + 1.0))), 256.0) - 1.0
    return np.round(numbers * (255.0 / white)).astype(np.uint8)


def _dpi(picture: Pillow.Image) -> int | None:
    stated = picture.info.get("dpi")
    try:
        value = round(float(stated[0])) if stated else 0
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return None
    return value if 50 <= value <= 2400 else None


def _reason(error: BaseException) -> str:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    if "truncated" in text or isinstance(error, EOFError):
        return "the file ends before the picture does"
    if "cannot identify" in text or "BytesIO" in text:
        return "its header makes no sense"
    return text[:80]
