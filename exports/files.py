"""Records as files in a folder or an S3 bucket, one name for each record.

A second delivery writes the same names with the same content, so it changes nothing.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from exports.database.writing import ClaimLost
from exports.destinations import allowed_path
from exports.documents import as_json, file_names, files_of, mark_name
from exports.failures import Failure
from exports.message import Message
from exports.models import Destination
from exports.network import exchange
from exports.sealing import masked

_PROBE = ".stencil-test"
_SHOWN = 200

Send = Callable[[Message, Callable[[], bool]], None]


class Store(Protocol):
    """A place for files; both raise Failure."""

    def write(self, name: str, content: bytes) -> None:
        """Let the file be there with this content, whole or not at all."""

    def remove(self, name: str) -> None:
        """Let the file not be there."""


@contextmanager
def channel(kind: str, options: Mapping[str, Any], timeout: float) -> Iterator[Send]:
    """Write each message's files; raises Failure."""
    store = _store(kind, options, timeout)

    def send(message: Message, still_held: Callable[[], bool]) -> None:
        if not still_held():
            raise ClaimLost
        if not message.taken_back:
            for name, content in files_of(message, options["format"]).items():
                store.write(name, content)
            store.remove(mark_name(message))
        elif message.definition.taken_back == "mark":
            store.write(mark_name(message), as_json(message))
        else:
            for name in reversed(file_names(message, options["format"])):
                store.remove(name)

    yield send


def try_store(kind: str, options: Mapping[str, Any], timeout: float) -> str:
    """Write a test file and remove it; returns where. Raises Failure."""
    store = _store(kind, options, timeout)
    store.write(_PROBE, b"Stencil may write here.\n")
    store.remove(_PROBE)
    return str(options["path"] if kind == Destination.Kind.FOLDER else options["bucket"])


def _store(kind: str, options: Mapping[str, Any], timeout: float) -> Store:
    if kind == Destination.Kind.FOLDER:
        return Folder(allowed_path(options["path"]))
    return Bucket(options, timeout)


@dataclass(frozen=True, slots=True)
class Folder:
    """Files under a folder."""

    root: Path

    def write(self, name: str, content: bytes) -> None:
        """Write beside the file and rename, so that nobody reads half of it."""
        target = self.root / name
        draft = None
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                dir=target.parent, prefix=".stencil-", delete=False
            ) as file:
                draft = Path(file.name)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.chmod(0o640)
            draft.replace(target)
        except OSError as error:
            if draft is not None:
                draft.unlink(missing_ok=True)
            raise _of_the_folder(self.root, error) from None

    def remove(self, name: str) -> None:
        """Delete the file where there is one."""
        try:
            (self.root / name).unlink(missing_ok=True)
        except OSError as error:
            raise _of_the_folder(self.root, error) from None


def _of_the_folder(root: Path, error: OSError) -> Failure:
    return Failure(
        "not_allowed" if isinstance(error, PermissionError) else "server",
        f"{root} can't be written to ({error.strerror}). Check its permissions and its space.",
    )


@dataclass(frozen=True, slots=True)
class Bucket:
    """Objects in a bucket of an S3-compatible store.

    Signed here and sent over our own connection, not boto3's: that one resolves names itself, and
    would take up the installation's own keys where the destination's are wrong.
    """

    options: Mapping[str, Any]
    timeout: float

    def write(self, name: str, content: bytes) -> None:
        """Put an object; the store shows it whole or not at all."""
        self._send("PUT", name, content)

    def remove(self, name: str) -> None:
        """Delete an object; one that is not there is none."""
        self._send("DELETE", name, b"")

    def _send(self, method: str, name: str, content: bytes) -> None:
        path = "/".join(filter(None, (self.options["bucket"], self.options["prefix"], name)))
        url = f"{self.options['endpoint']}/{quote(path)}"
        request = AWSRequest(method, url, data=content)
        keys = Credentials(self.options["access_key"], self.options["secret_key"])
        S3SigV4Auth(keys, "s3", self.options["region"]).add_auth(request)
        answer = exchange(method, url, dict(request.headers.items()), content, self.timeout)
        if answer.status in (200, 204) or (method == "DELETE" and answer.status == 404):
            return
        words = " ".join(masked(answer.text, dict(self.options)).split())[:_SHOWN]
        raise _of_the_bucket(answer.status, f"HTTP {answer.status}: {words}")


def _of_the_bucket(status: int, said: str) -> Failure:
    if status in (401, 403):
        return Failure(
            "wrong_password", f"The store refuses the keys, or they may not write here ({said})."
        )
    if status == 404:
        return Failure("missing_database", f"There is no such bucket ({said}). Check its name.")
    if 300 <= status < 400:
        return Failure("mapping", f"The bucket is in another region ({said}). Enter that region.")
    return Failure("server", f"The store took nothing ({said}). It is tried again.")
