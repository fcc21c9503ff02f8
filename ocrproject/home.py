"""STENCIL_HOME, the one folder that holds everything an installation keeps."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def prepare_home() -> Path:
    """Return STENCIL_HOME (default var/ beside manage.py), made on first use, for us alone."""
    home = Path(os.environ.get("STENCIL_HOME") or ROOT / "var").expanduser().resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("files", "samples", "cache", "models", "training"):
        (home / name).mkdir(exist_ok=True, mode=0o700)
    return home


def secret_key(home: Path) -> str:
    """Return the signing key of this installation, made on first use.

    Two processes that start at once agree, because only one of them can link the file.
    """
    path = home / "secret_key"
    if not path.exists():
        draft = home / f"secret_key.{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
