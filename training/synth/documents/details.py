"""What invoices and delivery papers state beside a label: number, date and order, and sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from training.synth.documents.drawing import Box, Drawing, Style, Value, key


@dataclass(frozen=True, slots=True)
class Detail:
    """One labelled value of a type; ``value`` is stated where it isn't the text less its blanks.

    spec: what the template says about the field besides.
    """

    name: str
    label: str
    text: str
    type: str
    value: Value = None
    spec: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DetailsLook:
    """Where details stand, one below the other; pixels.

    label_x, value_x: the left ends of labels and values.
    slot: x0 and x1 of the boxes drawn for the values; ``above`` is how far they reach over the
        baseline.
    """

    label_x: float
    value_x: float
    slot: tuple[float, float]
    first: float
    step: float
    above: float
    label: Style
    value: Style


def draw_details(drawing: Drawing, details: Sequence[Detail], look: DetailsLook) -> None:
    """Print labels that every document of the kind bears, each with its value beside it."""
    for index, detail in enumerate(details):
        baseline = look.first + look.step * index
        box = drawing.label(look.label_x, baseline, detail.label, look.label)
        label = detail.label.strip("：")
        drawing.value(
            detail.name,
            (look.value_x, baseline),
            detail.text,
            look.value,
            slot=(look.slot[0], baseline - look.above, look.slot[1], baseline + 16),
            value=detail.text.replace(" ", "") if detail.value is None else detail.value,
            label=label,
            type=detail.type,
            key=key(label, box),
            **detail.spec,
        )


def draw_sum(
    drawing: Drawing,
    name: str,
    label: str,
    amount: Decimal,
    text: str,
    *,
    label_x: float,
    right: float,
    baseline: float,
    slot: Box,
    style: Style,
    **spec: Any,
) -> None:
    """Print a sum up to ``right`` with its label, which is no anchor: sums move with the table."""
    box = drawing.text(label_x, baseline, label, style)
    drawing.value(
        name,
        (right, baseline),
        text,
        style,
        slot=slot,
        value=str(amount),
        align="right",
        label=label,
        type="amount",
        **spec,
        key=key(label, box),
    )
