"""What NetworkManager does, as far as the box can tell: profiles, activation, checkpoints.

Checkpoints follow src/core/nm-checkpoint.c of NetworkManager 1.42 and later; numbers are those of
its D-Bus interface. It knows no D-Bus: `stand_in` puts it on one.
"""

import asyncio
import copy
import itertools
from collections.abc import Callable

from dbus_fast import Variant

from tests.appliance.network.nm_records import Active
from tests.appliance.network.nm_records import Checkpoint
from tests.appliance.network.nm_records import DEVICE
from tests.appliance.network.nm_records import Device
from tests.appliance.network.nm_records import is_hotspot
from tests.appliance.network.nm_records import now
from tests.appliance.network.nm_records import PROPERTIES
from tests.appliance.network.nm_records import Refusal
from tests.appliance.network.nm_records import ROOT
from tests.appliance.network.nm_records import Settings
from tests.appliance.network.nm_records import ssid_of
from tests.appliance.network.nm_records import Station
from tests.appliance.network.nm_records import uuid_of
from tests.appliance.network.nm_records import verify

STEP = 0.01


class Model:
    """The state, and what changes it; everything runs in one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, emit: Callable[..., None]) -> None:
        self.loop, self.emit = loop, emit
        self.numbers = itertools.count(1)
        self.air: dict[bytes, Station] = {}
        self.profiles: dict[str, Settings] = {}
        self.disk: dict[str, Settings] = {}
        self.actives: dict[str, Active] = {}
        self.checkpoints: dict[str, Checkpoint] = {}
        self.radio = Device(f"{ROOT}/Devices/2", "wlan0", wifi=True)
        self.port = Device(f"{ROOT}/Devices/3", "eth0", wifi=False)
        self.devices = {device.path: device for device in (self.radio, self.port)}
        self.wireless_enabled = True
        self.router = True
        """Whether something at the cable's other end gives addresses."""
        self.scans = 0
        self.broken: set[str] = set()
        """Methods that answer with an error."""

    # --- profiles ---

    def add(self, settings: Settings, flags: int) -> str:
        verify(settings)
        path = f"{ROOT}/Settings/{next(self.numbers)}"
        if uuid_of(settings) in {uuid_of(one) for one in self.profiles.values()}:
            raise Refusal("org.freedesktop.NetworkManager.Settings.InvalidConnection")
        self.profiles[path] = settings
        if flags & 0x1:
            self.disk[uuid_of(settings)] = copy.deepcopy(settings)
        return path

    def update(self, path: str, settings: Settings, flags: int) -> None:
        verify(settings)
        if uuid_of(settings) != uuid_of(self.profiles[path]):
            raise Refusal("org.freedesktop.NetworkManager.Settings.InvalidConnection")
        self.profiles[path] = settings
        if flags & 0x1:
            self.disk[uuid_of(settings)] = copy.deepcopy(settings)

    def delete(self, path: str) -> None:
        self.disk.pop(uuid_of(self.profiles.pop(path)), None)
        for device in self.devices.values():
            if device.active != "/" and self.actives[device.active].profile == path:
                self.deactivate(device, reason=38)
                self.autoconnect(device)

    # --- activation ---

    def set_state(self, device: Device, state: int, reason: int = 0) -> None:
        old, device.state = device.state, state
        interface = "org.freedesktop.NetworkManager.Device"
        self.emit(device.path, interface, "StateChanged", "uuu", [state, old, reason])

    def deactivate(self, device: Device, reason: int) -> None:
        if device.task:
            device.task.cancel()
            device.task = None
        if device.active != "/":
            self.set_state(device, 110, reason)
            self.actives.pop(device.active)
            device.active = "/"
        self.set_state(device, 30, reason)

    def activate(self, profile: str, device: Device) -> str:
        if profile not in self.profiles:
            raise Refusal("org.freedesktop.NetworkManager.UnknownConnection")
        if device.wifi and not self.wireless_enabled:
            raise Refusal("org.freedesktop.NetworkManager.UnknownDevice")
        self.deactivate(device, reason=60)
        device.blocked = False
        path = f"{ROOT}/ActiveConnection/{next(self.numbers)}"
        self.actives[path] = Active(profile, device.path)
        device.active = path
        device.task = self.loop.create_task(self._activation(device, path))
        return path

    async def _activation(self, device: Device, path: str) -> None:
        for state in (40, 50):
            self.set_state(device, state)
            await asyncio.sleep(STEP)
        settings = self.profiles[self.actives[path].profile]
        if reason := self._obstacle(settings, device):
            self.set_state(device, 120, reason)
            self.actives.pop(path)
            device.active, device.task = "/", None
            await asyncio.sleep(STEP)
            if device.active == "/":
                self.set_state(device, 30)
                self.autoconnect(device)
            return
        self.set_state(device, 70)
        if not device.wifi and not self.router:
            return
        self.actives[path].state = 2
        if is_hotspot(settings):
            device.heard = []
        self.set_state(device, 100)
        device.task = None

    def _obstacle(self, settings: Settings, device: Device) -> int:
        """Return why a connection does not work, an NMDeviceStateReason, 0 if it does."""
        if not device.wifi or is_hotspot(settings):
            return 0
        station = self.air.get(ssid_of(settings))
        security = settings.get("802-11-wireless-security", {})
        wireless = settings["802-11-wireless"]
        if station is None or (station.hidden and not wireless["hidden"].value):
            return 53
        if station.only_wpa3 and security["key-mgmt"].value != "sae":
            return 53
        if station.password != (security["psk"].value if security else ""):
            return 7
        return 0 if station.gives_address else 5

    def autoconnect(self, device: Device) -> None:
        if device.blocked or (device.wifi and not self.wireless_enabled):
            return
        type_ = "802-11-wireless" if device.wifi else "802-3-ethernet"
        for path, settings in self.profiles.items():
            connection = settings["connection"]
            if connection["type"].value == type_ and connection["autoconnect"].value:
                if device.wifi or device.carrier:
                    self.activate(path, device)
                return

    def disconnect(self, device: Device) -> None:
        if device.active == "/":
            raise Refusal("org.freedesktop.NetworkManager.Device.NotActive")
        device.blocked = True
        self.deactivate(device, reason=39)

    # --- looking around ---

    def request_scan(self, device: Device) -> None:
        settings = self.settings_on(device)
        if settings and is_hotspot(settings):
            raise Refusal("org.freedesktop.NetworkManager.Device.NotAllowed")
        self.scans += 1
        self.loop.call_later(STEP, self.scanned, device)

    def scanned(self, device: Device) -> None:
        found = [name for name, station in self.air.items() if not station.hidden]
        device.heard = [f"{ROOT}/AccessPoint/{name.hex()}" for name in found]
        device.last_scan = now()
        changed = [f"{DEVICE}.Wireless", {"LastScan": Variant("x", device.last_scan)}, []]
        self.emit(device.path, PROPERTIES, "PropertiesChanged", "sa{sv}as", changed)

    def settings_on(self, device: Device) -> Settings | None:
        active = self.actives.get(device.active)
        return self.profiles.get(active.profile) if active else None

    # --- checkpoints ---

    def checkpoint(self, devices: list[str], seconds: int, flags: int) -> str:
        if any(set(devices) & set(one.devices) for one in self.checkpoints.values()):
            raise Refusal("org.freedesktop.NetworkManager.InvalidArguments")
        path = f"{ROOT}/Checkpoint/{next(self.numbers)}"
        uuids = {uuid_of(one) for one in self.profiles.values()} if flags & 0x2 else set()
        self.checkpoints[path] = Checkpoint(
            created=now(),
            seconds=seconds,
            devices={name: self._remembered(self.devices[name]) for name in devices},
            uuids=uuids,
            timer=self.loop.call_later(seconds, self.roll_back, path),
        )
        return path

    def _remembered(self, device: Device) -> tuple[str, Settings] | None:
        settings = self.settings_on(device)
        return (device.active, copy.deepcopy(settings)) if settings else None

    def destroy(self, path: str) -> None:
        if path not in self.checkpoints:
            raise Refusal("org.freedesktop.NetworkManager.InvalidArguments")
        self.checkpoints.pop(path).timer.cancel()

    def roll_back(self, path: str) -> dict[str, int]:
        if path not in self.checkpoints:
            raise Refusal("org.freedesktop.NetworkManager.InvalidArguments")
        checkpoint = self.checkpoints.pop(path)
        checkpoint.timer.cancel()
        for name, before in checkpoint.devices.items():
            self._restore(self.devices[name], before)
        for profile, settings in list(self.profiles.items()):
            if checkpoint.uuids and uuid_of(settings) not in checkpoint.uuids:
                self.delete(profile)
        return dict.fromkeys(checkpoint.devices, 0)

    def _restore(self, device: Device, before: tuple[str, Settings] | None) -> None:
        if before is None:
            if device.active != "/":
                self.deactivate(device, reason=39)
            return
        active, settings = before
        found = [p for p, one in self.profiles.items() if uuid_of(one) == uuid_of(settings)]
        path = found[0] if found else self.add(settings, 0x1)
        changed = self.profiles[path] != settings
        self.profiles[path] = settings
        if device.active != active or changed:
            self.activate(path, device)

    # --- disasters ---

    def forget_checkpoints(self) -> None:
        for checkpoint in self.checkpoints.values():
            checkpoint.timer.cancel()
        self.checkpoints.clear()

    def power_cut(self) -> None:
        """Start again with what is on the disk."""
        self.forget_checkpoints()
        for device in self.devices.values():
            self.deactivate(device, reason=0)
            device.blocked = False
        self.profiles.clear()
        for settings in copy.deepcopy(self.disk).values():
            self.profiles[f"{ROOT}/Settings/{next(self.numbers)}"] = settings
        for device in self.devices.values():
            self.autoconnect(device)
