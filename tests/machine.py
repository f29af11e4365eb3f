"""A machine that tests can look into: a real server that speaks the helper's protocol, on a real
socket, with what a Raspberry Pi would say. It stands in for the machine, not for our code."""

import time
from pathlib import Path
from typing import Any

from appliance.classroom.problems import Problem
from appliance.control import ControlServer
from appliance.control import Refused

HOTSPOT = {
    "mode": "hotspot", "ssid": "Crowdbox-7F3A", "password": "maple-tiger-42", "open": False,
    "addresses": ["10.42.0.1"], "clients": 12, "client_limit": 19, "signal": None,
    "radio": True, "cable": False, "pending": None, "failed": None,
}  # fmt: skip
WIFI = HOTSPOT | {
    "mode": "wifi", "ssid": "School", "password": "", "addresses": ["192.168.7.31"],
    "clients": None, "signal": 71,
}  # fmt: skip
BOARD = {
    "model": "Raspberry Pi 4 Model B Rev 1.5", "memory_mb": 1900, "temperature_c": 52.1,
    "undervoltage_now": False, "undervoltage_since_start": False, "version": "1.4.0",
    "os": "Debian GNU/Linux 13 (trixie)", "slot": "a", "uptime": 4_200, "data_free_mb": 21_400,
    "data_total_mb": 28_000, "clock": {"time": 0, "set": True},
}  # fmt: skip
STICK = {
    "id": "sda1", "name": "SanDisk Ultra", "free_mb": 14_200,
    "backups": ["crowdbox-2026-09-01.zip"], "updates": ["crowdbox-1.5.0.update"],
}  # fmt: skip
AIR = [
    {"ssid": "School", "signal": 71, "secured": True, "enterprise": False},
    {"ssid": "School-Staff", "signal": 64, "secured": True, "enterprise": True},
    {"ssid": "Café", "signal": 23, "secured": False, "enterprise": False},
]
VERBS = (
    "network.status", "network.scan", "network.hotspot", "network.join", "network.cable",
    "network.confirm", "network.back", "board.status", "clock.set", "power.restart", "power.off",
    "usb.list", "usb.save", "usb.take", "update.check", "update.apply", "update.status",
    "factory.reset",
)  # fmt: skip
IDLE = {"state": "idle", "done": 0, "version": "", "slot": "a", "last": "", "error": ""}


