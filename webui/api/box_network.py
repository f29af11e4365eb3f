"""The networks of a box that has a helper: what works now, and changing it with a way back."""

from typing import Annotated

import msgspec
from msgspec import Meta

from appliance import addresses
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.network.profiles import HOTSPOT_ADDRESS
from appliance.network.records import Mode
from appliance.network.records import NetworkStatus
from appliance.network.records import Pending
from appliance.network.records import WifiSeen
from webui.api.decoding import Input
from webui.api.routes import route
from webui.api.sessions import address
from webui.api.shapes import Output
from webui.auth import actor
from webui.box import box
from webui.problems import Refusal
from webui.problems import refusal

ACTION = "box.manage"
KEEP = "/teacher/keep"
"""The page on which a new network is kept."""


class Hotspot(Input):
    """Whether the hotspot shall have no password."""

    open: bool = False


class Wifi(Input):
    """A Wi-Fi to join; an open one has no password."""

    ssid: Annotated[str, Meta(max_length=100)]
    password: Annotated[str, Meta(max_length=200)] = ""


class BoxNetworkOut(Output):
    """How the box is in the network; `failed` tells why the last change was undone.

    `password` is the hotspot's. `keep` is there after a change has begun: where to confirm it,
    from the new network.
    """

    mode: Mode
    ssid: str
    password: str
    open: bool
    addresses: list[str]
    clients: int | None
    client_limit: int | None
    signal: int | None
    radio: bool
    cable: bool
    pending: Pending | None
    failed: Refusal | None
    keep: str = ""


class WifisOut(Output):
    """The Wi-Fis that the box hears, the strongest first."""

    networks: list[WifiSeen]


@route("GET", "/box/network", action=ACTION, reply=BoxNetworkOut)
def get_box_network() -> BoxNetworkOut:
    """Tell how the box is in the network, with the hotspot's password."""
    return _asked("network.status")


@route("POST", "/box/network/scan", action=ACTION, reply=WifisOut)
def scan_wifis() -> WifisOut:
    """Look which Wi-Fis are in reach; refused while devices are connected to the hotspot."""
    require(actor(), ACTION)
    found = box().machine.ask("network.scan")
    return WifisOut(networks=msgspec.convert(found, list[WifiSeen]))


@route("POST", "/box/network/hotspot", action=ACTION, body=Hotspot, reply=BoxNetworkOut)
def start_hotspot(body: Hotspot) -> BoxNetworkOut:
    """Go over to a hotspot of the box's own, for two minutes unless that is confirmed."""
    return _begun(_asked("network.hotspot", open=body.open))


@route("POST", "/box/network/wifi", action=ACTION, body=Wifi, reply=BoxNetworkOut)
def join_wifi(body: Wifi) -> BoxNetworkOut:
    """Go over to somebody's Wi-Fi, for two minutes unless that is confirmed."""
    return _begun(_asked("network.join", ssid=body.ssid, password=body.password))


@route("POST", "/box/network/cable", action=ACTION, reply=BoxNetworkOut)
def use_cable() -> BoxNetworkOut:
    """Go over to the cable alone, for two minutes unless that is confirmed."""
    return _begun(_asked("network.cable"))


@route("POST", "/box/network/confirm", action=ACTION, reply=BoxNetworkOut)
def keep_network() -> BoxNetworkOut:
    """Keep the new network; only a device that is in it can."""
    found = _asked("network.confirm", client=address())
    box().keeper.end()
    return found


@route("POST", "/box/network/back", action=ACTION, reply=BoxNetworkOut)
def leave_network() -> BoxNetworkOut:
    """Go back to the network from before, now."""
    found = _asked("network.back")
    box().keeper.end()
    return found


def out(status: NetworkStatus) -> BoxNetworkOut:
    """Return the network's state as the API shows it."""
    failed = status.failed
    return BoxNetworkOut(
        mode=status.mode,
        ssid=status.ssid,
        password=status.password,
        open=status.open,
        addresses=status.addresses,
        clients=status.clients,
        client_limit=status.client_limit,
        signal=status.signal,
        radio=status.radio,
        cable=status.cable,
        pending=status.pending,
        failed=refusal(Problem(failed.code)) if failed else None,
    )


def _asked(verb: str, **arguments: object) -> BoxNetworkOut:
    require(actor(), ACTION)
    return out(box().machine.record(NetworkStatus, verb, **arguments))


def _begun(found: BoxNetworkOut) -> BoxNetworkOut:
    """Give the page that began a change the way to keep it, as it will be in the new network."""
    if found.pending is not None:
        found.keep = _url(found.pending.to) + f"{KEEP}?code={box().keeper.begin()}"
    return found


def _url(to: Mode) -> str:
    """Return where the box will be: nobody knows yet which address another network gives it."""
    reached = addresses.network(box().settings)
    name = reached.name or f"{box().settings.name}.local"
    return reached.url(HOTSPOT_ADDRESS if to == "hotspot" else name)
