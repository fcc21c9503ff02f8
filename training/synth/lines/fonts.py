"""The fonts that lines are rendered with: where each comes from, its licence, its style.

All are free: installed from Debian packages, or unpacked from npm packages of the fontsource
project into a folder (``python -m training.synth.lines.fonts --collect DIR``).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.synth.lines.font_table import FAMILIES, Family

DEBIAN_ROOTS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts"))
DEFAULT_COLLECTION = Path("var/fonts")


@dataclass(frozen=True, slots=True)
class Face:
    """One font file that exists on this machine."""

    family: Family
    path: str
    weight: float


class MissingFontsError(RuntimeError):
    """Raised when training lacks fonts; the message names the packages to install."""


def held_out() -> frozenset[str]:
    """Names of the families that no training line may use (``held_out_fonts.txt``)."""
    lines = (Path(__file__).with_name("held_out_fonts.txt")).read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def _debian_files() -> dict[str, str]:
    found: dict[str, str] = {}
    for root in DEBIAN_ROOTS:
        for path in sorted(root.rglob("*")):
            if path.suffix.lower() in (".ttf", ".otf", ".ttc"):
                found.setdefault(path.name, str(path))
    return found


def collection() -> Path:
    """The folder of the npm fonts: ``STENCIL_FONTS`` or ``var/fonts``."""
    return Path(os.environ.get("STENCIL_FONTS", DEFAULT_COLLECTION))


def find_faces(
    families: tuple[Family, ...], only: frozenset[str] | None = None
) -> tuple[Face, ...]:
    """Every installed face of ``families``; held-out ones left out unless ``only`` names them.

    Raises MissingFontsError naming the packages where a family has no file at all.
    """
    excluded = held_out()
    faces: list[Face] = []
    missing: list[Family] = []
    for family in families:
        if (family.name not in only) if only is not None else (family.name in excluded):
            continue
        paths = [path for name in family.files if (path := _locate(family, name))]
        if not paths:
            missing.append(family)
        faces += [Face(family, path, family.weight / len(paths)) for path in paths]
    if missing:
        raise MissingFontsError(missing_message(missing))
    return tuple(faces)


def missing_message(missing: list[Family]) -> str:
    debian = sorted(
        {name for family in missing if not family.npm for name in family.package.split()}
    )
    message = "Fonts for rendering are missing."
    if debian:
        message += " Install with: apt-get install " + " ".join(debian) + "."
    if any(family.npm for family in missing):
        message += f" Collect with: python -m training.synth.lines.fonts --collect {collection()}"
    return message


def _locate(family: Family, name: str) -> str | None:
    if family.npm:
        path = collection() / f"{family.name}-{name}.ttf"
        return str(path) if path.exists() else None
    return _debian_files().get(name)


def collect(folder: Path) -> int:
    """Install the npm packages into a scratch folder and unpack their fonts as TrueType files.

    Returns the number of files written. Needs npm and fonttools with brotli.
    """
    from fontTools.ttLib import TTFont

    families = [family for family in FAMILIES if family.npm]
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    with tempfile.TemporaryDirectory() as scratch:
        packages = [family.package for family in families]
        subprocess.run(
            [
                "npm",
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--prefix",
                scratch,
                *packages,
            ],
            check=True,
            cwd=scratch,
        )
        for family in families:
            subset = "chinese-simplified" if family.hanzi else "latin"
            for weight in family.files:
                source = (
                    Path(scratch)
                    / "node_modules"
                    / family.package
                    / "files"
                    / f"{family.name}-{subset}-{weight}-normal.woff2"
                )
                font = TTFont(source)
                font.flavor = None
                font.save(folder / f"{family.name}-{weight}.ttf")
                written += 1
    return written


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Collect and list the fonts that lines are rendered with."
    )
    parser.add_argument("--collect", type=Path, metavar="DIR", help="unpack the npm fonts into DIR")
    parser.add_argument("--packages", action="store_true", help="print the Debian packages")
    parser.add_argument("--table", action="store_true", help="print the table for the model card")
    options = parser.parse_args()
    if options.collect:
        print(f"{collect(options.collect)} font files in {options.collect}")
    if options.packages:
        print(" ".join(sorted({p for f in FAMILIES if not f.npm for p in f.package.split()})))
    if options.table:
        for family in FAMILIES:
            use = "held out" if family.name in held_out() else "training"
            print(
                f"| {family.name} | {family.package} | {family.style} | {family.licence} | {use} |"
            )
    if not (options.collect or options.packages or options.table):
        parser.print_help(sys.stderr)


if __name__ == "__main__":
    main()
