"""Destinations as people enter them: settings checked, credentials sealed, connections tried."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from exports import sealing
from exports.database.connecting import check_url
from exports.failures import Failure
from exports.models import Destination

Kind = Destination.Kind

FIELDS: dict[str, tuple[str, ...]] = {
    Kind.DATABASE: ("url",),
    Kind.WEBHOOK: ("url", "secret"),
    Kind.FOLDER: ("path", "format"),
    Kind.S3: ("bucket", "prefix", "endpoint", "region", "access_key", "secret_key", "format"),
}
"""The settings of each kind."""

WRITE_ONLY = ("url", "secret", "access_key", "secret_key")
"""Settings that are never shown again; left out of a change, they stay as they are."""

FORMATS = ("json", "csv", "xlsx")
_AMAZON = "https://s3.{region}.amazonaws.com"


def create(
    name: str, kind: str, options: Mapping[str, Any], user: AbstractBaseUser | None = None
) -> Destination:
    """Store a new destination; raises ValidationError by setting."""
    destination = Destination(name=name, kind=kind, created_by=user)
    _keep(destination, checked_options(kind, options))
    destination.full_clean(exclude=("created_by",))
    destination.save()
    return destination


def change(
    destination: Destination,
    options: Mapping[str, Any] | None = None,
    name: str | None = None,
    enabled: bool | None = None,
) -> Destination:
    """Change a destination; write-only settings that are left out or empty stay as they are.

    Raises ValidationError by setting.
    """
    if options is not None:
        _keep(destination, checked_options(destination.kind, _completed(destination, options)))
        destination.failure = destination.failure_code = ""
        destination.mappings.update(failures=0, paused_until=None, trouble="", trouble_code="")
    if name is not None:
        destination.name = name
    if enabled is not None:
        destination.enabled = enabled
    destination.full_clean(exclude=("created_by",))
    destination.save()
    return destination


def visible_options(destination: Destination) -> dict[str, Any]:
    """Return the settings that may be shown: none of the credentials."""
    try:
        options = destination.open_settings()
    except Failure:
        return {}
    return {name: value for name, value in options.items() if name not in WRITE_ONLY}


def checked_options(kind: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a kind, complete; raises ValidationError by setting.

    A webhook without a secret is given one.
    """
    known = FIELDS.get(kind)
    if known is None:
        raise ValidationError({"kind": f"Choose one of {', '.join(FIELDS)}."})
    unknown = sorted(set(options) - set(known))
    if unknown:
        raise ValidationError(
            {unknown[0]: f"A {kind} has no such setting. It has: {', '.join(known)}."}
        )
    given = {name: str(options.get(name) or "").strip() for name in known}
    checks = {
        Kind.DATABASE: _database,
        Kind.WEBHOOK: _webhook,
        Kind.FOLDER: _folder,
        Kind.S3: _bucket,
    }
    return checks[Kind(kind)](given)


def _completed(destination: Destination, options: Mapping[str, Any]) -> dict[str, Any]:
    try:
        known = destination.open_settings()
    except Failure:
        known = {}
    kept = {name: known[name] for name in WRITE_ONLY if name in known and not options.get(name)}
    return {**options, **kept}


def _keep(destination: Destination, options: dict[str, Any]) -> None:
    destination.keep_settings(options)
    destination.shown = _shown(destination.kind, options)[:500]


def _shown(kind: str, options: Mapping[str, Any]) -> str:
    if kind in (Kind.DATABASE, Kind.WEBHOOK):
        return sealing.masked_url(options["url"])
    if kind == Kind.FOLDER:
        return str(options["path"])
    place = "/".join(filter(None, (options["bucket"], options["prefix"])))
    return f"s3://{place} at {sealing.masked_url(options['endpoint'])}"


def _database(given: dict[str, str]) -> dict[str, Any]:
    try:
        check_url(given["url"])
    except Failure as failure:
        raise ValidationError({"url": failure.message}) from None
    return given


def _webhook(given: dict[str, str]) -> dict[str, Any]:
    _check_http("url", given["url"])
    return {**given, "secret": given["secret"] or secrets.token_urlsafe(32)}


def _folder(given: dict[str, str]) -> dict[str, Any]:
    if not given["path"]:
        raise ValidationError({"path": "Name a folder."})
    try:
        path = allowed_path(given["path"])
    except Failure as failure:
        raise ValidationError({"path": failure.message}) from None
    return {"path": str(path), "format": _format(given["format"])}


def _bucket(given: dict[str, str]) -> dict[str, Any]:
    for name in ("bucket", "access_key", "secret_key"):
        if not given[name]:
            raise ValidationError({name: "This setting is needed."})
    region = given["region"] or "us-east-1"
    endpoint = (given["endpoint"] or _AMAZON.format(region=region)).rstrip("/")
    _check_http("endpoint", endpoint)
    return {
        **given,
        "region": region,
        "endpoint": endpoint,
        "prefix": given["prefix"].strip("/"),
        "format": _format(given["format"]),
    }


def _format(given: str) -> str:
    if given and given not in FORMATS:
        raise ValidationError({"format": f"Choose one of {', '.join(FORMATS)}."})
    return given or "json"


def _check_http(name: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(character.isspace() for character in url):
        raise ValidationError({name: "Give an address that starts with https:// or http://."})
    if parts.username or parts.password:
        raise ValidationError(
            {name: "Leave name and password out of the address; deliveries are signed instead."}
        )


def allowed_path(path: str) -> Path:
    """Return a path under one of the allowed folders, links resolved; raises Failure.

    A path that is not absolute lies in the first of them.
    """
    roots = [Path(root).expanduser().resolve() for root in settings.EXPORT_FOLDERS]
    if not roots:
        raise Failure("refused_address", "STENCIL_EXPORT_FOLDERS allows no folder.")
    found = (roots[0] / Path(path).expanduser()).resolve()
    if not any(found.is_relative_to(root) for root in roots):
        raise Failure(
            "refused_address",
            f"{found} lies outside the allowed folders ({', '.join(map(str, roots))}). Choose one "
            "under them, or an administrator adds it to STENCIL_EXPORT_FOLDERS.",
        )
    return found


def note_success(destination: Destination) -> None:
    """Remember that the destination answers; what still keeps one of its mappings up stays."""
    held_up = destination.mappings.exclude(trouble="").order_by("pk").first()
    Destination.objects.filter(pk=destination.pk).update(
        last_success_at=timezone.now(),
        failure=held_up.trouble if held_up else "",
        failure_code=held_up.trouble_code if held_up else "",
    )


def note_failure(destination: Destination, failure: Failure) -> None:
    """Remember why the destination takes nothing."""
    Destination.objects.filter(pk=destination.pk).update(
        last_failure_at=timezone.now(), failure=failure.message, failure_code=failure.code
    )


def seal_anew() -> None:
    """Encrypt with the current secret key what was encrypted with an earlier one."""
    for destination in Destination.objects.all():
        try:
            sealed = sealing.resealed(destination.sealed)
        except Failure as failure:
            note_failure(destination, failure)
        else:
            # only where nobody has entered others meanwhile
            Destination.objects.filter(pk=destination.pk, sealed=destination.sealed).update(
                sealed=sealed
            )
