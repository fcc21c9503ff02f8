"""Taking samples out of training, and back in; what they say stays as it is."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils import timezone

from training.samples.models import Sample


def set_aside(samples: QuerySet[Sample], user: AbstractBaseUser | None, reason: str) -> int:
    """Keep samples from training; return how many. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("Say why these samples are not for training.")
    return samples.filter(set_aside_at=None).update(
        set_aside_at=timezone.now(), set_aside_by=user, set_aside_because=reason.strip()[:500]
    )


def take_in(samples: QuerySet[Sample]) -> int:
    """Let samples train again that were set aside; return how many."""
    return samples.exclude(set_aside_at=None).update(
        set_aside_at=None, set_aside_by=None, set_aside_because=""
    )
