"""A document while it is drawn: what is printed on its pages, and the truth about it.

Coordinates are pixels of the page at 200 dpi, from the top left; font sizes are pixels too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from training.synth.documents.fonts import width

DPI = 200
Box = tuple[float, float, float, float]
Point = tuple[float, float]
Colour = tuple[int, int, int]
Align = Literal["left", "right", "centre"]
Value = str | bool | None

BLACK: Colour = (28, 30, 34)
GREY: Colour = (110, 115, 122)
LIGHT: Colour = (200, 204, 210)
WHITE: Colour = (255, 255, 255)


def points(size: float) -> float:
    """A font size in printer's points as pixels."""
    return size * DPI / 72


@dataclass(frozen=True, slots=True)
class Style:
    """How text is printed; ``role`` names the font, ``size`` is in pixels."""

    role: str
    size: float
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text; ``x`` is its left end, ``baseline`` the line it stands on."""

    x: float
    baseline: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle, filled or outlined or both; ``radius`` rounds its corners."""

    box: Box
    fill: Colour | None = None
    outline: Colour | None = None
    thickness: float = 2.0
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A pen's way through points; ``smooth`` bends it through them."""

    way: tuple[Point, ...]
    colour: Colour
    thickness: float
    smooth: bool = False


@dataclass(slots=True)
class Page:
    """One page: its size and what is printed on it, in order."""

    width: int
    height: int
    marks: list[Text | Panel | Stroke] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece of truth: a value as a record states it, its text, where it stands."""

    value: Value
    text: str | None
    page: int
    box: Box | None


@dataclass(slots=True)
class Drawing:
    """A document's pages, its truth, and the parts of its template.

    lines: every text run with its box, in the order of printing.
    fields, tables: the values a record should hold.
    drawn_fields, drawn_tables, anchors, rules, classify: parts of stencil-template/1.
    """

    pages: list[Page] = field(default_factory=list)
    lines: list[Printed] = field(default_factory=list)
    fields: dict[str, Printed] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Printed]]] = field(default_factory=dict)
    drawn_fields: list[dict[str, Any]] = field(default_factory=list)
    drawn_tables: list[dict[str, Any]] = field(default_factory=list)
    anchors: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    classify: dict[str, Any] = field(default_factory=dict)

    def new_page(self, page_width: int, page_height: int) -> None:
        """Turn to a fresh page."""
        self.pages.append(Page(page_width, page_height))

    @property
    def number(self) -> int:
        """The number of the page being drawn, from 1."""
        return len(self.pages)

    def mark(self, mark: Text | Panel | Stroke) -> None:
        """Print on the current page."""
        self.pages[-1].marks.append(mark)

    def text(
        self, x: float, baseline: float, text: str, style: Style, align: Align = "left"
    ) -> Box:
        """Print a run of text at, up to or around ``x``; gives the box it fills."""
        length = width(text, style.role, style.size)
        left = x - {"left": 0.0, "right": length, "centre": length / 2}[align]
        self.mark(Text(left, baseline, text, style))
        # Han characters fill their square; capitals end well below it.
        above = 0.90 if style.role.startswith("cjk") else 0.80
        box = (left, baseline - above * style.size, left + length, baseline + 0.24 * style.size)
        self.lines.append(Printed(text, text, self.number, box))
        return box

    def label(
        self, x: float, baseline: float, text: str, style: Style, align: Align = "left"
    ) -> Box:
        """Print text that every document of the kind prints at this place."""
        box = self.text(x, baseline, text, style, align)
        self.anchors.append({"text": text, "page": self.number, "box": whole(box)})
        return box

    def value(
        self,
        name: str,
        at: Point,
        text: str,
        style: Style,
        *,
        slot: Box,
        value: Value = None,
        align: Align = "left",
        **spec: Any,
    ) -> Box:
        """Print a field's value; ``slot`` is the box drawn for it in the template.

        value: as the record states it, where that is not the text itself.
        spec: what the template says about the field besides name and box.
        """
        box = self.text(at[0], at[1], text, style, align)
        self.remember(name, text if value is None else value, text, box, slot, **spec)
        return box

    def paragraph(
        self,
        name: str,
        at: Point,
        lines: Sequence[str],
        style: Style,
        leading: float,
        *,
        slot: Box,
        **spec: Any,
    ) -> None:
        """Print a field's value of several lines."""
        boxes = [
            self.text(at[0], at[1] + leading * index, line, style)
            for index, line in enumerate(lines)
        ]
        text = "\n".join(lines)
        self.remember(name, text, text, around(boxes), slot, multiline=True, **spec)

    def remember(
        self, name: str, value: Value, text: str | None, box: Box | None, slot: Box, **spec: Any
    ) -> None:
        """State a field's truth and its place in the template."""
        self.fields[name] = Printed(value, text, self.number, box)
        placed: dict[str, Any] = {"name": name, "box": whole(slot), **spec}
        if self.number > 1:
            placed["page"] = self.number
        self.drawn_fields.append(placed)


def whole(box: Box) -> list[int]:
    """A box in whole pixels."""
    return [round(edge) for edge in box]


def around(boxes: Sequence[Box]) -> Box:
    """The box around boxes."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def key(text: str, box: Box, side: str = "right") -> Mapping[str, Any]:
    """A field's key: the label that its value moves with."""
    return {"text": text, "box": whole(box), "side": side}
