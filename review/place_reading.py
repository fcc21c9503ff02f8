"""What stands in a place that a person has drawn, as this process's reader reads it."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from recognition import page_images
from recognition.models import Record
from recognition.pages.opening import UnreadableFile
from recognition.regions import decided_region
from recognition.shared_reader import shared_reader
from review.crops import upright


def read_place(record: Record, region: object) -> str:
    """Return the text of a place, its lines joined by line ends.

    region: ``{"page": n, "box": [[x, y], ...]}`` in pixels of the page.
    Raises ValueError, which says what is wrong with it.
    """
    place: dict[str, Any] = decided_region(region, record.data["pages"])
    try:
        png = page_images.page_png(record.document, place["page"])
    except (page_images.PageMissing, UnreadableFile, FileNotFoundError) as error:
        raise ValueError(f"The page can't be shown: {error}") from None
    page = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    crop = upright(page, place["box"], (0.0, 0.0))
    with shared_reader() as reader:
        lines = [line.text for line in reader.read(crop) if line.chars]
        if not lines:
            lines = [reader.recognize([crop])[0].text]
    return "\n".join(lines).strip()
