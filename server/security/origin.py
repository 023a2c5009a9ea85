"""Which addresses are this server's own. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_PORT_OF = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class OwnAddresses:
    """The origins and host names under which this server may be reached; anything else is somebody else's."""

    origins: frozenset[str]
    hosts: frozenset[str]

    def is_own_origin(self, origin: str) -> bool:
        """Whether an `Origin` header names exactly one of our origins; "null" never does."""
        return origin in self.origins

    def is_own_host(self, host: str) -> bool:
        """Whether a `Host` header is ours; refusing the rest defeats DNS rebinding."""
        return host.lower() in self.hosts


def own_addresses(scheme: str, names: Iterable[str], port: int) -> OwnAddresses:
    """Every way to write these names' address; as browsers do, without the port that is the scheme's own.

    Args:
        scheme: "https" or "http".
        names: Host names or IP addresses, IPv6 without brackets.
        port: Where browsers connect to.
    """
    origins, hosts = set(), set()
    for name in names:
        host = f"[{name}]" if ":" in name else name.lower()
        with_port = host if port == _PORT_OF[scheme] else f"{host}:{port}"
        origins.add(f"{scheme}://{with_port}")
        hosts |= {with_port, f"{host}:{port}"}
    return OwnAddresses(frozenset(origins), frozenset(hosts))


def together(*several: OwnAddresses) -> OwnAddresses:
    """All of them."""
    return OwnAddresses(
        frozenset().union(*(one.origins for one in several)),
        frozenset().union(*(one.hosts for one in several)),
    )


def of_url(url: str) -> OwnAddresses:
    """The addresses of a public URL such as "https://help.example.org"."""
    parts = urlsplit(url)
    return own_addresses(parts.scheme, [parts.hostname or ""], parts.port or _PORT_OF[parts.scheme])
