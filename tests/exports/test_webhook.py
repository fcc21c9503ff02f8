"""Records by HTTP POST to a real server."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest

from exports import destinations, outbox
from exports.delivering import try_destination
from exports.failures import Failure
from exports.models import Delivery, Destination
from recognition import decisions
from tests.conftest import ROOT
from tests.exports import ways
from tests.exports.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db

SECRET = "a-shared-s3cret"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def hook(receiver: Receiver) -> Destination:
    options = {"url": f"{receiver.url}/stencil/t0ken-in-path?key=t0ken-in-query", "secret": SECRET}
    return destinations.create("hook", "webhook", options)


def test_a_record_is_posted_with_its_mapped_rows(hook: Destination, receiver: Receiver) -> None:
    ways.mapping(hook)
    record = ways.accepted(7)
    ways.delivered()
    assert ways.states() == [("delivered", 1)]
    request = receiver.received[0]
    assert (request.method, request.path.partition("?")[0]) == ("POST", "/stencil/t0ken-in-path")
    body = json.loads(request.body)
    assert body["format"] == "stencil-delivery/1"
    assert body["event"] == "record.accepted"
    assert (body["record"], body["record_version"]) == (str(record.pk), 1)
    assert body["row"]["total"] == "118.00"
    assert [row["item"] for row in body["tables"]["bill_items"]] == ["Tea", "Cups"]


def test_the_receiver_can_check_who_sent_it_and_when(hook: Destination, receiver: Receiver) -> None:
    ways.mapping(hook)
    ways.accepted()
    ways.delivered()
    request = receiver.received[0]
    timestamp = request.headers["stencil-timestamp"]
    signed = timestamp.encode() + b"." + request.body
    wanted = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert request.headers["stencil-signature"] == f"v1={wanted}"
    assert abs(time.time() - int(timestamp)) < 60


def test_a_second_attempt_carries_the_same_key_and_another_state_another(
    hook: Destination, receiver: Receiver
) -> None:
    ways.mapping(hook)
    record = ways.accepted()
    ways.delivered()
    outbox.send_again(Delivery.objects.all())
    ways.delivered()
    decisions.reject(record.pk, None)
    ways.delivered()
    keys = [request.headers["stencil-delivery"] for request in receiver.received]
    events = [request.headers["stencil-event"] for request in receiver.received]
    assert keys[0] == keys[1] != keys[2]
    assert events == ["record.accepted", "record.accepted", "record.taken_back"]


@pytest.mark.parametrize(
    ("status", "holds_up_others", "code"),
    [
        (500, True, "server"),
        (503, True, "server"),
        (429, True, "server"),
        (408, True, "server"),
        (301, True, "mapping"),
        (401, True, "wrong_password"),
        (404, True, "missing_table"),
        (400, False, "refused"),
        (422, False, "refused"),
    ],
)
def test_what_the_receiver_answers_decides_what_happens_next(
    hook: Destination, receiver: Receiver, status: int, holds_up_others: bool, code: str
) -> None:
    mapping = ways.mapping(hook)
    ways.accepted()
    receiver.status = status
    receiver.answer = f"no good, {SECRET}".encode()
    ways.delivered()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.code) == ("queued", code)
    mapping.refresh_from_db()
    assert bool(mapping.paused_until) is holds_up_others
    assert f"HTTP {status}: no good" in delivery.reason
    assert SECRET not in delivery.reason
    receiver.status = 200
    outbox.send_again(Delivery.objects.all())
    ways.delivered()
    assert ways.states() == [("delivered", 1)]


def test_a_redirect_is_not_followed(hook: Destination, receiver: Receiver) -> None:
    with receiving() as other:
        receiver.status, receiver.headers = 307, {"Location": other.url}
        ways.mapping(hook)
        ways.accepted()
        ways.delivered()
        assert other.received == []
    assert ways.states() == [("queued", 1)]


def test_a_receiver_that_does_not_answer_is_tried_again(
    hook: Destination, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways.mapping(hook)
    ways.accepted()
    receiver.wait = 3
    monkeypatch.setattr("exports.delivering.seconds_for_one", lambda: 0.5)
    ways.delivered()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.code) == ("queued", "timeout")


def test_an_unreachable_receiver_keeps_the_record_queued(hook: Destination) -> None:
    ways.mapping(hook)
    destinations.change(hook, {"url": "http://127.0.0.1:1/x"})
    ways.accepted()
    ways.delivered()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.code) == ("queued", "unreachable")


def test_an_address_off_the_list_is_never_connected_to(hook: Destination) -> None:
    ways.mapping(hook)
    destinations.change(hook, {"url": "http://169.254.169.254/latest/meta-data/"})
    ways.accepted()
    ways.delivered()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.code) == ("queued", "refused_address")


def test_a_try_posts_a_test_event_and_no_record(hook: Destination, receiver: Receiver) -> None:
    assert try_destination(hook) == "HTTP 200"
    assert json.loads(receiver.received[0].body)["event"] == "test"
    receiver.status = 500
    with pytest.raises(Failure):
        try_destination(hook)


def test_no_secret_is_logged_or_kept(
    hook: Destination, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ways.mapping(hook)
    ways.accepted()
    receiver.status = 500
    receiver.answer = b"at /stencil/t0ken-in-path?key=t0ken-in-query"
    ways.delivered()
    hook.refresh_from_db()
    told = f"{caplog.text} {hook.failure} {hook.shown} {Delivery.objects.get().reason}"
    assert "did not reach hook" in told
    for secret in (SECRET, "t0ken-in-path", "t0ken-in-query"):
        assert secret not in told


def test_the_documented_check_knows_our_signature(hook: Destination, receiver: Receiver) -> None:
    text = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    known: dict[str, Any] = {}
    exec(text.split("```python\n")[1].split("```")[0], known)
    ways.mapping(hook)
    ways.accepted()
    ways.delivered()
    (request,) = receiver.received
    names = ("Stencil-Timestamp", "Stencil-Signature")
    headers = {name: request.headers[name.lower()] for name in names}
    assert known["is_from_stencil"](headers, request.body, SECRET)
    assert not known["is_from_stencil"](headers, request.body + b" ", SECRET)
    assert not known["is_from_stencil"](headers, request.body, "another")
    old = {**headers, "Stencil-Timestamp": str(int(headers["Stencil-Timestamp"]) - 600)}
    assert not known["is_from_stencil"](old, request.body, SECRET)
