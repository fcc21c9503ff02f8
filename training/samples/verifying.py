"""Looking through a labelled folder: which pictures can be learnt from, and why others can't."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, UnidentifiedImageError

from recognition.engine.preprocess import FRAME, input_width
from training.samples.crop import LabelledCrop
from training.samples.faults import BadFile, Fault

LEAST_HEIGHT = 8
MOST_PIXELS = 20_000_000
MOST_TIMES_AS_TALL = 2.5
"""A picture taller than that times its width holds no line that runs rightwards."""


_NEVER_PRINTED = frozenset({"Cc", "Cs"})


@dataclass(frozen=True, slots=True)
class Demands:
    """What a picture and its label must be.

    charset: the characters that the reader knows; None where any may be learnt.
    size: width and height that every picture must have, pixels; None where they may differ.
    """

    charset: frozenset[str] | None = None
    size: tuple[int, int] | None = None


ANY = Demands()
"""Nothing but what every line must be."""


@dataclass(frozen=True, slots=True)
class VerifiedCrop:
    """A crop that can be learnt from, with its size in pixels."""

    crop: LabelledCrop
    width: int
    height: int


def verified(
    found: Iterable[LabelledCrop | BadFile], demands: Demands = ANY
) -> Iterator[VerifiedCrop | BadFile]:
    """Open every picture and hold it against the demands; files are left where they are."""
    for one in found:
        yield one if isinstance(one, BadFile) else verify(one, demands)


def verify(crop: LabelledCrop, demands: Demands = ANY) -> VerifiedCrop | BadFile:
    """Open one picture and hold it and its label against the demands."""
    opened = _opened(crop)
    if isinstance(opened, BadFile):
        return opened
    width, height = opened
    problem = _size_problem(width, height, demands.size)
    if problem is not None:
        return BadFile(crop.name, Fault.SIZE, problem)
    unprinted = [char for char in crop.text if unicodedata.category(char) in _NEVER_PRINTED]
    if unprinted:
        message = f"its label {crop.text!r} has control characters, which nothing prints."
        return BadFile(crop.name, Fault.CHARSET, message)
    if demands.charset is not None:
        foreign = "".join(dict.fromkeys(char for char in crop.text if char not in demands.charset))
        if foreign:
            message = f"its label {_quoted(crop.text)} has characters unknown here: {foreign}"
            return BadFile(crop.name, Fault.CHARSET, message)
    problem = _width_problem(crop.text, width, height)
    if problem is not None:
        return BadFile(crop.name, Fault.WIDTH, problem)
    return VerifiedCrop(crop, width, height)


def _opened(crop: LabelledCrop) -> tuple[int, int] | BadFile:
    """Width and height of a picture whose every row can be decoded, or what is wrong with it."""
    try:
        data = crop.load()
    except OSError as error:
        return BadFile(crop.name, Fault.UNOPENABLE, f"cannot be read: {error.strerror or error}.")
    if not data:
        return BadFile(crop.name, Fault.TRUNCATED, "is empty (0 bytes). Copy it again.")
    try:
        with Image.open(io.BytesIO(data)) as picture:
            size = picture.size
            if size[0] * size[1] > MOST_PIXELS:
                message = f"has {size[0]} x {size[1]} pixels; a cut line has far fewer."
                return BadFile(crop.name, Fault.SIZE, message)
            picture.load()
    except UnidentifiedImageError:
        message = "is no picture that can be opened, whatever its ending says."
        return BadFile(crop.name, Fault.UNOPENABLE, message)
    except Image.DecompressionBombError as error:
        return BadFile(crop.name, Fault.SIZE, f"is far too large: {error}.")
    except (OSError, EOFError) as error:
        return BadFile(crop.name, Fault.TRUNCATED, f"ends too early ({error}). Copy it again.")
    except Exception as error:  # decoders of odd formats raise what they like
        kind = type(error).__name__
        return BadFile(crop.name, Fault.UNOPENABLE, f"cannot be decoded ({kind}: {error}).")
    return size


def _size_problem(width: int, height: int, wanted: tuple[int, int] | None) -> str | None:
    if wanted is not None and (width, height) != wanted:
        return f"is {width} x {height} pixels, not {wanted[0]} x {wanted[1]}."
    if height < LEAST_HEIGHT:
        return f"is only {height} pixels high; characters need {LEAST_HEIGHT} at least."
    if height > MOST_TIMES_AS_TALL * width:
        return f"is {width} x {height} pixels: much taller than wide. Turn it, so that it is read."
    return None


def _width_problem(text: str, width: int, height: int) -> str | None:
    """CTC needs a frame for each character and one more between two that are the same."""
    shape = np.broadcast_to(np.uint8(0), (height, width))
    frames = input_width(shape) // FRAME
    needed = len(text) + sum(one == other for one, other in pairwise(text))
    if needed <= frames:
        return None
    return (
        f"its label {_quoted(text)} needs {needed} frames, but {width} x {height} pixels give "
        f"{frames}. Check the label, or cut the picture anew."
    )


def _quoted(text: str) -> str:
    return f"'{text if len(text) <= 60 else text[:57] + '...'}'"
