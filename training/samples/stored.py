"""The stored samples as labelled crops."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from training.samples.crop import LabelledCrop
from training.samples.crop_store import StoredBytes
from training.samples.folder_reading import SourceError
from training.samples.models import Collection, Sample


def stored_crops(collection: str | None) -> Iterator[LabelledCrop]:
    """Crops for training: those of people's decisions, or of an imported collection.

    Raises SourceError where no collection has the name.
    """
    samples = Sample.objects.for_training().order_by("created_at", "pk")
    if collection is None:
        return _crops(samples.filter(origin=Sample.Origin.REVIEW))
    if not Collection.objects.filter(name=collection).exists():
        known = ", ".join(Collection.objects.values_list("name", flat=True)) or "none yet"
        raise SourceError(f"There is no collection named {collection!r}. Known: {known}.")
    return _crops(samples.filter(origin=Sample.Origin.IMPORT, collection__name=collection))


def crops_of(samples: QuerySet[Sample]) -> Iterator[LabelledCrop]:
    """Those of the samples that are for training, oldest first."""
    fit = Sample.objects.for_training().filter(pk__in=samples.order_by().values("pk"))
    return _crops(fit.order_by("created_at", "pk"))


def _crops(samples: QuerySet[Sample]) -> Iterator[LabelledCrop]:
    for sample in samples.iterator(chunk_size=1000):
        yield as_crop(sample)


def as_crop(sample: Sample) -> LabelledCrop:
    """One stored sample as a labelled crop."""
    return LabelledCrop(
        name=str(sample.pk),
        load=StoredBytes(sample.crop),
        text=sample.truth or "",
        document=sample.group,
        template=sample.template,
        field=sample.field,
    )
