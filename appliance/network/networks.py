"""The box's networks: what they are, and changing them so that a mistake undoes itself.

One change at a time, under a checkpoint of NetworkManager: unless somebody confirms it from the
new network, NetworkManager itself goes back, also if this process is dead. Until then the new
connection is in memory only and nothing starts it by itself, so that after a power cut the box
comes up in the old network.
"""

import contextlib
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from appliance.network import nm
from appliance.network import radio
from appliance.network import switch as switching
from appliance.network.bus import Bus
from appliance.network.bus import BusError
from appliance.network.bus import opened
from appliance.network.profiles import cable_settings
from appliance.network.profiles import confirmed
from appliance.network.profiles import hotspot_settings
from appliance.network.profiles import Kind
from appliance.network.profiles import Settings
from appliance.network.profiles import ssid_of
from appliance.network.profiles import unconfirmed
from appliance.network.profiles import wifi_settings
from appliance.network.records import Failed
from appliance.network.records import NetworkStatus
from appliance.network.records import WifiSeen
from appliance.network.refused import NetworkRefused
from appliance.network.refused import WORDS
from appliance.network.seen import from_iw
from appliance.network.seen import from_nm
from appliance.network.status import arrived
from appliance.network.status import is_there
from appliance.network.status import status_of
from appliance.network.status import target_of
from appliance.network.switch import Switch

log = logging.getLogger(__name__)

ROLLBACK_SECONDS: Final = 120
_GRACE_SECONDS: Final = 1.5
_PATIENCE: Final = 10.0


