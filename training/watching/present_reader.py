"""What is known of the reader that reads now, apart from those before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from training.runs.models import Promotion
from training.watching.estimating import error_of
from training.watching.judged import Observed


@dataclass(frozen=True, slots=True)
class Present:
    """What thresholds are weighed by.

    since: when the present reader began to read; None where there was no other.
    mixed: whether values of earlier readers are among them, since its own are too few so far.
    """

    observed: Observed
    since: datetime | None = None
    mixed: bool = False


def reads_since() -> datetime | None:
    """When the present reader began to read; None where none was ever promoted."""
    done = Promotion.objects.filter(state=Promotion.State.DONE).order_by("-begun_at")
    return done.values_list("begun_at", flat=True).first()


def of_present_reader(observed: Observed) -> Present:
    """The values of the present reader where they tell enough, else all of them."""
    since = reads_since()
    if since is None:
        return Present(observed)
    own = observed.between(since, None)
    if error_of(own).lack is None:
        return Present(own, since)
    return Present(observed, since, mixed=len(own.seen) < len(observed.seen))
