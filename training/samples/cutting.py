"""Cutting the crops of samples from their pages, after the decisions were taken."""

from __future__ import annotations

import io
import logging
import time
import uuid
from collections.abc import Iterable, Iterator
from itertools import groupby

import numpy as np
from PIL import Image

from recognition.engine.crops import rectify
from recognition.page_images import PageMissing, page_png
from recognition.pages.opening import UnreadableFile
from training.samples import crop_store
from training.samples.models import Sample

logger = logging.getLogger(__name__)

_AT_ONCE = 500


def cut_missing(seconds: float | None = None) -> int:
    """Cut the crops that samples still lack; return how many were cut.

    seconds: after which no further page is opened; None until all is done. Of samples that can't
    be cut the reason is kept. Raises StoreUnavailable where nothing can be stored.
    """
    started, cut = time.monotonic(), 0
    while waiting := list(_waiting()):
        for _, samples in groupby(waiting, key=lambda s: (s.document_id, s.page)):
            cut += _cut_page(list(samples))
            if seconds is not None and time.monotonic() - started > seconds:
                return cut
    return cut


def _png(picture: np.ndarray, region: list[list[float]]) -> tuple[bytes, int, int]:
    crop = Image.fromarray(rectify(picture, np.array(region, np.float32), height=None))
    buffer = io.BytesIO()
    crop.save(buffer, "PNG", optimize=True)
    return buffer.getvalue(), crop.width, crop.height


def _waiting() -> Iterator[Sample]:
    found = Sample.objects.not_cut().select_related("document")
    yield from found.order_by("document_id", "page", "pk")[:_AT_ONCE]


def _cut_page(samples: list[Sample]) -> int:
    document, number = samples[0].document, samples[0].page
    if document is None or number is None:
        return _give_up(samples, "Its document is gone.")
    try:
        page = page_png(document, number)
    except (PageMissing, UnreadableFile) as error:
        return _give_up(samples, str(error))
    except FileNotFoundError:
        return _give_up(samples, f"The bytes of {document.name} are gone from the file store.")
    picture = np.asarray(Image.open(io.BytesIO(page)).convert("RGB"))
    for sample in samples:
        data, width, height = _png(picture, sample.region)
        _fill(sample.pk, crop_store.keep(data), width, height)
    return len(samples)


def _fill(sample: uuid.UUID, digest: str, width: int, height: int) -> None:
    filled = Sample.objects.filter(pk=sample, crop="").update(
        crop=digest, width=width, height=height
    )
    if not filled:
        # cut by another process meanwhile, or deleted with its document
        crop_store.forget([digest])


def _give_up(samples: Iterable[Sample], why: str) -> int:
    keys = [sample.pk for sample in samples]
    Sample.objects.filter(pk__in=keys, crop="").update(uncut_because=why[:500])
    logger.warning("%d samples have no crop: %s", len(keys), why)
    return 0
