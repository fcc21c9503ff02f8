"""Tesseract's command line as a reader of cut lines, for comparison where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2

from recognition.engine.contract import Reading
from recognition.reading import Char, Image

NAME = "tesseract"
_ONE_LINE = "7"
_PAGE_END = "\f"


def installed() -> bool:
    """Whether there is a `tesseract` on the path."""
    return shutil.which(NAME) is not None


class TesseractLines:
    """Reads crops with one process a batch; it tells no confidences.

    languages: its trained data, joined by a +.
    """

    name = NAME

    def __init__(self, languages: str = "chi_sim+eng") -> None:
        self._languages = languages

    def recognize(self, crops: Sequence[Image]) -> list[Reading]:
        """Read rectified line crops, in order.

        Raises subprocess.CalledProcessError where Tesseract fails, such as for want of data for
        a language.
        """
        with tempfile.TemporaryDirectory() as folder:
            listed = Path(folder) / "crops.txt"
            paths = [Path(folder) / f"{number}.png" for number in range(len(crops))]
            for path, crop in zip(paths, crops, strict=True):
                cv2.imwrite(str(path), crop[:, :, ::-1])
            listed.write_text("\n".join(map(str, paths)) + "\n", encoding="utf-8")
            command = [NAME, str(listed), "stdout", "--psm", _ONE_LINE, "-l", self._languages]
            done = subprocess.run(
                command,
                check=True,
                capture_output=True,
                encoding="utf-8",
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        texts = done.stdout.split(_PAGE_END)[: len(crops)]
        return [
            Reading(tuple(Char(char, 0.0, 1.0) for char in text.strip().replace("\n", " ")))
            for text in texts
        ]