class Networks:
    """The networks of one machine; `bus` is "SYSTEM" or the address of another D-Bus.

    A change starts `grace` seconds after it was asked for: the answer has to reach the teacher
    through the network that then ends. Every method raises NetworkRefused.
    """

    def __init__(
        self,
        bus: str = "SYSTEM",
        *,
        seconds: int = ROLLBACK_SECONDS,
        grace: float = _GRACE_SECONDS,
        run: radio.Run = radio.run,
        sys: Path = Path("/sys"),
        firmware: Path = Path("/lib/firmware"),
    ) -> None:
        self._bus = bus
        self._seconds = seconds
        self._grace = grace
        self._run = run
        self._sys = sys
        self._firmware = firmware
        self._lock = threading.RLock()
        self._failed: Failed | None = None
        self._settled: nm.Checkpoint | None = None
        self._latest: Switch | None = None

    def status(self) -> NetworkStatus:
        """Return how the box is in the network right now."""
        with self._conversation() as bus:
            look, profiles = self._look(bus)
            found = status_of(bus, look, profiles)
            device = look.radio
            if device is None:
                return msgspec.structs.replace(found, failed=self._failed)
            at_hotspot = found.mode == "hotspot"
            return msgspec.structs.replace(
                found,
                clients=radio.stations(device.interface, self._run) if at_hotspot else None,
                client_limit=radio.client_limit(device.interface, self._sys, self._firmware),
                failed=self._failed,
            )

    def scan(self) -> list[WifiSeen]:
        """Return the Wi-Fis in reach, the strongest first; refused while a class is connected."""
        with self._conversation() as bus:
            look, profiles = self._look(bus)
            device = switching.the_radio(look)
            mode = status_of(bus, look, profiles).mode
        if mode == "hotspot":
            return self._scan_beside_hotspot(device)
        with self._conversation(locked=False) as bus:
            return from_nm(switching.heard(bus, device).access_points(device))

    def hotspot(self, ssid: str, password: str, *, open: bool = False) -> NetworkStatus:
        """Go over to a hotspot of the box's own; nothing happens if that is what there is."""
        settings = hotspot_settings(ssid, password, open_=open)
        now = self.status()
        same = ("hotspot", ssid, "" if open else password)
        if now.pending is None and (now.mode, now.ssid, now.password) == same:
            return now
        return self._start("hotspot", settings)

    def join(self, ssid: str, password: str) -> NetworkStatus:
        """Go over to somebody's Wi-Fi; "" as password for an open one."""
        return self._start("wifi", wifi_settings(ssid, password))

    def cable(self) -> NetworkStatus:
        """Go over to the cable alone, with the radio quiet."""
        return self._start("cable", cable_settings())

    def confirm(self, client: str) -> NetworkStatus:
        """Keep the new network, also after restarts; `client` is the address that says so."""
        with self._conversation() as bus:
            look, profiles = self._look(bus)
            checkpoint = look.checkpoint
            if checkpoint is None:
                raise NetworkRefused("nothing_pending")
            target = target_of(profiles)
            device = arrived(look, target)
            if device is None or not is_there(client, device, look):
                raise NetworkRefused("not_from_there")
            # On the card before the way back is gone: a power cut between them loses neither.
            if target is not None:
                settings = confirmed(nm.with_password(bus, target.path))
                nm.change(bus, target.path, settings, saved=True)
            nm.destroy_checkpoint(bus, checkpoint.path)
            self._settled, self._failed = checkpoint, None
            switching.retire(bus, profiles, target)
        return self.status()

    def back(self) -> NetworkStatus:
        """Undo a change that is not confirmed, now."""
        with self._conversation() as bus:
            checkpoint = nm.Look(bus).checkpoint
            if checkpoint is None:
                raise NetworkRefused("nothing_pending")
            self._settled, self._failed = checkpoint, None
            nm.roll_back(bus, checkpoint.path)
        return self.status()

    @contextlib.contextmanager
    def _conversation(self, *, locked: bool = True) -> Iterator[Bus]:
        with self._lock if locked else contextlib.nullcontext(), opened(self._bus) as bus:
            try:
                yield bus
            except BusError as error:
                log.warning("NetworkManager refused: %s", error.name)
                raise NetworkRefused("network_failed") from error

    def _look(self, bus: Bus) -> tuple[nm.Look, list[nm.Profile]]:
        """Look at everything, and undo what a NetworkManager that restarted has forgotten to."""
        look = nm.Look(bus)
        profiles = nm.our_profiles(bus, look)
        lost = [item for item in profiles if not item.confirmed and look.checkpoint is None]
        if not lost:
            return look, profiles
        for profile in lost:
            # With it gone, NetworkManager starts the old network, which still is automatic.
            nm.delete(bus, profile.path)
        return nm.Look(bus), [item for item in profiles if item.confirmed]

    def _scan_beside_hotspot(self, device: nm.Device) -> list[WifiSeen]:
        devices = radio.stations(device.interface, self._run)
        if devices:
            raise NetworkRefused("class_connected")
        found = None if devices is None else radio.scan(device.interface, self._run)
        if found is None:
            raise NetworkRefused("scan_failed")
        return from_iw(found)

    def _start(self, kind: Kind, settings: Settings) -> NetworkStatus:
        with self._conversation() as bus:
            look, _ = self._look(bus)
            if look.checkpoint is not None:
                raise NetworkRefused("switch_pending")
            device, devices = switching.devices_for(kind, look)
            if kind == "wifi":
                switching.refuse_what_cannot_work(settings, look, device)
                settings = switching.fitted(settings, look, device)
            settings = unconfirmed(settings)
            self._failed = None
            path = nm.create_checkpoint(bus, devices, self._seconds)
            try:
                in_use = kind == "cable" and device.active
                profile = "" if in_use else nm.add_unsaved(bus, settings)
                checkpoint = nm.Look(bus).checkpoint
            except BusError:
                nm.roll_back(bus, path)
                raise
            if checkpoint is None:  # it was over at once
                raise NetworkRefused("network_failed")
            switch = Switch(kind, ssid_of(settings), checkpoint, device, profile, settings)
            self._latest = switch
            threading.Thread(
                target=self._carry_out, args=(switch,), name="network switch", daemon=True
            ).start()
            return self.status()

    def _carry_out(self, switch: Switch) -> None:
        """Make the change and watch it until it is confirmed or undone."""
        threading.Event().wait(self._grace)
        try:
            with (
                opened(self._bus) as bus,
                bus.signals(switch.device.path, nm.DEVICE, "StateChanged") as signals,
            ):
                self._begin(bus, switch)
                while self._under_way(bus, switch):
                    if code := switching.failure(signals, switch):
                        self._undo(bus, switch, code)
        except NetworkRefused:
            log.warning("the bus went away during a change of network")
        kept: list[nm.Profile] = []
        with contextlib.suppress(NetworkRefused), self._conversation() as bus:
            _, kept = self._look(bus)
        with self._lock:
            known = self._settled == switch.checkpoint or self._latest is not switch
            if not known and switch.profile not in {profile.path for profile in kept}:
                in_time = nm.boottime() < switch.checkpoint.ends - 1
                code = "network_failed" if in_time else "not_confirmed"
                self._failed = self._failed or _failed(code, switch)

    def _begin(self, bus: Bus, switch: Switch) -> None:
        try:
            if self._left_hotspot(bus, switch):
                switching.listen(bus, switch)
            with self._lock:
                look = nm.Look(bus)
                if switch.under_way(look):
                    switching.begin(bus, switch, look)
        except BusError as error:
            log.warning("NetworkManager refused to change the network: %s", error.name)
            self._undo(bus, switch, "network_failed")
        except NetworkRefused as refused:
            self._undo(bus, switch, refused.code)

    def _left_hotspot(self, bus: Bus, switch: Switch) -> bool:
        """End the hotspot if a Wi-Fi shall be joined: beside it, the radio hears nobody."""
        with self._lock:
            look = nm.Look(bus)
            if switch.kind != "wifi" or not switch.under_way(look):
                return False
            if status_of(bus, look, []).mode != "hotspot":
                return False
            nm.disconnect(bus, switch.device)
            return True

    def _under_way(self, bus: Bus, switch: Switch) -> bool:
        """Look until NetworkManager answers, or its way back must be over."""
        while nm.boottime() < switch.checkpoint.ends + _PATIENCE:
            try:
                return switch.under_way(nm.Look(bus))
            except (NetworkRefused, BusError):
                threading.Event().wait(1.0)  # it restarts
        return False

    def _undo(self, bus: Bus, switch: Switch, code: str) -> None:
        with self._lock:
            if switch.under_way(nm.Look(bus)):
                self._failed = _failed(code, switch)
                with contextlib.suppress(BusError):
                    nm.roll_back(bus, switch.checkpoint.path)


def _failed(code: str, switch: Switch) -> Failed:
    return Failed(code, WORDS[code], switch.kind, switch.ssid)
