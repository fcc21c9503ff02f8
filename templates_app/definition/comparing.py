"""What changed from one content of a template to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

_LISTS = {"fields": "name", "tables": "name", "rules": "name", "anchors": "text", "pages": "number"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``place`` such as ``fields.total.box``; None where it was or is absent."""

    place: str
    kind: Literal["added", "removed", "changed"]
    before: Any = None
    after: Any = None


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every difference between two `stencil-template/1` documents, entry by entry."""
    return tuple(_mapping("", before, after))


def _mapping(place: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key in dict.fromkeys((*before, *after)):
        here = f"{place}.{key}" if place else str(key)
        old, new = before.get(key), after.get(key)
        by = "name" if key == "columns" else _LISTS.get(key)
        if by and isinstance(old or [], list) and isinstance(new or [], list):
            yield from _entries(here, old or [], new or [], by)
        elif isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _mapping(here, old, new)
        elif key not in before:
            yield Change(here, "added", None, new)
        elif key not in after:
            yield Change(here, "removed", old, None)
        elif old != new:
            yield Change(here, "changed", old, new)


def _entries(
    place: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], by: str
) -> Iterator[Change]:
    """Entries that have the same name are compared, others were added or removed."""
    old, new = _named(before, by), _named(after, by)
    for name in dict.fromkeys((*old, *new)):
        here = f"{place}.{name}"
        if name not in old:
            yield Change(here, "added", None, new[name])
        elif name not in new:
            yield Change(here, "removed", old[name], None)
        else:
            yield from _mapping(here, old[name], new[name])


def _named(entries: Sequence[Mapping[str, Any]], by: str) -> dict[str, Mapping[str, Any]]:
    """Entries by name; of several with the same one, each has its number."""
    named: dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        name, number = str(entry.get(by)), 2
        while name in named:
            name = f"{entry.get(by)} ({number})"
            number += 1
        named[name] = entry
    return named
