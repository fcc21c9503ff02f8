"""A reader whose line crops are changed before it reads them, as its caller wishes.

None of these changes is made by itself: measured on degraded lines none of them helps a reader
that was trained on such lines (`python -m bench preprocessing`, docs/decisions/preprocessing.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np

from recognition.engine.contract import Constraint, Reading
from recognition.engine.page_reader import PageReader
from recognition.reading import Image

Change = Callable[[Image], Image]


class ChangedCropsReader(PageReader):
    """Another reader's detector and recogniser; each change is made to every crop, in order."""

    def __init__(self, reader: PageReader, changes: Sequence[Change]) -> None:
        super().__init__(reader.name, reader.detector, reader.recogniser)
        self.changes = tuple(changes)

    def recognize(
        self, crops: Sequence[Image], constraint: Constraint | None = None, beam: int = 0
    ) -> list[Reading]:
        """Change the crops and read them in order."""
        return super().recognize([self._changed(crop) for crop in crops], constraint, beam)

    def _changed(self, crop: Image) -> Image:
        if crop.size:
            for change in self.changes:
                crop = change(crop)
        return crop


def at_height(crop: Image, height: int) -> Image:
    """(H, W, 3) to (height, W', 3), the aspect kept."""
    own, width = crop.shape[:2]
    if own == height:
        return crop
    size = max(1, round(width * height / own)), height
    shrink = cv2.INTER_AREA if own > height else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(crop, size, interpolation=shrink), dtype=np.uint8)


def grey(crop: Image) -> Image:
    """Without colours."""
    return _three(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY))


def equalised(crop: Image) -> Image:
    """Grey, its histogram spread evenly over all shades."""
    return _three(cv2.equalizeHist(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)))


def thresholded(crop: Image) -> Image:
    """Black where darker than its neighbourhood (Gaussian, 11 pixels, by 2), else white."""
    plain = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    return _three(
        cv2.adaptiveThreshold(plain, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 11, 2)
    )


def denoised(crop: Image) -> Image:
    """Each pixel the median of its neighbours: specks and grain go, edges stay."""
    return np.asarray(cv2.medianBlur(crop, 3), dtype=np.uint8)


PREPROCESSING: Mapping[str, Change] = {
    "grey": grey,
    "equalise": equalised,
    "threshold": thresholded,
    "denoise": denoised,
}
"""What may be asked for by name."""


def _three(plane: cv2.typing.MatLike) -> Image:
    return np.asarray(cv2.cvtColor(plane, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
