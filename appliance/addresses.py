"""Under which addresses the class reaches the box."""

import ipaddress
import json
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import ifaddr

from appliance.paths import Paths
from appliance.settings import Settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NOT_THE_CLASSROOM: Final = (
    # loopback, containers and virtual machines, then tunnels: no student is behind these
    *("lo", "docker", "br-", "veth", "virbr", "vnet", "vmnet", "vboxnet", "lxc", "lxd", "podman"),
    *("cni", "flannel", "cali", "dummy", "tun", "tap", "utun", "wg", "tailscale", "zt", "ppp"),
)
_EVERYWHERE: Final = {"", "0.0.0.0", "::"}  # noqa: S104  read, not listened on


@dataclass(frozen=True)
class Reachable:
    """How people reach the box: the name it won, "" if it has none, its addresses and its port."""

    name: str
    addresses: tuple[str, ...]
    port: int

    @property
    def urls(self) -> list[str]:
        """Every address as a URL without path, the one that works most often first."""
        hosts = [*self.addresses, *([self.name] if self.name else [])] or ["localhost"]
        return [self.url(host) for host in hosts]

    def url(self, host: str) -> str:
        """Return the URL of the box under `host`, a name or an address, without a path."""
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}" if self.port == 80 else f"http://{shown}:{self.port}"

    def join_url(self, class_code: str = "") -> str:
        """Return the URL that a QR code for joining holds."""
        return f"{self.urls[0]}/join" + (f"?code={class_code}" if class_code else "")


def network(settings: Settings) -> Reachable:
    """Return how the box is reached right now."""
    name = announced_name(Paths(settings.data)) if settings.announce else ""
    return Reachable(name, tuple(local_addresses(settings.host)), settings.port)


def announced_name(paths: Paths) -> str:
    """Return the host name that the announcer won, such as `crowdbox-2.local`, or ""."""
    try:
        name = json.loads(paths.announcement.read_text(encoding="utf-8"))["name"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return name if isinstance(name, str) else ""


def local_addresses(host: str = "") -> list[str]:
    """Return the addresses at which a server that listens on `host` is reached, best first.

    Loopback, containers and tunnels are left out; link-local ones are only there if nothing else
    is. IPv6 is only there where the server listens on it.
    """
    if host not in _EVERYWHERE:
        return [host] if _usable(host) else []
    found = [
        (adapter.nice_name, ip.ip if isinstance(ip.ip, str) else ip.ip[0])
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if ip.is_IPv4 or host == "::"
    ]
    return preferred(found, _default_source())


def preferred(found: Iterable[tuple[str, str]], default: str = "") -> list[str]:
    """Return the addresses of (interface, address) pairs that a class can use, best first.

    `default` is the address that the machine itself would use to reach others.
    """
    usable = {
        ipaddress.ip_address(address)
        for interface, address in found
        if not interface.startswith(_NOT_THE_CLASSROOM) and _usable(address)
    }
    good = {address for address in usable if not address.is_link_local}
    return [str(address) for address in sorted(good or usable, key=lambda a: _rank(a, default))]


def _rank(address: Address, default: str) -> tuple[bool, bool, bool, int]:
    """Order: IPv4, then where the default route leads, then private networks."""
    return (address.version != 4, str(address) != default, not address.is_private, int(address))


def _usable(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address not in {"localhost", ""}
    return not (parsed.is_loopback or parsed.is_multicast or parsed.is_unspecified)


def source_towards(address: str) -> str:
    """Return the machine's own address in the network through which it reaches `address`.

    "" where it does not, or only by its loopback. No packet is sent: connecting UDP only looks
    at the routes.
    """
    try:
        version = ipaddress.ip_address(address).version  # a name would be looked up
        family = socket.AF_INET if version == 4 else socket.AF_INET6
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            found = str(probe.getsockname()[0])
    except (OSError, ValueError):
        return ""
    return found if _usable(found) else ""


def _default_source() -> str:
    """Return the address of the default route's interface."""
    return source_towards("192.0.2.1")
