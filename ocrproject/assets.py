"""A version of everything that browsers fetch, so that they may keep it for good."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path


def assets_version(folder: Path, packages: Iterable[str]) -> str:
    """Return twelve characters that change with a file under the folder or a package's version.

    They stand in the address, before the file's own path: modules and style sheets name each
    other by relative paths, so all of them change theirs together.
    """
    digest = hashlib.sha256()
    for package in packages:
        digest.update(f"{package} {version(package)}\n".encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]
