"""NetworkManager's state in one look, and what the box asks it to do.

Names, numbers and types are those of its D-Bus interface, networkmanager.dev/docs/api.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from typing import Final

from appliance.network.bus import Bus
from appliance.network.bus import BusError
from appliance.network.bus import NM
from appliance.network.bus import PROPERTIES
from appliance.network.bus import ROOT
from appliance.network.profiles import is_unconfirmed
from appliance.network.profiles import Kind
from appliance.network.profiles import kind_of
from appliance.network.profiles import Settings

DEVICE: Final = f"{NM}.Device"
WIRELESS: Final = f"{NM}.Device.Wireless"
STATE_FAILED: Final = 120  # NMDeviceState
_STATE_IP_CONFIG: Final = 70

_ETHERNET, _WIFI = 1, 2  # NMDeviceType
_UNMANAGED: Final = 10  # NMDeviceState; above it, NetworkManager works with the device
_ACTIVE: Final = 2  # NMActiveConnectionState
_CONNECTION: Final = f"{NM}.Settings.Connection"
_TO_DISK, _IN_MEMORY, _BLOCK_AUTOCONNECT, _NO_REAPPLY = 0x1, 0x2, 0x20, 0x40
_DELETE_NEW_CONNECTIONS: Final = 0x2  # NMCheckpointCreateFlags


@dataclass(frozen=True)
class Device:
    """A radio or an Ethernet port, with what is active on it."""

    path: str
    interface: str
    wifi: bool
    carrier: bool
    active: str
    """The path of the connection in use, "" while there is none that works."""
    addresses: tuple[str, ...]
    """Each with its prefix length, such as 10.42.0.1/24; IPv4 first."""
    gateway: bool
    access_point: str
    last_scan: int


@dataclass(frozen=True)
class AccessPoint:
    """A Wi-Fi that the radio has heard; signal is 0 to 100."""

    path: str
    ssid: bytes
    signal: int
    secured: bool
    psk: bool
    sae: bool
    enterprise: bool


@dataclass(frozen=True)
class Profile:
    """A connection of ours; one that is not confirmed is in memory only, a restart forgets it."""

    path: str
    kind: Kind
    settings: Settings
    confirmed: bool


@dataclass(frozen=True)
class Checkpoint:
    """The state to which NetworkManager goes back by itself."""

    path: str
    ends: float
    """On the clock that `boottime` reads, in seconds."""


class Look:
    """Everything that NetworkManager has, from one call: no half of a change is seen."""

    def __init__(self, bus: Bus) -> None:
        self._objects: dict[str, dict[str, dict[str, Any]]] = bus.call(
            "/org/freedesktop", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects"
        )

    def get(self, path: str, interface: str, name: str, default: Any) -> Any:
        """Return a property, `default` where there is no such object or property."""
        found = self._objects.get(path, {}).get(interface, {}).get(name)
        return default if found is None else found[1]

    def paths(self, interface: str) -> list[str]:
        """Return the objects that have an interface."""
        return [path for path, interfaces in self._objects.items() if interface in interfaces]

    @property
    def radio(self) -> Device | None:
        """The radio that is used, the first by its interface's name."""
        return next(iter(self._devices(_WIFI)), None)

    @property
    def ports(self) -> list[Device]:
        """The Ethernet ports."""
        return self._devices(_ETHERNET)

    @property
    def wireless_enabled(self) -> bool:
        """Whether nothing but the hardware keeps the radio off."""
        return bool(self.get(ROOT, NM, "WirelessEnabled", True))

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The change that is under way, if there is one."""
        interface = f"{NM}.Checkpoint"
        for path in self.paths(interface):
            created = self.get(path, interface, "Created", 0)
            timeout = self.get(path, interface, "RollbackTimeout", 0)
            return Checkpoint(path, created / 1000 + timeout)
        return None

    def access_points(self, radio: Device) -> list[AccessPoint]:
        """Return what the radio has heard lately, the strongest first."""
        paths = self.get(radio.path, WIRELESS, "AccessPoints", [])
        found = [self._access_point(path) for path in paths]
        return sorted(found, key=lambda point: -point.signal)

    def _devices(self, type_: int) -> list[Device]:
        found = [
            self._device(path, type_ == _WIFI)
            for path in self.paths(DEVICE)
            if self.get(path, DEVICE, "DeviceType", 0) == type_
            and self.get(path, DEVICE, "State", 0) > _UNMANAGED
        ]
        return sorted(found, key=lambda device: device.interface)

    def _device(self, path: str, wifi: bool) -> Device:
        active = self.get(path, DEVICE, "ActiveConnection", "/")
        interface = f"{NM}.Connection.Active"
        ip4 = self.get(path, DEVICE, "Ip4Config", "/")
        ip6 = self.get(path, DEVICE, "Ip6Config", "/")
        addresses = [*self._addresses(ip4, "IP4Config"), *self._addresses(ip6, "IP6Config")]
        works = self.get(active, interface, "State", 0) == _ACTIVE
        # A cable to a single laptop works while NetworkManager still waits for a router.
        alone = self.get(path, DEVICE, "State", 0) == _STATE_IP_CONFIG
        works = works or (not wifi and alone and any("." in address for address in addresses))
        return Device(
            path=path,
            interface=self.get(path, DEVICE, "Interface", ""),
            wifi=wifi,
            carrier=self.get(path, f"{DEVICE}.Wired", "Carrier", False),
            active=self.get(active, interface, "Connection", "") if works else "",
            addresses=tuple(addresses),
            gateway=bool(self.get(ip4, f"{NM}.IP4Config", "Gateway", "")),
            access_point=self.get(path, WIRELESS, "ActiveAccessPoint", "/"),
            last_scan=self.get(path, WIRELESS, "LastScan", -1),
        )

    def _addresses(self, path: str, kind: str) -> Iterable[str]:
        for address in self.get(path, f"{NM}.{kind}", "AddressData", []):
            yield f"{address['address'][1]}/{address['prefix'][1]}"

    def _access_point(self, path: str) -> AccessPoint:
        interface = f"{NM}.AccessPoint"
        # NM80211ApFlags and NM80211ApSecurityFlags
        wep = self.get(path, interface, "Flags", 0) & 0x1
        keys = self.get(path, interface, "WpaFlags", 0) | self.get(path, interface, "RsnFlags", 0)
        psk, sae = bool(keys & 0x100), bool(keys & 0x400)
        enterprise = bool(keys & 0x2200) and not psk and not sae
        return AccessPoint(
            path=path,
            ssid=bytes(self.get(path, interface, "Ssid", b"")),
            signal=self.get(path, interface, "Strength", 0),
            secured=bool(wep or psk or sae or enterprise),
            psk=psk,
            sae=sae,
            enterprise=enterprise,
        )


def boottime() -> float:
    """Return the clock of NetworkManager's times, in seconds."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def our_profiles(bus: Bus, look: Look) -> list[Profile]:
    """Return the connections that are ours, without their passwords."""
    found = []
    for path in look.paths(_CONNECTION):
        settings = settings_of(bus, path)
        kind = kind_of(settings)
        if kind is not None:
            found.append(Profile(path, kind, settings, not is_unconfirmed(settings)))
    return found


