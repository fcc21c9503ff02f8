"""Which addresses may be connected to."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from django.test import override_settings

from exports import network
from exports.failures import Failure
from exports.network import allow_list, checked_addresses, connected


@pytest.mark.parametrize(
    ("entries", "host", "address", "allowed"),
    [
        (["127.0.0.0/8"], "localhost", "127.0.0.1", True),
        (["127.0.0.0/8"], "localhost", "::1", False),
        (["127.0.0.0/8"], "evil", "::ffff:127.0.0.1", True),
        (["10.1.0.0/16"], "db", "10.1.2.3", True),
        (["10.1.0.0/16"], "db", "10.2.2.3", False),
        (["10.1.2.3"], "db", "10.1.2.3", True),
        (["db.example.org"], "db.example.org", "203.0.113.5", True),
        (["db.example.org"], "DB.example.org.", "203.0.113.5", True),
        (["db.example.org"], "evil.example.org", "203.0.113.5", False),
        (["*.example.org"], "db.example.org", "203.0.113.5", True),
        (["*.example.org"], "example.org.evil", "203.0.113.5", False),
        (["db.example.org"], "db.example.org", "169.254.169.254", False),
        (["169.254.169.254"], "meta", "169.254.169.254", True),
        (["db.example.org"], "db.example.org", "0.0.0.0", False),
        ([], "localhost", "127.0.0.1", False),
    ],
)
def test_an_address_is_allowed_by_its_network_or_its_name(
    entries: list[str], host: str, address: str, allowed: bool
) -> None:
    assert allow_list(entries).allows(host, ipaddress.ip_address(address)) is allowed


def test_a_refusal_says_who_can_change_it() -> None:
    with pytest.raises(Failure, match="STENCIL_EXPORT_ALLOW") as failure:
        checked_addresses("192.0.2.1", 5432)
    assert failure.value.code == "refused_address"


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1"])
@override_settings(EXPORT_ALLOW=["10.0.0.0/8"])
def test_other_spellings_of_an_address_are_the_same_address(host: str) -> None:
    with pytest.raises(Failure) as failure:
        checked_addresses(host, 80)
    assert failure.value.code in ("refused_address", "unknown_host")


def test_the_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that is asked twice may answer differently, so it is asked once."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        asked: list[str] = []
        real = socket.getaddrinfo

        def answer(host: str, *arguments: Any, **options: Any) -> Any:
            if host == "rebinding.example.org":
                asked.append(host)
                address = "127.0.0.1" if len(asked) == 1 else "192.0.2.1"
                return real(address, *arguments, **options)
            return real(host, *arguments, **options)

        monkeypatch.setattr(network.socket, "getaddrinfo", answer)
        with connected("rebinding.example.org", port, 5) as made:
            assert made.getpeername() == ("127.0.0.1", port)
        assert asked == ["rebinding.example.org"]


def test_a_closed_port_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Failure) as failure:
        connected("127.0.0.1", port, 2)
    assert failure.value.code == "unreachable"
