"""What the stand-in for NetworkManager is made of: names, records, and questions to settings."""

import asyncio
import time
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from dbus_fast import Variant

Settings = dict[str, dict[str, Variant]]
ROOT = "/org/freedesktop/NetworkManager"


class Refusal(Exception):
    """An error as NetworkManager names it."""


@dataclass
class Station:
    """A Wi-Fi in the air."""

    password: str = ""
    only_wpa3: bool = False
    enterprise: bool = False
    hidden: bool = False
    gives_address: bool = True
    signal: int = 70


@dataclass
class Device:
    path: str
    interface: str
    wifi: bool
    state: int = 30
    carrier: bool = False
    active: str = "/"
    heard: list[str] = field(default_factory=list)
    last_scan: int = -1
    blocked: bool = False
    task: "asyncio.Task[None] | None" = None


@dataclass
class Active:
    profile: str
    device: str
    state: int = 1


@dataclass
class Checkpoint:
    created: int
    seconds: int
    devices: dict[str, tuple[str, Settings] | None]
    """device → its active connection's path and its profile as it was."""
    uuids: set[str]
    timer: asyncio.TimerHandle


DEVICE = "org.freedesktop.NetworkManager.Device"
PROPERTIES = "org.freedesktop.DBus.Properties"


def now() -> int:
    return int(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000)


def uuid_of(settings: Settings) -> str:
    return str(settings["connection"]["uuid"].value)


def verify(settings: Settings) -> None:
    security = settings.get("802-11-wireless-security")
    if security and security["key-mgmt"].value == "sae" and security["pmf"].value == 2:
        raise Refusal("org.freedesktop.NetworkManager.Settings.Connection.InvalidProperty")


def ssid_of(settings: Settings) -> bytes:
    return bytes(settings["802-11-wireless"]["ssid"].value)


def is_hotspot(settings: Settings) -> bool:
    wireless = settings.get("802-11-wireless")
    return wireless is not None and wireless["mode"].value == "ap"


def told(settings: Settings) -> dict[str, Any]:
    """Return what GetSettings tells: neither secrets nor what is as it is by default."""
    return {
        section: {
            name: value
            for name, value in values.items()
            if name != "psk" and not (name == "autoconnect" and value.value)
        }
        for section, values in settings.items()
    }
