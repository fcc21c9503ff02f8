"""Crops as browsers show them."""

from __future__ import annotations

import io

from PIL import Image

from training.samples import crop_store
from training.samples.models import Sample

_SHOWN_AS_THEY_ARE = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def shown(sample: Sample) -> tuple[bytes, str]:
    """A crop's bytes and their content type; formats that browsers don't show become PNG.

    Raises FileNotFoundError where it is not cut yet or lost, StoreUnavailable.
    """
    if not sample.crop:
        raise FileNotFoundError("This crop is not cut yet.")
    data = crop_store.load(sample.crop)
    for start, kind in _SHOWN_AS_THEY_ARE.items():
        if data.startswith(start):
            return data, kind
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(data)) as picture:
        picture.convert("RGB").save(buffer, "PNG")
    return buffer.getvalue(), "image/png"
