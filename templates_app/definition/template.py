"""A document kind as frozen values: what `stencil-template/1` says, with its defaults filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in pixels of the sample page, x0 < x1, y0 < y1."""

Side = Literal["right", "below", "left", "above", "same"]
ValueType = Literal[
    "text",
    "integer",
    "amount",
    "percent",
    "date",
    "time",
    "datetime",
    "code",
    "tax_id",
    "phone",
    "email",
    "checkbox",
    "barcode",
    "signature",
]


@dataclass(frozen=True, slots=True)
class ValueSpec:
    """What a field or a cell says about its value.

    charset: the characters themselves, named sets resolved; None where any may be printed.
    accept_at: calibrated confidence under which the value goes to review; None for the
        installation's setting.
    """

    type: ValueType = "text"
    pattern: str | None = None
    charset: str | None = None
    choices: tuple[str, ...] | None = None
    checksum: str | None = None
    date_format: str | None = None
    locale: str | None = None
    required: bool = True
    accept_at: float | None = None
    model: str | None = None
    find: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """The printed label that a value moves with; ``texts`` are the ways it is printed."""

    texts: tuple[str, ...]
    box: Box | None = None
    side: Side = "right"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the document; ``boxes`` are its regions in reading order, the first its box."""

    name: str
    boxes: tuple[Box, ...]
    spec: ValueSpec
    label: str = ""
    page: int = 1
    key: Key | None = None
    multiline: bool = False
    join: str = "\n"
    cells: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; ``range`` is x0, x1 (horizontal) or y0, y1 of its key (vertical)."""

    name: str
    spec: ValueSpec
    header: str | None = None
    range: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of records; see the contract for the meaning of each attribute."""

    name: str
    box: Box
    orientation: Literal["horizontal", "vertical"]
    columns: tuple[Column, ...]
    page: int = 1
    header_height: float | None = None
    row_key: str | None = None
    max_row_height: float | None = None
    ends_at: tuple[str, ...] = ()
    continues: bool = False
    divider: float | None = None
    records: Literal["down", "right"] = "down"
    min_rows: int = 1


@dataclass(frozen=True, slots=True)
class Anchor:
    """A reference text that every document of the kind prints at about the same place."""

    text: str
    box: Box
    page: int = 1


@dataclass(frozen=True, slots=True)
class SamplePage:
    """A sample page's size in pixels and, where there is one, the path of its picture."""

    number: int
    width: int
    height: int
    sample: str | None = None


@dataclass(frozen=True, slots=True)
class Classify:
    """Regexes over the page's NFKC text without white space that choose or bar the template."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A cross-field rule; ``tolerance`` is a decimal in a string, for == between numbers."""

    name: str
    expr: str
    tolerance: str = "0"
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A document kind.

    anchors: as drawn; empty where the sample's static text serves.
    static: static text of the sample pages (all text outside fields and tables), read on
        import; empty where there is no sample.
    version: of the published content; 0 for one that was never stored.
    """

    name: str
    pages: tuple[SamplePage, ...]
    fields: tuple[Field, ...]
    tables: tuple[Table, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    rules: tuple[Rule, ...] = ()
    classify: Classify = field(default_factory=Classify)
    title: str = ""
    language: str = "zh+en"
    static: tuple[Anchor, ...] = ()
    version: int = 0
