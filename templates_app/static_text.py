"""Where the room that can read pages says how a sample's static text is found.

Templates know nothing of recognition; recognition registers its reader here when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from templates_app.definition.template import Anchor, Template

StaticReader = Callable[[Template, Mapping[int, bytes]], tuple[Anchor, ...]]
"""Template and the bytes of its samples by page number -> text outside fields and tables.

Raises ValueError, with a message for a person, where a sample can't be opened.
"""

_reader: StaticReader | None = None


def register(reader: StaticReader) -> None:
    """Name the reader that is used from now on."""
    global _reader
    _reader = reader


def read_static_text(template: Template, samples: Mapping[int, bytes]) -> tuple[Anchor, ...]:
    """Return the samples' text outside fields and tables; nothing where there is no sample."""
    if not samples or _reader is None:
        return ()
    return _reader(template, samples)
