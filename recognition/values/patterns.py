"""Patterns and `find`: where in a text the value stands, under a time limit."""

from __future__ import annotations

from recognition.values.folding import fold
from templates_app.definition.patterns import compile_value_pattern
from templates_app.definition.template import ValueSpec

TIME_LIMIT = 0.2
"""Seconds that one regex may take."""

COMPACT_TYPES = frozenset({"code", "tax_id", "amount", "date"})
"""Types whose text is compared without any white space."""


def find_in(text: str, spec: ValueSpec) -> tuple[int, int] | None:
    """The span of ``text`` that ``spec.find`` finds; the whole text where there is no `find`.

    Searched in the NFKC text, then once more without white space. None where nothing is found,
    or where the search takes longer than the time limit.
    """
    if spec.find is None:
        return 0, len(text)
    pattern = compile_value_pattern(spec.find)
    for compact in (False, True):
        folded = fold(text, compact=compact)
        try:
            match = pattern.compiled.search(folded.text, timeout=TIME_LIMIT)
        except TimeoutError:
            return None
        if match is not None and match.start(pattern.group) >= 0:
            start, end = folded.origin(*match.span(pattern.group))
            if start < end:
                return start, end
    return None


def match_value(text: str, source: str) -> tuple[int, int] | None:
    """The span of the value where ``source`` matches the whole NFKC text, else None.

    The value is the group named `value`, else the only group, else all. A group that took no
    part in the match leaves the whole. Raises TimeoutError where the match takes too long.
    """
    pattern = compile_value_pattern(source)
    match = pattern.compiled.fullmatch(text, timeout=TIME_LIMIT)
    if match is None:
        return None
    start, end = match.span(pattern.group)
    return (start, end) if start >= 0 else (0, len(text))
