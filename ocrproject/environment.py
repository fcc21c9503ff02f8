"""Reading settings from environment variables, with messages for what is wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.config import Config
from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return a variable, the default where it is not set."""
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """Return a yes/no variable."""
    text = os.environ.get(name)
    if text is None:
        return default
    if text.strip().lower() in _TRUE | _FALSE:
        return text.strip().lower() in _TRUE
    raise ImproperlyConfigured(f"{name} is {text!r}. Set it to 1 or 0.")


def integer(name: str, default: int, minimum: int = 0) -> int:
    """Return a whole number of at least ``minimum``."""
    text = os.environ.get(name)
    if not text:
        return default
    try:
        number = int(text)
    except ValueError:
        number = minimum - 1
    if number < minimum:
        raise ImproperlyConfigured(
            f"{name} is {text!r}. Set it to a whole number from {minimum} on."
        )
    return number


def share(name: str, default: float | None = None) -> float | None:
    """Return a number from 0 to 1, the default where it is not set."""
    text = os.environ.get(name)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise ImproperlyConfigured(f"{name} is {text!r}. Set it to a number from 0 to 1.")
    return number


def names(name: str, default: list[str]) -> list[str]:
    """Return a comma-separated list."""
    text = os.environ.get(name)
    if text is None:
        return default
    return [part.strip() for part in text.split(",") if part.strip()]


def database(url: str, home: Path) -> dict[str, Any]:
    """Return Django's description of a database URL; empty means SQLite under ``home``.

    SQLite takes its write lock at the start of a transaction (IMMEDIATE), so that two writers
    wait for each other rather than fail half-way.
    """
    parts = urlsplit(url or f"sqlite:///{home / 'stencil.sqlite3'}")
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(
        f"STENCIL_DATABASE_URL starts with {parts.scheme!r}. Use "
        "postgresql://USER:PASSWORD@HOST/NAME or sqlite:////path/to/file."
    )


def file_storage(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's description of a file store: a folder, or s3://BUCKET/PREFIX.

    Keys of an S3-compatible store come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for
    another host than Amazon's, STENCIL_S3_ENDPOINT.
    """
    if not url:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": str(folder),
                "base_url": None,
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise ImproperlyConfigured(
            f"STENCIL_FILES_URL is {url!r}. Use s3://BUCKET/PREFIX, or leave it out for a folder."
        )
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": "/".join(filter(None, [parts.path.strip("/"), folder.name])),
            "endpoint_url": os.environ.get("STENCIL_S3_ENDPOINT") or None,
            "default_acl": None,
            "file_overwrite": True,
            "querystring_auth": True,
            "client_config": Config(connect_timeout=5, retries={"total_max_attempts": 3}),
        },
    }
