"""Glyph bitmaps, rasterised once per face and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import ImageFont

from training.synth.lines.fonts import Face

EM = 36
"""Pixels per em at which glyphs are rasterised."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One rasterised character.

    ink: (h, w) uint8 coverage, possibly empty (a space).
    left, top: offset of the bitmap from pen position and baseline, pixels, y down.
    advance: how far the pen moves, pixels.
    """

    ink: NDArray[np.uint8]
    left: int
    top: int
    advance: float


class FaceAtlas:
    """The glyphs of one face at EM pixels, drawn when first asked for."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.font = ImageFont.truetype(
            face.path, EM, index=face.family.index, layout_engine=ImageFont.Layout.BASIC
        )
        self.covered = covered_characters(face.path, face.family.index)
        self._glyphs: dict[str, Glyph] = {}

    def __contains__(self, char: str) -> bool:
        return char in self.covered

    def glyph(self, char: str) -> Glyph:
        found = self._glyphs.get(char)
        if found is None:
            found = self._glyphs[char] = self._rasterise(char)
        return found

    def _rasterise(self, char: str) -> Glyph:
        mask, (left, top) = self.font.getmask2(char, mode="L", anchor="ls")
        width, height = mask.size
        ink = np.asarray(mask, np.uint8).reshape(height, width)
        return Glyph(ink, int(left), int(top), float(self.font.getlength(char)))


@cache
def covered_characters(path: str, index: int) -> frozenset[str]:
    """Characters that the font file maps to a glyph."""
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap() or {}))
