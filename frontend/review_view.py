"""A doubt as its card on the review desk draws it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from frontend.trace import origin, shown
from frontend.wording import in_words
from recognition.models import Record
from review.card import Card, Place, Value, card_of
from review.models import Doubt

_FIGURES = ("amount", "integer", "percent", "date", "time", "datetime", "code", "tax_id")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a number key chooses; ``said`` is its JSON."""

    number: int
    shown: str
    said: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A value that a broken rule speaks of, with its picture."""

    number: int
    name: str
    row: int | None
    label: str
    shown: str
    crop: str


@dataclass(frozen=True, slots=True)
class CardView:
    """All that the card's markup says.

    said: the machine's value as JSON; typed: what stands in the field to begin with.
    crop, near: addresses of the pictures; crop_at: the same with PAGE and PLACE to fill in.
    points: the place for an SVG attribute.
    """

    card: Card
    said: str
    typed: str
    shown: str
    figure: bool
    why: tuple[str, ...]
    choices: tuple[Choice, ...]
    readings: tuple[tuple[str, str], ...]
    parts: tuple[PartView, ...]
    crop: str
    near: str
    crop_at: str
    points: str
    pages: tuple[dict[str, object], ...]

    @property
    def multiline(self) -> bool:
        """Whether the field needs room for several lines."""
        return self.card.type == "text" and "\n" in self.typed

    @property
    def doubt(self) -> Doubt:
        return self.card.doubt

    @property
    def record(self) -> Record:
        return self.card.record


def card_view(doubt: Doubt) -> CardView:
    """Lay a doubt out in the reader's language."""
    card = card_of(doubt)
    place = card.place
    document = str(card.record.document_id)
    pages = tuple(page for page in card.record.data["pages"] if page["status"] != "broken")
    return CardView(
        card=card,
        said=json.dumps(card.value),
        typed=_typed(card),
        shown=_shown(card.value, card.type),
        figure=card.type in _FIGURES,
        why=tuple(in_words(text) for text in card.why),
        choices=tuple(
            Choice(number, _shown(value, card.type), json.dumps(value))
            for number, value in enumerate(card.alternatives, start=1)
        ),
        readings=tuple((one.text, origin(one.by)) for one in card.readings),
        parts=tuple(
            PartView(
                number,
                part.name,
                part.row,
                part.label if part.row is None else f"{part.label} {part.row + 1}",
                _shown(part.value, part.type),
                crop_url(document, part.place, "value"),
            )
            for number, part in enumerate(card.parts, start=1)
        ),
        crop=crop_url(document, place, "value"),
        near=crop_url(document, place, "near"),
        crop_at=reverse("review-crop", args=(document, 987654321, "PLACE", "value")).replace(
            "987654321", "PAGE"
        ),
        points=" ".join(f"{x:g},{y:g}" for x, y in place.box) if place else "",
        pages=pages,
    )


def card_html(doubt: Doubt, user: User) -> str:
    """Draw a doubt's card."""
    view = card_view(doubt)
    return render_to_string("frontend/review_card.html", {"view": view, "user": user})


def crop_url(document: str, place: Place | None, size: str) -> str:
    """The address of a place's picture, empty where there is none."""
    if place is None:
        return ""
    corners = "-".join(f"{max(part, 0):.0f}" for corner in place.box for part in corner)
    return reverse("review-crop", args=(document, place.page, corners, size))


def _typed(card: Card) -> str:
    if isinstance(card.value, bool):
        return _shown(card.value, card.type)
    return card.value or card.text


def _shown(value: Value, kind: str) -> str:
    if kind == "checkbox" and isinstance(value, bool):
        return _("ticked") if value else _("not ticked")
    if kind == "signature" and isinstance(value, bool):
        return _("signed") if value else _("not signed")
    return shown(value)
