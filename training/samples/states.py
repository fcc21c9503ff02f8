"""What samples are good for, as lists show them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from training.samples.models import Sample

STATES = ("training", "not-for-training", "set-aside", "not-valid")


def with_state(samples: QuerySet[Sample], state: str) -> QuerySet[Sample]:
    """Keep the samples of one of STATES; all of them for any other word."""
    if state == "training":
        return samples.filter(pk__in=Sample.objects.for_training().order_by().values("pk"))
    if state == "not-for-training":
        valid = samples.filter(withdrawn_at=None, superseded_by=None, set_aside_at=None)
        return valid.filter(~Q(obstacle="") | ~Q(uncut_because=""))
    if state == "set-aside":
        return samples.exclude(set_aside_at=None)
    if state == "not-valid":
        return samples.filter(Q(withdrawn_at__isnull=False) | Q(superseded_by__isnull=False))
    return samples


def state_of(sample: Sample) -> str:
    """One of STATES, or `waiting` while the crop is not cut."""
    if sample.withdrawn_at is not None or sample.superseded_by_id is not None:
        return "not-valid"
    if sample.set_aside_at is not None:
        return "set-aside"
    if sample.obstacle or sample.uncut_because:
        return "not-for-training"
    return "training" if sample.crop else "waiting"
