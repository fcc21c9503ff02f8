"""What other rooms may want to know about records."""

from django.dispatch import Signal

record_changed = Signal()
"""A record was stored or changed; sent with ``record`` and ``why``, in the same transaction.

``before``: where the machine has read it, the readings that it replaces, by name and row; empty
the first time, None where a person changed the record.
"""

value_said = Signal()
"""A person says what a value is; sent with what ``decide_value`` takes, before it is decided.

A receiver that keeps it for somebody else to confirm answers True; then nothing is decided.
"""

value_decided = Signal()
"""A person decided a value; sent with ``decision``, in the same transaction."""

decision_taken_back = Signal()
"""A decision no longer counts; sent with ``decision``, in the same transaction."""

documents_deleted = Signal()
"""Documents were deleted; sent with the set ``digests`` of their SHA-256 once that is committed."""

sweeping = Signal()
"""The sweeper goes round, every few seconds: rooms do what they have put off."""
