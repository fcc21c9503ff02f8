"""One delivery as every channel sees it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exports.definition import Definition
from exports.rows import Rows


@dataclass(frozen=True, slots=True)
class Message:
    """A record's state for a destination.

    key: the same for every attempt.
    rows: what the mapping makes of the record; only keys and mark where it is taken back.
    data: the `stencil-record/1` document.
    """

    key: uuid.UUID
    record: uuid.UUID
    version: int
    template: str
    taken_back: bool
    rows: Rows
    definition: Definition
    data: Mapping[str, Any]
