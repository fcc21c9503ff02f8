"""Values whose field names a model: that model reads their crops, and its reading stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from recognition.engine.contract import Reader, Reading
from recognition.engine.crops import rectify
from recognition.engine.models import UnknownModelError, reader_named
from recognition.ink import ink_box
from recognition.places import Place
from recognition.reading import Image
from recognition.second_look import FreshReading, constraint_of

READ_BY = "read by "
"""How the origin of such a reading begins; the model's name and version follow."""
_MARGIN = 0.12
_BEAM = 8


def read_by_own_model(
    places: Sequence[Place],
) -> Iterator[tuple[int, FreshReading | UnknownModelError]]:
    """The readings of places that name a model, with their index; crops of a model go together.

    A place whose model is missing gives the error that says so. Marks, barcodes and digital text
    are left alone, and so are blank regions.
    """
    groups: dict[str, list[tuple[int, Image]]] = {}
    for index, place in enumerate(places):
        if place.spec.model and _is_read(place):
            crop = _crop(place)
            if crop is not None:
                groups.setdefault(place.spec.model, []).append((index, crop))
    for name, members in groups.items():
        try:
            reader = reader_named(name)
        except UnknownModelError as error:
            yield from ((index, error) for index, _crop_of in members)
            continue
        for index, crop in members:
            yield index, _fresh(_reading(reader, places[index], crop), reader.name)


def _is_read(place: Place) -> bool:
    if place.spec.type in ("checkbox", "signature", "barcode"):
        return False
    return not place.pieces or place.source != "text_layer"


def _crop(place: Place) -> Image | None:
    """The text's own rectangle; where no detector found any, the ink of the region."""
    quad = place.quad()
    if quad is None:
        return None
    if place.pieces:
        return rectify(place.image, quad, height=None, margin=_MARGIN)
    native = rectify(place.image, quad, height=None)
    box = ink_box(native)
    if box is None:
        return None
    margin = round(_MARGIN * (box[3] - box[1])) + 1
    top, left = max(0, box[1] - margin), max(0, box[0] - margin)
    return np.ascontiguousarray(native[top : box[3] + margin, left : box[2] + margin])


def _reading(reader: Reader, place: Place, crop: Image) -> Reading:
    return reader.recognize([crop], constraint_of(place), beam=_BEAM)[0]


def _fresh(reading: Reading, name: str) -> FreshReading:
    chars = tuple(char for char in reading.chars if not char.text.isspace())
    return FreshReading(reading.text, chars, READ_BY + name, reading.alternatives)
