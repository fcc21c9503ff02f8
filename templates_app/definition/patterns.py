"""Regular expressions that a template's author wrote: compiled once, with their value group."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

_LONGEST = 2000


class PatternError(ValueError):
    """A regular expression that cannot be used; the message says why, for its author."""


@dataclass(frozen=True, slots=True)
class ValuePattern:
    """A compiled pattern and the group that holds the value: 0 stands for the whole match."""

    compiled: regex.Pattern[str]
    group: int | str


@lru_cache(maxsize=4096)
def compile_regex(source: str, *, ignore_case: bool = False) -> regex.Pattern[str]:
    """Compile a regex of the module `regex`.

    Raises PatternError with the place of the mistake.
    """
    if len(source) > _LONGEST:
        raise PatternError(f"is {len(source)} characters long, at most {_LONGEST} are allowed")
    try:
        return regex.compile(source, regex.IGNORECASE if ignore_case else 0)
    except regex.error as error:
        raise PatternError(f"is no regular expression: {error} (got {source!r})") from error
    except (RecursionError, OverflowError, ValueError, MemoryError) as error:
        raise PatternError(f"is too intricate to compile (got {source!r})") from error


@lru_cache(maxsize=4096)
def compile_value_pattern(source: str) -> ValuePattern:
    """Compile a regex that yields a value: its group `value`, else its only group, else all.

    Raises PatternError where it does not compile or has several unnamed groups.
    """
    compiled = compile_regex(source)
    unnamed = set(range(1, compiled.groups + 1)) - set(compiled.groupindex.values())
    if len(unnamed) > 1:
        raise PatternError(
            f"has {len(unnamed)} unnamed groups; name the one that holds the value"
            " (?P<value>...) and write the others as (?:...)"
        )
    if "value" in compiled.groupindex:
        return ValuePattern(compiled, "value")
    return ValuePattern(compiled, 1 if compiled.groups == 1 else 0)
