"""How states look and what they are called, in one place for every page."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from exports.models import Delivery
from recognition.models import Document, Record

_HEALTH: dict[str, str | Promise] = {
    "healthy": _("working"),
    "failing": _("in trouble"),
    "off": _("switched off"),
    "unused": _("not used yet"),
}
_TONES = {
    "healthy": "good",
    "failing": "bad",
    Delivery.State.SENDING: "work",
    Delivery.State.DELIVERED: "good",
    Record.Status.ACCEPTED: "good",
    Record.Status.NEEDS_REVIEW: "doubt",
    Record.Status.UNMATCHED: "doubt",
    Record.Status.FAILED: "bad",
    Record.Status.REJECTED: "quiet",
    Document.State.QUEUED: "work",
    Document.State.PROCESSING: "work",
    Document.State.DONE: "quiet",
    Document.State.CANCELLED: "quiet",
}
_WORDS: dict[str, str | Promise] = {
    **_HEALTH,
    **dict(Delivery.State.choices),
    **dict(Document.State.choices),
    **dict(Record.Status.choices),
}


def tone_of(status: str) -> str:
    """Return good, doubt, bad, work or quiet."""
    return _TONES.get(status, "quiet")


def word_of(status: str) -> str:
    """Return the state's name in the reader's language."""
    return str(capfirst(_WORDS.get(status, status)))


def states() -> dict[str, dict[str, str]]:
    """Return every state's tone and word, for scripts."""
    return {str(status): {"tone": tone_of(status), "word": word_of(status)} for status in _WORDS}
