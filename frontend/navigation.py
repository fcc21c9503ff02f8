"""The side navigation: what stands there, for whom, with which number beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exports.models import Delivery
from recognition.models import Record
from review.claiming import open_count

Person = AbstractUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the navigation.

    view: name of the address; ``section`` marks the entry on every page of that section.
    permission: who sees it; empty for everyone who is signed in.
    count: how many things wait there for a person, or None where that is no question.
    """

    view: str
    title: str | Promise
    icon: str
    section: str
    permission: str = ""
    count: Callable[[Person], int] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one person sees it on one page."""

    url: str
    title: str | Promise
    icon: str
    current: bool
    count: int


def _unmatched(person: Person) -> int:
    return Record.objects.filter(status=Record.Status.UNMATCHED).count()


def _undelivered(person: Person) -> int:
    return Delivery.objects.filter(state=Delivery.State.FAILED).count()


GROUPS: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    (
        _("Work"),
        (
            Entry("dashboard", _("Dashboard"), "dashboard", "dashboard"),
            Entry("upload", _("Upload"), "upload", "upload", "recognition.add_document"),
            Entry(
                "documents", _("Documents"), "documents", "documents", "recognition.view_document"
            ),
            Entry("review", _("Review"), "eye", "review", "review.change_doubt", open_count),
            Entry("inbox", _("Inbox"), "inbox", "inbox", "recognition.view_document", _unmatched),
        ),
    ),
    (
        _("Define"),
        (
            Entry(
                "templates", _("Templates"), "templates", "templates", "templates_app.view_template"
            ),
        ),
    ),
    (
        _("Learn"),
        (
            Entry("samples", _("Samples"), "copy", "samples", "samples.view_sample"),
            Entry("training", _("Training"), "training", "training", "training.view_trainingrun"),
        ),
    ),
    (
        _("Deliver"),
        (
            Entry(
                "destinations",
                _("Destinations"),
                "destination",
                "destinations",
                "exports.view_destination",
            ),
            Entry("outbox", _("Outbox"), "outbox", "outbox", "exports.view_delivery", _undelivered),
        ),
    ),
    (
        _("Tools"),
        (Entry("read", _("Quick reading"), "read", "read", "recognition.add_document"),),
    ),
)


def links(user: Person, section: str) -> list[tuple[str | Promise, list[Link]]]:
    """Return the groups that a person may see, each with its links; empty groups are left out."""
    seen = []
    for title, entries in GROUPS:
        allowed = [
            Link(
                url=reverse(entry.view),
                title=entry.title,
                icon=entry.icon,
                current=entry.section == section,
                count=entry.count(user) if entry.count else 0,
            )
            for entry in entries
            if not entry.permission or user.has_perm(entry.permission)
        ]
        if allowed:
            seen.append((title, allowed))
    return seen
