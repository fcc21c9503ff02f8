"""Credentials encrypted at rest, and kept out of every text that is logged or shown.

The key is derived from SECRET_KEY (HKDF), so there is nothing else to keep; keys named in
SECRET_KEY_FALLBACKS still open what was sealed with them.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from exports.failures import Failure

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

HIDDEN = "•••"

_CREDENTIALS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.\-]*://)[^\s/@'\"]*@", re.IGNORECASE)
_QUERY = re.compile(
    r"(?P<name>[?&](?:[a-z_\-]*(?:key|token|secret|password|passwd|signature|sig)))=[^&\s'\"]+",
    re.IGNORECASE,
)
_WRITTEN_PASSWORD = re.compile(r"://[^:@/]*:([^@]*)@")
_SHORTEST = 4


def seal(options: dict[str, Any]) -> str:
    """Return the settings, encrypted with the current key."""
    return _keys().encrypt(json.dumps(options).encode()).decode("ascii")


def unseal(sealed: str) -> dict[str, Any]:
    """Return sealed settings; raises Failure where none of the keys opens them."""
    try:
        options: dict[str, Any] = json.loads(_keys().decrypt(sealed.encode("ascii")))
    except InvalidToken:
        raise _lost() from None
    return options


def resealed(sealed: str) -> str:
    """Return what any known key opens, sealed with the current one; raises Failure."""
    try:
        return _keys().rotate(sealed.encode("ascii")).decode("ascii")
    except InvalidToken:
        raise _lost() from None


def _lost() -> Failure:
    return Failure(
        "sealed",
        "The credentials were encrypted with another secret key. Enter them again, or set "
        "STENCIL_SECRET_KEY_FALLBACKS to the earlier key.",
    )


def _keys() -> MultiFernet:
    words = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(word))) for word in words])


def _derived(word: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"stencil exports")
    return base64.urlsafe_b64encode(derivation.derive(word.encode()))


def masked(text: str, options: dict[str, Any] | None = None) -> str:
    """Return a text without credentials: those of the settings, and any in a URL."""
    for secret in sorted(set(_secrets(options or {})), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    text = _CREDENTIALS.sub(rf"\g<scheme>{HIDDEN}@", text)
    return _QUERY.sub(rf"\g<name>={HIDDEN}", text)


def masked_url(url: str) -> str:
    """Return an address to show: the user's name stays; password, query and a hook's path go."""
    parts = _parts(url)
    if parts is None:
        return HIDDEN
    host = f"[{parts.host}]" if parts.host and ":" in parts.host else parts.host or ""
    place = host + (f":{parts.port}" if parts.port else "")
    if parts.username and not parts.drivername.startswith("http"):
        place = f"{parts.username}@{place}"
    path = parts.database or ""
    if parts.drivername.startswith("http") and path:
        path = "…"
    return f"{parts.drivername}://{place}/{path}"


def _parts(url: str) -> URL | None:
    # every process of the project has this module, few of them ever see an address
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        return None


def _secrets(options: dict[str, Any]) -> Iterator[str]:
    for name in ("secret", "access_key", "secret_key"):
        yield from _spellings(str(options.get(name) or ""))
    parts = _parts(str(options.get("url") or ""))
    if parts is None:
        return
    yield from _spellings(str(parts.password or ""))
    if written := _WRITTEN_PASSWORD.search(str(options["url"])):
        yield from _spellings(written[1])
    for value in parts.query.values():
        for text in (value,) if isinstance(value, str) else value:
            yield from _spellings(text)
    if parts.drivername.startswith("http"):
        yield from _spellings(parts.database or "")


def _spellings(secret: str) -> Iterable[str]:
    if len(secret) < _SHORTEST:
        return ()
    return {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
