"""Bringing a labelled folder in: its good pictures become samples of a collection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.text import slugify

from training.samples import crop_store
from training.samples.crop import LabelledCrop
from training.samples.faults import BadFile
from training.samples.models import Collection, Sample
from training.samples.verifying import ANY, Demands, VerifiedCrop, verified

_AT_ONCE = 500
MOST_NAMED = 1000
"""Bad files that a report names; beyond them it only counts."""


class ImportingError(ValueError):
    """What can't be brought in; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a labelled folder.

    good: pictures that can be learnt from; kept: those of them that are samples now; known: those
        that the collection had already.
    bad: the first bad files, each with its reason; faults: how many of each kind, all counted.
    """

    collection: str
    good: int
    kept: int
    known: int
    bad: tuple[BadFile, ...]
    faults: dict[str, int]


def bring_in(
    found: Iterable[LabelledCrop | BadFile],
    name: str,
    user: AbstractBaseUser | None = None,
    demands: Demands = ANY,
) -> Report:
    """Keep the good pictures of a folder in the collection ``name``; the bad ones are reported.

    What the collection has already, by picture and text, is not kept twice, so that a folder that
    has grown can be brought in again. Raises ImportingError, StoreUnavailable.
    """
    if not name or slugify(name) != name.lower() or len(name) > 64:
        raise ImportingError(
            f"{name!r} can't name a collection. Use letters, digits and hyphens, 64 at most."
        )
    bad: list[BadFile] = []
    faults: Counter[str] = Counter()
    kept = known = 0
    collection: Collection | None = None
    looked_through = _sorted_out(verified(found, demands), bad, faults)
    while batch := list(islice(looked_through, _AT_ONCE)):
        if collection is None:
            collection, _ = Collection.objects.get_or_create(
                name=name, defaults={"created_by": user}
            )
        fresh = _keep(batch, collection, user)
        kept, known = kept + fresh, known + len(batch) - fresh
    return Report(name, kept + known, kept, known, tuple(bad), dict(faults))


def look_through(
    found: Iterable[LabelledCrop | BadFile], name: str, demands: Demands = ANY
) -> Report:
    """Report what ``bring_in`` would find, and keep nothing."""
    bad: list[BadFile] = []
    faults: Counter[str] = Counter()
    good = sum(1 for _ in _sorted_out(verified(found, demands), bad, faults))
    return Report(name, good, 0, 0, tuple(bad), dict(faults))


def _sorted_out(
    found: Iterable[VerifiedCrop | BadFile], bad: list[BadFile], faults: Counter[str]
) -> Iterator[VerifiedCrop]:
    for one in found:
        if isinstance(one, BadFile):
            faults[one.fault] += 1
            if len(bad) < MOST_NAMED:
                bad.append(one)
        else:
            yield one


def _keep(batch: list[VerifiedCrop], collection: Collection, user: AbstractBaseUser | None) -> int:
    """Keep what is new of a batch; return how many."""
    digests = [crop_store.keep(one.crop.load()) for one in batch]
    with transaction.atomic():
        # locked, so that the same folder brought in twice at once is kept once
        Collection.objects.select_for_update().get(pk=collection.pk)
        had = set(
            Sample.objects.filter(collection=collection, crop__in=digests).values_list(
                "crop", "truth"
            )
        )
        samples = []
        for one, digest in zip(batch, digests, strict=True):
            if (digest, one.crop.text) in had:
                continue
            had.add((digest, one.crop.text))
            samples.append(_sample(one, digest, collection, user))
        Sample.objects.bulk_create(samples)
    return len(samples)


def _sample(
    one: VerifiedCrop, digest: str, collection: Collection, user: AbstractBaseUser | None
) -> Sample:
    crop = one.crop
    return Sample(
        origin=Sample.Origin.IMPORT,
        collection=collection,
        file=crop.name[:500],
        group=crop.document[:200],
        template=crop.template[:64],
        field=crop.field[:127],
        crop=digest,
        width=one.width,
        height=one.height,
        truth=crop.text,
        decided_by=user,
    )
