"""How long a destination may take."""

from __future__ import annotations

from django.conf import settings

_LONGEST = 15.0
_SHORTEST = 1.0


def seconds_for_one() -> float:
    """Return the seconds for a connection, and for a statement or request after it.

    Both together stay under the lease, so that a delivery is not taken for dead while it waits.
    """
    return max(_SHORTEST, min(_LONGEST, settings.LEASE.total_seconds() / 3))
