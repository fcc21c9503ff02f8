"""Which addresses a destination may have, checked on the address that is really connected to.

A name is resolved once, its addresses are checked, and the connection is opened to these and no
others, so that a name that changes its address between check and use gains nothing.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from exports.failures import Failure

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MOST_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True)
class AllowList:
    """Networks and names that may be connected to.

    names: exact, or `*.example.org` for every name under it. A name allows whatever public or
        private address it has, but never a link-local one, where clouds keep their keys.
    """

    networks: tuple[Network, ...]
    names: tuple[str, ...]

    def allows(self, host: str, address: Address) -> bool:
        """Whether this host may be connected to at this address."""
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if any(address in network for network in self.networks):
            return True
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            return False
        return any(_fits(host.lower().rstrip("."), name) for name in self.names)


def allow_list(entries: Sequence[str]) -> AllowList:
    """Return the list that a setting names: addresses, networks (10.0.0.0/8) and host names."""
    networks: list[Network] = []
    names = []
    for entry in entries:
        try:
            networks.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
        except ValueError:
            names.append(entry.lower().rstrip("."))
    return AllowList(tuple(networks), tuple(names))


def _fits(host: str, name: str) -> bool:
    return host.endswith(name[1:]) if name.startswith("*.") else host == name


def checked_addresses(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses of a host that may be connected to; raises Failure where none may."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Failure(
            "unknown_host", f"There is no host named {host!r}. Check the name in the destination."
        ) from None
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    allowed = allow_list(settings.EXPORT_ALLOW)
    usable = tuple(a for a in addresses if allowed.allows(host, ipaddress.ip_address(a)))
    if not usable:
        shown = host if host in addresses else f"{host} ({', '.join(addresses)})"
        raise Failure(
            "refused_address",
            f"{shown} is not on the list of allowed destinations. An administrator adds it to "
            "STENCIL_EXPORT_ALLOW and restarts Stencil.",
        )
    return usable


def connected(host: str, port: int, timeout: float) -> socket.socket:
    """Return a connection to an allowed address of the host; raises Failure."""
    reason = ""
    for address in checked_addresses(host, port):
        try:
            return socket.create_connection((address, port), timeout)
        except TimeoutError:
            reason = f"did not answer within {timeout:.0f} s"
        except OSError as error:
            reason = f"refuses the connection ({error.strerror or type(error).__name__})"
    raise Failure(
        "unreachable",
        f"{host}:{port} {reason}. Check that it runs, and that no firewall stands between.",
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; ``text`` is the start of its body."""

    status: int
    text: str


def exchange(
    method: str, url: str, headers: Mapping[str, str], body: bytes, timeout: float
) -> Answer:
    """Send a request to an allowed address and return the answer; redirects are not followed.

    Raises Failure where there is no answer.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    plain = connected(host, port, timeout)
    try:
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=host)
            if secure
            else plain
        )
        connection.request(method, target, body, dict(headers))
        answer = connection.getresponse()
        text = answer.read(_MOST_ANSWER).decode("utf-8", "replace")
    except TimeoutError:
        raise Failure(
            "timeout", f"{host}:{port} took the request but gave no answer in {timeout:.0f} s."
        ) from None
    except ssl.SSLError as error:
        raise Failure(
            "unreachable",
            f"{host}:{port} has no valid certificate ({error.reason or 'TLS failed'}). Check its "
            "name and who signed it.",
        ) from None
    except (OSError, http.client.HTTPException) as error:
        raise Failure(
            "unreachable",
            f"{host}:{port} broke off the connection ({type(error).__name__}).",
        ) from None
    finally:
        connection.close()
        plain.close()
    return Answer(answer.status, text)
