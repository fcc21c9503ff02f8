"""Labelled crops as one zip file, to be downloaded."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from training.samples.crop import LabelledCrop
from training.samples.folder_reading import Form
from training.samples.folder_writing import write_folder


def packed(crops: Iterable[LabelledCrop], form: Form) -> IO[bytes]:
    """A zip file of the folder that the crops make, open at its start.

    Raises FolderError where the form can't hold a label, and what loading the pictures raises.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the caller sends and closes it)
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_folder(crops, folder, form)
            # pictures are compressed already
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                for path in sorted(folder.rglob("*")):
                    if path.is_file():
                        archive.write(path, path.relative_to(folder).as_posix())
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
