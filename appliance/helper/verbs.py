"""The table of all that the helper does, and what each verb takes. Nothing else is done."""

import threading
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from typing import Final

import msgspec

from appliance import control
from appliance.classroom.problems import Problem
from appliance.helper import board
from appliance.helper import clocks
from appliance.helper import handover
from appliance.helper import usb
from appliance.helper.power import Power
from appliance.helper.voltage import Watcher
from appliance.machine import boot_files
from appliance.machine import secrets
from appliance.machine.places import Places
from appliance.network.networks import Networks
from appliance.network.refused import NetworkRefused
from appliance.paths import Paths
from appliance.update.desk import UpdateDesk

NUMBER: Final = (int, float)
Kinds = dict[str, type | tuple[type, ...]]
"""argument → what it has to be."""
_LONGEST_TEXT: Final = 1024
_STICK_SECONDS: Final = 10.0


class Verbs:
    """Carries out the helper's verbs on one machine; `mounts` is the folder to mount sticks in."""

    def __init__(
        self,
        places: Places,
        paths: Paths,
        networks: Networks,
        *,
        mounts: Path,
        power: Power | None = None,
        watcher: Watcher | None = None,
        set_time: clocks.SetTime | None = None,
        updates: UpdateDesk | None = None,
    ) -> None:
        self._places = places
        self._paths = paths
        self._networks = networks
        self._mounts = mounts
        self._power = power or Power()
        self._watcher = watcher or Watcher(places)
        self._set_time = set_time
        self._updates = updates or UpdateDesk(places, paths, self._power.restart)
        self._one_stick = threading.Lock()

    def table(self) -> dict[str, Callable[..., Any]]:
        """Return verb → what carries it out, for a ControlServer."""
        network = self._networks
        return {
            "network.status": _verb(network.status),
            "network.scan": _verb(network.scan),
            "network.hotspot": _verb(self._hotspot, open=bool),
            "network.join": _verb(network.join, ssid=str, password=str),
            "network.cable": _verb(network.cable),
            "network.confirm": _verb(network.confirm, client=str),
            "network.back": _verb(network.back),
            "board.status": _verb(self._board),
            "clock.set": _verb(self._clock, seconds=NUMBER),
            "power.restart": _verb(self._power.restart),
            "power.off": _verb(self._power.off),
            "usb.list": _verb(self._sticks),
            "usb.save": _verb(self._save, stick=str, file=str, name=str),
            "usb.take": _verb(self._take, stick=str, name=str),
            "update.check": _verb(self._check, file=str),
            "update.apply": _verb(self._apply, file=str),
            "update.status": _verb(self._updates.status),
            "factory.reset": _verb(self._factory_reset),
        }

    def _hotspot(self, open: bool) -> Any:
        ours = secrets.ensure(self._places)
        found = self._networks.hotspot(ours.ssid, ours.password, open=open)
        # Whoever asked has to know it before they can follow the box into its hotspot.
        return msgspec.structs.replace(found, password="" if open else ours.password)

    def _board(self) -> board.BoardStatus:
        return board.status(self._places, self._paths, self._watcher)

    def _clock(self, seconds: float) -> dict[str, int]:
        return {"time": clocks.set_clock(self._places, seconds, self._set_time)}

    def _sticks(self) -> list[usb.StickInfo]:
        """Return the sticks that can be read; one that cannot does not hide the others."""
        found = []
        with self._alone():
            for stick in usb.sticks(self._places):
                try:
                    with usb.mounted(stick, self._mounts) as folder:
                        found.append(usb.described(stick, folder))
                except Problem:
                    continue
        return found

    def _save(self, stick: str, file: str, name: str) -> None:
        usb.good_name(name)
        with self._alone(), closing(handover.opened(self._paths, file)) as source:
            found = usb.stick(self._places, stick)
            with usb.mounted(found, self._mounts, writable=True) as folder:
                usb.save(source, folder, name)

    def _take(self, stick: str, name: str) -> dict[str, str]:
        with self._alone():
            found = usb.stick(self._places, stick)
            with usb.mounted(found, self._mounts) as folder, usb.taken(folder, name) as source:
                return {"file": str(handover.copied(self._paths, source, Path(name).suffix))}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One order about sticks at a time; one that would wait for long is told so."""
        if not self._one_stick.acquire(timeout=_STICK_SECONDS):
            raise Problem("busy")
        try:
            yield
        finally:
            self._one_stick.release()

    def _check(self, file: str) -> Any:
        with closing(handover.opened(self._paths, file)) as opened:
            return self._updates.check(opened)

    def _apply(self, file: str) -> None:
        opened = handover.opened(self._paths, file)
        try:
            self._updates.apply(opened, done=lambda: handover.removed(self._paths, file))
        except BaseException:
            opened.close()
            raise

    def _factory_reset(self) -> None:
        """Ask the next start for an empty class, as a person with the card in a reader would."""
        boot_files.put(self._places, boot_files.FACTORY_RESET, b"Asked for on the Box page.\r\n")
        self._power.restart()


def _verb(action: Callable[..., Any], /, **kinds: type | tuple[type, ...]) -> Callable[..., Any]:
    """Return what does `action` with exactly these arguments, and gives what JSON can hold."""

    def carried_out(**arguments: Any) -> Any:
        if arguments.keys() != kinds.keys() or not _fit(arguments, kinds):
            raise Problem("bad_request")
        try:
            result = action(**arguments)
        except NetworkRefused as refused:
            raise control.Refused(str(refused), refused.code) from None
        return {} if result is None else msgspec.to_builtins(result)

    return carried_out


def _fit(arguments: dict[str, Any], kinds: Kinds) -> bool:
    # A bool is an int for Python, but no number of seconds.
    wanted = {key: kind if isinstance(kind, tuple) else (kind,) for key, kind in kinds.items()}
    return all(
        type(value) in wanted[key] and len(str(value)) <= _LONGEST_TEXT
        for key, value in arguments.items()
    )
