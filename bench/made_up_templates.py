"""A thousand invented document kinds and documents of them, seeded.

Kinds draw their labels from one vocabulary, as real ones do. Some are siblings: four fifths of
a sibling's anchors are another kind's, text and place alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from templates_app.definition.template import (
    Anchor,
    Box,
    Field,
    Key,
    SamplePage,
    Template,
    ValueSpec,
)
from training.synth.documents.drawing import Drawing, Style, points
from training.synth.documents.fonts import width
from training.synth.documents.rendering import to_pdf

WIDTH, HEIGHT = 1654, 2339
REPLACED = 5
"""Of so many anchors a sibling has one of its own; the others are another kind's."""

_STYLE = Style("plain", points(10))
_ROWS = tuple(range(120, 2240, 66))
_COLUMNS = (120, 900)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document: its PDF and the kind it is of, None for one that no template knows."""

    pdf: bytes
    kind: str | None


def templates(count: int, siblings: int, seed: int) -> list[Template]:
    """Invented kinds; the last ``siblings`` of them each share anchors with an earlier one."""
    chance = Random(f"kinds/{seed}")
    made = [_kind(f"kind-{number:04}", chance) for number in range(count - siblings)]
    for number in range(siblings):
        made.append(_sibling(f"kind-{count - siblings + number:04}", made[number], chance))
    return made


def known_sheets(kinds: Sequence[Template], count: int, seed: int) -> list[Sheet]:
    """Documents of these kinds; half of them are of the last fifth, which are siblings."""
    chance = Random(f"known/{seed}")
    return [
        Sheet(_printed(kinds[index], chance), kinds[index].name)
        for index in (
            chance.randrange(len(kinds)) if number % 2 else -chance.randrange(1, len(kinds) // 5)
            for number in range(count)
        )
    ]


def unknown_sheets(count: int, seed: int) -> list[Sheet]:
    """Documents in the same vocabulary, laid out as no template is."""
    chance = Random(f"unknown/{seed}")
    return [Sheet(_printed(_kind("unknown", chance), chance), None) for _ in range(count)]


def _kind(name: str, chance: Random) -> Template:
    labels = chance.sample(_LABELS, chance.randrange(12, 22))
    places = chance.sample([(x, y) for y in _ROWS for x in _COLUMNS], len(labels) + 1)
    anchors = [_anchor(label, place) for label, place in zip(labels, places, strict=False)]
    issuer = f"{chance.choice(_NAMES)} {chance.choice(_NAMES)} {chance.choice(_FORMS)}"
    anchors.append(_anchor(issuer, places[-1]))
    return _template(name, anchors)


def _sibling(name: str, other: Template, chance: Random) -> Template:
    kept = list(other.anchors)
    for index in chance.sample(range(len(kept)), len(kept) // REPLACED):
        x0, y0, _, _ = kept[index].box
        taken = {anchor.text for anchor in kept}
        label = chance.choice([label for label in _LABELS if label not in taken])
        kept[index] = _anchor(label, (x0, y0))
    return _template(name, kept)


def _template(name: str, anchors: Sequence[Anchor]) -> Template:
    fields = tuple(
        Field(
            name=f"field_{number}",
            boxes=(_right_of(anchor.box),),
            spec=ValueSpec("text", required=False),
            key=Key((anchor.text,), anchor.box),
        )
        for number, anchor in enumerate(anchors[:5])
    )
    page = SamplePage(1, WIDTH, HEIGHT)
    return Template(name, (page,), fields, anchors=tuple(anchors), version=1)


def _anchor(text: str, place: tuple[float, float]) -> Anchor:
    x, y = place
    length = width(text, _STYLE.role, _STYLE.size)
    return Anchor(text, (x, y, round(x + length), y + 32))


def _right_of(box: Box) -> Box:
    return (box[2] + 12, box[1] - 4, box[2] + 320, box[3] + 4)


def _printed(kind: Template, chance: Random) -> bytes:
    """The kind's labels, a few misread or lost, and values beside them; all a little shifted."""
    drawing = Drawing()
    drawing.new_page(WIDTH, HEIGHT)
    shift_x, shift_y = chance.uniform(-12, 12), chance.uniform(-12, 12)
    for anchor in kind.anchors:
        fate = chance.random()
        if fate < 0.06:
            continue
        text = _misread(anchor.text, chance) if fate < 0.14 else anchor.text
        x, baseline = anchor.box[0] + shift_x, anchor.box[1] + 26 + shift_y
        drawing.text(x, baseline, text, _STYLE)
        value = f"{chance.choice(_NAMES)} {chance.randrange(10, 99_999)}"
        drawing.text(anchor.box[2] + shift_x + 24, baseline, value, _STYLE)
    return to_pdf(drawing, "made up")


def _misread(text: str, chance: Random) -> str:
    place = chance.randrange(len(text))
    return text[:place] + chance.choice("abceiloumn") + text[place + 1 :]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SUBJECTS = _words(
    "Invoice Order Delivery Customer Payment Account Shipping Contract Service Claim Policy"
    " Project Rechnungs Kunden"
)
_MATTERS = _words(
    "number date address name reference total status period contact currency remarks code"
)
_LABELS = (
    *(f"{subject} {matter}" for subject in _SUBJECTS for matter in _MATTERS),
    *_words("Subtotal Tax Discount Bank IBAN Signature Page Telephone E-mail Website Terms"),
    *("Amount due", "Net weight", "Gross weight", "Due date", "Approved by", "Valid until"),
)
_NAMES = _words(
    "Alder Brook Cairn Dale Ember Fern Glade Heath Isle Juniper Knoll Larch Mere North Orchard"
    " Pine Quay Ridge Sedge Thorn Umber Vale Wold Yarrow"
)
_FORMS = ("Ltd", "GmbH", "Co.", "SARL", "AG", "LLP")
