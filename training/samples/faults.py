"""What can be wrong with a file of a labelled folder."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """The kinds of faults, in the order in which they are looked for."""

    LINE = "line"
    """A line of the list of labels cannot be understood."""
    MISSING = "missing"
    """The list names a file that is not there, or that lies outside the folder."""
    REPEATED = "repeated"
    """The list names a file twice."""
    UNLABELLED = "unlabelled"
    """The list does not name this picture."""
    SUFFIX = "suffix"
    """The file's ending is not that of a picture."""
    EMPTY = "empty"
    """The label is empty."""
    UNOPENABLE = "unopenable"
    """The bytes are no picture."""
    TRUNCATED = "truncated"
    """The picture ends before its last row."""
    SIZE = "size"
    """The picture has another size than a line can have, or than was asked for."""
    CHARSET = "charset"
    """The label has characters that the reader does not know."""
    WIDTH = "width"
    """The label has more characters than the picture has room for."""


@dataclass(frozen=True, slots=True)
class BadFile:
    """A file that cannot be learnt from.

    message: what is wrong and what to do, for a person.
    """

    name: str
    fault: Fault
    message: str
