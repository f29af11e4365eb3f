"""A change of network on its way: what happens after the answer to the teacher has left."""

import contextlib
from dataclasses import dataclass
from typing import Final

from appliance.network import nm
from appliance.network.bus import Bus
from appliance.network.bus import BusError
from appliance.network.bus import PROPERTIES
from appliance.network.bus import Signals
from appliance.network.profiles import automatic
from appliance.network.profiles import Kind
from appliance.network.profiles import ONLY_WPA3
from appliance.network.profiles import Settings
from appliance.network.refused import NetworkRefused

_SCAN_SECONDS: Final = 10.0
_LOOK_EVERY: Final = 1.0

# NMDeviceStateReason
_NO_SECRETS, _SSID_NOT_FOUND = 7, 53
_SUPPLICANT: Final = {8, 9, 10, 11}
_NO_ADDRESS: Final = {5, 6, 15, 16, 17}


@dataclass(frozen=True)
class Switch:
    """To which network the box goes, and where it would go back to."""

    kind: Kind
    ssid: str
    checkpoint: nm.Checkpoint
    device: nm.Device
    profile: str
    """The new connection's path, "" for a cable that is in use already."""
    settings: Settings

    def under_way(self, look: nm.Look) -> bool:
        """Tell whether nobody has confirmed it or gone back."""
        return look.checkpoint == self.checkpoint


def the_radio(look: nm.Look) -> nm.Device:
    """Return the radio; raises NetworkRefused(no_radio)."""
    if look.radio is None:
        raise NetworkRefused("no_radio")
    return look.radio


def devices_for(kind: Kind, look: nm.Look) -> tuple[nm.Device, list[nm.Device]]:
    """Return the device that a new network is on, and all whose state the change touches."""
    if kind != "cable":
        found = the_radio(look)
        return found, [found]
    port = next((port for port in look.ports if port.carrier), None)
    if port is None:
        raise NetworkRefused("no_cable")
    return port, [port, *([look.radio] if look.radio else [])]


def refuse_what_cannot_work(settings: Settings, look: nm.Look, radio: nm.Device) -> None:
    """Raise NetworkRefused for a Wi-Fi that the radio hears and that cannot be joined so."""
    found = _points(settings, look, radio)
    if found and all(point.enterprise for point in found):
        raise NetworkRefused("needs_account")
    without = "802-11-wireless-security" not in settings
    if without and found and all(point.secured for point in found):
        raise NetworkRefused("bad_wifi_password")


def listen(bus: Bus, switch: Switch) -> None:
    """Look around, and fit how the Wi-Fi is joined to what is there.

    A name that is not heard may be hidden: that is tried too. Raises BusError, NetworkRefused.
    """
    look = heard(bus, switch.device)
    refuse_what_cannot_work(switch.settings, look, switch.device)
    nm.change(bus, switch.profile, fitted(switch.settings, look, switch.device), saved=False)


def heard(bus: Bus, radio: nm.Device) -> nm.Look:
    """Let the radio look around, for ten seconds at most, and return what is there then."""
    look = nm.Look(bus)
    with bus.signals(radio.path, PROPERTIES, "PropertiesChanged") as changes:
        before, until = _last_scan(look), nm.boottime() + _SCAN_SECONDS
        asked = False
        while _last_scan(look) == before and nm.boottime() < until:
            asked = asked or _asked(bus, radio)
            changes.next(_LOOK_EVERY)
            look = nm.Look(bus)
    return look


def fitted(settings: Settings, look: nm.Look, radio: nm.Device) -> Settings:
    """Return how a Wi-Fi is joined, from what the radio hears of it."""
    found = _points(settings, look, radio)
    wireless = settings["802-11-wireless"] | {"hidden": ("b", not found)}
    settings = settings | {"802-11-wireless": wireless}
    security = settings.get("802-11-wireless-security")
    if security and found and all(point.sae and not point.psk for point in found):
        settings |= {"802-11-wireless-security": security | ONLY_WPA3}
    return settings


def begin(bus: Bus, switch: Switch, look: nm.Look) -> None:
    """Start to use the new network; raises BusError."""
    if switch.kind == "cable":
        if look.radio is not None:
            _quiet(bus, look.radio)
    elif not look.wireless_enabled:
        nm.enable_wireless(bus)
    if switch.profile:
        nm.activate(bus, switch.profile, switch.device)


def failure(signals: Signals, switch: Switch) -> str:
    """Wait a second for the device to fail; return the code of why, "" if it has not."""
    signal = signals.next(_LOOK_EVERY)
    if signal is None:
        return ""
    new, _, reason = signal
    return _code(reason, switch) if new == nm.STATE_FAILED else ""


def retire(bus: Bus, profiles: list[nm.Profile], kept: nm.Profile | None) -> None:
    """Let no other connection of the radio start by itself; an older one of its kind goes."""
    for profile in profiles:
        if kept is not None and profile.path == kept.path:
            continue
        with contextlib.suppress(BusError):
            if kept is not None and profile.kind == kept.kind:
                nm.delete(bus, profile.path)
            elif profile.kind != "cable":
                settings = automatic(nm.with_password(bus, profile.path), False)
                nm.change(bus, profile.path, settings, saved=True)


def _points(settings: Settings, look: nm.Look, radio: nm.Device) -> list[nm.AccessPoint]:
    name = bytes(settings["802-11-wireless"]["ssid"][1])
    return [point for point in look.access_points(radio) if point.ssid == name]


def _code(reason: int, switch: Switch) -> str:
    locked = switch.kind == "wifi" and "802-11-wireless-security" in switch.settings
    if reason == _NO_SECRETS or (locked and reason in _SUPPLICANT):
        return "bad_wifi_password"
    if reason == _SSID_NOT_FOUND:
        return "no_such_wifi"
    return "no_address" if reason in _NO_ADDRESS else "network_failed"


def _last_scan(look: nm.Look) -> int:
    return look.radio.last_scan if look.radio else -1


def _asked(bus: Bus, radio: nm.Device) -> bool:
    """Ask for a scan; a radio that is just leaving a network refuses, and is asked again."""
    try:
        nm.request_scan(bus, radio)
    except BusError:
        return False
    return True


def _quiet(bus: Bus, radio: nm.Device) -> None:
    with contextlib.suppress(BusError):  # if nothing is active on it
        nm.disconnect(bus, radio)
