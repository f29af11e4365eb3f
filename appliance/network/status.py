"""What the box says of its networks, from one look at NetworkManager."""

import ipaddress
import math

from appliance.network import nm
from appliance.network.bus import Bus
from appliance.network.bus import NM
from appliance.network.profiles import HOTSPOT_NETWORK
from appliance.network.profiles import Kind
from appliance.network.profiles import Settings
from appliance.network.profiles import ssid_of
from appliance.network.records import Mode
from appliance.network.records import NetworkStatus
from appliance.network.records import Pending


def status_of(bus: Bus, look: nm.Look, profiles: list[nm.Profile]) -> NetworkStatus:
    """Return the state without what only the radio itself knows."""
    radio = look.radio
    settings = nm.settings_of(bus, radio.active) if radio and radio.active else {}
    mode = _mode(settings, look)
    key: Settings = {}
    if radio and mode == "hotspot":
        key = nm.with_password(bus, radio.active)
    return NetworkStatus(
        mode=mode,
        ssid=ssid_of(settings),
        password=key.get("802-11-wireless-security", {}).get("psk", ("s", ""))[1],
        open=bool(settings) and "802-11-wireless-security" not in settings,
        addresses=_addresses(look),
        signal=look.get(radio.access_point, f"{NM}.AccessPoint", "Strength", None)
        if radio and mode == "wifi"
        else None,
        radio=radio is not None,
        cable=any(port.carrier for port in look.ports),
        pending=_pending(look, profiles),
    )


def target_of(profiles: list[nm.Profile]) -> nm.Profile | None:
    """Return the connection that waits to be confirmed; None if that is the plugged-in cable."""
    return next((profile for profile in profiles if not profile.confirmed), None)


def arrived(look: nm.Look, target: nm.Profile | None) -> nm.Device | None:
    """Return the device with the new network on it, None while it does not work."""
    if target is not None and target.kind != "cable":
        radio = look.radio
        return radio if radio and radio.active == target.path else None
    if look.radio and look.radio.active:
        return None
    return next((port for port in look.ports if port.active), None)


def is_there(client: str, new: nm.Device, look: nm.Look) -> bool:
    """Tell whether an address is reached through the new network.

    It is if it belongs to it; in a school with routers also if the network leads on to others and
    the address is in no other network of the box, nor in that of a hotspot that has just gone.
    """
    address = _address(client)
    if address is None or address.is_loopback:
        return False
    if address.version == 6 and address.is_link_local:  # every network has these
        return False
    if address in HOTSPOT_NETWORK:
        return _inside(address, new)
    others = [device for device in _devices(look) if device.path != new.path]
    if any(_inside(address, device) for device in others):
        return _inside(address, new)
    return _inside(address, new) or new.gateway


def _mode(settings: Settings, look: nm.Look) -> Mode:
    if settings:
        access_point = settings.get("802-11-wireless", {}).get("mode", ("s", ""))[1] == "ap"
        return "hotspot" if access_point else "wifi"
    return "cable" if any(port.active for port in look.ports) else "none"


def _devices(look: nm.Look) -> list[nm.Device]:
    return [*([look.radio] if look.radio else []), *look.ports]


def _addresses(look: nm.Look) -> list[str]:
    """Return IPv4 addresses, the radio's first; link-local ones only if nothing else is there."""
    every = [
        ipaddress.ip_interface(text).ip
        for device in _devices(look)
        if device.active
        for text in device.addresses
    ]
    found = [address for address in every if address.version == 4]
    return [str(address) for address in [a for a in found if not a.is_link_local] or found]


def _pending(look: nm.Look, profiles: list[nm.Profile]) -> Pending | None:
    checkpoint = look.checkpoint
    if checkpoint is None:
        return None
    target = target_of(profiles)
    to: Kind = target.kind if target else "cable"
    left = max(0, math.ceil(checkpoint.ends - nm.boottime()))
    return Pending(to, ssid_of(target.settings) if target else "", left)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _inside(address: ipaddress.IPv4Address | ipaddress.IPv6Address, device: nm.Device) -> bool:
    return any(address in ipaddress.ip_interface(text).network for text in device.addresses)