class Machine:
    """A box's hardware: change `network`, `board`, `sticks`, `update` as a test needs it.

    `asked` has all orders; `refused` maps a verb to the code with which it is refused; the files
    on the stick are in the folder `stick`.
    """

    def __init__(self, path: Path, run: Path) -> None:
        self.path = path
        self._run = run
        self.network: dict[str, Any] = dict(HOTSPOT)
        self.board: dict[str, Any] = dict(BOARD)
        self.sticks: list[dict[str, Any]] = [dict(STICK)]
        self.update: dict[str, Any] = dict(IDLE)
        self.refused: dict[str, str] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.saved: dict[str, bytes] = {}
        self.on_stick: dict[str, bytes] = {}
        self.offset = 0.0
        self._new: dict[str, Any] = {}
        self._until = 0.0
        self._server: ControlServer | None = None

    def start(self) -> "Machine":
        self._server = ControlServer(
            self.path, {name: self._verb(name) for name in VERBS}, together=True
        )
        self._server.start()
        return self

    def stop(self) -> None:
        assert self._server is not None
        self._server.stop()

    def verbs(self) -> list[str]:
        """The orders that changed something, in their order."""
        looks = ("network.status", "board.status", "update.status", "usb.list")
        return [verb for verb, _ in self.asked if verb not in looks]

    def _verb(self, name: str) -> Any:
        action = getattr(self, "_" + name.replace(".", "_"))

        def carried_out(**arguments: Any) -> Any:
            self.asked.append((name, arguments))
            if name in self.refused:
                raise Refused("words for a log", self.refused[name])
            return action(**arguments)

        return carried_out

    def _network_status(self) -> dict[str, Any]:
        pending = self.network["pending"]
        if pending is None:
            return self.network
        left = max(0, round(self._until - time.monotonic()))
        if left == 0:
            self.network = self.network | {"pending": None, "failed": _failed(pending)}
            return self.network
        return self.network | {"pending": pending | {"seconds_left": left}}

    def _network_scan(self) -> list[dict[str, Any]]:
        if self.network["mode"] == "hotspot" and self.network["clients"]:
            raise Refused("devices are connected", "class_connected")
        return AIR

    def _begin(self, new: dict[str, Any], seconds: float = 120.0) -> dict[str, Any]:
        if self.network["pending"]:
            raise Refused("under way", "switch_pending")
        self._new = new
        self._until = time.monotonic() + seconds
        pending = {"to": new["mode"], "ssid": new["ssid"], "seconds_left": 120}
        self.network = self.network | {"pending": pending, "failed": None}
        return self._network_status()

    def _network_hotspot(self, open: bool) -> dict[str, Any]:
        secret = {"open": open, "password": "" if open else HOTSPOT["password"]}
        begun = self._begin(HOTSPOT | secret | {"clients": 0})
        return begun | {"password": secret["password"]}

    def _network_join(self, ssid: str, password: str) -> dict[str, Any]:
        return self._begin(WIFI | {"ssid": ssid})

    def _network_cable(self) -> dict[str, Any]:
        return self._begin(WIFI | {"mode": "cable", "ssid": "", "signal": None})

    def _network_confirm(self, client: str) -> dict[str, Any]:
        if self.network["pending"] is None:
            raise Refused("nothing", "nothing_pending")
        self.network = self._new
        return self.network

    def _network_back(self) -> dict[str, Any]:
        self.network = self.network | {"pending": None}
        return self.network

    def _board_status(self) -> dict[str, Any]:
        now = int(time.time() + self.offset)
        return self.board | {"clock": {"time": now, "set": self.board["clock"]["set"]}}

    def _clock_set(self, seconds: float) -> dict[str, int]:
        if seconds < 1_700_000_000:
            raise Problem("too_early")
        self.offset = seconds - time.time()
        return {"time": int(seconds)}

    def _power_restart(self) -> dict[str, Any]:
        return {}

    def _power_off(self) -> dict[str, Any]:
        return {}

    def _usb_list(self) -> list[dict[str, Any]]:
        return self.sticks

    def _usb_save(self, stick: str, file: str, name: str) -> dict[str, Any]:
        self._require(stick)
        self.saved[name] = Path(file).read_bytes()
        return {}

    def _usb_take(self, stick: str, name: str) -> dict[str, str]:
        self._require(stick)
        if name not in self.on_stick:
            raise Problem("not_found")
        file = self._run / f"taken-{name}"
        file.write_bytes(self.on_stick[name])
        return {"file": str(file)}

    def _require(self, stick: str) -> None:
        if stick not in [each["id"] for each in self.sticks]:
            raise Problem("no_stick")

    def _update_check(self, file: str) -> dict[str, Any]:
        content = Path(file).read_bytes()
        if not content.startswith(b"an update "):
            raise Problem("not_an_update")
        version = content.removeprefix(b"an update ").decode()
        notes = "Sounds are heard better.\nThe box starts faster."
        return {"version": version, "created": 1_796_000_000, "notes": notes, "newer": True}

    def _update_apply(self, file: str) -> dict[str, Any]:
        self._update_check(file)
        self.update = IDLE | {"state": "writing", "done": 5, "version": "1.5.0"}
        return {}

    def _update_status(self) -> dict[str, Any]:
        return self.update

    def _factory_reset(self) -> dict[str, Any]:
        return {}


def _failed(pending: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": "not_confirmed", "words": "Nobody", "to": pending["to"], "ssid": pending["ssid"]
    }  # fmt: skip
