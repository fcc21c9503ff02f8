"""What can go wrong with a delivery: a code for programs, a sentence for a person."""

from __future__ import annotations

from typing import Literal, get_args

Code = Literal[
    "refused_address",
    "unknown_host",
    "unreachable",
    "timeout",
    "wrong_password",
    "missing_database",
    "not_allowed",
    "missing_table",
    "missing_column",
    "type_changed",
    "mapping",
    "server",
    "locked",
    "too_long",
    "wrong_type",
    "empty",
    "unique_conflict",
    "foreign_key",
    "check",
    "refused",
    "sealed",
    "worker_ended",
    "unknown",
]
CODES: tuple[Code, ...] = get_args(Code)

OF_THE_RECORD: frozenset[Code] = frozenset(
    ("too_long", "wrong_type", "empty", "unique_conflict", "foreign_key", "check", "refused")
)
_PERHAPS_OF_THE_RECORD: frozenset[Code] = frozenset(
    ("timeout", "server", "locked", "worker_ended", "unknown")
)


class Failure(Exception):
    """A delivery, or a try of a destination, that failed.

    message: what is wrong and what to do, without credentials.
    """

    def __init__(self, code: Code, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)

    @property
    def of_the_record(self) -> bool:
        """Whether only this record is refused, so that the others need not wait."""
        return self.code in OF_THE_RECORD

    @property
    def attempts_end(self) -> bool:
        """Whether one record alone may cause this, so that attempts have to end some time.

        Everything else is a matter of the destination or of the mapping: its deliveries stay
        queued for as long as that lasts.
        """
        return self.of_the_record or self.code in _PERHAPS_OF_THE_RECORD
