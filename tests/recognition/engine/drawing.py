"""Rendered lines whose every character's place is known, in the font that Pillow carries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont


@dataclass(frozen=True)
class Drawn:
    """One text on a page: its box in pixels and the x of each character's centre."""

    text: str
    box: tuple[float, float, float, float]
    centres: tuple[float, ...]


class Sheet:
    """A white page to draw texts on."""

    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("RGB", (width, height), "white")
        self._draw = ImageDraw.Draw(self._image)
        self.texts: list[Drawn] = []

    def text(self, text: str, at: tuple[int, int], size: int = 28) -> Drawn:
        font = ImageFont.load_default(size)
        x, centres = float(at[0]), []
        for character in text:
            left, _, right, _ = font.getbbox(character)
            self._draw.text((x, at[1]), character, fill="black", font=font)
            centres.append(x + (left + right) / 2)
            x += font.getlength(character)
        top, bottom = font.getbbox(text)[1::2]
        drawn = Drawn(text, (at[0], at[1] + top, x, at[1] + bottom), tuple(centres))
        self.texts.append(drawn)
        return drawn

    @property
    def image(self) -> np.ndarray:
        return np.array(self._image)
