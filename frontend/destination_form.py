"""The form of a destination: what it shows, and what was entered into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exports import destinations
from exports.database.address import ENCRYPTIONS, SYSTEMS, Address, address_of, url_of
from exports.failures import Failure
from exports.models import Destination
from frontend.wording import in_words

Kind = Destination.Kind

_PARTS = ("system", "host", "port", "database", "user", "password", "sslmode")
_SECRET_PARTS = ("password", *destinations.WRITE_ONLY)

KINDS: tuple[tuple[str, str, str | Promise, str | Promise], ...] = (
    (
        Kind.DATABASE,
        "database",
        _("Database"),
        _("Rows in PostgreSQL, MariaDB, MySQL or SQLite, in tables of yours or new ones."),
    ),
    (
        Kind.WEBHOOK,
        "webhook",
        _("Webhook"),
        _("A signed HTTP request for each record, to a program of yours."),
    ),
    (
        Kind.FOLDER,
        "folder",
        _("Folder"),
        _("A JSON, CSV or XLSX file for each record, in a folder of this machine."),
    ),
    (
        Kind.S3,
        "bucket",
        _("S3 bucket"),
        _("The same files in a bucket of Amazon S3, MinIO or another such store."),
    ),
)
"""Each kind with its icon, its name and what it is for."""


@dataclass(frozen=True, slots=True)
class Form:
    """A destination's form.

    values: what stands in the fields, never a credential. saved: credentials that are kept.
    errors: what is wrong, by field.
    """

    kind: str
    values: Mapping[str, str]
    saved: frozenset[str] = frozenset()
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    systems: Mapping[str, str] = field(default_factory=lambda: SYSTEMS)
    formats: tuple[str, ...] = destinations.FORMATS
    encryptions: tuple[str, ...] = ENCRYPTIONS


def empty(kind: str) -> Form:
    """Return the form of a new destination."""
    return Form(kind, {"way": "parts", "system": "postgresql", "format": "json"})


def filled(destination: Destination) -> Form:
    """Return the form of a destination, its credentials left out."""
    try:
        options = destination.open_settings()
    except Failure:
        options = {}
    values = {"name": destination.name, "way": "parts"}
    saved = {name for name in destinations.WRITE_ONLY if options.get(name)}
    if destination.kind == Kind.DATABASE:
        address = address_of(options.get("url", ""))
        values |= {name: str(getattr(address, name)) for name in _PARTS if name != "password"}
        saved |= {"password"} if address.password else set()
    values |= {name: str(value) for name, value in options.items() if name not in _SECRET_PARTS}
    return Form(destination.kind, values, frozenset(saved))


def refused(form: Form, data: Mapping[str, str], error: ValidationError) -> Form:
    """Return the form as it was sent, with what is wrong; credentials have to be entered again."""
    kept = {name: value for name, value in data.items() if name not in _SECRET_PARTS}
    said = error.message_dict if hasattr(error, "error_dict") else {"name": error.messages}
    errors = {name: [in_words(text) for text in texts] for name, texts in said.items()}
    return Form(form.kind, {**form.values, **kept}, form.saved, errors)


def options_of(
    kind: str, data: Mapping[str, str], destination: Destination | None = None
) -> dict[str, str]:
    """Return the settings that were entered; raises ValidationError by field."""
    if kind == Kind.DATABASE and data.get("way") != "url":
        try:
            kept = destination.open_settings().get("url", "") if destination else ""
        except Failure:
            kept = ""
        parts = {name: str(data.get(name, "")).strip() for name in _PARTS if name != "password"}
        # a password may begin or end with a space
        return {"url": url_of(Address(**parts, password=str(data.get("password", ""))), kept)}
    return {name: str(data.get(name, "")) for name in destinations.FIELDS.get(kind, ())}