def settings_of(bus: Bus, path: str) -> Settings:
    """Return a connection's settings without its password; {} if it is gone."""
    try:
        found: Settings = bus.call(path, _CONNECTION, "GetSettings")
    except BusError:
        return {}
    return found


def with_password(bus: Bus, path: str) -> Settings:
    """Return a connection's settings with the Wi-Fi's password, {} if it is gone."""
    settings = settings_of(bus, path)
    section = "802-11-wireless-security"
    if section in settings:
        secrets = bus.call(path, _CONNECTION, "GetSecrets", "s", section)
        settings[section] = settings[section] | secrets.get(section, {})
    return settings


def add_unsaved(bus: Bus, settings: Settings) -> str:
    """Add a connection that a restart forgets and nothing starts by itself; return its path."""
    flags = _IN_MEMORY | _BLOCK_AUTOCONNECT
    added = bus.call(
        f"{ROOT}/Settings",
        f"{NM}.Settings",
        "AddConnection2",
        "a{sa{sv}}ua{sv}",
        settings,
        flags,
        {},
    )
    return str(added[0])


def change(bus: Bus, path: str, settings: Settings, *, saved: bool) -> None:
    """Replace a connection's settings, on the card or in memory; what is active stays so."""
    flags = (_TO_DISK if saved else _IN_MEMORY | _BLOCK_AUTOCONNECT) | _NO_REAPPLY
    bus.call(path, _CONNECTION, "Update2", "a{sa{sv}}ua{sv}", settings, flags, {})


def delete(bus: Bus, path: str) -> None:
    """Remove a connection; what was active with it ends."""
    bus.call(path, _CONNECTION, "Delete")


def activate(bus: Bus, profile: str, device: Device) -> None:
    """Start to use a connection; whether it works shows later."""
    bus.call(ROOT, NM, "ActivateConnection", "ooo", profile, device.path, "/")


def disconnect(bus: Bus, device: Device) -> None:
    """End what is active on a device, and let nothing start on it by itself."""
    bus.call(device.path, DEVICE, "Disconnect")


def request_scan(bus: Bus, radio: Device) -> None:
    """Let the radio look around; `LastScan` tells when it has."""
    bus.call(radio.path, WIRELESS, "RequestScan", "a{sv}", {})


def enable_wireless(bus: Bus) -> None:
    """Take away a block of the radio by software."""
    bus.call(ROOT, PROPERTIES, "Set", "ssv", NM, "WirelessEnabled", ("b", True))


def create_checkpoint(bus: Bus, devices: list[Device], seconds: int) -> str:
    """Remember what is active; NetworkManager goes back to it in `seconds` by itself.

    On the way back it deletes connections that are new. Devices that are new stay as they are: a
    stick that somebody plugs in meanwhile has nothing to do with the change.
    """
    paths = [device.path for device in devices]
    found = bus.call(ROOT, NM, "CheckpointCreate", "aouu", paths, seconds, _DELETE_NEW_CONNECTIONS)
    return str(found)


def destroy_checkpoint(bus: Bus, path: str) -> None:
    """Keep what is active now."""
    bus.call(ROOT, NM, "CheckpointDestroy", "o", path)


def roll_back(bus: Bus, path: str) -> None:
    """Go back to what a checkpoint remembers."""
    bus.call(ROOT, NM, "CheckpointRollback", "o", path)
