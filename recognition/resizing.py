"""A reader that brings every line to one height before it reads it, as its caller wishes."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from recognition.engine.contract import Constraint, Reading
from recognition.engine.page_reader import PageReader
from recognition.reading import Image


class ResizingReader(PageReader):
    """Another reader's detector and recogniser, its lines ``height`` pixels high."""

    def __init__(self, reader: PageReader, height: int) -> None:
        super().__init__(reader.name, reader.detector, reader.recogniser)
        self.height = height

    def recognize(
        self, crops: Sequence[Image], constraint: Constraint | None = None, beam: int = 0
    ) -> list[Reading]:
        """Bring the crops to the height, their aspect kept, and read them in order."""
        return super().recognize([at_height(crop, self.height) for crop in crops], constraint, beam)


def at_height(crop: Image, height: int) -> Image:
    """(H, W, 3) to (height, W', 3), the aspect kept; a crop without pixels stays as it is."""
    own, width = crop.shape[:2]
    if not own or not width or own == height:
        return crop
    size = max(1, round(width * height / own)), height
    shrink = cv2.INTER_AREA if own > height else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(crop, size, interpolation=shrink), dtype=np.uint8)
