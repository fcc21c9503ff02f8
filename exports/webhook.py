"""Records by HTTP POST, signed so that the receiver knows who sent them, when, and what."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from exports.failures import Failure
from exports.message import Message
from exports.network import Answer, exchange
from exports.payload import FORMAT, payload
from exports.sealing import masked

_AGAIN = (408, 425, 429)
_SHOWN = 200

Send = Callable[[Message, Callable[[], bool]], None]


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of `timestamp.body` in hexadecimal, as the header carries it."""
    signed = timestamp.encode("ascii") + b"." + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


@contextmanager
def channel(options: Mapping[str, Any], timeout: float) -> Iterator[Send]:
    """Post each message; the receiver tells a second attempt by its Stencil-Delivery header."""

    def send(message: Message, still_held: Callable[[], bool]) -> None:
        _post(options, payload(message), message.key, timeout)

    yield send


def try_hook(options: Mapping[str, Any], timeout: float) -> str:
    """Post a test event and return what the receiver answered; raises Failure."""
    key = uuid.uuid4()
    answer = _post(options, {"format": FORMAT, "event": "test", "delivery": str(key)}, key, timeout)
    return f"HTTP {answer.status}"


def _post(
    options: Mapping[str, Any], content: dict[str, Any], key: uuid.UUID, timeout: float
) -> Answer:
    body = json.dumps(content, ensure_ascii=False).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "stencil",
        "Stencil-Event": content["event"],
        "Stencil-Delivery": str(key),
        "Stencil-Timestamp": timestamp,
        "Stencil-Signature": signature(options["secret"], timestamp, body),
    }
    answer = exchange("POST", options["url"], headers, body, timeout)
    if not 200 <= answer.status < 300:
        raise _refusal(answer, options)
    return answer


def _refusal(answer: Answer, options: Mapping[str, Any]) -> Failure:
    words = " ".join(masked(answer.text, dict(options)).split())[:_SHOWN]
    said = f"HTTP {answer.status}" + (f": {words}" if words else "")
    if answer.status >= 500 or answer.status in _AGAIN:
        return Failure("server", f"The receiver answered {said}. It is tried again.")
    if 300 <= answer.status < 400:
        return Failure(
            "mapping",
            f"The receiver redirects ({said}); a webhook must not. Enter its final address.",
        )
    if answer.status in (401, 403):
        return Failure(
            "wrong_password",
            f"The receiver does not accept the signature ({said}). Compare the secrets.",
        )
    if answer.status in (404, 405, 410):
        return Failure(
            "missing_table", f"Nothing takes records at this address ({said}). Check it."
        )
    return Failure(
        "refused", f"The receiver refuses this record ({said}). Correct it, or the receiver."
    )
