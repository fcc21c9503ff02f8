"""The labelled crops of a source: a folder, what people decided, or an imported collection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from training.samples.crop import FileBytes, KeptBytes, LabelledCrop
from training.samples.folder_reading import SourceError, read_folder

__all__ = ["REVIEWED", "FileBytes", "KeptBytes", "LabelledCrop", "SourceError", "labelled"]

REVIEWED = "reviewed"
"""The source that is made of people's decisions."""


def labelled(source: Path | str) -> Iterator[LabelledCrop]:
    """The crops of a source that have a text; whether their pictures open is not looked at.

    source: a folder in any of the forms of `folder_reading`; `reviewed` for the samples of
        people's decisions that are for training; any other text for the imported collection
        of this name.

    Raises SourceError where there is no such source.
    """
    if isinstance(source, Path):
        return (found for found in read_folder(source) if isinstance(found, LabelledCrop))
    # runs that learn from a folder need no database
    from training.samples.stored import stored_crops

    return stored_crops(None if source == REVIEWED else source)
