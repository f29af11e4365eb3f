"""A stand-in for NetworkManager on a real D-Bus: its objects, methods and signals."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from dbus_fast import Message
from dbus_fast import MessageType
from dbus_fast import Variant
from dbus_fast.aio import MessageBus

from tests.appliance.network import nm_records
from tests.appliance.network.nm_model import Model
from tests.appliance.network.nm_records import Device
from tests.appliance.network.nm_records import Refusal
from tests.appliance.network.nm_records import ROOT

NM = "org.freedesktop.NetworkManager"
CONNECTION = f"{NM}.Settings.Connection"
Body = tuple[str, list[Any]]
"""The signature and the values of an answer."""


class StandIn:
    """Owns NetworkManager's name on the bus at `address` until it is stopped."""

    def __init__(self, address: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.model: Model = self.do(lambda: Model(self._loop, self._emit))
        self._bus = self._wait(self._connected(address))
        self._wait(self._bus.request_name(NM))

    def do(self, action: Callable[[], Any]) -> Any:
        """Run something in the stand-in's own thread."""

        async def run() -> Any:
            return action()

        return self._wait(run())

    def leave(self) -> None:
        """Be away from the bus, as a NetworkManager that restarts: it forgets checkpoints."""
        self.do(self.model.forget_checkpoints)
        self._wait(self._bus.release_name(NM))

    def come_back(self) -> None:
        self._wait(self._bus.request_name(NM))

    def stop(self) -> None:
        self._wait(self._closed())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    async def _connected(self, address: str) -> MessageBus:
        bus = await MessageBus(bus_address=address).connect()
        bus.add_message_handler(self._handle)
        return bus

    async def _closed(self) -> None:
        self.model.forget_checkpoints()
        self._bus.disconnect()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _emit(self, path: str, interface: str, name: str, types: str, body: list[Any]) -> None:
        self._bus.send(Message.new_signal(path, interface, name, types, body))

    def _handle(self, message: Message) -> Message | None:
        if message.message_type != MessageType.METHOD_CALL or message.destination == "":
            return None
        known = self._methods().get((message.interface or "", message.member or ""))
        if known is None:
            return None
        types, method = known
        if message.signature != types:
            return Message.new_error(message, f"{NM}.InvalidArguments", message.signature)
        try:
            if message.member in self.model.broken:
                raise Refusal(f"{NM}.Failed")
            found = method(message.path, *message.body)
        except Refusal as refusal:
            return Message.new_error(message, str(refusal), "refused")
        except KeyError:
            name = "org.freedesktop.DBus.Error.UnknownObject"
            return Message.new_error(message, name, "no such object")
        return Message.new_method_return(message, *(found or ("", [])))

    def _methods(self) -> dict[tuple[str, str], tuple[str, Callable[..., Body | None]]]:
        model, device = self.model, self.model.devices
        return {
            ("org.freedesktop.DBus.ObjectManager", "GetManagedObjects"): (
                "",
                lambda _: ("a{oa{sa{sv}}}", [objects(model)]),
            ),
            ("org.freedesktop.DBus.Properties", "Set"): ("ssv", self._set),
            (f"{NM}.Settings", "AddConnection2"): (
                "a{sa{sv}}ua{sv}",
                lambda _, settings, flags, __: ("oa{sv}", [model.add(settings, flags), {}]),
            ),
            (CONNECTION, "GetSettings"): (
                "",
                lambda path: ("a{sa{sv}}", [nm_records.told(model.profiles[path])]),
            ),
            (CONNECTION, "GetSecrets"): ("s", self._secrets),
            (CONNECTION, "Update2"): (
                "a{sa{sv}}ua{sv}",
                lambda path, settings, flags, _: (
                    model.update(path, settings, flags),
                    ("a{sv}", [{}]),
                )[1],
            ),
            (CONNECTION, "Delete"): ("", model.delete),
            (f"{NM}.Device", "Disconnect"): ("", lambda path: model.disconnect(device[path])),
            (f"{NM}.Device.Wireless", "RequestScan"): (
                "a{sv}",
                lambda path, _: model.request_scan(device[path]),
            ),
            (NM, "ActivateConnection"): (
                "ooo",
                lambda _, profile, at, __: ("o", [model.activate(profile, device[at])]),
            ),
            (NM, "CheckpointCreate"): (
                "aouu",
                lambda _, devices, seconds, flags: (
                    "o",
                    [model.checkpoint(devices, seconds, flags)],
                ),
            ),
            (NM, "CheckpointDestroy"): ("o", lambda _, path: model.destroy(path)),
            (NM, "CheckpointRollback"): (
                "o",
                lambda _, path: ("a{su}", [model.roll_back(path)]),
            ),
        }

    def _set(self, _: str, interface: str, name: str, value: Variant) -> None:
        assert (interface, name) == (NM, "WirelessEnabled")
        self.model.wireless_enabled = value.value

    def _secrets(self, path: str, section: str) -> Body:
        found = self.model.profiles[path].get(section, {})
        secret = {name: value for name, value in found.items() if name == "psk"}
        return "a{sa{sv}}", [{section: secret}]


def objects(model: Model) -> dict[str, dict[str, dict[str, Variant]]]:
    """Return what NetworkManager's object manager tells of the model."""
    found: dict[str, dict[str, dict[str, Variant]]] = {
        ROOT: {NM: {"WirelessEnabled": Variant("b", model.wireless_enabled)}}
    }
    for path in model.profiles:
        found[path] = {CONNECTION: {"Unsaved": Variant("b", False)}}
    for path, active in model.actives.items():
        state = {"State": Variant("u", active.state), "Connection": Variant("o", active.profile)}
        found[path] = {f"{NM}.Connection.Active": state}
    for path, checkpoint in model.checkpoints.items():
        found[path] = {
            f"{NM}.Checkpoint": {
                "Created": Variant("x", checkpoint.created),
                "RollbackTimeout": Variant("u", checkpoint.seconds),
            }
        }
    for device in model.devices.values():
        found |= _device(model, device)
    for name, station in model.air.items():
        found[f"{ROOT}/AccessPoint/{name.hex()}"] = {f"{NM}.AccessPoint": _point(name, station)}
    return found


def _device(model: Model, device: Device) -> dict[str, dict[str, dict[str, Variant]]]:
    config = f"{ROOT}/IP4Config/{device.interface}"
    common = {
        "DeviceType": Variant("u", 2 if device.wifi else 1),
        "Interface": Variant("s", device.interface),
        "State": Variant("u", device.state),
        "ActiveConnection": Variant("o", device.active),
        "Ip4Config": Variant("o", config if device.state in {70, 100} else "/"),
        "Ip6Config": Variant("o", "/"),
    }
    found = {device.path: {f"{NM}.Device": common}}
    if device.wifi:
        heard = Variant("ao", list(device.heard))
        settings = model.settings_on(device)
        joined = settings and not nm_records.is_hotspot(settings)
        point = f"{ROOT}/AccessPoint/{nm_records.ssid_of(settings).hex()}" if joined else "/"
        found[device.path][f"{NM}.Device.Wireless"] = {
            "AccessPoints": heard,
            "ActiveAccessPoint": Variant("o", point),
            "LastScan": Variant("x", device.last_scan),
        }
    else:
        found[device.path][f"{NM}.Device.Wired"] = {"Carrier": Variant("b", device.carrier)}
    if device.state in {70, 100}:
        found[config] = {f"{NM}.IP4Config": _addresses(model, device)}
    return found


def _addresses(model: Model, device: Device) -> dict[str, Variant]:
    settings = model.settings_on(device)
    if settings and nm_records.is_hotspot(settings):
        address, prefix, gateway = "10.42.0.1", 24, ""
    elif device.wifi:
        address, prefix, gateway = "192.168.7.20", 24, "192.168.7.1"
    elif model.router:
        address, prefix, gateway = "192.168.9.5", 24, "192.168.9.1"
    else:
        address, prefix, gateway = "169.254.4.4", 16, ""
    data = {"address": Variant("s", address), "prefix": Variant("u", prefix)}
    return {"AddressData": Variant("aa{sv}", [data]), "Gateway": Variant("s", gateway)}


def _point(name: bytes, station: nm_records.Station) -> dict[str, Variant]:
    keys = 0x400 if station.only_wpa3 else 0x200 if station.enterprise else 0x100
    locked = bool(station.password or station.enterprise)
    return {
        "Ssid": Variant("ay", name),
        "Strength": Variant("y", station.signal),
        "Flags": Variant("u", int(locked)),
        "WpaFlags": Variant("u", 0),
        "RsnFlags": Variant("u", keys if locked else 0),
    }
