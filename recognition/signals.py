"""What other rooms may want to know about records."""

from django.dispatch import Signal

record_changed = Signal()
"""A record was stored or changed; sent with ``record`` and ``why``, in the same transaction."""
