"""Fonts for rendered documents, found on the system.

Only fonts with TrueType outlines can be embedded, which rules out Noto CJK's OpenType files.
The bytes of a rendered document depend on the fonts chosen: ``chosen`` names them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from training.synth.lines.fonts import collection

COLLECTED = "collected:"
"""How the role of a font from the lines' collection begins; its file's name follows."""

_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
    Path(reportlab.__file__).parent / "fonts",
)

# Best first; the last of each Latin role comes with reportlab and is always there.
_LATIN: Mapping[str, tuple[str, ...]] = {
    "sans": ("Lato-Regular.ttf", "Carlito-Regular.ttf", "DejaVuSans.ttf", "Vera.ttf"),
    "sans-bold": ("Lato-Bold.ttf", "Carlito-Bold.ttf", "DejaVuSans-Bold.ttf", "VeraBd.ttf"),
    "plain": ("LiberationSans-Regular.ttf", "Arimo-Regular.ttf", "DejaVuSans.ttf", "Vera.ttf"),
    "plain-bold": (
        "LiberationSans-Bold.ttf",
        "Arimo-Bold.ttf",
        "DejaVuSans-Bold.ttf",
        "VeraBd.ttf",
    ),
    "serif": ("LiberationSerif-Regular.ttf", "Tinos-Regular.ttf", "DejaVuSerif.ttf", "Vera.ttf"),
    "serif-bold": (
        "LiberationSerif-Bold.ttf",
        "Tinos-Bold.ttf",
        "DejaVuSerif-Bold.ttf",
        "VeraBd.ttf",
    ),
    "mono": ("LiberationMono-Regular.ttf", "Cousine-Regular.ttf", "DejaVuSansMono.ttf", "Vera.ttf"),
}
_CJK: Mapping[str, tuple[str, ...]] = {
    "cjk": ("wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "uming.ttc"),
    "cjk-serif": ("uming.ttc", "ukai.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc"),
}


class FontMissing(Exception):
    """No font on this system can print the document."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font that is ready to print with.

    name: as registered for printing and measuring.
    file: the font file's name.
    """

    name: str
    file: str


@cache
def face(role: str) -> Face:
    """The best font found for a role: sans, plain, serif (each also -bold), mono, cjk, cjk-serif.

    ``collected:doto-700`` is that one file of the lines' fonts.
    Raises FontMissing where no Chinese font with TrueType outlines is installed, or where the
    fonts of the lines are not collected.
    """
    if role.startswith(COLLECTED):
        return _collected(role)
    wanted = _LATIN.get(role) or _CJK[role]
    found = _installed()
    for file in wanted:
        if file in found:
            pdfmetrics.registerFont(TTFont(role, str(found[file]), subfontIndex=0))
            return Face(role, file)
    raise FontMissing(
        "no Chinese font with TrueType outlines was found: install the package"
        " fonts-wqy-microhei (or fonts-wqy-zenhei, fonts-arphic-uming)"
    )


def _collected(role: str) -> Face:
    path = collection() / f"{role.removeprefix(COLLECTED)}.ttf"
    if not path.is_file():
        raise FontMissing(
            f"{path} is missing: collect the fonts of lines with"
            f" python -m training.synth.lines.fonts --collect {collection()}"
        )
    pdfmetrics.registerFont(TTFont(role, str(path)))
    return Face(role, path.name)


def width(text: str, role: str, size: float) -> float:
    """How far a text goes at a font size, in the unit of the size."""
    return float(pdfmetrics.stringWidth(text, face(role).name, size))


def chosen(roles: tuple[str, ...]) -> dict[str, str]:
    """The font file taken for each role."""
    return {role: face(role).file for role in roles}


@cache
def _installed() -> dict[str, Path]:
    """Font files by name; of several of one name the first in the order of folders."""
    found: dict[str, Path] = {}
    for folder in _FOLDERS:
        for parent, folders, files in os.walk(folder):
            folders.sort()
            for file in sorted(files):
                found.setdefault(file, Path(parent) / file)
    return found
