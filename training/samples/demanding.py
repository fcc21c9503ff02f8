"""What a labelled folder is held against, as a person states it."""

from __future__ import annotations

from recognition.engine.models import find_models
from training.samples.verifying import Demands

_MOST_PIXELS = 5


class DemandError(ValueError):
    """A demand that can't be made; the message says how to state it."""


def models_with_charset() -> list[str]:
    """The models whose characters labels can be held against."""
    return list(find_models())


def demands_of(model: str = "", size: str = "") -> Demands:
    """Return the demands that were stated; empty words demand nothing.

    model: what this model does not know is refused; size: of every picture, as ``80x25``.
    Raises DemandError.
    """
    return Demands(_charset(model) if model else None, _size(size) if size else None)


def _charset(model: str) -> frozenset[str]:
    models = find_models()
    if model not in models:
        known = ", ".join(models) or "none"
        raise DemandError(f"There is no model {model!r} with a charset. Known: {known}.")
    return frozenset(models[model].charset())


def _size(size: str) -> tuple[int, int]:
    width, _, height = size.strip().lower().partition("x")
    if not all(part.isdecimal() and len(part) <= _MOST_PIXELS for part in (width, height)):
        raise DemandError(f"{size!r} is no size. Write width and height in pixels as 80x25.")
    return int(width), int(height)
